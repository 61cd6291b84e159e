"""Numbers for the references that stand in printed lines, so that a reader can name one by its number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from karma_tui.results.envelope import Ref
from karma_tui.results.preview import Kind, Part
from karma_tui.results.scan import Buffer

_PAIR = re.compile(rb'\[\s*"([A-Za-z0-9_-]{16,40})"\s*,\s*"([A-Za-z0-9_-]{16,40})"\s*\]')
_HEAD = 1 << 16
"""Bytes of a value that are searched: a line shows less of it."""


class LineRefs:
    """The references of one result that have been shown, in the order of their first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[Ref, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, number: int) -> Ref | None:
        """The reference with a number, from 1."""
        return next((ref for ref, at in self._numbers.items() if at == number), None)

    def all(self) -> tuple[Ref, ...]:
        """Every one, in the order of the numbers."""
        return tuple(self._numbers)

    def number(self, ref: Ref) -> int:
        """The number of a reference; a new one if it has none."""
        return self._numbers.setdefault(ref, len(self._numbers) + 1)

    def marked(self, parts: Sequence[Part], value: Buffer) -> tuple[Part, ...]:
        """The parts of a line that shows `value`, with the number behind each reference in them."""
        if not any(part.kind is Kind.REF for part in parts):
            return tuple(parts)
        found: dict[str, Ref] = {}
        for match in _PAIR.finditer(bytes(value[:_HEAD])):
            model, record = (group.decode("ascii") for group in match.groups())
            found.setdefault(record, Ref(model, record))
        out: list[Part] = []
        for part in parts:
            out.append(part)
            ref = found.get(part.text.rpartition("/")[2]) if part.kind is Kind.REF else None
            if ref is not None:
                out.append(Part(f" ({self.number(ref)})", Kind.NOTE))
        return tuple(out)
