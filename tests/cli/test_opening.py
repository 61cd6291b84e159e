"""Where the copy of a dump lies and how long; nothing is started here."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from karma_tui.cli.grammar import parse
from karma_tui.cli.opening import files_to_edit, target_for
from karma_tui.cli.options import Where, where
from karma_tui.errors import StorageError, UsageError


def _where(words: list[str]) -> Where:
    return where(parse(words).found)


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to open; temporary folders are made beside it."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "shop.zip"
    path.write_bytes(b"not looked into")
    return path


def test_the_copy_lies_in_a_private_folder_that_goes_with_the_face(dump: Path) -> None:
    with target_for(_where(["open", str(dump)]), ask=False) as target:
        assert (target.dump, target.data, target.is_local) == (dump, None, True)
        assert target.folder is not None
        assert stat.S_IMODE(target.folder.stat().st_mode) == 0o700
        (target.folder / "data.db").write_bytes(b"copy")
    assert not target.folder.exists()
    assert dump.read_bytes() == b"not looked into"


def test_the_folder_goes_also_when_the_face_fails(dump: Path) -> None:
    with pytest.raises(KeyboardInterrupt), target_for(_where(["open", str(dump)]), ask=False):
        raise KeyboardInterrupt
    assert not list(dump.parent.glob("karma-tui-open-*"))


def test_the_profile_is_called_like_the_dump(dump: Path) -> None:
    with target_for(_where(["open", str(dump)]), ask=False) as target:
        assert target.profile == "shop.zip"


def test_a_named_data_file_keeps_the_copy(dump: Path) -> None:
    kept = dump.with_name("kept.db")
    with target_for(_where(["open", str(dump), "--data", str(kept)]), ask=False) as target:
        assert (target.data, target.folder) == (kept, None)
        kept.write_bytes(b"copy")
    assert kept.read_bytes() == b"copy"


def test_an_existing_data_file_is_never_replaced(dump: Path) -> None:
    kept = dump.with_name("kept.db")
    kept.write_bytes(b"precious")
    options = _where(["open", str(dump), "--data", str(kept)])
    with pytest.raises(StorageError) as caught, target_for(options, ask=False):
        pass
    assert str(kept) in caught.value.detail
    assert kept.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["nothing.zip", ".", "pipe"])
def test_what_cannot_be_read_is_refused_before_a_server_is_started(dump: Path, name: str) -> None:
    os.mkfifo(dump.parent / "pipe")
    with pytest.raises(StorageError), target_for(_where(["open", str(dump.parent / name)]), ask=False):
        pass


def test_a_data_file_in_no_folder_is_a_usage_error(dump: Path) -> None:
    options = _where(["open", str(dump), "--data", str(dump.parent / "no" / "kept.db")])
    with pytest.raises(UsageError), target_for(options, ask=False):
        pass


def test_files_to_edit_are_named_in_full_and_refused_at_once_if_they_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.kvm").write_text("1", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    found = parse(["edit", "a.kvm", "--data", "x.db"]).found
    assert where(found).data == "x.db"
    assert files_to_edit(found.files) == [tmp_path / "a.kvm"]
    for name in ("missing.kvm", "folder"):
        with pytest.raises(StorageError, match=name):
            files_to_edit(["a.kvm", name])
