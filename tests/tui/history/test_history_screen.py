"""The list of past runs as a user sees and uses it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from textual.renderables.background_screen import BackgroundScreen

from karma_tui.library.history.entry import Entry
from karma_tui.library.history.facts import CANCELLED, ERROR, OK
from karma_tui.library.history.history import History
from karma_tui.tui.admin.deeds import ImportScreen
from karma_tui.tui.comparing.comparison_screen import ComparisonScreen
from karma_tui.tui.history.history_list import HistoryList
from karma_tui.tui.history.history_screen import HistoryScreen
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.snippets.form import ParametersScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.guard import UNGUARDED
from tests.library.history.parts import Kept
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, press, screen_text, settled, shows, toasts, type_text


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    folder = tmp_path / "data"
    folder.mkdir()
    return UserFiles(
        tmp_path / "settings.toml", tmp_path / "snippets", tmp_path / "themes", tmp_path / "state", folder
    )


@pytest.fixture
def kept(files: UserFiles) -> Kept:
    assert files.data is not None
    return Kept(files.data, now=datetime.now(UTC) - timedelta(hours=1))


async def test_runs_are_listed_the_newest_first_with_sign_and_word(open_app: OpenApp, kept: Kept) -> None:
    kept.run("// about books\n\nall(tag(book))", title="")
    kept.run("al(", ERROR, title="The text ends too early")
    kept.run("slow", CANCELLED)
    kept.begin("killed")
    async with open_app() as (_, pilot):
        await press(pilot, "f10")
        lines = [line for line in screen_text(pilot).split("\n") if any(sign in line for sign in "✓✗?")]
        assert "? unfinished" in lines[0] and "killed" in lines[0]
        assert "✗ error" in lines[1] and "al(" in lines[1]
        assert "✓ ok" in lines[2] and "250 ms" in lines[2] and "all(tag(book))" in lines[2]
        assert "- cancelled" in screen_text(pilot) and "4 runs" in screen_text(pilot)
        await press(pilot, "down", "down")
        assert "The text ends too early" in screen_text(pilot)


async def test_however_long_it_is_opening_draws_and_reads_only_what_is_in_sight(
    open_app: OpenApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.run("first")
    with closing(sqlite3.connect(kept.history.path)) as database, database:
        rows = ((f"2026-01-01T00:00:00.{n % 1000:03d}Z", f"all({n})") for n in range(20_000))
        database.executemany("INSERT INTO runs (started, text, outcome) VALUES (?, ?, 'ok')", rows)
    read: list[int] = []
    entries, drawn, loaded = History.entries, BackgroundScreen.__init__, []

    def reading(self: History, ids: Sequence[int]) -> dict[int, Entry]:
        read.append(len(ids))
        return entries(self, ids)

    def drawing(self: BackgroundScreen, *args: Any) -> None:
        loaded.append("what is below")
        drawn(self, *args)

    async with open_app(size=(160, 45)) as (app, pilot):
        monkeypatch.setattr(History, "entries", reading)
        monkeypatch.setattr(BackgroundScreen, "__init__", drawing)
        await press(pilot, "f10")
        assert shows(app, HistoryScreen)
        assert "20,001 runs" in screen_text(pilot)
        assert sum(read) <= 2 * 200
        assert loaded == []


async def test_what_the_list_needs_is_loaded_beside_the_event_loop(
    open_app: OpenApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def importing(name: str) -> ModuleType:
        threads.append(threading.current_thread())
        return import_module(name)

    monkeypatch.setattr("karma_tui.tui.history.history_actions.import_module", importing)
    async with open_app() as (app, pilot):
        await press(pilot, "f10")
        assert shows(app, HistoryScreen)
    assert threads
    assert threading.main_thread() not in threads


async def test_typing_searches_and_keys_filter(open_app: OpenApp, kept: Kept) -> None:
    kept.run("all(tag(book))", profile="local")
    kept.run("all(tag(author))", ERROR, title="No", profile="production")
    kept.run("delete(x)", profile="production", writes=True, face="repl")
    async with open_app() as (_, pilot):
        await press(pilot, "f10", *"TAG a")
        assert "2 of 3 runs" in screen_text(pilot)
        await press(pilot, "alt+o", "alt+o")
        assert "1 of 3 runs" in screen_text(pilot) and "only error" in screen_text(pilot)
        await press(pilot, "alt+x")
        assert "only error" not in screen_text(pilot) and " of 3 runs" not in screen_text(pilot)
        for key, told in (("alt+i", "on local"), ("alt+w", "writing"), ("alt+a", "today")):
            await press(pilot, key)
            assert told in screen_text(pilot)
        assert "Nothing matches." in screen_text(pilot)
        await press(pilot, "alt+x", "alt+f", "alt+f")
        assert "1 of 3 runs" in screen_text(pilot) and "by repl" in screen_text(pilot)


async def test_what_was_no_expression_is_never_run_or_opened_but_leads_to_its_dialogue(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run("// import of a.zip (1 kB) in place of all data", deed="import", writes=True)
    opener.bench.guard = UNGUARDED  # type: ignore[attr-defined]
    async with open_app() as (app, pilot):
        for key in ("enter", "alt+s", "alt+d"):
            await press(pilot, "f10")
            assert "an import" in screen_text(pilot)
            await press(pilot, key)
            assert not shows(app, HistoryScreen)
            assert "This was an import, no expression" in toasts(pilot)
            assert len(buffer_texts(pilot)) == 1
        await press(pilot, "f10", "f5")
        assert shows(app, ImportScreen)
        assert opener.bench.ran == []


async def test_enter_opens_a_run_in_a_buffer_of_its_own(open_app: OpenApp, kept: Kept) -> None:
    kept.run("all(tag(book))")
    kept.run("other")
    async with open_app() as (app, pilot):
        await type_text(pilot, "mine")
        await press(pilot, "f10", "down", "enter")
        assert [text for _, text in buffer_texts(pilot)] == ["mine", "all(tag(book))"]
        assert not shows(app, HistoryScreen)


async def test_a_run_is_run_again_in_a_buffer_where_its_errors_can_be_shown(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run("all(tag(book))")
    async with open_app() as (_, pilot):
        await press(pilot, "f10", "f5")
        assert opener.bench.ran[-1][0] == "all(tag(book))"
        assert [text for _, text in buffer_texts(pilot)][-1] == "all(tag(book))"


async def test_a_run_that_writes_is_run_again_after_a_question_only(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run("delete(x)", writes=True)
    async with open_app() as (app, pilot):
        before = len(opener.bench.ran)
        await press(pilot, "f10", "f5")
        assert shows(app, ConfirmScreen) and len(opener.bench.ran) == before
        await press(pilot, "escape")
        assert len(opener.bench.ran) == before
        await press(pilot, "f10", "f5", "tab", "enter")
        assert opener.bench.ran[-1][0] == "delete(x)"


async def test_a_run_with_a_secret_in_it_is_not_run_but_can_be_opened(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run('create(tag("_user"), s => ({password: "x"}))')
    async with open_app() as (_, pilot):
        before = len(opener.bench.ran)
        await press(pilot, "f10", "f5")
        assert len(opener.bench.ran) == before and "What was secret in it is not kept" in toasts(pilot)
        await press(pilot, "f10", "enter")
        assert '"[hidden]"' in buffer_texts(pilot)[-1][1]


async def test_its_result_is_compared_with_todays(open_app: OpenApp, kept: Kept, opener: FakeOpener) -> None:
    old, new = ({"id": ["M" * 16, "A" * 16], "value": {"n": n}} for n in (1, 2))
    kept.run("all", body=json.dumps([old]).encode(), profile="production")
    opener.bench.answers.append(result(json.dumps([new]).encode()))
    async with open_app() as (app, pilot):
        await press(pilot, "f10", "alt+d")
        assert shows(app, ComparisonScreen)
        assert "- production at " in screen_text(pilot) and "+ local now" in screen_text(pilot)
        assert "1 changed" in screen_text(pilot)


async def test_without_a_kept_result_there_is_nothing_to_compare_and_nothing_runs(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run("failed", ERROR, title="No")
    kept.run("writes", writes=True)
    async with open_app() as (_, pilot):
        before = len(opener.bench.ran)
        await press(pilot, "f10", "alt+d")
        assert "would write again" in toasts(pilot)
        await press(pilot, "f10", "down", "alt+d")
        assert "Its result was not kept" in toasts(pilot) and len(opener.bench.ran) == before


async def test_pinning_shows_a_star_and_keeps_the_place(open_app: OpenApp, kept: Kept) -> None:
    kept.run("one")
    kept.run("two")
    async with open_app() as (_, pilot):
        await press(pilot, "f10", "down", "alt+p")
        assert [it.text for it in kept.history.page() if it.pinned] == ["one"]
        assert "★ ✓ ok" in screen_text(pilot)
        await press(pilot, "alt+k")
        assert "1 of 2 runs" in screen_text(pilot)
        await press(pilot, "alt+p")
        assert "Nothing matches." in screen_text(pilot)


async def test_forgetting_asks_and_then_forgets(open_app: OpenApp, kept: Kept) -> None:
    for text in ("one", "two", "three"):
        kept.run(text)
    async with open_app() as (_, pilot):
        await press(pilot, "f10", "down", "delete")
        assert "Forget this run?" in screen_text(pilot)
        await press(pilot, "escape")
        assert kept.history.count() == 3
        await press(pilot, "delete", "tab", "enter")
        assert kept.texts() == ["three", "one"]
        await press(pilot, "alt+delete")
        assert "Forget 2 runs?" in screen_text(pilot) and "the whole history" in screen_text(pilot)
        await press(pilot, "tab", "enter")
        assert kept.texts() == [] and "Nothing has run yet." in screen_text(pilot)


async def test_a_run_that_another_window_forgot_is_told_so(open_app: OpenApp, kept: Kept) -> None:
    first = kept.run("one").id
    kept.run("two")
    async with open_app() as (app, pilot):
        await press(pilot, "f10")
        kept.history.forget([first])
        runs = app.screen.query_one(HistoryList)
        runs.show([*runs.ids], "")
        await settled(pilot)
        assert "forgotten meanwhile" in screen_text(pilot)


async def test_hostile_texts_are_shown_as_text(open_app: OpenApp, kept: Kept) -> None:
    kept.run("\x1b[31m[bold]x[/bold]\u202e", profile="\x07[red]", title="")
    kept.run("err", ERROR, title="[link=x]\x1b]0;t\x07")
    async with open_app(size=(120, 30)) as (_, pilot):
        await press(pilot, "f10")
        assert "[link=x]␛]0;t␇" in screen_text(pilot)
        assert "␛[31m[bold]x[/bold]\\u202e" in screen_text(pilot) and "␇[red]" in screen_text(pilot)


async def test_a_long_history_is_read_where_it_is_looked_at_only(
    open_app: OpenApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.run("first")
    database = sqlite3.connect(kept.history.path)
    database.executemany(
        "INSERT INTO runs (started, text, outcome) VALUES ('2026-01-01T00:00:00.000Z', ?, 'ok')",
        ((f"run {number}",) for number in range(20_000)),
    )
    database.commit()
    database.close()
    async with open_app() as (app, pilot):
        await press(pilot, "f10")
        assert "20,001 runs" in screen_text(pilot) and "run 19999" in screen_text(pilot)
        assert len(app.screen.query_one(HistoryList)._entries) == 200
        await press(pilot, "ctrl+end")
        assert "first" in screen_text(pilot)
        assert len(app.screen.query_one(HistoryList)._entries) < 500
        await press(pilot, "ctrl+home", "pagedown", "pageup", *"run 77")
        assert "run 19770" not in screen_text(pilot).split("\n")[2]


async def test_a_history_that_cannot_be_read_says_why(
    open_app: OpenApp, kept: Kept, files: UserFiles
) -> None:
    assert files.data is not None
    kept.run()
    kept.writer.close()
    database = sqlite3.connect(kept.history.path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    async with open_app() as (_, pilot):
        await press(pilot, "f10")
        assert "The history was made by a newer version" in screen_text(pilot)


async def test_without_a_history_folder_it_is_told(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (app, pilot):
        assert hasattr(app, "desk")
        app.screen_stack[0]._desk = replace(app.desk, history=None)  # type: ignore[attr-defined]
        await press(pilot, "f10")
        assert "There is no history" in toasts(pilot)


async def test_that_nothing_new_is_recorded_is_told(
    open_app: OpenApp, files: UserFiles, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.run("old")
    monkeypatch.setenv("KARMA_TUI_NO_HISTORY", "1")
    async with open_app(size=(120, 24)) as (_, pilot):
        await press(pilot, "f10")
        assert "Nothing new is recorded" in screen_text(pilot) and "old" in screen_text(pilot)


async def test_alt_up_and_down_walk_through_what_ran_on_the_profile(open_app: OpenApp, kept: Kept) -> None:
    for text, profile in (("one", "local"), ("elsewhere", "production"), ("two", "local")):
        kept.run(text, profile=profile)
    async with open_app() as (_, pilot):
        await type_text(pilot, "typed")
        seen = []
        for key in ("alt+up", "alt+up", "alt+up", "alt+down", "alt+down"):
            await press(pilot, key)
            seen.append(buffer_texts(pilot)[0][1])
        assert seen == ["two", "one", "one", "two", "typed"]
        assert "There is nothing older." in toasts(pilot)


async def test_saving_asks_for_a_snippets_name(open_app: OpenApp, kept: Kept) -> None:
    kept.run("all(tag(book))")
    async with open_app() as (app, pilot):
        await press(pilot, "f10", "alt+s")
        assert type(app.screen).__name__ == "SaveSnippetScreen"


async def test_outcomes_are_recorded_under_the_names_that_filters_know() -> None:
    from karma_tui.library.history.entry import OUTCOMES

    assert set(OUTCOMES.values()) >= {OK, ERROR, CANCELLED, ""}


HEADER = '//---\n// [[parameters]]\n// name = "n"\n// type = "int32"\n//---\n'


async def test_a_run_with_parameters_is_run_again_with_the_same_values(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run(f"{HEADER}addInt32($n, 1)", parameters={"n": "4"}, snippet="sums")
    async with open_app() as (_, pilot):
        await press(pilot, "f10")
        assert "snippet sums  $n = 4" in screen_text(pilot)
        await press(pilot, "f5")
        given = opener.bench.given[-1]
        assert given is not None and given.told() == {"n": "4"}


async def test_values_that_make_no_sense_any_more_are_asked_for(
    open_app: OpenApp, kept: Kept, opener: FakeOpener
) -> None:
    kept.run(f"{HEADER}addInt32($n, 1)", parameters={"gone": "4"})
    async with open_app() as (app, pilot):
        before = len(opener.bench.ran)
        await press(pilot, "f10", "f5")
        assert len(opener.bench.ran) == before
        assert shows(app, ParametersScreen)


async def test_the_mouse_points_and_opens(open_app: OpenApp, kept: Kept) -> None:
    for text in ("one", "two"):
        kept.run(text)
    async with open_app() as (app, pilot):
        await press(pilot, "f10")
        await pilot.click("#history-runs", offset=(30, 1))
        await settled(pilot)
        runs = app.screen.query_one(HistoryList)
        assert runs.entry is not None and runs.entry.text == "one"
        assert app.focused is not None and app.focused.id == "search"
        await pilot.click("#history-runs", offset=(30, 1), times=2)
        await settled(pilot)
        assert buffer_texts(pilot)[-1][1] == "one"
