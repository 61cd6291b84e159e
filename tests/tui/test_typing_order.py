"""Keys that come faster than the app deals with them; the terminal's own tests do the same from outside."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import events
from textual.pilot import Pilot

from karma_tui.tui import typing_order
from karma_tui.tui.snippets.save_screen import SaveSnippetScreen
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
