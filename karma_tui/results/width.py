"""How many cells of a terminal a text takes, and what of it fits. Every face that aligns columns asks here.

The text must be safe to show already (`strings.visible`): control characters have no width.
"""

from __future__ import annotations

MORE = "…"
"""Stands where something was cut off."""


def cells(text: str) -> int:
    """The cells that a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    import wcwidth  # most texts are plain ASCII

    return max(0, wcwidth.wcswidth(text)) or sum(max(0, wcwidth.wcwidth(char)) for char in text)


def fitted(text: str, room: int, more: str = MORE) -> str:
    """The text if it fits, else as much of its beginning as does, with a sign that there is more."""
    if text.isascii():
        return text if len(text) <= room else text[: max(0, room - len(more))] + more[:room]
    if len(text) > 4 * room + 64:
        text = text[: 4 * room + 64] + more  # of a very long text only the beginning is measured
    if cells(text) <= room:
        return text
    return _head(text, room - len(more)) + more[:room]


def padded(text: str, room: int, *, right: bool = False) -> str:
    """The text with blanks behind it, or before it, to take `room` cells."""
    blanks = " " * (room - cells(text))
    return blanks + text if right else text + blanks


def _head(text: str, room: int) -> str:
    """The longest beginning that takes at most `room` cells; what combines with its last character stays."""
    import wcwidth

    taken = 0
    end = 0
    for at, char in enumerate(text):
        width = max(0, wcwidth.wcwidth(char))
        if taken + width > room:
            break
        taken += width
        end = at + 1
    while end > 0 and cells(text[:end]) > room:  # sequences may be wider than their parts
        end -= 1
    return text[:end].rstrip("\u200d")
