from __future__ import annotations

import os
from pathlib import Path

import pytest

from karma_tui.workbench.local_place import place_in, place_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    return tmp_path


def test_the_same_file_under_two_spellings_is_the_same_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "link").symlink_to(home)
    monkeypatch.chdir(home)
    assert place_of(Path("a.db")) == place_of(home / "a.db") == place_of(home / "link" / "a.db")


def test_different_files_never_share_a_socket(home: Path) -> None:
    assert place_of(home / "a.db").socket != place_of(home / "b.db").socket


def test_without_a_file_the_instance_lies_in_the_users_data_folder(home: Path) -> None:
    assert place_of(None).data.parent == home / "h" / "data"


def test_a_long_home_still_gives_a_socket_the_kernel_accepts(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(home / ("long" * 40)))
    place = place_of(None)
    assert len(os.fsencode(place.lease)) <= 103
    assert place.socket.parent.stat().st_mode & 0o077 == 0


def test_a_dump_is_opened_only_as_long_as_there_is_no_data_file_of_it(home: Path) -> None:
    place = place_in(home, home / "shop.zip")
    assert place.dump_to_open == home / "shop.zip"
    place.data.write_bytes(b"copy")
    assert place.dump_to_open is None


def test_all_that_is_made_of_a_passing_dump_goes_with_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karma_tui.workbench.local_place._LONGEST_SOCKET_PATH", 4096)
    place = place_in(home, home / "shop.zip")
    assert {path.parent for path in (place.data, place.secret, place.socket, place.log, place.lock)} == {home}


def test_the_socket_of_a_passing_dump_fits_also_where_its_folder_has_a_long_path(home: Path) -> None:
    deep = home / ("x" * 100)
    assert len(str(place_in(deep, home / "shop.zip").lease)) <= 103


def test_an_instance_opened_from_a_dump_is_called_like_it_in_readable_characters(home: Path) -> None:
    assert place_of(None).name == "local instance"
    assert place_of(None, home / "shop.zip").name == "shop.zip"
    assert place_of(None, Path(os.fsdecode(b"/d/caf\xe9.zip"))).name == "caf\ufffd.zip"
