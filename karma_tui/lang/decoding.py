"""What both JSON dialects need to turn values into nodes: a spot in the JSON, and faults about it.

A spot is a value together with its place in the text, if there is one, and its path from the root.
The dialects themselves are in `json10` and `json01`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.catalogue import nearest
from karma_tui.lang.json_words import ONE_KEY, ONLY_ONE_KEY, json_words
from karma_tui.lang.jsontext import Place
from karma_tui.lang.nodes import Json, Number

Path: TypeAlias = "tuple[Path, str | int] | None"

_SHOWN_STEPS = 12


class Spot:
    """One value of a JSON document, where it stands in the text and how it is reached."""

    __slots__ = ("path", "place", "strict", "value")

    def __init__(self, value: Json, place: Place | None, path: Path = None, strict: bool = True) -> None:
        # Any, because whoever asks for an item or an entry has looked at the type of the value.
        self.value: Any = value
        self.place = place
        self.strict = strict
        self.path = path

    @property
    def span(self) -> Span | None:
        """Where the value stands, or None when it came from no text."""
        return self.place.span if self.place is not None else None

    def item(self, at: int) -> Spot:
        """The spot of an array's item."""
        place = self.place.item(at) if self.place is not None else None
        return Spot(self.value[at], place, (self.path, at), self.strict)

    def entry(self, key: str) -> Spot:
        """The spot of the value under an object's key."""
        place = self.place.entry(key) if self.place is not None else None
        return Spot(self.value[key], place, (self.path, key), self.strict)

    def key_span(self, key: str) -> Span | None:
        """Where an object's key stands, or None when it came from no text."""
        return self.place.key(key) if self.place is not None else None

    def only_key(self) -> str:
        """The key of an object that must have exactly one; ExpressionError if this is something else."""
        if not isinstance(self.value, dict):
            raise self.fault(ONE_KEY)
        if len(self.value) != 1 or (self.place is not None and self.place.extra >= 0):
            raise self.fault(ONLY_ONE_KEY, at=self._past_first_entry())
        return str(next(iter(self.value)))

    def _past_first_entry(self) -> int | None:
        if self.place is None:
            return None
        return self.place.extra if self.place.extra >= 0 else self.place.end - 1

    def list_of(self, length: int | None, expected: str) -> list[Spot]:
        """The spots of an array's items, `length` of them if that is given; ExpressionError otherwise."""
        if not isinstance(self.value, list):
            raise self.fault(expected)
        if length is not None and len(self.value) != length:
            raise self.fault(expected, at=self._wrong_length_at(length))
        return [self.item(at) for at in range(len(self.value))]

    def _wrong_length_at(self, length: int) -> int | None:
        if self.place is None:
            return None
        return self.place.item(length).start if len(self.value) > length else self.place.end - 1

    def object_of(self, expected: str) -> dict[str, Spot]:
        """The spots of an object's values, keys free; ExpressionError if this is no object."""
        if not isinstance(self.value, dict):
            raise self.fault(expected)
        if self.place is not None and self.place.gap >= 0:
            raise self.fault("a comma", at=self.place.gap)
        return {key: self.entry(key) for key in self.value}

    def text(self, expected: str) -> str:
        """The value if it is a string; ExpressionError otherwise."""
        if not isinstance(self.value, str) or isinstance(self.value, Number):
            raise self.fault(expected)
        # A plain string, whatever marks a value that is missing.
        return str(self.value)

    def fault(
        self, expected: str, *, at: int | None = None, name: str = "", known: Iterable[str] = ()
    ) -> ExpressionError:
        """An ExpressionError about this spot: its span starts where a server would say the fault is.

        The member of `known` nearest to `name` is proposed. In tolerant reading nobody sees the error, and
        there may be one for every node: it says no more than what was expected.
        """
        if not self.strict:
            return ExpressionError(expected)
        known = tuple(known)
        near = nearest(name, known)
        span = self.span if at is None else Span(at, at)
        steps = self.steps()
        where = "/".join(str(step) for step in steps[-_SHOWN_STEPS:])
        dots = "…/" if len(steps) > _SHOWN_STEPS else "/"
        words = json_words(expected, self.value, self.path[1] if self.path else None, name, known)
        return ExpressionError(
            words.title,
            f"At {dots}{where}."
            if words.title == f"Expected {expected}"
            else f"At {dots}{where}: expected {expected}.",
            words.hint,
            span,
            expected=expected,
            near=near or "",
            path=steps,
        )

    def steps(self) -> tuple[str | int, ...]:
        """Keys and positions from the root to this spot."""
        found: list[str | int] = []
        link = self.path
        while link is not None:
            link, step = link
            found.append(step)
        return tuple(reversed(found))


def length(place: Place | None) -> int:
    """How many characters of text a place covers; 0 for a value that came from no text."""
    return place.end - place.start if place is not None else 0
