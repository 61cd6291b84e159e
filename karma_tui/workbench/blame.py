"""Finds the place in the user's text that an error is about, whoever found the error.

Our own errors know it; a server names the offending part by its JSON or by a byte of the body it got.
"""

from __future__ import annotations

from karma_tui.errors import KarmaError, QueryRefused, Span
from karma_tui.lang.locate import locate, offset_span
from karma_tui.workbench.prepare import Prepared

_SEVERAL = 2


def blame(error: KarmaError, prepared: Prepared | None, start: int = 0) -> tuple[Span, ...]:
    """All places an error may mean, none before `start`; the first becomes the error's own span.

    A server names a part by what it says, so the same part elsewhere in the text may be meant as well: those
    come first that are wrong by themselves.
    """
    places = (error.span,) if error.span is not None else _named_by_server(error, prepared)
    inside = tuple(Span(max(start, place.start), max(start, place.end)) for place in places)
    error.span = inside[0] if inside else None
    return inside


def _likeliest_first(places: tuple[Span, ...], prepared: Prepared) -> tuple[Span, ...]:
    """The places, first those that the checker would blame too, whatever the instance's models are."""
    if len(places) < _SEVERAL:
        return places
    # Not at the top: only who has run something wrong that stands there twice needs the checker.
    from karma_tui.lang.check.problem import Severity
    from karma_tui.lang.check.study import study

    problems = study(prepared.sent.root, dialect=prepared.dialect).problems
    wrong = {it.blamed.span for it in problems if it.blamed is not None and it.severity is Severity.ERROR}
    return tuple(sorted(places, key=lambda place: place not in wrong))


def _named_by_server(error: KarmaError, prepared: Prepared | None) -> tuple[Span, ...]:
    if not isinstance(error, QueryRefused) or prepared is None:
        return ()
    if error.program is not None:
        return _likeliest_first(locate(prepared.sent.root, error.program, prepared.dialect), prepared)
    if error.offset is not None:
        place = offset_span(prepared.sent, error.offset, prepared.body.decode())
        return () if place is None else (place,)
    return ()
