"""Finding snippets by words: in name, folder, tags and description first, then in the text.

`#word` is a tag. Letters of a name may be left out: `lgbk` finds `long books`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from karma_tui.library.file_names import same
from karma_tui.library.snippets.snippet import Snippet

_NOT = 1_000


def matching(entries: Sequence[Snippet], words: str, pins: Collection[str] = ()) -> list[Snippet]:
    """Those that have all the words, best first; without words all of them, the pinned ones first."""
    wanted = [same(word) for word in words.split()]
    ranked: list[tuple[int, int, int, Snippet]] = []
    for at, entry in enumerate(entries):
        ranks = [_rank(entry, word) for word in wanted]
        if all(rank < _NOT for rank in ranks):
            ranked.append((str(entry.path) not in pins, sum(ranks), at, entry))
    if wanted:
        ranked.sort(key=lambda it: (it[1], it[0], it[2]))
    else:
        ranked.sort(key=lambda it: (it[0], it[2]))
    return [entry for *_, entry in ranked]


def tags_of(entries: Sequence[Snippet]) -> list[tuple[str, int]]:
    """Every tag with how many have it, the most used first."""
    counts: dict[str, int] = {}
    for entry in entries:
        for tag in entry.tags:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts.items(), key=lambda it: (-it[1], it[0].casefold()))


def _rank(entry: Snippet, word: str) -> int:
    """How well a word fits, 0 for best."""
    if word.startswith("#") and len(word) > 1:
        return 0 if any(same(tag).startswith(word[1:]) for tag in entry.tags) else _NOT
    name = same(entry.name)
    if name.startswith(word):
        return 0
    if word in name:
        return 1
    if word in same(entry.folder) or any(word in same(tag) for tag in entry.tags):
        return 2
    if word in same(entry.description):
        return 3
    if _has_letters(name, word):
        return 5
    return 8 if word in entry.text.casefold() else _NOT


def _has_letters(name: str, word: str) -> bool:
    """Whether the letters of the word stand in the name in that order, the first at a word's beginning."""
    if len(word) < 2 or not any(part.startswith(word[0]) for part in name.split()):
        return False
    rest = iter(name)
    return all(letter in rest for letter in word)
