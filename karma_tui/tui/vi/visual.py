"""The visual modes of vi: what keys do while a stretch is selected."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from karma_tui.tui.vi import objects
from karma_tui.tui.vi import text as on
from karma_tui.tui.vi.changes import joined
from karma_tui.tui.vi.effects import Ask, Edit, Effect, Mode, Select, Step
from karma_tui.tui.vi.motions import Motions
from karma_tui.tui.vi.parse import Command


class VisualModes:
    """Base of the machine, which knows operators and registers."""

    def __init__(self, clipboard: Callable[[], str]) -> None:
        self.mode = Mode.NORMAL
        self._clipboard = clipboard
        self._motions = Motions()
        self._register = ""
        self._anchor = 0
        self._point = 0

    @abstractmethod
    def _escape(self, cursor: int) -> list[Effect]:
        """Back to normal mode."""

    @abstractmethod
    def _apply(self, command: Command, operator: str, text: str, start: int, end: int) -> list[Effect]:
        """An operator on a stretch."""

    @abstractmethod
    def _lines(self, command: Command, operator: str, text: str, at: int, count: int) -> list[Effect]:
        """An operator on whole lines."""

    def _begin_visual(self, name: str, text: str, at: int) -> list[Effect]:
        self.mode = Mode.VISUAL if name == "v" else Mode.LINES
        self._anchor = self._point = at
        return [self._selection(text)]

    def _selection(self, text: str) -> Select:
        start, end = self._stretch(text)
        return Select(start, end, self._point)

    def _stretch(self, text: str) -> tuple[int, int]:
        start, end = sorted((self._anchor, self._point))
        if self.mode is Mode.LINES:
            return on.line_start(text, start), on.line_end(text, end)
        return start, min(end + 1, len(text))

    def _visual(self, command: Command, text: str) -> list[Effect]:
        if command.motion:
            target = self._motions.target(text, self._point, command.motion, command.count)
            if target is not None:
                self._point = min(target.at, on.last_on_line(text, target.at))
            return [self._selection(text)]
        if command.object:
            found = objects.stretch(text, self._point, command.object)
            if found is not None and found[1] > found[0]:
                self._anchor, self._point = found[0], found[1] - 1
            return [self._selection(text)]
        return self._visual_single(command, text)

    def _visual_single(self, command: Command, text: str) -> list[Effect]:
        start, end = self._stretch(text)
        was, name = self.mode, command.single
        match name[0]:
            case "o":
                self._anchor, self._point = self._point, self._anchor
                return [self._selection(text)]
            case "v" | "V":
                wanted = Mode.VISUAL if name == "v" else Mode.LINES
                if wanted is was:
                    return self._escape(self._point)
                self.mode = wanted
                return [self._selection(text)]
            case "n" | "N" | "/" | "?" | ":":
                self.mode = Mode.NORMAL
                return [Step(name == "n") if name in "nN" else Ask(name)]
        self.mode = Mode.NORMAL
        lines = text.count("\n", start, end) + 1
        match name[0]:
            case "J":
                return joined(text, start, max(1, lines - 1))
            case "r":
                new = "".join(char if char == "\n" else name[1] for char in text[start:end])
                return [Edit(start, end, new, start)]
            case "p" | "P":
                held = self._clipboard() if command.register in ("+", "*") else self._register
                self._register = text[start:end] + ("\n" if was is Mode.LINES else "")
                new = held.removesuffix("\n") if was is Mode.LINES else held
                return [Edit(start, end, new, start)]
            case ">" | "<":
                return self._lines(command, name, text, start, lines)
        operator = {"x": "d", "s": "c"}.get(name, name)
        if was is Mode.LINES:
            return self._lines(command, operator, text, start, lines)
        return self._apply(command, operator, text, start, end)
