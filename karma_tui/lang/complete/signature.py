"""Signature help: the call around a place, and which of its parameters the place is in."""

from __future__ import annotations

from karma_tui.errors import Span
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.complete.generics import actual, filled, letters
from karma_tui.lang.complete.items import Signature
from karma_tui.lang.complete.reading import studied
from karma_tui.lang.complete.reference import parameter
from karma_tui.lang.nodes import Dialect


def signature_help(
    text: str, offset: int, world: World = NOWHERE, dialect: Dialect = Dialect.V1
) -> Signature | None:
    """The innermost call of a known function around a place; None outside of any, and in comments."""
    found = studied(text, offset, world, dialect)
    if found is None:
        return None
    piece, study = found
    place = study.call_at(piece.at)
    if place is None or place.call.span is None:
        return None
    call, spec = place.call, place.spec
    known = letters(study, call, spec)
    parameters = tuple(
        parameter(param, actual(study, call, spec, at, known)) for at, param in enumerate(spec.params)
    )
    span = place.call.span
    behind = span.end - (1 if piece.marked and span.end > piece.at else 0)
    return Signature(
        name=spec.name,
        parameters=parameters,
        active=place.parameter,
        returns=filled(spec.returns, known),
        doc=spec.summary,
        span=Span(span.start + piece.shift, behind + piece.shift),
    )
