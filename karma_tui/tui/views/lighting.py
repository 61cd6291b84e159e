"""What is looked for, pointed out in a piece of a line; the same in every view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from karma_tui.results.preview import Kind

if TYPE_CHECKING:
    from karma_tui.results.find import Query


@dataclass(frozen=True, slots=True)
class Light:
    """What is pointed out, and how."""

    query: Query
    style: Style

    def segments(self, text: str, kind: Kind, style: Style) -> Iterator[Segment]:
        """The piece, cut where something begins or ends that is found in it."""
        place = 0
        if self._concerns(kind):
            # the quotes of a string are not part of it
            quote = 1 if kind is Kind.STRING and text.startswith('"') else 0
            inside = text[quote:].removesuffix('"') if quote else text
            for start, end in self.query.spans(inside):
                start, end = start + quote, end + quote
                if start > place:
                    yield Segment(text[place:start], style)
                yield Segment(text[start:end], style + self.style)
                place = end
        if place < len(text):
            yield Segment(text[place:], style)

    def _concerns(self, kind: Kind) -> bool:
        if kind in (Kind.NOTE, Kind.PUNCTUATION):
            return False
        return self.query.keys if kind is Kind.KEY else self.query.values
