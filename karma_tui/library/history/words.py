"""Texts as they are kept and searched: whole characters, capital and small letters alike."""

from __future__ import annotations

from collections.abc import Iterable


def words_of(words: str) -> list[str]:
    """The words to look for, folded: parted by blanks, or in double quotes."""
    import re  # only where something is looked for

    found = ((match[1] or match[2] or "") for match in re.finditer(r'"([^"]*)"|(\S+)', plain(words)))
    return [fold(word) for word in found if word]


def folded(text: str, snippet: str) -> str | None:
    """What is searched of a run; None where SQLite's own `lower` gives the same."""
    both = f"{text}\n{snippet}"
    return None if both.isascii() else fold(both)


def fold(text: str) -> str:
    """Capital and small letters alike."""
    return text.casefold()


def plain(text: str) -> str:
    """The text as SQLite can hold and search it: whole characters, and none that ends a text in C."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "\ufffd")


def placeholders(values: Iterable[object]) -> str:
    """`?, ?, ?`."""
    return ", ".join("?" for _ in values)
