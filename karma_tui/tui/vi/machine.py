"""vi as a state machine: a key, a text and a cursor go in, what is to be done comes out.

Knows no widgets. Text typed in insert mode is the editor's business; when that mode is left, it is found
out by comparing, for `.` to repeat. Offsets count characters; every line end is one `\\n`.
"""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.tui.editing.places import change
from karma_tui.tui.vi import objects
from karma_tui.tui.vi import text as on
from karma_tui.tui.vi.changes import joined, shifted, with_text
from karma_tui.tui.vi.effects import Ask, Copy, Edit, Effect, Go, History, Mode, Step
from karma_tui.tui.vi.parse import Command, Still, parse
from karma_tui.tui.vi.visual import VisualModes


class Machine(VisualModes):
    """One editor's vi. Begins in normal mode."""

    def __init__(self, clipboard: Callable[[], str] = lambda: "") -> None:
        super().__init__(clipboard)
        self.pending = ""
        """Keys of a command that is not complete yet."""
        self._backward = False
        self._inserting: tuple[Command | None, str] = (None, "")
        self._last: tuple[Command, str] | None = None

    # --- keys

    def key(self, key: str, text: str, cursor: int) -> list[Effect] | None:
        """What a key does; None if it is not vi's, or text to be typed. `key` is one character, or a name."""
        if self.mode is Mode.INSERT:
            return self._leave_insert(text, cursor) if key == "escape" else None
        if key == "escape":
            return self._escape(cursor)
        char = _PLAIN.get(key, key)
        if len(char) != 1:
            self.pending = ""
            return None
        self.pending += char
        command = parse(self.pending, is_visual=self.mode is not Mode.NORMAL)
        if command is Still.BEGUN:
            return []
        self.pending = ""
        if not isinstance(command, Command):
            return []
        if self.mode is not Mode.NORMAL:
            return self._visual(command, text)
        return self._normal(command, text, cursor)

    def _escape(self, cursor: int) -> list[Effect]:
        was_visual = self.mode in (Mode.VISUAL, Mode.LINES)
        self.mode, self.pending = Mode.NORMAL, ""
        return [Go(self._point if was_visual else cursor)]

    # --- insert mode

    def _insert(self, command: Command, text: str, effects: list[Effect]) -> list[Effect]:
        """Begin to insert after what a command has done to the text."""
        for effect in effects:
            if isinstance(effect, Edit):
                text = text[: effect.start] + effect.text + text[effect.end :]
        self.mode = Mode.INSERT
        self._inserting = (command, text)
        return effects

    def _leave_insert(self, text: str, cursor: int) -> list[Effect]:
        command, before = self._inserting
        _, _, typed = change(before, text)
        if command is not None:
            self._last = (command, typed)
        self.mode = Mode.NORMAL
        return [Go(max(on.line_start(text, cursor), cursor - 1))]

    # --- normal mode

    def _normal(self, command: Command, text: str, cursor: int) -> list[Effect]:
        if command.motion and not command.operator:
            target = self._motions.target(text, cursor, command.motion, command.count)
            return [] if target is None else [Go(min(target.at, on.last_on_line(text, target.at)))]
        if command.single == ".":
            return self._repeat(command, text, cursor)
        effects = (
            self._operated(command, text, cursor) if command.operator else self._single(command, text, cursor)
        )
        if self.mode is Mode.NORMAL and any(isinstance(effect, Edit) for effect in effects):
            self._last = (command, "")
        return effects

    def _repeat(self, command: Command, text: str, cursor: int) -> list[Effect]:
        if self._last is None:
            return []
        last, typed = self._last
        if command.count is not None:
            last = Command(
                command.count, last.register, last.operator, last.motion, last.object, last.lines, last.single
            )
        effects = self._operated(last, text, cursor) if last.operator else self._single(last, text, cursor)
        if self.mode is not Mode.INSERT:
            return effects
        self.mode = Mode.NORMAL
        return with_text(effects, typed, cursor)

    def _single(self, command: Command, text: str, at: int) -> list[Effect]:
        count = command.count or 1
        start, end = on.line_start(text, at), on.line_end(text, at)
        name = command.single
        match name[0]:
            case "x" | "s":
                return self._take(command, text, at, min(end, at + count), insert=name == "s")
            case "X":
                return self._take(command, text, max(start, at - count), at)
            case "D" | "C":
                return self._take(command, text, at, end, insert=name == "C")
            case "S":
                return self._lines(command, "c", text, at, count)
            case "Y":
                return self._lines(command, "y", text, at, count)
            case "r":
                if at + count > end or name[1] == "\r":
                    return []
                return [Edit(at, at + count, name[1] * count, at + count - 1)]
            case "J":
                return joined(text, at, max(count, 2) - 1)
            case "p" | "P":
                return self._put(command, text, at, before=name == "P")
            case "u" | "\x12":
                return [History(name == "u", count)]
            case "n" | "N":
                return [Step(name == "n")]
            case "/" | "?" | ":":
                return [Ask(name)]
            case "v" | "V":
                return self._begin_visual(name, text, at)
            case "i" | "I" | "a" | "A":
                place = {"i": at, "I": on.first_text(text, at), "a": min(at + 1, end), "A": end}[name]
                return self._insert(command, text, [Go(place)])
            case _:
                return self._new_line(command, text, at)

    def _new_line(self, command: Command, text: str, at: int) -> list[Effect]:
        """`o` and `O`: a line below or above, as far indented as this one."""
        start, end = on.line_start(text, at), on.line_end(text, at)
        margin = text[start : on.first_text(text, at)]
        if command.single == "o":
            edit = Edit(end, end, "\n" + margin, end + 1 + len(margin))
        else:
            edit = Edit(start, start, margin + "\n", start + len(margin))
        return self._insert(command, text, [edit])

    # --- operators

    def _operated(self, command: Command, text: str, at: int) -> list[Effect]:
        operator, count = command.operator, command.count
        if command.lines:
            return self._lines(command, operator, text, at, count or 1)
        if command.object:
            found = objects.stretch(text, at, command.object)
            return [] if found is None else self._apply(command, operator, text, *found)
        motion = command.motion
        if operator == "c" and motion in ("w", "W") and not text[at : at + 1].isspace():
            motion = "e" if motion == "w" else "E"
            at_end = at + 1 >= len(text) or on.kind(text[at + 1], motion == "E") != on.kind(
                text[at], motion == "E"
            )
            if (count or 1) == 1 and at_end:
                return self._apply(command, operator, text, at, min(at + 1, len(text)))
        target = self._motions.target(text, at, motion, count)
        if target is None:
            return []
        if target.linewise:
            first, last = sorted((at, target.at))
            lines = text.count("\n", first, last) + 1
            return self._lines(command, operator, text, first, lines)
        start, end = sorted((at, target.at))
        end += target.inclusive
        if motion in ("w", "W") and "\n" in text[start:end]:
            # the last word before a line end does not take the line end along
            kept = text[start:end].rstrip(" \t\n")
            end = start + len(kept) if kept else on.line_end(text, start)
        return self._apply(command, operator, text, start, min(end, len(text)))

    def _apply(self, command: Command, operator: str, text: str, start: int, end: int) -> list[Effect]:
        """An operator on a stretch within lines."""
        if operator in "><":
            return self._lines(command, operator, text, start, text.count("\n", start, end) + 1)
        if operator == "y":
            return [*self._yank(command, text[start:end]), Go(start)]
        return self._take(command, text, start, end, insert=operator == "c")

    def _take(
        self, command: Command, text: str, start: int, end: int, *, insert: bool = False
    ) -> list[Effect]:
        """Delete a stretch into the register."""
        if start == end and not insert:
            return []
        effects: list[Effect] = [*self._yank(command, text[start:end]), Edit(start, end, "", start)]
        if insert:
            return self._insert(command, text, effects)
        rest = text[:start] + text[end:]
        effects[-1] = Edit(start, end, "", min(start, on.last_on_line(rest, start)))
        return effects

    def _lines(self, command: Command, operator: str, text: str, at: int, count: int) -> list[Effect]:
        """An operator on whole lines, from that of an offset on."""
        start = on.line_start(text, at)
        below = on.down(text, start, count - 1) if count > 1 else start
        end = on.line_end(text, start if below is None else below)
        lines = text[start:end].split("\n")
        if operator in "><":
            return shifted(lines, start, end, right=operator == ">")
        yanked = self._yank(command, text[start:end] + "\n")
        if operator == "y":
            return [*yanked, Go(at if command.lines or command.single else start)]
        if operator == "c":
            margin = on.first_text(text, start) if lines[0].strip() else start
            return self._insert(command, text, [*yanked, Edit(margin, end, "", margin)])
        if end < len(text):
            rest = text[:start] + text[end + 1 :]
            return [*yanked, Edit(start, end + 1, "", on.first_text(rest, start))]
        cut = max(0, start - 1)
        return [*yanked, Edit(cut, end, "", on.first_text(text[:cut], cut))]

    # --- registers

    def _yank(self, command: Command, text: str) -> list[Effect]:
        """Keep a text; one that ends with a line end is put back as lines."""
        self._register = text
        return [Copy(text)] if command.register in ("+", "*") else []

    def _put(self, command: Command, text: str, at: int, *, before: bool) -> list[Effect]:
        held = self._clipboard() if command.register in ("+", "*") else self._register
        if not held:
            return []
        held *= min(command.count or 1, max(1, 1_000_000 // len(held)))
        if not held.endswith("\n"):
            place = at if before else min(at + 1, on.line_end(text, at))
            return [Edit(place, place, held, place + len(held) - 1)]
        if before:
            start = on.line_start(text, at)
            return [Edit(start, start, held, start + len(held) - len(held.lstrip(" \t")))]
        end = on.line_end(text, at)
        return [Edit(end, end, "\n" + held[:-1], end + 1 + len(held) - len(held.lstrip(" \t")))]


_PLAIN = {
    "left": "h",
    "right": "l",
    "up": "k",
    "down": "j",
    "home": "0",
    "end": "$",
    "backspace": "h",
    "delete": "x",
    "enter": "j",
    "ctrl+r": "\x12",
}
