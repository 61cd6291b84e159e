"""Completion: what may stand at a place of a text, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.complete import json_text, kvm
from karma_tui.lang.complete.items import Completions, Extra
from karma_tui.lang.complete.place import MARK, Place, place_at
from karma_tui.lang.complete.proposals import Proposal, ranked
from karma_tui.lang.complete.sources import shown
from karma_tui.lang.complete.spot import Spot, spot_of
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.tolerant.draft import draft

_NO_EXTRA = Extra()
_ROOT_KEY = re.compile(rf'\s*\{{\s*"{MARK}')


def complete(
    text: str,
    offset: int,
    world: World = NOWHERE,
    dialect: Dialect = Dialect.V1,
    extra: Extra = _NO_EXTRA,
) -> Completions:
    """The proposals for the place `offset`, in characters, of a text in any of the three forms.

    `world` and `dialect` are those of the instance in use. Only the statement around the place and the
    definitions it needs are read. No proposals in comments, and in strings only where they mean something.
    """
    offset = max(0, min(offset, len(text)))
    place = place_at(text, offset)
    if place is None:
        return Completions(offset, offset)
    if place.is_json and _ROOT_KEY.match(place.text):
        return Completions(
            place.start, place.end, ranked(json_text.at_root(place, dialect), place.typed, extra.use)
        )
    spot = _spot(place, world, dialect)
    items = ranked(_proposals(spot, place, dialect, extra), place.typed, extra.use)
    return Completions(place.start, place.end, items, shown(spot.expected, spot.study.world))


def _spot(place: Place, world: World, dialect: Dialect) -> Spot:
    read = draft(place.text, dialect)
    known = world if read.dialect is dialect else NOWHERE
    assert read.node is not None, "a draft with a mark in it has nodes"
    return spot_of(read.node, place.at, known, read.dialect)


def _proposals(spot: Spot, place: Place, dialect: Dialect, extra: Extra) -> Iterator[Proposal]:
    if place.is_json:
        return json_text.proposals(spot, place)
    return kvm.proposals(spot, place, dialect, extra)
