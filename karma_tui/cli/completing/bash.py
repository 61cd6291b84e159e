"""Command lines as bash has them: it tells what stands there, and takes what comes in its place as it is."""

from __future__ import annotations

import re

_APART = ("=", ":")
"""Where bash parts words beside blanks; what stands before stays as it is."""


class Place:
    """Where the cursor is in a line."""

    def __init__(self, line: str, current: str) -> None:
        """`line` goes up to the cursor; `current` is the end of it that bash replaces."""
        self.words = parted(line) or [""]
        """The words behind the command as it would get them; the last one perhaps begun only."""
        mine = "" if current in _APART else (parted(f"_ {current}") or [""])[-1]
        self._kept = self.words[-1].removesuffix(mine)
        self._quote = current[:1] if current[:1] in ("'", '"') else ""

    def written(self, word: str) -> str:
        """What stands in place of `current` when the word is taken."""
        word = word.removeprefix(self._kept)
        if self._quote == "'":
            return word.replace("'", "'\\''")
        if self._quote:
            return re.sub(r'(["\\$`])', r"\\\1", word)
        return re.sub(r"([^\w@%+=:,./-])", r"\\\1", word)


def parted(line: str) -> list[str]:
    """The words of a line behind the first one, without their quotes; a quote at the end may be open."""
    words: list[str] = []
    word: str | None = ""
    quote = ""
    at = 0
    while at < len(line):
        char, following = line[at], line[at + 1 : at + 2]
        at += 1
        if not quote and char.isspace():
            if word is not None:
                words.append(word)
            word = None
            continue
        word = word or ""
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif char == "\\" and quote != "'" and (not quote or following in '"\\$`'):
            word += following
            at += 1
        else:
            word += char
    return [*words, word or ""][1:]
