"""Where a motion of vi leads to."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.tui.vi import text as on

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_END_OF_LINE = 1 << 30


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and what an operator takes of the way there."""

    at: int
    linewise: bool = False
    inclusive: bool = False


@dataclass(slots=True)
class Motions:
    """What motions remember: the last character looked for, and the column up and down keep to."""

    last_find: tuple[str, str] = ("", "")
    column: int | None = field(default=None)

    def target(self, text: str, at: int, name: str, count: int | None) -> Target | None:
        """Where a motion leads; None if it leads nowhere. `name` is as typed: `w`, `gg`, `fx`."""
        if name in ("j", "k"):
            return self._vertical(text, at, count or 1, 1 if name == "j" else -1)
        self.column = _END_OF_LINE if name == "$" else None
        times = count or 1
        match name[0]:
            case "h":
                return _unless(at, Target(max(on.line_start(text, at), at - times)))
            case "l":
                return Target(min(on.line_end(text, at), at + times))
            case "w" | "W" | "b" | "B" | "e" | "E":
                return _words(text, at, name, times)
            case "0":
                return Target(on.line_start(text, at))
            case "^":
                return Target(on.first_text(text, at))
            case "$":
                below = on.down(text, at, times - 1) if times > 1 else at
                return Target(on.last_on_line(text, at if below is None else below), inclusive=True)
            case "G" | "g":
                line = count if count is not None else (1 if name == "gg" else text.count("\n") + 1)
                start = on.down(text, 0, line - 1) if line > 1 else 0
                return Target(on.first_text(text, start or 0), linewise=True)
            case "{" | "}":
                return Target(_paragraph(text, at, times, 1 if name == "}" else -1))
            case "%":
                partner = _partner(text, at)
                return None if partner is None else Target(partner, inclusive=True)
            case "f" | "F" | "t" | "T":
                self.last_find = (name[0], name[1])
                return _find(text, at, name[0], name[1], times)
            case ";" | ",":
                return self._again(text, at, times, reverse=name == ",")
        return None

    def _vertical(self, text: str, at: int, count: int, way: int) -> Target | None:
        column = at - on.line_start(text, at) if self.column is None else self.column
        self.column = column
        start = on.down(text, at, way * count)
        if start is None:
            return None
        return Target(min(start + column, on.last_on_line(text, start)), linewise=True)

    def _again(self, text: str, at: int, count: int, *, reverse: bool) -> Target | None:
        how, char = self.last_find
        if not how:
            return None
        how = how.swapcase() if reverse else how
        # a `t` that stands before its character already looks behind it
        further = at + (1 if how == "t" else -1 if how == "T" else 0)
        return _find(text, further, how, char, count)


def _unless(at: int, target: Target) -> Target | None:
    return None if target.at == at else target


def _words(text: str, at: int, name: str, count: int) -> Target:
    big = name.isupper()
    step = {"w": on.word_forward, "b": on.word_back, "e": on.word_end}[name.lower()]
    for _ in range(count):
        moved = step(text, at, big)
        if moved == at:
            break
        at = moved
    return Target(at, inclusive=name in "eE")


def _paragraph(text: str, at: int, count: int, way: int) -> int:
    """The next empty line that follows text, in either direction."""
    for _ in range(count):
        seen_text = False
        at = on.line_start(text, at)
        while True:
            if on.line_end(text, at) > at:
                seen_text = True
            elif seen_text:
                break
            start = on.down(text, at, way)
            if start is None:
                at = len(text) if way > 0 else 0
                break
            at = start
    return at


def _find(text: str, at: int, how: str, char: str, count: int) -> Target | None:
    found = at
    for _ in range(count):
        if how in "ft":
            found = text.find(char, found + 1, on.line_end(text, at))
        else:
            found = text.rfind(char, on.line_start(text, at), max(found, 0))
        if found < 0:
            return None
    back = {"f": 0, "F": 0, "t": -1, "T": 1}[how]
    return Target(found + back, inclusive=how in "ft")


def _partner(text: str, at: int) -> int | None:
    """The partner of the first bracket on the line from the cursor on; brackets in strings count too."""
    end = on.line_end(text, at)
    here = next((i for i in range(at, end) if text[i] in _PAIRS or text[i] in _CLOSING), None)
    if here is None:
        return None
    char = text[here]
    forward = char in _PAIRS
    other = _PAIRS[char] if forward else _CLOSING[char]
    depth = 0
    for i in range(here, len(text)) if forward else range(here, -1, -1):
        if text[i] == char:
            depth += 1
        elif text[i] == other:
            depth -= 1
            if depth == 0:
                return i
    return None
