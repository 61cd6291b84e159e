"""The places to fill in of what a proposal inserted: Tab goes from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.selection import SelectionState, SelectionType

from karma_tui.repl.completing import Proposal

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Stop


class Filling:
    """Places are kept by their distance from the end of the text, which typing before them keeps."""

    def __init__(self) -> None:
        self._left: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self._left)

    def leave(self) -> None:
        """Nothing is to be filled in any more."""
        self._left = []

    def accept(self, buffer: Buffer, proposal: Proposal) -> None:
        """A proposal has been put into the text, with the cursor behind it: go to its first place."""
        if proposal.behind:
            buffer.delete(proposal.behind)
        start = buffer.cursor_position - len(proposal.text)
        self._begin(buffer, start, proposal.item.stops)
        self.step(buffer)

    def step(self, buffer: Buffer) -> bool:
        """Go to the next place; whether there was one."""
        length = len(buffer.text)
        while self._left:
            from_end, to_end = self._left.pop(0)
            start, end = length - from_end, length - to_end
            if 0 <= start <= end <= length:
                _select(buffer, start, end)
                return True
        return False

    def _begin(self, buffer: Buffer, start: int, stops: tuple[Stop, ...]) -> None:
        length = len(buffer.text)
        self._left = [(length - start - stop.start, length - start - stop.end) for stop in stops]
        if len(stops) and (behind := length - buffer.cursor_position) != self._left[-1][1]:
            self._left.append((behind, behind))


def _select(buffer: Buffer, start: int, end: int) -> None:
    """Select a stretch so that typing replaces it, or go to a place."""
    buffer.cursor_position = end
    if end > start:
        state = SelectionState(start, SelectionType.CHARACTERS)
        state.enter_shift_mode()
        buffer.selection_state = state
    else:
        buffer.exit_selection()
