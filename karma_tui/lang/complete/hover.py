"""What stands at a place: a function with its help, a name, a field, a tag, or a value with its type."""

from __future__ import annotations

from karma_tui.errors import Span
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.places import holds, way_to
from karma_tui.lang.check.study import Study
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.complete.items import Hover, Kind
from karma_tui.lang.complete.place import MARK
from karma_tui.lang.complete.reading import studied
from karma_tui.lang.complete.reference import reference
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import Type, Unknown
from karma_tui.lang.nodes import Call, Dialect, Function, Hole, Literal, Many, Node, Word

_MOST = 400


def hover(text: str, offset: int, world: World = NOWHERE, dialect: Dialect = Dialect.V1) -> Hover | None:
    """What is known of the thing at a place; None where there is nothing, and in comments."""
    found = studied(text, offset, world, dialect)
    if found is None or found[1].root is None:
        return None
    piece, study = found
    assert study.root is not None, "looked at above"
    way = [node for node in way_to(study.root, piece.at) if not isinstance(node, (Function, Many))]
    known = _known(study, way, piece.at)
    if known is None or (piece.marked and known.span.start <= piece.at < known.span.end):
        return None
    span = Span(known.span.start + piece.shift, known.span.end + piece.shift)
    return Hover(span, known.title, known.kind, known.type, known.doc, known.reference)


def _known(study: Study, way: list[Node], at: int) -> Hover | None:
    if not way or way[-1].span is None or isinstance(way[-1], Hole):
        return None
    node, parent = way[-1], way[-2] if len(way) > 1 else None
    span = way[-1].span
    if isinstance(node, (Word, Literal)) and isinstance(parent, Call) and isinstance(node.value, str):
        known = _string(study, node, parent, span)
        if known is not None:
            return known
    if isinstance(node, Call):
        return _call(study, node, at, span)
    type_ = _text(study, study.type_of(node))
    return Hover(span, type_, Kind.LITERAL, type_) if type_ else None


def _string(study: Study, node: Word | Literal, call: Call, span: Span) -> Hover | None:
    """A string that names something, and the names written without quotation marks."""
    name = str(node.value)
    if call.name in ("tag", "tagExists"):
        model = study.world.tag(name)
        if model is None:
            return None
        return Hover(
            span, name, Kind.TAG, _model(study, model), f"model {model}" if study.world.known else ""
        )
    if call.name in ("field", "setField") and call.args[0] is node:
        return Hover(span, name, Kind.FIELD, _text(study, study.type_of(call)), "field")
    if call.name in ("scope", "bind"):
        return (
            Hover(span, name, Kind.NAME, _text(study, study.type_of(call)), "name") if name != MARK else None
        )
    if call.name in ("assertCase", "isCase"):
        return Hover(span, name, Kind.CASE, _text(study, study.type_of(call)), "case")
    return None


def _model(study: Study, model: str) -> str:
    try:
        type_ = study.world.model(model)
    except Refused:
        return ""
    return "" if isinstance(type_, Unknown) else type_text(type_, study.world.names, whole=True, most=_MOST)


def _call(study: Study, call: Call, at: int, span: Span) -> Hover | None:
    """A function on its name; else what the call gives."""
    type_ = _text(study, study.type_of(call))
    spec = catalogue(study.dialect).get(call.name)
    if spec is not None and call.name_span is not None and holds(_at(call.name_span), at):
        title = spec.signature
        return Hover(
            call.name_span, title, Kind.FUNCTION, type_, spec.summary, reference(spec.name, study.dialect)
        )
    return Hover(span, type_, Kind.LITERAL, type_) if type_ else None


def _at(span: Span) -> Node:
    return Hole(span=span)


def _text(study: Study, type_: Type | None) -> str:
    if type_ is None or isinstance(type_, Unknown):
        return ""
    return type_text(type_, study.world.names, most=_MOST)
