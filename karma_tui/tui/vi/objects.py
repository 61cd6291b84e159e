"""Text objects of vi: a word, what is between quotes, what is between brackets."""

from __future__ import annotations

from karma_tui.tui.vi import text as on

_BRACKETS = {
    **dict.fromkeys("()b", ("(", ")")),
    **dict.fromkeys("[]", ("[", "]")),
    **dict.fromkeys("{}B", ("{", "}")),
}
QUOTES = frozenset("\"'`")
NAMES = frozenset(_BRACKETS) | QUOTES | {"w", "W"}


def stretch(text: str, at: int, name: str) -> tuple[int, int] | None:
    """First offset and the one after the last of an object such as `iw` or `a(`; None if there is none."""
    around, what = name[0] == "a", name[1]
    if what in "wW":
        return _word(text, at, around=around, big=what == "W")
    if what in QUOTES:
        return _quoted(text, at, what, around=around)
    opening, closing = _BRACKETS[what]
    start = _outer(text, at, opening, closing)
    if start is None:
        return None
    end = _close(text, start, opening, closing)
    if end is None:
        return None
    return (start, end + 1) if around else (start + 1, end)


def _word(text: str, at: int, *, around: bool, big: bool) -> tuple[int, int] | None:
    first, stop = on.line_start(text, at), on.line_end(text, at)
    if first == stop:
        return None
    at = min(at, stop - 1)
    here = on.kind(text[at], big)
    start, end = at, at + 1
    while start > first and on.kind(text[start - 1], big) == here:
        start -= 1
    while end < stop and on.kind(text[end], big) == here:
        end += 1
    if not around:
        return start, end
    further = end
    while further < stop and (not on.kind(text[further], big)) == bool(here):
        further += 1
    if further == end and here:
        while start > first and not on.kind(text[start - 1], big):
            start -= 1
    return start, further


def _quoted(text: str, at: int, quote: str, *, around: bool) -> tuple[int, int] | None:
    first, stop = on.line_start(text, at), on.line_end(text, at)
    marks = [i for i in range(first, stop) if text[i] == quote and (i == first or text[i - 1] != "\\")]
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        if at <= end:
            return (start, end + 1) if around else (start + 1, end)
    return None


def _outer(text: str, at: int, opening: str, closing: str) -> int | None:
    """The opening bracket the cursor is on or inside of."""
    if text[at : at + 1] == opening:
        return at
    depth = 0
    for i in range(min(at, len(text)) - 1, -1, -1):
        if text[i] == closing:
            depth += 1
        elif text[i] == opening:
            if depth == 0:
                return i
            depth -= 1
    return None


def _close(text: str, start: int, opening: str, closing: str) -> int | None:
    depth = 0
    for i in range(start, len(text)):
        if text[i] == opening:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return None
