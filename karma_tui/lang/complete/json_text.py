"""What may stand at a place in JSON of either dialect: keys with their arguments, and values."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.lang.catalogue import Catalogue
from karma_tui.lang.complete import sources
from karma_tui.lang.complete.heads import ANYTHING, cases_of, head_of, head_of_text, parts_of, symbols_of
from karma_tui.lang.complete.items import Kind, Stop
from karma_tui.lang.complete.place import MARK, Place
from karma_tui.lang.complete.proposals import Proposal, plain
from karma_tui.lang.complete.shapes import Shape, json_param
from karma_tui.lang.complete.spot import Role, Spot
from karma_tui.lang.complete.strings import in_string
from karma_tui.lang.nodes import PRIMITIVES, Call, Data, Dialect, Fields, Items, Json, UnionCase
from karma_tui.lang.sink import Sink
from karma_tui.lang.tolerant.json_reader import draft_json

_DATA = ("list", "set", "tuple", "struct", "map", "union", "ref", "expr", *PRIMITIVES)
_ROWS = {"flow": ("from", "forward", "backward"), "cases": ("match", "return")}
_FUNCTION = '"function": [[], [{}]]'


def proposals(spot: Spot, place: Place) -> Iterator[Proposal]:
    """Everything that may stand there, in no order but for equals."""
    key = _key_of_argument(place, spot.known)
    if key is not None:
        yield from (_as_key(proposal, place) for proposal in key)
        return
    node = spot.node
    match spot.role:
        case Role.VALUE if isinstance(node, Call) and node.name == MARK:
            yield from (_as_key(proposal, place) for proposal in _names(spot))
        case Role.KEY:
            yield from (_as_key(proposal, place) for proposal in _keys(spot))
        case Role.VALUE | Role.STRING if not place.quote and spot.study.dialect is Dialect.V01:
            yield from _expressions(spot)
            yield from (_quoted(proposal) for proposal in in_string(spot, place))
        case Role.VALUE if not place.quote:
            yield from _expressions(spot)
        case Role.STRING | Role.CASE:
            found = in_string(spot, place)
            yield from found if place.quote else (_quoted(proposal) for proposal in found)
        case _:
            return


def at_root(place: Place, dialect: Dialect) -> Iterator[Proposal]:
    """The first key of a document."""
    found = [*sources.functions(dialect, ANYTHING, json=True)]
    if dialect is Dialect.V1:
        shape = Shape(_FUNCTION, [Stop(len(_FUNCTION) - 3, len(_FUNCTION) - 3)])
        found.append(Proposal("function", Kind.KEY, shape, "query", "the query with its statements"))
    yield from (_as_key(proposal, place) for proposal in found)


def _wanted(spot: Spot) -> frozenset[str]:
    wanted = head_of(spot.expected)
    return wanted or (head_of_text(spot.param.type) if spot.param is not None else ANYTHING)


def _names(spot: Spot) -> Iterator[Proposal]:
    """The only key of an expression or a datum."""
    parent = spot.around[0] if spot.around else None
    if isinstance(parent, (Data, Items, Fields, UnionCase)) and spot.study.dialect is Dialect.V1:
        wanted = head_of(spot.expected)
        for name in _DATA:
            spec = spot.known.get(name) if name in PRIMITIVES else None
            shape = sources.json_entry(spec, Dialect.V1) if spec is not None else _constructor(name)
            fits = 1.0 if name in wanted else 0.4
            yield Proposal(name, Kind.KEY, shape, "data", spec.summary if spec else f"{name} in data", fits)
        return
    if spot.param is not None and spot.param.kind == "function":
        shape = Shape()
        json_param(shape, spot.spec, spot.param, Dialect.V1)  # type: ignore[arg-type]
        inner = Shape(shape.text[1:-1], [Stop(stop.start - 1, stop.end - 1) for stop in shape.stops])
        doc = f"a function for {spot.param.name}"
        yield Proposal("function", Kind.KEY, inner, spot.param.type, doc, 1.0, 60.0)
        return
    yield from sources.functions(spot.study.dialect, _wanted(spot), json=True)


def _constructor(name: str) -> Shape:
    shape = Shape(f'"{name}": ')
    opening, closing = {"union": ('["', '", {}]'), "ref": ('["', '", ""]')}.get(
        name, ("[", "]") if name in ("list", "set", "tuple") else ("{", "}")
    )
    shape.add(opening)
    shape.stop()
    shape.add(closing)
    return shape


def _keys(spot: Spot) -> Iterator[Proposal]:
    """Keys of data, of function maps and of tables."""
    node, world = spot.node, spot.study.world
    if isinstance(node, Fields):
        found = [*sources.fields(parts_of(spot.expected), ANYTHING, world)]
    elif spot.around and isinstance(spot.around[0], Call):
        call = spot.around[0]
        subject = spot.type_of(call.args[0]) if call.args else None
        found = [*sources.cases(cases_of(subject), world), *sources.symbols(symbols_of(subject))]
        if call.name == "do":
            found.append(plain("return", Kind.KEY, "return", doc="the result of do"))
    else:
        return
    for proposal in found:
        if proposal.label not in spot.written:
            proposal.shape = Shape(f'"{sources.within(proposal.label)}": ')
            proposal.shape.stop()
            yield proposal


def _expressions(spot: Spot) -> Iterator[Proposal]:
    """Whole expressions where no quotation mark is written yet."""
    v01, world = spot.study.dialect is Dialect.V01, spot.study.world
    wanted, param = _wanted(spot), spot.param
    if param is not None and param.kind == "function":
        shape = Shape()
        json_param(shape, spot.spec, param, Dialect.V1)  # type: ignore[arg-type]
        yield Proposal("function", Kind.KEY, shape, param.type, f"a function for {param.name}", 1.0, 60.0)
        return
    if param is not None and "ref<_model>" in param.type:
        form = '{"tag": "{}"}' if v01 else '{"tag": {"string": "{}"}}'
        yield from sources.tags(world, form)
    elif param is not None and param.name == "tag":
        yield from sources.tags(world, '"{}"' if v01 else '{"string": "{}"}')
    yield from sources.symbols(symbols_of(spot.expected), '"{}"' if v01 else '{"symbol": "{}"}')
    if "bool" in wanted and v01:
        for word in ("true", "false"):
            yield plain(word, Kind.LITERAL, word, type="bool", fit=1.0)
    if not v01:
        for proposal in sources.names(spot.study.names_at(spot.at), wanted, world):
            if proposal.label != MARK:
                proposal.shape = Shape(f'{{"scope": "{sources.within(proposal.label)}"}}')
                yield proposal
    for proposal in sources.functions(spot.study.dialect, wanted, json=True):
        shape = Shape("{" + proposal.shape.text + "}")
        shape.stops = [Stop(stop.start + 1, stop.end + 1) for stop in proposal.shape.stops]
        proposal.shape = shape
        yield proposal


def _quoted(proposal: Proposal) -> Proposal:
    shape = proposal.shape
    proposal.shape = Shape(f'"{shape.text}"', [Stop(stop.start + 1, stop.end + 1) for stop in shape.stops])
    return proposal


def _as_key(proposal: Proposal, place: Place) -> Proposal:
    """What is inserted for a key, which is `"key": value` as a whole, with what stands there already."""
    shape = proposal.shape
    label = f'"{sources.within(proposal.label)}"'
    if not place.quote:
        if place.after == ":":
            proposal.shape = Shape(label)
    elif place.closed or place.after == ":":
        proposal.shape = Shape(label[1:-1])
    else:
        proposal.shape = Shape(shape.text[1:], [Stop(stop.start - 1, stop.end - 1) for stop in shape.stops])
    return proposal


def _key_of_argument(place: Place, known: Catalogue) -> list[Proposal] | None:
    """The keys of a function's argument object, if the mark is one; None if it is anything else."""
    found = _object_with_mark(draft_json(place.text, Sink()).value)
    if found is None:
        return None
    written, outer, row = found
    spec = known.get(outer)
    if row:
        return [_row_key(key) for key in _ROWS[outer] if key not in written] if outer in _ROWS else None
    if spec is None or spec.shape != "struct":
        return None
    proposals: list[Proposal] = []
    for at, param in enumerate(spec.params):
        if param.name in written:
            continue
        shape = Shape(f'"{param.name}": ')
        value = Shape()
        json_param(value, spec, param, known.dialect)
        base = len(shape.text)
        shape.add(value.text)
        shape.stops = [Stop(stop.start + base, stop.end + base) for stop in value.stops]
        doc = "may be left out" if param.optional else f"argument of {spec.name}"
        proposals.append(
            Proposal(param.name, Kind.KEY, shape, param.type, doc, 0.4 if param.optional else 1.0, -at)
        )
    return proposals


def _row_key(key: str) -> Proposal:
    shape = Shape(f'"{key}": ')
    shape.stop()
    return Proposal(key, Kind.KEY, shape, doc="part of the row", fit=1.0)


def _object_with_mark(root: Json) -> tuple[set[str], str, bool] | None:
    """The keys of the object with the mark as a key, the key it is under, and whether in an array there."""
    stack: list[tuple[Json, str, bool]] = [(root, "", False)]
    while stack:
        value, outer, row = stack.pop()
        if isinstance(value, dict):
            if MARK in value:
                return set(value), outer, row
            stack.extend((inner, key, False) for key, inner in value.items())
        elif isinstance(value, list):
            stack.extend((inner, outer, True) for inner in value)
    return None
