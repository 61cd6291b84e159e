"""A profile that is called something else: its comments, history, drafts and values stay its own."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karma_tui.errors import UsageError
from karma_tui.library.drafts import Buffer, drafts_of_profile, open_drafts
from karma_tui.library.history.entry import Wanted
from karma_tui.library.history.facts import Ended, Started
from karma_tui.library.history.history import History
from karma_tui.library.history.writer import Written
from karma_tui.library.known_tags import known_tags, remember_tags
from karma_tui.library.profile_file import add_profile, rename_profile
from karma_tui.library.profile_renaming import Renamed, rename_with_all
from karma_tui.library.profiles import Profile
from karma_tui.library.snippets.kept import KeptOfSnippets
from karma_tui.library.uses import Uses, uses_path

TEXT = """\
# mine
profile = "a"   # at start
[keys]
run = "f9"

# the one we trust
[profiles.a] # really
url = "http://a"  # the address
# a word at its end

[profiles."b"]
url = "http://b"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(TEXT)
    return file


def test_every_remark_stays_in_its_place_and_the_start_follows(file: Path) -> None:
    assert rename_profile(file, "a", "new one")
    assert file.read_text() == TEXT.replace('profile = "a"', 'profile = "new one"').replace(
        "[profiles.a]", '[profiles."new one"]'
    )
    assert not rename_profile(file, "b", "c")
    assert "[profiles.c]" in file.read_text()


@pytest.mark.parametrize(
    ("old", "new"), [("a", "b"), ("a", "a"), ("x", "y"), ("a", "local"), ("a", ""), ("a", " "), ("a", "-a")]
)
def test_a_name_that_is_taken_missing_or_bad_changes_nothing(old: str, new: str, file: Path) -> None:
    with pytest.raises(UsageError):
        rename_with_all(file, file.parent, file.parent, old, new)
    assert file.read_text() == TEXT


def _record(history: History, profile: str) -> None:
    writer = history.writer()
    written = Written(Started(datetime.now(UTC), "one()", "app", profile))
    writer.begin(written)
    writer.end(written, Ended("ok", 0.1))
    writer.close()


def test_history_values_counts_and_names_go_along(file: Path) -> None:
    folder = file.parent
    history, kept = History(folder), KeptOfSnippets(folder)
    for profile in ("a", "b"):
        _record(history, profile)
        kept.keep_values("/s.kvm", profile, {"of": profile})
        remember_tags(folder, profile, [profile])
        uses = Uses(uses_path(folder, profile))
        uses.add(profile)
        uses.save()
    assert rename_with_all(file, folder, folder, "a", "new") == Renamed(True)
    assert [it.profile for it in history.page(Wanted(profile="new"))] == ["new"]
    assert history.page(Wanted(profile="a")) == []
    assert len(history.page(Wanted(profile="b"))) == 1
    assert kept.values("/s.kvm", "new") == {"of": "a"}
    assert kept.values("/s.kvm", "a") == {}
    assert known_tags(folder, "new") == ["a"]
    assert known_tags(folder, "a") == []
    uses = Uses(uses_path(folder, "new"))
    uses.load()
    assert uses.counted == {"a": 1}


def test_a_new_profile_of_the_old_name_begins_with_nothing_of_it(file: Path) -> None:
    kept = KeptOfSnippets(file.parent)
    kept.keep_values("t", "a", {"x": "1"})
    rename_with_all(file, file.parent, None, "a", "new")
    add_profile(file, Profile("a", "http://other"))
    assert kept.values("t", "a") == {}
    kept.keep_values("t", "a", {"x": "2"})
    assert kept.values("t", "new") == {"x": "1"}
    rename_with_all(file, file.parent, None, "a", "third")
    rename_with_all(file, file.parent, None, "new", "a")
    assert (kept.values("t", "a"), kept.values("t", "third")) == ({"x": "1"}, {"x": "2"})


def test_drafts_of_closed_windows_come_back_under_the_new_name_and_those_of_open_ones_once_closed(
    file: Path,
) -> None:
    state, old, new = file.parent, drafts_of_profile("a"), drafts_of_profile("new")
    closed, _ = open_drafts(state, old)
    closed.save([Buffer("1", "closed before")])
    still_open, left = open_drafts(state, drafts_of_profile("b"))
    still_open.close()
    still_open, _ = open_drafts(state, old)
    closed.close()
    assert rename_with_all(file, state, None, "a", "new").troubles == ()
    still_open.save([Buffer("1", "typed after it was renamed")])
    window, left = open_drafts(state, new)
    assert [it.text for it in left.buffers] == ["closed before"]
    rename_profile(file, "b", "x")
    rename_with_all(file, state, None, "new", "newer")
    still_open.close()
    window.close()
    _, left = open_drafts(state, drafts_of_profile("newer"))
    assert sorted(it.text for it in left.buffers) == ["closed before", "typed after it was renamed"]
    _, left = open_drafts(state, drafts_of_profile("newer"))
    assert left.buffers == ()


def test_what_cannot_follow_is_told_and_the_profile_has_its_new_name(file: Path) -> None:
    folder = file.parent
    (folder / "history.sqlite3").mkdir()
    renamed = rename_with_all(file, folder, folder, "a", "new")
    assert [it.title for it in renamed.troubles] == [
        "The profile is called new now, but its history could not follow"
    ]
    assert "new" in tomllib.loads(file.read_text())["profiles"]
