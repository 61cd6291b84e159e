"""What the editor's lines looked like when they were last painted, so that only changed ones are sent again.

Textual repaints the whole text area at each key: some forty kilobytes, which is felt over ssh. This module
only remembers and compares; when in doubt, everything is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from textual.strip import Strip

_DRAWN = 500
"""Lines kept as drawn."""


class DrawnLines:
    """Lines by all that decides on their looks."""

    def __init__(self) -> None:
        self._strips: dict[Hashable, Strip] = {}

    def get(self, key: Hashable, draw: Callable[[], Strip]) -> Strip:
        """The line of that key, drawn only if it is not known."""
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > _DRAWN:
                self._strips.clear()
            strip = self._strips[key] = draw()
        return strip


class PaintedView:
    """The lines of the view as painted, and the frame (size, scrolling, styles...) they were painted in."""

    def __init__(self) -> None:
        self._frame: Hashable = None
        self._strips: dict[int, Strip] = {}

    def begin(self, frame: Hashable) -> None:
        """Lines are going to be painted in this frame; those of another one are forgotten."""
        if frame != self._frame:
            self._frame = frame
            self._strips.clear()

    def keep(self, y: int, strip: Strip) -> None:
        """A line was painted."""
        self._strips[y] = strip

    def changed(self, frame: Hashable, height: int, render: Callable[[int], Strip]) -> list[int] | None:
        """The lines of the view that look different now; None if the frame is another one."""
        if frame != self._frame:
            return None
        return [y for y in range(height) if self._differs(y, render(y))]

    def _differs(self, y: int, strip: Strip) -> bool:
        painted = self._strips.get(y)
        return painted is not strip and painted != strip
