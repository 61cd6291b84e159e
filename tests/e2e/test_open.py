"""`karma-tui open DUMP` as a script and as a person use it, on dumps of our own and of real servers."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.servers import server_processes, stop_servers
from tests.e2e.terminal import CTRL_N, CTRL_Q, F5, Terminal
from tests.local.server.driving import start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc")

_REAL = Path(os.environ.get("KARMA_DUMPS", Path(__file__).parents[3] / "shared" / "dumps"))
_TAG = b'create(tag("_tag"), t => ({tag: "opened", model: tag("_tag")}))'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own, with a folder for temporary files."""
    (tmp_path / "t").mkdir()
    yield tmp_path
    stop_servers(tmp_path)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a server of ours with sample data answers to an export."""
    folder = tmp_path_factory.mktemp("dump")
    server = start(folder)
    try:
        server.log_in()
        reply = server.send("GET", "/admin/export", X_Karma_Signature=server.signature)
    finally:
        server.stop(signal.SIGTERM)
    assert reply.status == 200
    path = folder / "shop.zip"
    path.write_bytes(reply.body)
    return path


def _temporary(home: Path) -> dict[str, str]:
    return {"TMPDIR": str(home / "t")}


def test_a_pipe_runs_on_a_copy_of_which_nothing_stays(home: Path, dump: Path) -> None:
    before = dump.read_bytes()
    done = run(["open", str(dump)], home, b'length(all(tag("article")))', _temporary(home))
    assert (done.returncode, done.stderr) == (0, b"")
    assert int(done.stdout) > 0
    assert list((home / "t").iterdir()) == []
    assert server_processes(home) == []
    assert dump.read_bytes() == before


def test_what_is_written_to_a_copy_is_not_in_the_next_one(home: Path, dump: Path) -> None:
    written = run(["open", str(dump)], home, _TAG, _temporary(home))
    assert written.returncode == 0, written.stderr
    again = run(["open", str(dump), "-e", 'tagExists("opened")'], home, extra=_temporary(home))
    assert again.stdout == b"false\n"


def test_a_named_data_file_keeps_the_copy_and_is_never_replaced(home: Path, dump: Path) -> None:
    words = ["open", str(dump), "--data", "kept.db"]
    written = run(words, home, _TAG)
    assert written.returncode == 0, written.stderr
    assert run(words, home, b"true").returncode == 7
    assert run(["run", "--data", "kept.db", "-e", 'tagExists("opened")'], home).stdout == b"true\n"


def test_a_broken_dump_is_exit_code_7_in_plain_words(home: Path, dump: Path) -> None:
    (home / "cut.zip").write_bytes(dump.read_bytes()[:-2000])
    done = run(["open", "cut.zip", "-e", "true"], home, extra=_temporary(home))
    assert (done.returncode, done.stdout) == (7, b"")
    assert done.stderr.startswith(b"karma-tui: The dump is cut short\n")
    assert b"Traceback" not in done.stderr
    assert list((home / "t").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "records"), [("karma-1.0-library.zip", b"15\n"), ("karma-0.1-library.data.gz", b"10\n")]
)
def test_a_dump_of_a_real_server_is_opened(home: Path, name: str, records: bytes) -> None:
    if not (_REAL / name).exists():
        pytest.skip(f"no {name}: name the folder that has it in KARMA_DUMPS")
    done = run(["open", str(_REAL / name), "-e", 'length(all(tag("_tag")))'], home, extra=_temporary(home))
    assert (done.stdout, done.stderr) == (records, b"")


@pytest.mark.terminal
def test_the_app_shows_the_dumps_name_and_keeps_what_was_written_when_the_server_is_killed(
    home: Path, dump: Path
) -> None:
    with Terminal([*COMMAND, "open", str(dump)], environment(home, _temporary(home))) as terminal:
        terminal.wait_for("shop.zip", "ready")
        _type_and_run(terminal, 'create(tag("_tag"), t => ({tag: "o", model: tag("_tag")}))')
        assert stop_servers(home, signal.SIGKILL) == 1
        terminal.press(CTRL_N)
        _type_and_run(terminal, 'tagExists("o")')
        terminal.wait_for("true")
        terminal.type(CTRL_Q)
        terminal.wait_for_end()
    assert list((home / "t").iterdir()) == []


def _type_and_run(terminal: Terminal, text: str) -> None:
    terminal.type(text)
    terminal.wait_for(text)
    terminal.type(F5)
    terminal.wait_for(f"ms  {text[:10]}")
