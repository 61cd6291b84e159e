"""Deleted snippets can be brought back for a while, and do not pile up for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karma_tui.library.snippets import changes
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.snippet import read_snippet
from karma_tui.library.snippets.trash import KEPT_ALWAYS, KEPT_DAYS, MOST, prune, stem_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def trash(tmp_path: Path) -> Path:
    folder = tmp_path / "deleted-snippets"
    folder.mkdir()
    return folder


def _deleted(trash: Path, days: float, count: int) -> list[Path]:
    made = [
        trash / f"{stem_of(f's{n}', NOW - timedelta(days=days, seconds=count - n))}.kvm" for n in range(count)
    ]
    for path in made:
        path.write_text("1")
    return made


def test_the_last_ones_stay_however_old_they_are_and_older_ones_go_after_a_while(trash: Path) -> None:
    old, young = _deleted(trash, KEPT_DAYS + 1, 50), _deleted(trash, KEPT_DAYS - 1, 5)
    prune(trash, NOW)
    assert sorted(trash.iterdir()) == sorted([*old[-(KEPT_ALWAYS - 5) :], *young])


def test_all_of_the_last_days_stay_up_to_a_bound(trash: Path) -> None:
    young = _deleted(trash, 1, MOST + 3)
    prune(trash, NOW)
    assert sorted(trash.iterdir()) == sorted(young[3:])


def test_what_is_not_of_this_making_is_left_alone(trash: Path) -> None:
    old = _deleted(trash, 400, KEPT_ALWAYS)
    strange = [trash / name for name in ("mine.kvm", "20200101-000000-x.txt", "20200101-x.kvm")]
    for path in strange:
        path.write_text("mine")
    folder = trash / "20000101-000000-folder.kvm"
    folder.mkdir()
    prune(trash, NOW)
    assert sorted(trash.iterdir()) == sorted([*old, *strange, folder])
    prune(trash / "nowhere", NOW)


def test_deleting_one_clears_what_is_too_old(trash: Path, tmp_path: Path) -> None:
    _deleted(trash, 400, KEPT_ALWAYS + 1)
    place = Place("yours", tmp_path / "snippets", True)
    place.folder.mkdir()
    path = place.folder / "ä.kvm"
    path.write_text("int64(1)")
    gone = changes.delete(read_snippet(place, path), trash, NOW)
    assert gone.kept.exists()
    assert len(list(trash.iterdir())) == KEPT_ALWAYS
    assert changes.restore(gone).text == "int64(1)"
