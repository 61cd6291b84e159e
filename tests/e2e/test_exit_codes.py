"""The exit code of every kind of trouble, as docs/exit-codes.md promises them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.errors import ExitCode
from tests.cli.process import run
from tests.e2e.servers import stop_servers

_DOCUMENT = Path(__file__).parents[2] / "docs" / "exit-codes.md"
_SETTINGS = """
[profiles.nobody]
url = "http://127.0.0.1:{port}"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with files to trip over, and an address where nobody listens."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "config").mkdir()
    (folder / "latin.kvm").write_bytes(b'"\xff"')
    (folder / "there.json").write_text("[1]")
    (folder / "other.json").write_text("[2]")
    (folder / "untidy.kvm").write_text("all( tag('x'))")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = _SETTINGS.format(port=unused.getsockname()[1])
        (folder / "config" / "settings.toml").write_text(settings)
        yield folder
    stop_servers(folder)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "-e", "true"], ExitCode.OK),
        (["run", "-e", "true", "--explain"], ExitCode.OK),
        (["fmt", "untidy.kvm"], ExitCode.OK),
        (["--version"], ExitCode.OK),
        (["run", "--help"], ExitCode.OK),
        (["rum"], ExitCode.USAGE),
        (["run", "--colour"], ExitCode.USAGE),
        (["run", "-e", "true", "latin.kvm"], ExitCode.USAGE),
        (["run", "latin.kvm"], ExitCode.USAGE),
        (["run", "-e", " "], ExitCode.USAGE),
        (["run", "-e", "true", "--profile", "unknown"], ExitCode.USAGE),
        (["run", "-e", "true", "--schema", "x"], ExitCode.USAGE),
        (["run", "-e", "true", "--check", "--explain"], ExitCode.USAGE),
        (["run", "-e", "true", "--param", "novalue"], ExitCode.USAGE),
        (["run", "-e", "true", "--page-size", "2"], ExitCode.USAGE),
        (["run", "-e", "true", "--page-size", "0"], ExitCode.USAGE),
        (["run", "--snippet", "unknown"], ExitCode.USAGE),
        (["schema", "unknown"], ExitCode.USAGE),
        (["view", "there.json"], ExitCode.USAGE),
        (["edit", "untidy.kvm"], ExitCode.USAGE),
        (["run", "-e", "true", "--profile", "nobody"], ExitCode.CONNECTION),
        (["schema", "--profile", "nobody"], ExitCode.CONNECTION),
        (["diff", "there.json", "-e", "true", "--profile", "nobody"], ExitCode.CONNECTION),
        (["run", "-e", 'all(tag("nowhere"))'], ExitCode.QUERY),
        (["run", "-e", 'first(slice(all(tag("_tag")), 0, 0))'], ExitCode.QUERY),
        (["run", "-e", "al(true)"], ExitCode.EXPRESSION),
        (["run", "-e", "al(true)", "--check"], ExitCode.EXPRESSION),
        (["run", "-e", "al(true)", "--explain"], ExitCode.EXPRESSION),
        (["convert", "--to", "0.1", "-e", "1i8; 2i8"], ExitCode.EXPRESSION),
        (["fmt", "--check", "latin.kvm"], ExitCode.USAGE),
        (["run", "nowhere.kvm"], ExitCode.STORAGE),
        (["run", "-e", "true", "--out", "no/such/folder.json"], ExitCode.STORAGE),
        (["run", "-e", "true", "--out", "there.json"], ExitCode.STORAGE),
        (["run", "-e", "true", "--out", "."], ExitCode.STORAGE),
        (["run", "-e", "true", "--check", "--schema", "nowhere.json"], ExitCode.STORAGE),
        (["open", "nowhere.zip", "-e", "true"], ExitCode.STORAGE),
        (["diff", "there.json", "nowhere.json"], ExitCode.STORAGE),
        (["diff", "there.json", "other.json"], ExitCode.DIFFERENT),
        (["fmt", "--check", "untidy.kvm"], ExitCode.DIFFERENT),
    ],
)
def test_a_kind_of_trouble_has_its_code_and_says_so(words: list[str], code: ExitCode, home: Path) -> None:
    done = run(words, home, extra={"KARMA_TUI_SECRET": "x"})
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    if code not in (ExitCode.OK, ExitCode.DIFFERENT):
        assert done.stdout == b""
        assert done.stderr.startswith((b"karma-tui: ", b"-e:"))


def test_the_document_has_every_code_once() -> None:
    documented = re.findall(r"^\| (\d+) \|", _DOCUMENT.read_text(), re.MULTILINE)
    assert sorted(map(int, documented)) == sorted(ExitCode)
