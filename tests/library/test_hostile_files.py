"""Files of the user's that are something else: told in words, never waited for, never a fault of ours."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karma_tui import toml_text
from karma_tui.errors import ConfigError, KarmaError, StorageError
from karma_tui.lang.parameters.header import read_header
from karma_tui.library.files import read_text, write_private
from karma_tui.library.history.facts import Started
from karma_tui.library.history.history import History
from karma_tui.library.history.writer import Written
from karma_tui.library.key_file import read_key_file
from karma_tui.library.profile_file import add_profile, set_default
from karma_tui.library.profiles import Profile
from karma_tui.library.settings import load_settings
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.shelf import Shelf
from karma_tui.themes import load_theme

DEEP_KEY = ".".join(["a"] * 20_000)
QUOTED = " . ".join(["'a'", '"b"'] * 10_000)
HUGE = "9" * 5_000

TEXTS = {
    "deep key": f"{DEEP_KEY} = 1\n",
    "deep quoted key": f"{QUOTED} = 1\n",
    "deep table": f"[{DEEP_KEY}]\n",
    "deep key inside": f"x = {{ y = 1, {DEEP_KEY} = 1 }}\n",
    "deep list": f"x = {'[' * 50_000}{']' * 50_000}\n",
    "huge number": f"history_entries = {HUGE}\n",
    "utf-16": '[profiles.p]\nurl = "http://x"\n'.encode("utf-16"),
    "no text": b"[profiles.p]\nurl = '\xff\xfe'\n",
    "zeros": bytes(100),
}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


pytestmark = pytest.mark.usefixtures("ordinary_recursion_limit")
THINGS = {"pipe": _pipe, "circle": _circle, "folder": _folder, "device": _device}
things = pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)
texts = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def _write(path: Path, text: str | bytes) -> None:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    "name", ["deep key", "deep quoted key", "deep table", "deep key inside", "deep list"]
)
def test_what_is_nested_beyond_reason_is_refused_at_once(name: str) -> None:
    with pytest.raises(RecursionError, match=r"parts|deeply"):
        toml_text.loads(str(TEXTS[name]))


def test_a_huge_number_is_broken_toml() -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="digits"):
        toml_text.loads(f"x = {HUGE}")


def test_dots_that_are_no_keys_are_no_matter() -> None:
    text = f'a.b.c = "{DEEP_KEY}" # {DEEP_KEY} = 1\nd = """\n{"." * 500}\n{"x. " * 50}"""\n'
    assert toml_text.loads(text) == tomllib.loads(text)


@texts
def test_settings_that_cannot_be_read_are_told_keep_no_history_and_stay_as_they_are(
    text: str | bytes, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    _write(file, text)
    before = file.read_bytes()
    loaded = load_settings(file)
    assert len(loaded.errors) == 1
    assert str(file) in loaded.errors[0].detail
    assert loaded.settings.history == "off"
    with pytest.raises(KarmaError):
        add_profile(file, Profile("p", "http://p"))
    with pytest.raises(KarmaError):
        set_default(file, "p")
    assert file.read_bytes() == before
    assert len(read_key_file(file)[1]) == 1
    assert len(load_theme(file)[1]) == 1


@things
def test_what_is_no_file_is_neither_read_nor_written_to(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    make(path)
    with pytest.raises(StorageError):
        read_text(path)
    problems = load_theme(path)[1]
    assert len(problems) == 1
    if make is _circle:  # what leads nowhere counts as missing where it is read
        assert load_settings(path).errors == ()
        with pytest.raises(StorageError, match="cannot be reached"):
            write_private(path, "x")
    else:
        assert isinstance(load_settings(path).errors[0], ConfigError)
    with pytest.raises(KarmaError):
        add_profile(path, Profile("p", "http://p"))


@pytest.mark.parametrize("make", [_pipe, _circle, _folder], ids=["pipe", "circle", "folder"])
def test_a_history_that_is_no_file_is_told(make: Callable[[Path], None], tmp_path: Path) -> None:
    history = History(tmp_path)
    make(history.path)
    if make is not _circle:
        with pytest.raises(StorageError, match="cannot be used"):
            history.page()
    told: list[StorageError] = []
    writer = History(tmp_path, told=told.append).writer()
    writer.begin(Written(Started(datetime.now(UTC), "one()")))
    writer.begin(Written(Started(datetime.now(UTC), "two()")))
    assert [it.title for it in told] == ["The history cannot be used"]


def test_links_in_a_circle_and_other_things_among_snippets_spare_the_rest(tmp_path: Path) -> None:
    for make, name in ((_circle, "circle.kvm"), (_circle, "circle"), (_pipe, "pipe.kvm"), (_folder, "f.kvm")):
        make(tmp_path / name)
    (tmp_path / "inside").symlink_to(tmp_path)
    _device(tmp_path / "device.kvm")
    (tmp_path / "good.kvm").write_text("int64(1)")
    shelf = Shelf((Place("yours", tmp_path, True),))
    found = {it.path.name: it.is_broken for it in shelf.all()}
    assert found == {"circle.kvm": True, "pipe.kvm": True, "device.kvm": True, "good.kvm": False}
    assert shelf.get("good").text == "int64(1)"


def test_the_header_of_a_snippet_may_not_hold_anybody_up() -> None:
    for text in (f"{DEEP_KEY} = 1", f"x = {HUGE}"):
        header = read_header(f'//---\n// name = "x"\n// {text}\n//---\n1i32')
        assert header is not None
        assert len(header.faults) == 1
