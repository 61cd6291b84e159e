from __future__ import annotations

import os
from pathlib import Path

import pytest

from karma_tui.workbench.local_place import place_of


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
