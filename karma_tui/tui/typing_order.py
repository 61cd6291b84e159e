"""Keeps what is typed in the order it was typed, however fast it comes.

Textual hands letters to the focused widget's queue, but carries out the keys of actions at once: typed or
pasted in one go, a text and the key that runs it would run the text before its last letters are in it.
And while a dialogue closes, letters meant for what follows would go astray. It must not know what an
action does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, SystemModalScreen
from textual.worker import WorkerFailed

BUFFERS = "buffers"
"""The group of the main screen's workers that open and close buffers."""

PATIENCE_SECONDS = 2.0
"""A widget that takes longer for one key is stuck; the user must be able to leave all the same."""


async def keys_done(app: App[Any]) -> None:
    """Wait until all keys before have had their effect on the focused widget, a dialogue, the buffers.

    Only for the app's own handlers: a widget that awaits it would wait for itself.
    """
    if not app.screen_stack:
        return  # the app is leaving
    if app.focused is not None:
        await _caught_up(app.focused)
    screen = app.screen
    await _caught_up(screen)
    # the palette searches for as long as it likes, and every letter begins another search
    in_dialogue = isinstance(screen, ModalScreen) and not isinstance(screen, SystemModalScreen)
    await _finished(
        [it.wait for it in app.workers if it.node is screen and (in_dialogue or it.group == BUFFERS)]
    )


async def _caught_up(pump: MessagePump) -> None:
    """Wait until a widget or screen has dealt with all that was sent to it so far."""
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await asyncio.wait([asyncio.ensure_future(reached.wait())], timeout=PATIENCE_SECONDS)


async def _finished(waits: list[Callable[[], Any]]) -> None:
    """Wait for workers; how they end is not told here."""

    async def ended(wait: Callable[[], Any]) -> None:
        try:
            await wait()
        except WorkerFailed:
            return

    if waits:
        await asyncio.wait([asyncio.ensure_future(ended(wait)) for wait in waits], timeout=PATIENCE_SECONDS)
