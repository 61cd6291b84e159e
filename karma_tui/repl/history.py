"""What was entered before: the app's own history for Up, Ctrl-R and suggestions. Nothing else is kept.

Loaded in a thread after the first prompt. What is entered in this session is known at once; it is written
down by whoever runs it, so that commands and what was opted out stay in memory only.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort
from collections.abc import AsyncGenerator, Iterable
from typing import TYPE_CHECKING

from prompt_toolkit.history import History as PromptHistory

if TYPE_CHECKING:
    from karma_tui.library.history import History

_MOST = 10_000
_RECALLED = 2_000
"""Texts that Up and Ctrl-R reach; `\\history` finds the others."""
_AT_ONCE = 250
_LONGEST = 20_000
"""Characters of a text that is worth being suggested or recalled."""


class Past(PromptHistory):
    """The texts of before, as the line editor and the suggestions want them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        """The oldest first."""
        self._is_read = asyncio.Event()
        self._index = Suggestions()
        self._history: History | None = None
        self._newest = 0
        """The entry of the app's history up to which everything is known."""

    async def read(self, history: History | None) -> None:
        """Take in what the app's history has. Raises StorageError; what was entered meanwhile stays."""
        self._history = history
        try:
            if history is not None:
                found = await asyncio.to_thread(history.texts, _MOST)
                self._newest = found.newest
                older = [text for text in reversed(found.texts) if len(text) <= _LONGEST]
                self.texts = [*older, *self.texts]
                self._index = await asyncio.to_thread(Suggestions, self.texts)
        finally:
            self._is_read.set()

    async def catch_up(self) -> None:
        """Take in what other windows have run since. Raises StorageError."""
        history = self._history
        if history is None or not self._is_read.is_set():
            return
        found = await asyncio.to_thread(lambda: history.texts(after=self._newest))
        self._newest = max(self._newest, found.newest)
        for text in reversed(found.texts):
            if text not in self._index:
                self.add(text)

    def add(self, text: str) -> None:
        """Something was entered."""
        if text.strip() and len(text) <= _LONGEST and (not self.texts or self.texts[-1] != text):
            self.texts.append(text)
            self._index.add(text)

    def suggestion(self, begun: str) -> str:
        """How what is being typed went on the last time; "" if it never did."""
        return self._index.find(begun)

    # --- what prompt_toolkit asks for

    async def load(self) -> AsyncGenerator[str, None]:
        """The newest first, a few at a time: reading them must not be felt at a key."""
        await self._is_read.wait()
        for at, text in enumerate(reversed(self.texts[-_RECALLED:])):
            yield text
            if at % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)

    def append_string(self, string: str) -> None:
        """Called when something was entered."""
        self.add(string)

    def load_history_strings(self) -> Iterable[str]:
        """Not used: `load` has its own."""
        return reversed(self.texts)

    def store_string(self, string: str) -> None:
        """Not used: who runs a text writes it down."""


class Suggestions:
    """Finds the latest text that begins in a certain way, among thousands, in no time."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._when = {text: at for at, text in enumerate(texts)}
        self._sorted = sorted(self._when)
        self._count = len(self._when)
        self._last = ("", "")
        """What was looked for last, and found."""

    def __contains__(self, text: str) -> bool:
        return text in self._when

    def add(self, text: str) -> None:
        """The latest one."""
        if text not in self._when:
            insort(self._sorted, text)
        self._count += 1
        self._when[text] = self._count + len(self._sorted)
        self._last = ("", "")

    def find(self, begun: str) -> str:
        """The latest text that begins so and goes on; "" if there is none."""
        if not begun.strip():
            return ""
        before, found = self._last
        if not (before and begun.startswith(before) and len(found) > len(begun) and found.startswith(begun)):
            if before and begun.startswith(before) and not found:
                return ""  # what did not begin so begins still less with more letters
            found = self._search(begun)
        self._last = (begun, found)
        return found

    def _search(self, begun: str) -> str:
        at = bisect_left(self._sorted, begun)
        best, latest = "", -1
        while at < len(self._sorted) and self._sorted[at].startswith(begun):
            text = self._sorted[at]
            if len(text) > len(begun) and self._when[text] > latest:
                best, latest = text, self._when[text]
            at += 1
        return best
