"""Finding snippets by words: in name, folder, tags and description first, then in the text.

`#word` is a tag. Letters of a name may be left out: `lgbk` finds `long books`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from karma_tui.library.file_names import same
from karma_tui.library.snippets.snippet import Snippet

_NOT = 1_000


@dataclass(frozen=True, slots=True)
class _Keys:
    """What of a snippet is searched, folded once."""

    entry: Snippet
    name: str
    folder: str
    tags: tuple[str, ...]
    description: str
    text: str


class Index:
    """Snippets made ready to be searched; making it takes a while for thousands, searching does not."""

    def __init__(self, entries: Sequence[Snippet]) -> None:
        self._keys = [
            _Keys(
                entry,
                same(entry.name),
                same(entry.folder),
                tuple(same(tag) for tag in entry.tags),
                same(entry.description),
                entry.text.casefold(),
            )
            for entry in entries
        ]

    def matching(self, words: str, pins: Collection[str] = ()) -> list[Snippet]:
        """Those that have all the words, best first; without words all of them, the pinned ones first."""
        wanted = [same(word) for word in words.split()]
        ranked: list[tuple[bool, int, int, Snippet]] = []
        for at, keys in enumerate(self._keys):
            rank = 0
            for word in wanted:
                rank += _rank(keys, word)
                if rank >= _NOT:
                    break
            else:
                ranked.append((str(keys.entry.path) not in pins, rank, at, keys.entry))
        if wanted:
            ranked.sort(key=lambda it: (it[1], it[0], it[2]))
        else:
            ranked.sort(key=lambda it: (it[0], it[2]))
        return [entry for *_, entry in ranked]


def matching(entries: Sequence[Snippet], words: str, pins: Collection[str] = ()) -> list[Snippet]:
    """As `Index.matching`, for a single search."""
    return Index(entries).matching(words, pins)


def tags_of(entries: Sequence[Snippet]) -> list[tuple[str, int]]:
    """Every tag with how many have it, the most used first."""
    counts: dict[str, int] = {}
    for entry in entries:
        for tag in entry.tags:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts.items(), key=lambda it: (-it[1], it[0].casefold()))


def _rank(keys: _Keys, word: str) -> int:
    """How well a word fits, 0 for best."""
    if word.startswith("#") and len(word) > 1:
        return 0 if any(tag.startswith(word[1:]) for tag in keys.tags) else _NOT
    if keys.name.startswith(word):
        return 0
    if word in keys.name:
        return 1
    if word in keys.folder or any(word in tag for tag in keys.tags):
        return 2
    if word in keys.description:
        return 3
    if _has_letters(keys.name, word):
        return 5
    return 8 if word in keys.text else _NOT


def _has_letters(name: str, word: str) -> bool:
    """Whether the letters of the word stand in the name in that order, the first at a word's beginning."""
    if len(word) < 2 or not any(part.startswith(word[0]) for part in name.split()):
        return False
    rest = iter(name)
    return all(letter in rest for letter in word)
