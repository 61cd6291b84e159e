from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.errors import StorageError
from karma_tui.library.history import opening, schema
from karma_tui.library.history.entry import Wanted
from karma_tui.library.history.facts import CANCELLED, ERROR, OK, UNFINISHED, Ended
from karma_tui.library.history.history import History
from karma_tui.library.history.limits import MOST_CHARACTERS, Limits
from karma_tui.library.history.words import fold, plain, words_of
from tests.library.history.parts import NOON, Kept


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_run_is_there_as_soon_as_it_starts(kept: Kept) -> None:
    kept.begin("delete(x)", writes=True, user="ann", endpoint="https://db", dialect="1.0")
    (entry,) = kept.history.page()
    assert (entry.text, entry.outcome, entry.outcome_word) == ("delete(x)", UNFINISHED, "unfinished")
    assert (entry.writes, entry.user, entry.endpoint, entry.dialect) == (True, "ann", "https://db", "1.0")
    assert entry.started == NOON and entry.seconds is None and entry.size is None


def test_the_end_of_a_run_is_added(kept: Kept) -> None:
    kept.run("all", body=b"[1,2,3]", snippet="numbers", parameters={"n": "3"})
    (entry,) = kept.history.page()
    assert (entry.outcome, entry.seconds, entry.size, entry.rows) == (OK, 0.25, 7, 3)
    assert (entry.snippet, entry.parameters) == ("numbers", {"n": "3"})
    assert entry.digest == "a615eeaee21de5179de080de8c3052c8da901138406ba71c38c032845f7d54f4"
    assert kept.history.result(entry) == b"[1,2,3]"


def test_an_error_is_kept_by_kind_and_title(kept: Kept) -> None:
    kept.run("al", ERROR, title="There is no function al")
    (entry,) = kept.history.page()
    assert (entry.outcome, entry.error_kind, entry.error_title) == (ERROR, "query", "There is no function al")
    assert entry.size == 6 and not entry.has_result


def test_the_newest_come_first_page_by_page(kept: Kept) -> None:
    for number in range(25):
        kept.run(f"run {number}")
    first = kept.history.page(limit=10)
    second = kept.history.page(before=first[-1].id, limit=10)
    third = kept.history.page(before=second[-1].id, limit=10)
    assert [it.text for it in [*first, *second, *third]] == [f"run {n}" for n in reversed(range(25))]


def test_files_and_folder_are_for_the_owner_alone(kept: Kept) -> None:
    kept.run()
    for path in kept.history.path.parent.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    Kept(tmp_path).run()
    path = tmp_path / "history.sqlite3"
    path.chmod(0o644)
    Kept(tmp_path).run()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_filter_admits_what_it_says(kept: Kept) -> None:
    kept.run("one", profile="a", face="repl", snippet="s")
    kept.later(hours=1)
    kept.run("two", ERROR, title="No", profile="b", writes=True)
    kept.later(hours=1)
    kept.run("three", CANCELLED)
    kept.begin("four")
    kept.history.pin([2])
    for wanted, found in (
        (Wanted(profile="a"), ["one"]),
        (Wanted(face="repl"), ["one"]),
        (Wanted(snippet="s"), ["one"]),
        (Wanted(outcome=ERROR), ["two"]),
        (Wanted(outcome=CANCELLED), ["three"]),
        (Wanted(outcome=UNFINISHED), ["four"]),
        (Wanted(writes=True), ["two"]),
        (Wanted(pinned=True), ["two"]),
        (Wanted(since=NOON + timedelta(hours=1)), ["four", "three", "two"]),
        (Wanted(until=NOON + timedelta(hours=1)), ["one"]),
        (Wanted(words="o", outcome=ERROR), ["two"]),
        (Wanted(words="t o"), ["two"]),
        (Wanted(), ["four", "three", "two", "one"]),
    ):
        assert [it.text for it in kept.history.page(wanted)] == found, wanted
        assert kept.history.count(wanted) == len(found)
        assert len(kept.history.ids(wanted)) == len(found)


_TEXTS = st.lists(st.text(max_size=12), max_size=8)


@given(texts=_TEXTS, query=st.text(max_size=6), snippet=st.sampled_from(["", "Straße", "İn", "abc"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_search_finds_what_a_filter_in_python_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], query: str, snippet: str
) -> None:
    kept = Kept(tmp_path_factory.mktemp("h"))
    for text in texts:
        kept.run(text, snippet=snippet)
    words = words_of(query)
    stored = kept.texts()
    expected = [it for it in stored if all(word in fold(f"{it}\n{plain(snippet)}") for word in words)]
    assert [it.text for it in kept.history.page(Wanted(words=query))] == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [("BOOK", 1), ("book author", 1), ('"book author"', 0), ('"all(tag"', 1), ("%", 0), ("_", 0), ("*", 0)],
)
def test_words_are_searched_literally_in_any_case(kept: Kept, query: str, found: int) -> None:
    kept.run('all(tag("Book")); author')
    assert kept.history.count(Wanted(words=query)) == found


def test_pinning_and_forgetting_touch_what_they_name(kept: Kept) -> None:
    ids = [kept.run(f"run {number}").id for number in range(4)]
    kept.history.pin(ids[:2])
    assert kept.history.forget([ids[1], ids[3], 999]) == 2
    assert [(it.text, it.pinned) for it in kept.history.page()] == [("run 2", False), ("run 0", True)]
    kept.history.pin(ids[:1], False)
    assert not kept.history.page(Wanted(pinned=True))


def test_what_is_forgotten_is_in_no_file_any_more(kept: Kept) -> None:
    canary = b"c4n4ry"
    gone = [kept.run(f'find("c4n4ry {number}", äöü)', body=b'["c4n4ry"]').id for number in range(200)]
    kept.run("kept")
    assert canary in kept.every_byte()
    assert kept.history.forget(gone) == 200
    assert kept.texts() == ["kept"]
    assert canary not in kept.every_byte()


def test_all_is_forgotten_with_the_pinned(kept: Kept) -> None:
    kept.history.pin([kept.run("c4n4ry").id])
    kept.run("more")
    assert kept.history.forget_all() == 2
    assert kept.texts() == [] and b"c4n4ry" not in kept.every_byte()


def test_matching_runs_are_forgotten(kept: Kept) -> None:
    kept.run("one")
    kept.run("two")
    assert kept.history.forget_matching(Wanted(words="TW")) == 1
    assert kept.texts() == ["one"]


def test_a_run_that_was_forgotten_while_it_ran_is_written_anew(kept: Kept) -> None:
    written = kept.begin("all")
    kept.history.forget_all()
    kept.writer.end(written, Ended(OK, 1.0))
    assert kept.texts() == ["all"]


def test_too_many_entries_go_from_the_oldest_on_and_pinned_ones_stay(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Limits(entries=300))
    first = kept.run("pinned", body=b'"kept"').id
    kept.history.pin([first])
    for number in range(600):
        kept.run(f"run {number}")
    texts = kept.texts()
    assert texts[0] == "run 599" and texts[-1] == "pinned"
    assert 301 <= len(texts) <= 300 + 256 + 1, len(texts)
    files = {it.name for it in kept.history.results.iterdir()}
    assert files == {it.result for it in kept.history.page(limit=10_000)}


def test_a_lower_limit_holds_from_the_first_run_of_a_window_on(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for number in range(500):
        kept.run(f"run {number}", body=b"")
    lower = Kept(tmp_path, Limits(entries=100))
    lower.run("last")
    assert lower.texts() == ["last", *(f"run {number}" for number in range(499, 400, -1))]


def test_entries_that_are_too_old_go_with_the_first_run_of_a_window(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Limits(days=30))
    kept.run("old")
    kept.history.pin([kept.run("old and pinned").id])
    kept.later(days=20)
    kept.run("young")
    kept.later(days=20)
    kept.writer = kept.new_writer()
    kept.run("new")
    assert kept.texts() == ["new", "young", "old and pinned"]


def test_results_are_kept_within_bounds_the_oldest_going_first(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Limits(each_result=1_000, all_results=1_000))
    bodies = {
        f"run {n}": bytes(str([(n * k * 7919) % 100_003 for k in range(120)]), "ascii") for n in range(9)
    }
    pinned = kept.run("pinned", body=b'"small"').id
    kept.history.pin([pinned])
    for text, body in bodies.items():
        kept.run(text, body=body)
    kept.run("too big", body=b"[" + b"1," * 600 + b"1]")
    entries = {it.text: it for it in kept.history.page()}
    assert kept.history.result(entries["pinned"]) == b'"small"'
    assert kept.history.result(entries["run 8"]) == bodies["run 8"]
    assert kept.history.result(entries["run 0"]) is None and not entries["run 0"].has_result
    assert kept.history.result(entries["too big"]) is None and entries["too big"].size == 1_203
    size = sum(it.stat().st_size for it in kept.history.results.iterdir())
    assert size <= 1_000 + 50


def test_no_results_are_kept_where_the_user_wants_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Limits(results=False))
    kept.run(body=b"[1]")
    (entry,) = kept.history.page()
    assert not entry.has_result and entry.rows == 1 and not kept.history.results.exists()


def test_a_result_whose_file_is_gone_or_broken_is_none(kept: Kept) -> None:
    kept.run()
    (entry,) = kept.history.page()
    file = kept.history.results / entry.result
    file.write_bytes(file.read_bytes()[:-3])
    assert kept.history.result(entry) is None
    file.unlink()
    assert kept.history.result(entry) is None


def test_a_file_name_in_the_table_cannot_lead_out_of_the_folder(kept: Kept, tmp_path: Path) -> None:
    kept.run()
    (entry,) = kept.history.page()
    for name in ("../history.sqlite3", "/etc/hostname", "..", "."):
        assert kept.history.result(replace(entry, result=name)) is None


def test_the_last_run_of_a_snippet_is_the_last_that_brought_a_result(kept: Kept) -> None:
    kept.run("v1", snippet="books", profile="a")
    kept.run("v2", snippet="books", profile="b", body=b"")
    kept.run("v3", ERROR, snippet="books")
    kept.begin("v4", snippet="books")
    kept.run("other", snippet="more books")
    history = kept.history
    assert [it.text if it else None for it in (history.last_run("books"), history.last_run(""))] == [
        "v2",
        None,
    ]
    assert history.last_run("books", profile="a") == history.last_run("books", with_result=True)


def test_texts_come_once_each_and_later_ones_by_themselves(kept: Kept) -> None:
    for text in ("a", "b", "a", "c", "b"):
        kept.run(text)
    found = kept.history.texts()
    assert found.texts == ("b", "c", "a")
    assert kept.history.texts(after=found.newest).texts == ()
    kept.run("d", profile="there")
    later = kept.history.texts(after=found.newest)
    assert later.texts == ("d",) and later.newest > found.newest
    assert kept.history.texts(profile="here", limit=2).texts == ("b", "c")


def test_a_text_that_is_too_long_is_cut_and_says_so(kept: Kept) -> None:
    kept.run("x, " * (MOST_CHARACTERS // 3 + 5))
    (entry,) = kept.history.page()
    assert entry.is_cut and len(entry.text) == MOST_CHARACTERS
    assert kept.history.texts().texts == ()


def test_half_characters_and_zeros_do_not_keep_a_run_out(kept: Kept) -> None:
    kept.run("a\ud800b\0c", snippet="\udfff", profile="\ud800")
    (entry,) = kept.history.page(Wanted(words="a?b\ufffdc"))
    assert entry.text == "a?b\ufffdc" and not kept.told


def test_reading_where_there_is_no_history_makes_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    assert kept.history.page() == [] and kept.history.count() == 0 and kept.history.get(1) is None
    assert kept.history.forget_all() == 0 and list(tmp_path.iterdir()) == []


def _of_version_one(folder: Path) -> Path:
    """As an earlier program made it, with one run."""
    path = folder / "history.sqlite3"
    database = sqlite3.connect(path)
    database.executescript(f"{schema._FIRST}; PRAGMA user_version = 1")
    database.execute("INSERT INTO runs (started, text, outcome) VALUES ('2026-01-01T00:00:00Z', 'old', 'ok')")
    database.commit()
    database.close()
    return path


def test_a_history_of_the_version_before_is_read_and_gone_on_with(tmp_path: Path) -> None:
    _of_version_one(tmp_path)
    kept = Kept(tmp_path)
    assert [(it.text, it.deed) for it in kept.history.page()] == [("old", "")]
    kept.run("// reset", deed="reset")
    assert [(it.text, it.deed) for it in kept.history.page()] == [("// reset", "reset"), ("old", "")]
    assert kept.history.texts().texts == ("old",)
    assert kept.told == []


def test_a_history_of_the_version_before_is_read_where_nothing_may_be_written(tmp_path: Path) -> None:
    path = _of_version_one(tmp_path)
    path.chmod(0o400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "open_to_write", _refused)  # who runs tests as root may write everywhere
        history = History(tmp_path)
        assert [(it.text, it.deed) for it in history.page()] == [("old", "")]
        assert history.texts().texts == ("old",)
        assert history.count() == 1


def _refused(path: Path, patience: float) -> sqlite3.Connection:
    raise StorageError("The history cannot be used")


def test_a_history_of_a_newer_version_is_left_alone(kept: Kept) -> None:
    kept.run("mine")
    kept.writer.close()
    database = sqlite3.connect(kept.history.path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    kept.run("lost")
    assert [it.title for it in kept.told] == ["The history was made by a newer version"] * 2
    with pytest.raises(StorageError, match="newer version"):
        kept.history.page()


def test_rows_that_another_tool_wrote_are_shown_as_well_as_it_goes(kept: Kept) -> None:
    kept.run()
    database = sqlite3.connect(kept.history.path)
    database.execute("INSERT INTO runs (started, text, parameters, seconds) VALUES ('soon', 7, '{', 'long')")
    database.commit()
    database.close()
    entry = kept.history.page()[0]
    assert (entry.text, entry.seconds, dict(entry.parameters), entry.started.year) == ("7", None, {}, 1970)
