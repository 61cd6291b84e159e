"""What may stand inside of a string: tags, fields, cases, symbols, names; nothing in any other string."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.lang.complete import sources
from karma_tui.lang.complete.heads import ANYTHING, cases_of, parts_of, symbols_of
from karma_tui.lang.complete.items import Kind
from karma_tui.lang.complete.place import MARK, Place
from karma_tui.lang.complete.proposals import Proposal, plain
from karma_tui.lang.complete.shapes import Shape
from karma_tui.lang.complete.spot import Role, Spot
from karma_tui.lang.machine.types import Type
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Many, Node


def in_string(spot: Spot, place: Place) -> Iterator[Proposal]:
    """The proposals for what is between quotation marks; `place.quote` is "" in JSON without them."""
    world = spot.study.world
    if spot.role is Role.CASE:
        yield from sources.cases(cases_of(_expected_around(spot)), world)
        return
    call, param = spot.call, spot.param
    name = call.name if call is not None else ""
    if call is None or param is None:
        yield from sources.symbols(symbols_of(spot.expected))
    elif param.name == "tag":
        yield from sources.tags(world, "{}")
    elif name == "model" and param.name == "id":
        yield from sources.models(world)
    elif name in ("field", "setField") and param.name == "name":
        yield from _field_names(spot, place)
    elif param.name == "case":
        value = spot.argument("value")
        of = spot.type_of(value) if name != "newUnion" else spot.study.expected_of(call)
        yield from sources.cases(cases_of(of), world)
    elif name in ("scope", "bind"):
        for known, type_ in spot.study.names_at(place.at).items():
            if known != MARK:
                yield plain(
                    known, Kind.NAME, sources.within(known), type=sources.shown(type_, world), fit=1.0
                )
    else:
        yield from sources.symbols(symbols_of(spot.expected) or _symbols_beside(spot, call))


def _expected_around(spot: Spot) -> Type | None:
    """What is wanted of a union constructor, written in data or as an expression."""
    expected = spot.expected
    for outer in spot.around:
        if expected is not None or not isinstance(outer, (Data, Expr)):
            break
        expected = spot.study.expected_of(outer)
    return expected


def _symbols_beside(spot: Spot, call: Call) -> list[str]:
    """The symbols of what a symbol is compared with."""
    for arg in call.args:
        for node in arg.items if isinstance(arg, Many) else (arg,):
            found = symbols_of(spot.type_of(node)) if node is not None and node is not spot.node else []
            if found:
                return found
    return []


def _field_names(spot: Spot, place: Place) -> Iterator[Proposal]:
    world = spot.study.world
    of = _struct_argument(spot)
    if of is not None:
        yield from sources.fields(parts_of(spot.type_of(of)), ANYTHING, world)
        return
    if spot.study.dialect is Dialect.V01:
        yield from sources.fields(parts_of(spot.study.input_at(place.at)), ANYTHING, world)
        return
    # Nothing is said yet of what: the names that have fields, the nearest first, go with them.
    seen: set[str] = set()
    for name, proposal in sources.fields_of_names(spot.study.names_at(place.at), world):
        if proposal.label in seen:
            continue
        seen.add(proposal.label)
        if not place.closed and not place.is_json and spot.call is not None and spot.call.name == "field":
            proposal.shape = Shape(f'{proposal.shape.text}", {name})')
        proposal.fit = 1.0
        yield proposal


def _struct_argument(spot: Spot) -> Node | None:
    return (
        spot.argument("in")
        if spot.call is not None and spot.call.name == "setField"
        else spot.argument("value")
    )
