"""Where proposals come from: the catalogue, the instance, and what is known at the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.world import World
from karma_tui.lang.complete.heads import fit, head_of, head_of_text, parts_of
from karma_tui.lang.complete.items import Kind
from karma_tui.lang.complete.proposals import Proposal, plain
from karma_tui.lang.complete.shapes import Shape, json_argument, kvm_call
from karma_tui.lang.jsontext import quote
from karma_tui.lang.machine.types import Type
from karma_tui.lang.nodes import PRIMITIVES, Dialect
from karma_tui.lang.print_words import name_text

MOST_LETTERS = 90
"""Of a type in a proposal."""

_OF_A_FIELD = 0.8
"""The fit of a name that has a field of the type that is wanted."""
_LITERALS = frozenset(PRIMITIVES)
_RARE = frozenset({"scope", "define", "signature", "data"})
_OFTEN = frozenset(
    {"all", "tag", "get", "first", "filterList", "filter", "mapList", "length", "create", "update"}
)
"""What most expressions are made of; first among equals until use says otherwise."""


def shown(type_: Type | None, world: World) -> str:
    """A type in one short line; "" for None."""
    return "" if type_ is None else type_text(type_, world.names, most=MOST_LETTERS)


@lru_cache(maxsize=8)
def _functions(dialect: Dialect, json: bool, piped: bool) -> tuple[tuple[FunctionSpec, Shape, str], ...]:
    """Every function with what is inserted for it and its type."""
    found = []
    for spec in catalogue(dialect).functions:
        shape = json_entry(spec, dialect) if json else kvm_call(spec, piped)
        params = ", ".join(f"{p.name}: {p.type}" for p in spec.params)
        found.append((spec, shape, f"({params}) → {spec.returns}"))
    return tuple(found)


def json_entry(spec: FunctionSpec, dialect: Dialect) -> Shape:
    """`"name": argument`."""
    shape = Shape(f'"{spec.name}": ')
    argument = json_argument(spec, dialect)
    base = len(shape.text)
    shape.add(argument.text)
    shape.stops = [type(stop)(stop.start + base, stop.end + base) for stop in argument.stops]
    return shape


def functions(
    dialect: Dialect,
    wanted: frozenset[str],
    *,
    piped: frozenset[str] | None = None,
    bare_name: bool = False,
    json: bool = False,
) -> Iterator[Proposal]:
    """All functions of a dialect, judged by what they return, or by what they take of a pipeline."""
    for spec, shape, type_ in _functions(dialect, json, piped is not None):
        if piped is not None and not spec.params:
            continue
        worth = fit(head_of_text(spec.returns), wanted)
        if piped is not None:
            worth = _takes(spec, piped) * (1.0 if worth else 0.5)
        nudge = -20.0 if spec.name in _RARE else 5.0 if spec.name in _OFTEN else 0.0
        inserted = Shape(spec.name) if bare_name else shape
        kind = Kind.LITERAL if spec.name in _LITERALS else Kind.FUNCTION
        if kind is Kind.LITERAL:
            nudge -= 12.0
        yield Proposal(spec.name, kind, inserted, type_, spec.summary, worth, nudge)


def _takes(spec: FunctionSpec, piped: frozenset[str]) -> float:
    param = spec.params[spec.subject]
    if param.kind not in ("expression", "composite expression", "data", "expression list"):
        return 0.0
    return fit(piped, head_of_text(param.type))


def names(known: Mapping[str, Type], wanted: frozenset[str], world: World) -> Iterator[Proposal]:
    """The names that may be used, the nearest first."""
    for at, (name, type_) in enumerate(known.items()):
        worth = fit(head_of(type_), wanted)
        if not worth and any(fit(head_of(part), wanted) >= 1 for part in parts_of(type_).values()):
            worth = _OF_A_FIELD
        nudge = -min(at, 20) * 0.5
        yield plain(
            name, Kind.NAME, name_text(name), type=shown(type_, world), doc="name", fit=worth, nudge=nudge
        )


def fields(
    of: Mapping[str, Type], wanted: frozenset[str], world: World, *, owner: str = "", member: bool = False
) -> Iterator[Proposal]:
    """Fields of a struct: within a string, or as a `member` after a dot."""
    doc = f"field of {owner}" if owner else "field"
    for name, type_ in of.items():
        worth = fit(head_of(type_), wanted)
        insert = name_text(name) if member else within(name)
        yield plain(name, Kind.FIELD, insert, type=shown(type_, world), doc=doc, fit=worth)


def within(text: str) -> str:
    """Text as it is written inside of a string in double quotes."""
    return quote(text)[1:-1]


def tags(world: World, form: str, fits: float = 1.0) -> Iterator[Proposal]:
    """The tags of the instance, the user's own first; `form` has a `{}` for the tag."""
    for tag, model in sorted(world.tags.items(), key=lambda pair: (pair[0].startswith("_"), pair[0])):
        nudge = -10.0 if tag.startswith("_") else 0.0
        yield plain(
            tag,
            Kind.TAG,
            form.replace("{}", within(tag)),
            type=_model_text(world, model),
            doc="tag",
            fit=fits,
            nudge=nudge,
        )


def _model_text(world: World, model: str) -> str:
    """A model's fields, without looking into the model before it was looked into anyway."""
    return f"->{world.names.get(model, model)}"


def models(world: World) -> Iterator[Proposal]:
    """The ids of models."""
    for model, tag in world.names.items():
        yield plain(model, Kind.MODEL, model, type=tag, doc=f"model {tag}", fit=1.0)


def cases(of: Mapping[str, Type], world: World, form: str = "{}") -> Iterator[Proposal]:
    """The cases of a union."""
    for case, type_ in of.items():
        yield plain(
            case, Kind.CASE, form.replace("{}", within(case)), type=shown(type_, world), doc="case", fit=1.0
        )


def symbols(of: Iterable[str], form: str = "{}") -> Iterator[Proposal]:
    """The symbols of an enum."""
    for symbol in of:
        yield plain(
            symbol, Kind.SYMBOL, form.replace("{}", within(symbol)), type="symbol", doc="symbol", fit=1.0
        )


def fields_of_names(known: Mapping[str, Type], world: World) -> Iterator[tuple[str, Proposal]]:
    """The fields of every name that has some, the nearest name first, with that name."""
    for name, type_ in known.items():
        for proposal in fields(parts_of(type_), frozenset(), world, owner=name):
            yield name, proposal
