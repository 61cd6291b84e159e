"""A value that is not long as the lines of its pretty text, each with its place: made when it is in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from karma_tui.results.json_reading import Line, Sort, lines_of
from karma_tui.results.rows import Path
from karma_tui.results.scan import first
from karma_tui.results.strings import decode_string, utf8
from karma_tui.results.text import pretty


class Piece:
    """The lines of a value, some of them folded away. Line numbers are those of the unfolded value."""

    __slots__ = ("_broken", "data", "folded", "lines", "visible")

    def __init__(self, data: memoryview, folded: Iterable[int] = ()) -> None:
        self.data = data
        self.lines = lines_of(data)
        self.folded = frozenset(at for at in folded if self.lines[at].sort is Sort.OPEN)
        self.visible: Sequence[int] = self._visible()
        """The lines that can be seen, in order."""
        is_broken = self.lines[0].sort is Sort.BROKEN
        self._broken = pretty(data).split("\n") if is_broken else []

    def _visible(self) -> Sequence[int]:
        if not self.folded:
            return range(len(self.lines))
        seen: list[int] = []
        at = 0
        while at < len(self.lines):
            seen.append(at)
            at = self.lines[at].mate + 1 if at in self.folded else at + 1
        return seen

    def path(self, at: int) -> Path:
        """Keys and positions from the value to what is on a line; a closing line belongs to its container."""
        line = self.lines[at]
        steps: list[str | int] = []
        while line.parent >= 0:
            if line.sort is Sort.CLOSE:
                line = self.lines[line.mate]
            steps.append(self._step(line))
            line = self.lines[line.parent]
        return tuple(reversed(steps))

    def _step(self, line: Line) -> str | int:
        if line.key_end:
            return decode_string(self.data[line.key_start : line.key_end])
        return line.position

    def find(self, path: Path) -> tuple[int, int]:
        """The line of the value at a path, or of what is nearest around it; and how many steps led there."""
        at = 0
        for taken, step in enumerate(path):
            found = self._member(at, step)
            if found is None:
                return at, taken
            at = found
        return at, len(path)

    def _member(self, at: int, step: str | int) -> int | None:
        container = self.lines[at]
        if container.sort is not Sort.OPEN:
            return None
        member = at + 1
        while member < container.mate:
            if self._step(self.lines[member]) == step:
                return member
            member = self.lines[member].mate + 1
        return None

    def value(self, at: int) -> memoryview:
        """The value on a line as sent; of a closing line, its container."""
        line = self.lines[at]
        if line.sort is Sort.BROKEN:
            return self.data
        if line.sort is Sort.CLOSE:
            line = self.lines[line.mate]
        return self.data[line.start : line.end]

    def key(self, at: int) -> memoryview:
        """The key on a line as sent, with its quotes; empty if there is none."""
        line = self.lines[at]
        return self.data[line.key_start : line.key_end]

    def text(self, at: int) -> str:
        """A line as `text.pretty` writes it, without the indentation; not safe to show."""
        line = self.lines[at]
        if line.sort is Sort.BROKEN:
            return self._broken[at]
        key = f"{utf8(self.key(at))}: " if line.key_end else ""
        return f"{key}{self._token_text(line)}{',' if line.comma else ''}"

    def _token_text(self, line: Line) -> str:
        if line.sort is Sort.EMPTY:
            return "{}" if first(self.data[line.start :]) == b"{" else "[]"
        stop = line.start + 1 if line.sort is Sort.OPEN else line.end
        return utf8(self.data[line.start : stop])
