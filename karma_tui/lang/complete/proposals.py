"""Proposals before they are ranked, and the ranking: fit to the type, fit to the letters, use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from karma_tui.lang.complete.fuzzy import match
from karma_tui.lang.complete.items import Item, Kind, Stop
from karma_tui.lang.complete.shapes import Shape

MOST = 1_000
"""Proposals of one answer: who wants another one types a letter more."""

_FIT = 60.0
_USE = 6.0
_MOST_USE = 30.0
_NEAR = {
    Kind.FIELD: 40.0,
    Kind.CASE: 40.0,
    Kind.SYMBOL: 40.0,
    Kind.TAG: 24.0,
    Kind.NAME: 30.0,
    Kind.MODEL: 20.0,
    Kind.LITERAL: 12.0,
    Kind.KEY: 24.0,
    Kind.KEYWORD: 8.0,
    Kind.SNIPPET: 4.0,
    Kind.FUNCTION: 0.0,
}
"""How much nearer a kind is to what somebody writes than a function is, all else being equal."""


@dataclass(slots=True)
class Proposal:
    """Something that may stand at a place."""

    label: str
    kind: Kind
    shape: Shape
    type: str = ""
    doc: str = ""
    fit: float = 0.4
    """1 where its type is what is wanted, 0 where it is not, between where nobody knows."""
    nudge: float = 0.0
    """What speaks for it besides."""


def plain(label: str, kind: Kind, insert: str, **more: object) -> Proposal:
    """A proposal that is inserted as it is."""
    return Proposal(label, kind, Shape(insert), **more)  # type: ignore[arg-type]


def ranked(proposals: Iterable[Proposal], typed: str, use: Mapping[str, float]) -> tuple[Item, ...]:
    """The proposals that match what is typed, best first; equals keep their order, of doubles the first."""
    found: list[Item] = []
    seen: set[tuple[str, Kind]] = set()
    for proposal in proposals:
        key = (proposal.label, proposal.kind)
        how = match(typed, proposal.label) if key not in seen else None
        if how is None:
            continue
        seen.add(key)
        used = min(_MOST_USE, _USE * math.log2(1 + max(0.0, use.get(proposal.label, 0.0))))
        score = how.score + _FIT * proposal.fit + _NEAR[proposal.kind] + proposal.nudge + used
        found.append(_item(proposal, score, how.positions))
    found.sort(key=lambda item: -item.score)
    return tuple(found[:MOST])


def _item(proposal: Proposal, score: float, matched: tuple[int, ...]) -> Item:
    shape = proposal.shape
    stops: tuple[Stop, ...] = tuple(shape.stops)
    return Item(
        proposal.label,
        shape.text,
        proposal.kind,
        proposal.type,
        proposal.doc,
        score,
        proposal.fit >= 1.0,
        stops,
        matched,
    )
