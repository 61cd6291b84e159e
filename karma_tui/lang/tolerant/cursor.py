"""The cursor that goes on after a fault: what is missing is taken for there, what fits nowhere is skipped.

How a bracket is left that has no end of its own is decided by looking at all brackets of the text once,
at the first fault.
"""

from __future__ import annotations

from karma_tui.lang.sink import Sink
from karma_tui.lang.text_cursor import Cursor
from karma_tui.lang.tokens import END, NAME, NUMBER, QUOTED_NAME, STRING, Tokens

_CLOSERS = {")": "(", "]": "[", "}": "{"}
_BEGINS_VALUE = frozenset({NAME, QUOTED_NAME, STRING, NUMBER, "(", "[", "{", "!"})


_LEFTOVERS = frozenset({")", "]", "}", ":"})
_WINDOW = 3
"""Tokens after a fault within which another one is taken for its consequence."""


class TolerantCursor(Cursor):
    """A cursor whose blame goes into a sink; one problem for a token."""

    __slots__ = ("_blamed", "_partners", "sink")

    def __init__(self, tokens: Tokens, sink: Sink) -> None:
        super().__init__(tokens)
        self.sink = sink
        self._blamed = -1
        self._partners: list[int] | None = None

    def blame(self, expected: str, hint: str = "") -> None:
        """Note that the next token is not what is expected, and stay before it."""
        if self._first_here():
            self.sink.note(self.unexpected(expected, hint))

    def unfit(self, expected: str, opener: int, hint: str = "") -> bool:
        """Note it, and say whether the bracket ends here; see `Cursor.unfit`."""
        kind = self.kinds[self.at]
        partner = self.partners()[self.at] if kind in _CLOSERS else -1
        # The rest of a bracket that has been left already or whose beginning is lost, which was told then.
        told = self._blamed >= 0 and (kind in _LEFTOVERS or partner > opener)
        if not told and self._first_here():
            self.sink.note(self.unexpected(expected, hint or self.left_open(opener)))
        if kind == END:
            return True
        if kind in _CLOSERS:
            if 0 <= partner <= opener:
                return True
            self._skip()
            return False
        block = opener < 0 or self._is_block(opener)
        if kind == ";" or (kind == NAME and self.values[self.at] == "let"):
            if not block:
                return True
            if kind == ";":
                self._skip()
            return False
        if kind not in _BEGINS_VALUE:
            self._skip()
        return False

    def _first_here(self) -> bool:
        """Whether the next token has not been blamed yet and one more problem is told."""
        self.sink.repairs.append(self.ends[self.at - 1] if self.at else 0)
        follows = self._blamed >= 0 and self.at <= self._blamed + _WINDOW
        self._blamed = self.at
        return not follows and not self.sink.full

    def _skip(self) -> None:
        self.at += 1
        # What follows the skipped token belongs to the same fault.
        self._blamed = self.at if self._blamed >= 0 else -1

    def _is_block(self, opener: int) -> bool:
        return self.kinds[opener] == "{" and opener > 0 and self.kinds[opener - 1] == "=>"

    def partners(self) -> list[int]:
        """For each closing token the index of the bracket it closes, -1 if it closes none."""
        if self._partners is None:
            self._partners = self._matched()
        return self._partners

    def _matched(self) -> list[int]:
        partners = [-1] * len(self.kinds)
        waiting: list[int] = []
        counts = dict.fromkeys(_CLOSERS.values(), 0)
        for at, kind in enumerate(self.kinds):
            if kind in counts:
                waiting.append(at)
                counts[kind] += 1
            elif kind in _CLOSERS:
                if not counts[_CLOSERS[kind]]:
                    continue
                while True:
                    opener = waiting.pop()
                    counts[self.kinds[opener]] -= 1
                    if self.kinds[opener] == _CLOSERS[kind]:
                        break
                partners[at] = opener
            elif kind == ";" or (kind == NAME and self.values[at] == "let" and self._begins(at)):
                while waiting and not self._is_block(waiting[-1]):
                    counts[self.kinds[waiting.pop()]] -= 1
        return partners

    def _begins(self, at: int) -> bool:
        """Whether a `let` begins a statement, by what follows."""
        return self.kinds[min(at + 2, len(self.kinds) - 1)] == "="
