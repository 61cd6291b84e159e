"""Keeps what is typed in the order it was typed, however fast it comes.

Textual hands letters to the focused widget's queue, but carries out the keys of actions at once: typed or
pasted in one go, a text and the key that runs it would run the text before its last letters are in it.
It must not know what an action does.
"""

from __future__ import annotations

import asyncio

from textual.message_pump import MessagePump

PATIENCE_SECONDS = 2.0
"""A widget that takes longer for one key is stuck; the user must be able to leave all the same."""


async def caught_up(pump: MessagePump | None, patience: float = PATIENCE_SECONDS) -> None:
    """Wait until a widget or screen has dealt with all that was sent to it so far.

    Never to be awaited in a handler of that widget: it would wait for itself.
    """
    if pump is None:
        return
    reached = asyncio.Event()
    if not pump.call_later(reached.set):
        return
    try:
        await asyncio.wait_for(reached.wait(), patience)
    except TimeoutError:
        return
