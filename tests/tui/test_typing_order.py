"""Keys that come faster than the app deals with them; the terminal's own tests do the same from outside."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.tui import typing_order
from karma_tui.tui.snippets.save_screen import SaveSnippetScreen
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.result_tree import ResultTree
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, press, settled, shows


async def _burst(pilot: Pilot[Any], *keys: str) -> None:
    """All keys at once, as a paste into the terminal or a slow machine delivers them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settled(pilot)


async def test_what_was_typed_runs_and_what_follows_does_not(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await _burst(pilot, *"one", "f5", *"two")
        assert opener.bench.ran == [("one", 0)]
        assert buffer_texts(pilot) == [("query 1", "onetwo")]
        await press(pilot, "escape")


async def test_letters_after_a_new_buffer_go_into_it(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await _burst(pilot, *"one", "ctrl+n", *"two", "f8", "alt+t")
        assert buffer_texts(pilot) == [("query 1", "one"), ("query 2", "two")]


async def test_a_key_that_saves_is_followed_by_the_name(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await _burst(pilot, *"one", "ctrl+s", *"name")
        assert shows(app, SaveSnippetScreen)
        await _burst(pilot, "enter", *"two")
        ((title, text),) = buffer_texts(pilot)
        assert title == "name.kvm"
        assert text.endswith("\n\nonetwo\n")


async def test_a_widget_that_is_stuck_does_not_keep_the_user_from_leaving(
    open_app: OpenApp, opener: FakeOpener, monkeypatch: Any
) -> None:
    monkeypatch.setattr(typing_order, "PATIENCE_SECONDS", 0.01)
    async with open_app() as (app, _):
        stuck = asyncio.Event()
        assert app.focused is not None
        app.focused.call_later(stuck.wait)
        await asyncio.wait_for(app.on_event(events.Key("ctrl+q", None)), 10)
        stuck.set()
    assert opener.bench.closed


async def _with_result(pilot: Pilot[Any]) -> None:
    """A result on show, and its tree with the focus."""
    await _burst(pilot, *"one", "f5")
    await press(pilot, "f6")
    assert isinstance(pilot.app.focused, ResultTree)


async def test_letters_behind_the_key_that_opens_a_line_go_into_that_line(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await _with_result(pilot)
        await _burst(pilot, "slash", *"dune", "left", "x")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "dunxe"


async def test_a_panes_own_key_goes_before_the_action_key_behind_it(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await _with_result(pilot)
        await _burst(pilot, "slash", "f6", *"two")
        assert pilot.app.screen.query_one("#result-find").display
        assert isinstance(app.focused, Editor)
        assert buffer_texts(pilot) == [("query 1", "onetwo")]


async def test_letters_behind_the_key_that_inserts_a_name_follow_the_name(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await _burst(pilot, "f2")
        assert isinstance(pilot.app.focused, CatalogueTree)
        await _burst(pilot, "down", "i", *", 1")
        ((_, text),) = buffer_texts(pilot)
        assert text.endswith(", 1")
        assert text != ", 1"


async def test_the_editing_keys_of_a_line_keep_their_place_among_its_letters(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await _burst(pilot, *"one", "ctrl+s", *"nane", "left", "backspace", "m", "end", *"ly")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "namely"


async def test_what_puts_itself_off_for_ever_does_not_stop_the_keys(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await _with_result(pilot)
        times = 0

        def again() -> None:
            nonlocal times
            times += 1
            if times < 10_000:
                app.call_later(again)

        app.call_later(again)
        await _burst(pilot, "slash", *"ab")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "ab"
