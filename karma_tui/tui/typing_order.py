"""Keeps what is typed in the order it was typed, however fast it comes.

Textual hands letters to the focused widget's queue, but carries out the keys of actions at once: typed or
pasted in one go, a text and the key that runs it would run the text before its last letters are in it.
A pane's own key is carried out even later: it passes all widgets around the focused one, and then waits in
the app's queue behind all keys that have come meanwhile; the focus that it moves waits there once more.
And while a dialogue closes, letters meant for what follows would go astray. It must not know what an
action does.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from textual.app import App
from textual.events import Callback, Event, Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, SystemModalScreen
from textual.worker import WorkerFailed

BUFFERS = "buffers"
"""The group of the main screen's workers that open and close buffers."""

VIEW = "view"
"""The group of the workers that show another view of a result: what is typed next is meant for that."""

PATIENCE_SECONDS = 2.0
"""A widget that takes longer for one key is stuck; the user must be able to leave all the same."""

_ROUNDS = 8
"""How often a message of a key may lead to another one, within the widgets around the focus."""

_MOST = 100
"""How much one key may put off in the app's queue; what puts itself off for ever has to wait for its turn."""


class Turn:
    """A key being carried out: what comes back to the app because of it is done before the next key.

    That is the key itself, where no widget around the focus had a use for it, and what was put off till
    later, as Textual puts off each move of the focus.
    """

    def __init__(self, app: App[Any], key: Key) -> None:
        self._app = app
        self._key = key
        self._way = tuple(_way_up(app))
        self._thread = threading.get_ident()
        self._came: deque[Event] = deque()
        self._given = 0

    def takes(self, message: Message) -> bool:
        """Whether a message for the app belongs to this turn; it is kept."""
        is_ours = message is self._key or isinstance(message, Callback)
        if not is_ours or threading.get_ident() != self._thread:
            return False
        assert isinstance(message, Event), "both are"
        self._came.append(message)
        return True

    async def next(self) -> Event | None:
        """What is to be done next, once all that was before it has had its effect; None at the end."""
        if not self._came and self._key.is_forwarded:
            await (_quiet(self._way) if self._given else self._passed())
        self._given += 1
        return self._came.popleft() if self._came and self._given <= _MOST else None

    async def _passed(self) -> None:
        """Wait until the key is back, or some widget on its way has kept it."""
        for pump in self._way:
            await _caught_up(pump)
            if self._came:
                return

    def left(self) -> Iterator[Event]:
        """What was not done, because something failed."""
        while self._came:
            yield self._came.popleft()


def _way_up(app: App[Any]) -> Iterator[MessagePump]:
    """The focused widget and all around it, which a key passes that none of them has a use for."""
    if app.screen_stack:
        yield from takewhile(lambda it: it is not app, (app.focused or app.screen).ancestors_with_self)


async def _quiet(way: tuple[MessagePump, ...]) -> None:
    """Wait until what goes from widget to widget on this way has come to its end."""
    for _ in range(_ROUNDS):
        for pump in way:
            await _caught_up(pump)
        if not any(pump.message_queue_size for pump in way):
            return


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
        [
            it.wait
            for it in app.workers
            if it.group == VIEW or (it.node is screen and (in_dialogue or it.group == BUFFERS))
        ]
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
