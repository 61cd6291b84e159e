from __future__ import annotations

import stat
from pathlib import Path

import pytest

from karma_tui import paths
from karma_tui.errors import StorageError

FOLDERS = [paths.config_dir, paths.data_dir, paths.state_dir, paths.runtime_dir]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_override_puts_every_folder_below_it(
    folder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    assert callable(folder)
    assert folder().parent == tmp_path / "home"
    assert folder().is_dir()


@pytest.mark.parametrize("folder", FOLDERS)
def test_created_folders_are_private(folder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    assert callable(folder)
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_file_in_the_way_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("in the way")
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    with pytest.raises(StorageError) as caught:
        paths.config_dir()
    assert str(tmp_path / "config") in caught.value.detail


def test_an_unwritable_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(StorageError) as caught:
        paths.data_dir()
    assert str(tmp_path / "data") in caught.value.detail


def test_a_runtime_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr("os.getuid", lambda: owner + 1)
    with pytest.raises(StorageError, match="another user"):
        paths.runtime_dir()


def test_a_runtime_folder_open_to_others_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    (tmp_path / "run").mkdir(mode=0o755)
    assert stat.S_IMODE(paths.runtime_dir().stat().st_mode) == 0o700


def test_without_override_the_system_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARMA_TUI_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_config_dir", lambda name: str(tmp_path / "system" / name))
    assert paths.config_dir() == tmp_path / "system" / "karma-tui"
