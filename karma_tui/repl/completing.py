"""Proposals at the prompt: the app's own, worked out in a thread, and those for commands.

They come while one types a word, never for what is pasted; an answer that is older than the text is dropped.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from typing import TYPE_CHECKING

from prompt_toolkit.application.current import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from karma_tui.repl.live import LONGEST

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Completions, Item
    from karma_tui.repl.desk import Desk

DELAY_SECONDS = 0.25
"""From the last key to the question: while somebody types on, nothing is asked and no menu drawn, which is a
second's worth of a slow line."""
_MOST = 100
_MOST_UNASKED = 8
"""Proposals that come by themselves: each is some hundred bytes, which a slow line feels. Tab shows all."""
_BEGINS = frozenset("._$\"'`\\")
_LONGEST_META = 60


class Proposals(Completer):
    """Asks the engine (`workbench.assist`) off the event loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wanted = asyncio.Event()

    def want(self) -> None:
        """Somebody asks for proposals: those that are under way come at once, and all of them."""
        self._wanted.set()

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Not used: everything is asked for beside the event loop."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """See `Completer`."""
        comes_by_itself = complete_event.text_inserted
        if comes_by_itself:
            self._wanted.clear()
            if self._desk.choices.completion != "on" or not _calls(document.char_before_cursor):
                return
            if len(document.text) > LONGEST:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), DELAY_SECONDS)
                comes_by_itself = False
            if get_app().current_buffer.document != document:
                return
        if document.text.startswith("\\"):
            from karma_tui.repl.commands.completing import command_proposals

            for proposal in await command_proposals(self._desk, document.text_before_cursor):
                yield proposal
            return
        found = await self._found(document)
        if found is None or (comes_by_itself and _says_nothing_new(found, document)):
            return
        for item in found.items[: _MOST_UNASKED if comes_by_itself else _MOST]:
            yield proposal_of(item, found, document.cursor_position)

    async def _found(self, document: Document) -> Completions | None:
        assist = self._desk.link.assist
        if assist is None:
            return None
        text = document.text
        prefix = self._desk.definitions.before(text)
        shift = len(prefix)
        found = await asyncio.to_thread(assist.complete, prefix + text, shift + document.cursor_position)
        if not shift:
            return found
        from dataclasses import replace

        return replace(found, start=found.start - shift, end=found.end - shift)


class Proposal(Completion):
    """A completion that knows what accepting it means beyond its text."""

    def __init__(self, item: Item, start: int, behind: int, text: str, meta: str) -> None:
        super().__init__(text, start, display=[("", item.label)], display_meta=meta)
        self.item = item
        self.behind = behind
        """Characters behind the cursor that it replaces too."""


def proposal_of(item: Item, found: Completions, cursor: int) -> Proposal:
    """What a menu shows of an item."""
    from karma_tui.results.strings import visible

    words = [it for it in (item.type or item.kind.value, item.doc) if it]
    meta = visible("  ".join(words))
    if len(meta) > _LONGEST_META:
        meta = meta[: _LONGEST_META - 1] + "…"
    return Proposal(item, min(0, found.start - cursor), max(0, found.end - cursor), item.insert, meta)


def _calls(char: str) -> bool:
    return char.isalnum() or (char != "" and char in _BEGINS)


def _says_nothing_new(found: Completions, document: Document) -> bool:
    """Whether all there is to offer is what already stands there, or nothing was typed of it."""
    word = document.text[found.start : document.cursor_position]
    return len(found.items) == 1 and found.items[0].insert == word
