from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.library.uses import MOST_NAMES, Uses, uses_path


def test_counts_are_kept_for_the_next_window(tmp_path: Path) -> None:
    path = uses_path(tmp_path, "p")
    uses = Uses(path)
    uses.add("first")
    uses.add("first")
    uses.save()
    again = Uses(path)
    again.load()
    assert again.counted == {"first": 2}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_windows_count_together(tmp_path: Path) -> None:
    path = uses_path(tmp_path, "p")
    one, other = Uses(path), Uses(path)
    one.add("first")
    other.add("first")
    one.save()
    other.save()
    one.load()
    assert one.counted == {"first": 2}


def test_each_profile_has_its_own_and_its_name_is_not_told(tmp_path: Path) -> None:
    assert uses_path(tmp_path, "a") != uses_path(tmp_path, "b")
    assert "secret" not in str(uses_path(tmp_path, "secret").relative_to(tmp_path))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"uses": 5}', '{"uses": {"a": "b", "c": -1, "d": true}}', "[" * 100_000, "\ufeff\x00"],
)
def test_a_file_that_makes_no_sense_counts_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "uses.json"
    path.write_text(text)
    uses = Uses(path)
    uses.load()
    assert uses.counted == {}
    uses.add("a")
    uses.save()
    assert json.loads(path.read_text())["uses"] == {"a": 1}


def test_the_file_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "uses.json"
    uses = Uses(path)
    uses.add("often")
    for number in range(MOST_NAMES * 2):
        uses.add(f"name{number}")
        uses.add("often")
    uses.save()
    kept = json.loads(path.read_text())["uses"]
    assert len(kept) == MOST_NAMES and "often" in kept


def test_nothing_is_written_where_nothing_is_new(tmp_path: Path) -> None:
    uses = Uses(tmp_path / "no" / "uses.json")
    uses.save()
    assert not (tmp_path / "no").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    uses = Uses(tmp_path / "file" / "uses" / "uses.json")
    uses.add("a")
    with pytest.raises(StorageError):
        uses.save()
