"""How well typed letters match a name: in order, with beginnings of words counting more than the rest.

`fl` finds `filterList`, `fil` finds it better, `List` finds it too. Case only decides between equals.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = 100.0
_OTHER_CASE = 30.0
"""A beginning typed with capitals that the name does not have: `fL` rather means filterList than float."""
_WORD_START = 16.0
_IN_ROW = 8.0
_LETTER = 2.0
_SAME_CASE = 0.5
_GAP = 0.5
_LENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Match:
    """How well it fits (higher is better, 0 for nothing typed) and which characters were meant."""

    score: float
    positions: tuple[int, ...]


NOTHING_TYPED = Match(0.0, ())


def match(typed: str, name: str) -> Match | None:
    """The best match of the typed letters in a name; None if they do not occur in it in that order.

    Takes time in proportion to the product of the lengths, both being short.
    """
    if not typed:
        return NOTHING_TYPED
    letters, lowered = typed.lower(), name.lower()
    if len(lowered) != len(name) or len(letters) > len(lowered):
        return None
    shorter = _LENGTH * (len(name) - len(typed))
    if lowered.startswith(letters):
        same = sum(a == b for a, b in zip(typed, name, strict=False))
        meant = name.startswith(typed) or letters == typed or (typed.isupper() and len(typed) > 1)
        return Match(
            (PREFIX if meant else _OTHER_CASE) + _SAME_CASE * same - shorter, tuple(range(len(typed)))
        )
    if not _occurs(letters, lowered):
        return None
    score, positions = _best(typed, letters, name, lowered)
    return Match(min(score, PREFIX - 1) - shorter, positions)


def _occurs(letters: str, lowered: str) -> bool:
    rest = iter(lowered)
    return all(letter in rest for letter in letters)


def _best(typed: str, letters: str, name: str, lowered: str) -> tuple[float, tuple[int, ...]]:
    """The best way to place the letters: for each letter, the best way that ends at each position."""
    ways: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for at, letter in enumerate(letters):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for here in range(at, len(lowered)):
            if lowered[here] != letter:
                continue
            own = _LETTER + (_WORD_START if _begins_word(name, here) else 0.0)
            own += _SAME_CASE if name[here] == typed[at] else 0.0
            best: tuple[float, tuple[int, ...]] | None = None
            for before, (score, places) in ways.items():
                if before >= here:
                    continue
                gap = here - before - 1
                worth = score + own + (_IN_ROW if not gap and before >= 0 else -_GAP * min(gap, 10))
                if best is None or worth > best[0]:
                    best = worth, (*places, here)
            if best is not None:
                following[here] = best
        ways = following
    return max(ways.values(), key=lambda way: (way[0], tuple(-place for place in way[1])))


def _begins_word(name: str, at: int) -> bool:
    if at == 0:
        return True
    before, here = name[at - 1], name[at]
    if here.isupper():
        return not before.isupper()
    return here.isalnum() and (not before.isalnum() or (here.isdigit() and not before.isdigit()))
