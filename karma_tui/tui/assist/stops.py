"""The places of an inserted shape that are still to be filled in: where they are while the text changes.

Pure arithmetic on offsets. An edit inside the present place makes it grow or shrink and moves the later
ones; any other edit, and a cursor elsewhere, ends it. A shape may be inserted into a place of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from karma_tui.errors import Span


@dataclass(frozen=True, slots=True)
class Stops:
    """The places of one shape in the order of the text, and which one is being filled in."""

    spans: tuple[Span, ...]
    at: int = 0

    @property
    def here(self) -> Span:
        """The place that is being filled in."""
        return self.spans[self.at]

    def step(self, by: int) -> Stops | None:
        """The next or the one before; None beyond either end."""
        to = self.at + by
        return replace(self, at=to) if 0 <= to < len(self.spans) else None

    def edited(self, delta: int, cursor: int) -> Stops | None:
        """After the text became `delta` characters longer and the cursor went to `cursor`."""
        here = self.here
        grown = Span(here.start, here.end + delta)
        if not grown.start <= cursor <= grown.end:
            return None
        later = tuple(Span(span.start + delta, span.end + delta) for span in self.spans[self.at + 1 :])
        return replace(self, spans=(*self.spans[: self.at], grown, *later))


class Filling:
    """The shapes being filled in, the innermost last, and the length of the text they were last seen in."""

    def __init__(self) -> None:
        self._shapes: list[Stops] = []
        self._length = 0

    def __bool__(self) -> bool:
        return bool(self._shapes)

    def begin(self, stops: Sequence[Span], behind: int, length: int) -> Span | None:
        """A shape was inserted, `behind` is the place after it: where to go first. None if nowhere.

        Places of an outer shape stay for later; only the outermost one is left by its end.
        """
        self.follow(length, behind)
        if not stops:
            return None
        end = () if self._shapes else (Span(behind, behind),)
        self._shapes.append(Stops((*stops, *end)))
        self._length = length
        return self._shapes[-1].here

    def follow(self, length: int, cursor: int) -> None:
        """The text has this length now and the cursor is there: shapes that this leaves are forgotten."""
        delta, self._length = length - self._length, length
        kept: list[Stops] = []
        for shape in self._shapes:
            edited = shape.edited(delta, cursor)
            if edited is None:
                break
            kept.append(edited)
        self._shapes = kept

    def step(self, by: int) -> Span | None:
        """Go on to the next place, or back: where it is; None where there is none. The end ends it."""
        while self._shapes:
            moved = self._shapes.pop().step(by)
            if moved is not None:
                if self._shapes or moved.at < len(moved.spans) - 1:
                    self._shapes.append(moved)
                return moved.here
        return None

    def open(self) -> tuple[Span, ...]:
        """The places that are still to be filled in, the present one included; not the end of it all."""
        found: list[Span] = []
        for shape in self._shapes:
            end = len(shape.spans) if shape is not self._shapes[0] else -1
            found += shape.spans[shape.at : end]
        return tuple(found)

    def leave(self) -> None:
        """Nothing more is to be filled in."""
        self._shapes.clear()
