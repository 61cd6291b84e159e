"""Comparing two results as a user does: with the run before, a held one, a file, another profile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import AuthError, ReadOnlyProfile
from karma_tui.results.compare import Comparing
from karma_tui.tui.comparing.comparison_screen import ComparisonScreen
from karma_tui.tui.comparing.difference_list import DifferenceList
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import fill, press, screen_text, settled, toasts, type_text

MODEL = "M" * 16


def record(letter: str, **value: Any) -> dict[str, Any]:
    return {"id": [MODEL, letter * 16], "value": value}


OLD = [
    record("A", title="one", n=1.0),
    record("B", title="two", tags=["x"]),
    record("C", t=1),
    record("D", t=2),
]
NEW = [
    record("A", title="one!", n=1),
    record("C", t=1),
    record("B", title="two", tags=["x", "y"]),
    record("E", t=3),
]


def body(value: object) -> bytes:
    """As a server sends it: 1.0 stays 1.0."""
    return json.dumps(value).encode()


async def run_twice(pilot: Pilot[Any], opener: FakeOpener, old: object = OLD, new: object = NEW) -> None:
    opener.bench.answers += [result(body(old)), result(body(new))]
    await type_text(pilot, 'all(tag("book"))')
    await press(pilot, "f5")
    await press(pilot, "f5")


async def do(pilot: Pilot[Any], action: str) -> None:
    """What the palette does."""
    await pilot.app.run_action(action, pilot.app.screen)
    await settled(pilot)


async def until(pilot: Pilot[Any], kind: type[object]) -> None:
    """Wait for a screen whose worker waits for the user."""
    await until_true(pilot, lambda: isinstance(pilot.app.screen, kind))


async def until_true(pilot: Pilot[Any], is_so: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    for _ in range(500):
        await pilot.pause()
        if is_so():
            break
    assert is_so()
    await pilot.pause()


async def test_the_last_two_results_of_a_buffer_are_compared(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await run_twice(pilot, opener)
        await press(pilot, "alt+m")
        assert isinstance(app.screen, ComparisonScreen)
        text = screen_text(pilot)
        assert "[+] 1 added  [-] 1 removed  [~] 2 changed  1 same" in text
        assert "matched by id, in another order" in " ".join(text.split())
        assert 'all(tag("book")) at ' in text and "4 records" in text
        assert "changed: .value.tags[] 1, .value.title 1" in text
        await press(pilot, "escape")
        assert app.screen is app.screen_stack[0]


async def test_leaving_while_results_are_compared_stops_the_work(
    open_app: OpenApp, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_: Comparing) -> Iterator[float]:
        try:
            while True:
                begun.set()
                yield 0.25
        finally:
            ended.set()

    monkeypatch.setattr(Comparing, "steps", endless)
    async with open_app() as (app, pilot):
        await run_twice(pilot, opener)
        await pilot.press("alt+m")
        await until_true(pilot, begun.is_set)
        await until_true(pilot, lambda: "comparing, 25% done  (Escape stops)" in screen_text(pilot))
        await pilot.press("n", "m", "x", "y")
        await press(pilot, "escape")
        await until_true(pilot, ended.is_set)
        assert app.screen is app.screen_stack[0]


async def test_n_and_p_go_through_the_differences_and_open_records(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (app, pilot):
        await run_twice(pilot, opener)
        await press(pilot, "alt+m", "n")
        assert '~ .title  "one" \u2192 "one!"' in screen_text(pilot)
        detail = [line.strip() for line in screen_text(pilot).splitlines()]
        assert "- one" in detail and "+ one!" in detail
        await press(pilot, "n")
        assert "= .n  1.0 \u2192 1  the same number" in screen_text(pilot)
        await press(pilot, "n", "n")
        assert '+ .value.tags[1]  "y"' in screen_text(pilot)
        rows = app.screen.query_one(DifferenceList)
        await press(pilot, "p", "p")
        assert rows.rows is not None and rows.spot is not None
        line = rows.rows.line(rows.spot)
        assert line is not None and line.label == ".n"
        await press(pilot, "n", "n", "n", "n", "n")
        assert "There is no further difference." in toasts(pilot)


async def test_kinds_are_hidden_and_shown_by_key_and_by_mouse(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await run_twice(pilot, opener)
        await press(pilot, "alt+m")
        rows = app.screen.query_one(DifferenceList)

        def kinds() -> list[str]:
            assert rows.rows is not None
            spots = [rows.rows.spot(index) for index in range(len(rows.rows))]
            return sorted(str(rows.rows.comparison.change(rows.rows.pair(spot))) for spot in spots)

        assert kinds() == ["+", "-", "~", "~"]
        await press(pilot, "plus", "tilde")
        assert kinds() == ["-"] and "[ ] 1 added" in screen_text(pilot)
        await pilot.click("#compare-counts", offset=(3, 0))
        assert kinds() == ["+", "-"]
        await press(pilot, "minus", "plus")
        assert kinds() == [] and "Nothing of the chosen kinds." in screen_text(pilot)
        await press(pilot, "a")
        assert kinds() == ["+", "-", "~", "~"]


async def test_a_click_on_the_marker_opens_a_record(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await run_twice(pilot, opener)
        await press(pilot, "alt+m")
        await pilot.click("#differences", offset=(2, 0))
        await settled(pilot)
        assert '"one!"' in screen_text(pilot)
        await press(pilot, "left")
        rows = app.screen.query_one(DifferenceList).rows
        assert rows is not None and len(rows) == 4


async def test_the_sides_can_be_exchanged_and_records_matched_otherwise(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await run_twice(pilot, opener)
        await press(pilot, "alt+m", "x", "n")
        assert '~ .title  "one!" \u2192 "one"' in screen_text(pilot)
        await press(pilot, "m")
        assert "by position" in screen_text(pilot)
        fill(pilot, "position")
        await press(pilot, "enter")
        assert "matched by position" in screen_text(pilot)


async def test_ids_and_references_can_be_left_out(open_app: OpenApp, opener: FakeOpener) -> None:
    old = [{"slug": "a", "by": [MODEL, "A" * 16]}, {"slug": "b"}]
    new = [{"slug": "a", "by": [MODEL, "B" * 16]}, {"slug": "b"}]
    async with open_app() as (_, pilot):
        await run_twice(pilot, opener, old, new)
        await press(pilot, "alt+m", "n")
        assert f"~ .by  {MODEL}/{'A' * 16} \u2192 {MODEL}/{'B' * 16}" in screen_text(pilot)
        await press(pilot, "i")
        assert "Nothing differs." in screen_text(pilot)
        assert "without ids, times and references" in screen_text(pilot)
        await press(pilot, "i")
        assert "1 changed" in screen_text(pilot)


async def test_equal_results_say_so_at_any_size(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(200, 60)) as (_, pilot):
        await run_twice(pilot, opener, OLD, OLD)
        await press(pilot, "alt+m")
        assert "Nothing differs." in screen_text(pilot) and "4 same" in screen_text(pilot)
        await press(pilot, "n", "p", "enter", "left", "right", "c", "end", "y")
        assert "Copied summary" in toasts(pilot)


async def test_without_an_earlier_run_it_is_said_what_to_do(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await do(pilot, "compare_file")
        await do(pilot, "compare_held")
        await press(pilot, "alt+m")
        assert "Run it twice, then compare." in toasts(pilot)
        assert "There is no result to compare yet." in toasts(pilot)
        assert app.screen is app.screen_stack[0]


async def test_a_held_result_is_compared_with_a_later_one(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        opener.bench.answers += [result(body(OLD)), result(body([])), result(body(NEW))]
        await type_text(pilot, "1")
        await press(pilot, "f5")
        await do(pilot, "hold_result")
        await do(pilot, "compare_held")
        assert "This is the held result itself." in toasts(pilot)
        await press(pilot, "f5")
        await press(pilot, "f5")
        await do(pilot, "compare_held")
        assert "[+] 1 added  [-] 1 removed  [~] 2 changed" in screen_text(pilot)


async def test_a_saved_file_is_compared_with_the_result(
    open_app: OpenApp, opener: FakeOpener, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.ndjson"
    saved.write_text("\n".join(json.dumps(it) for it in OLD))
    async with open_app() as (app, pilot):
        opener.bench.answers.append(result(body(NEW)))
        await type_text(pilot, "1")
        await press(pilot, "f5")
        await do(pilot, "compare_file")
        fill(pilot, str(tmp_path / "missing.json"))
        await press(pilot, "enter")
        assert "cannot be read" in screen_text(pilot)
        fill(pilot, str(saved))
        await press(pilot, "enter")
        assert isinstance(app.screen, ComparisonScreen)
        assert "[+] 1 added  [-] 1 removed  [~] 2 changed" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Compare with the result in file" not in screen_text(pilot)


STAGING = '[profiles.staging]\nurl = "https://staging.example.org"\nusername = "bob"\n'


async def test_another_profile_is_asked_the_same_with_its_own_password_and_only_to_read(
    open_app: OpenApp, opener: FakeOpener, files: UserFiles
) -> None:
    files.settings.write_text(STAGING)
    async with open_app() as (_, pilot):
        opener.bench.answers += [result(body(OLD)), result(body(NEW))]
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        await do(pilot, "compare_profile")
        assert "staging" in screen_text(pilot)
        opener.errors.append(AuthError("Wrong password"))
        await pilot.press("enter")
        await until(pilot, LoginScreen)
        fill(pilot, "wrong")
        await pilot.press("enter")
        await until_true(pilot, lambda: "Wrong password" in screen_text(pilot))
        fill(pilot, "right")
        await pilot.press("enter")
        await until(pilot, ComparisonScreen)
        await settled(pilot)
        assert "[+] 1 added  [-] 1 removed  [~] 2 changed" in screen_text(pilot)
        assert "staging" in screen_text(pilot)
        target = opener.targets[-1]
        assert (target.profile, target.username, target.read_only) == ("staging", "bob", True)
        assert [text for text, _ in opener.bench.ran] == ['all(tag("book"))'] * 2
        assert opener.bench.closed


async def test_a_run_on_another_profile_can_be_given_up(
    open_app: OpenApp, opener: FakeOpener, files: UserFiles
) -> None:
    files.settings.write_text(STAGING)
    async with open_app() as (app, pilot):
        await type_text(pilot, "1")
        await press(pilot, "f5")
        await do(pilot, "compare_profile")
        await pilot.press("enter")
        await until(pilot, LoginScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is app.screen_stack[0] and len(opener.targets) == 1


async def test_what_another_profile_refuses_is_told_and_nothing_is_compared(
    open_app: OpenApp, opener: FakeOpener, files: UserFiles, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret-of-staging")
    secret.chmod(0o600)
    files.settings.write_text(f'{STAGING}secret_file = "{secret}"\n')
    async with open_app() as (app, pilot):
        refusal = ReadOnlyProfile("Not sent: this profile is read-only", "It has delete.")
        opener.bench.answers += [result(body(OLD), writes=True), failure(refusal)]
        await type_text(pilot, "1")
        await press(pilot, "f5")
        await do(pilot, "compare_profile")
        await press(pilot, "enter")
        assert app.screen is app.screen_stack[0]
        assert "Not sent: this profile is read-only" in toasts(pilot)
        assert opener.targets[-1].secret is not None and opener.bench.closed


async def test_without_another_profile_it_is_said_where_to_add_one(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "1")
        await press(pilot, "f5")
        await do(pilot, "compare_profile")
        assert "There is no other profile" in toasts(pilot)


async def test_what_a_server_sends_is_no_markup_in_a_comparison(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    old = [record("A", **{"[b]k[/b]": "[red]x[/red]\x1b[31m"})]
    new = [record("A", **{"[b]k[/b]": "[bold]\u202ey"})]
    async with open_app() as (_, pilot):
        await run_twice(pilot, opener, old, new)
        await press(pilot, "alt+m", "n")
        text = screen_text(pilot)
        assert '["[b]k[/b]"]' in text and '"[red]x[/red]\u241b[31m" \u2192 "[bold]\\u202ey"' in text
