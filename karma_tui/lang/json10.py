"""The JSON of dialect 1.0 to nodes and back (kvm-1.0.md section 3).

Two readings. Tolerant, for the editor: whatever the catalogue has no place for is kept verbatim as
`Raw`, so that printing gives the same JSON again. Strict, for the local instance: what a 1.0 server
would refuse is an ExpressionError whose span starts where that server puts the offset. Layouts come
from the catalogue; nothing here knows a function by name but `data`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import Catalogue, FunctionSpec, Param, catalogue
from karma_tui.lang.decoding import Spot, length
from karma_tui.lang.encoding import encode
from karma_tui.lang.jsontext import Place
from karma_tui.lang.literals import INTEGER_RANGES, misfit, shaped
from karma_tui.lang.nodes import (
    PRIMITIVES,
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Flow,
    Function,
    Items,
    Json,
    Literal,
    Many,
    ModelCase,
    Node,
    Number,
    Raw,
    Ref,
    Table,
    UnionCase,
    Word,
)
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.source import placing
from karma_tui.lang.steps import Steps, run

_CONSTRUCTORS = ("list", "set", "tuple", "map", "struct", "union", "ref", "expr")
_DATA_CASES = (*PRIMITIVES, *_CONSTRUCTORS)
_FUNCTION_PARTS = ("parameters", "body")
_FLOW_KEYS = ("from", "forward", "backward")
_CASE_KEYS = ("match", "return")
_LITERALS = frozenset(PRIMITIVES)
_MINUS_ZERO = Number("-0")


def from_json(
    value: Json, spans: Place | None = None, *, strict: bool = False, text: str | None = None
) -> Node:
    """Nodes of a 1.0 query, `{"function": [[...], [...]]}`, or of a bare expression.

    `spans` is the place of `value` in its text, as `read_json` gives it. Tolerant reading never fails.
    Strict reading demands a function at the top and raises ExpressionError with path and, where there are
    spans, a span; with line and column too if the `text` is given.
    """
    decoder = Decoder(strict)
    spot = Spot(value, spans, strict=strict)
    with collector_paused(length(spans)), placing(text):
        if strict:
            return run(decoder.function(spot))
        if isinstance(value, dict) and list(value) == ["function"]:
            return run(decoder.whole_function(spot))
        return run(decoder.lone(spot))


class Decoder:
    """The walk over one document.

    Expressions and data are walks of their own, which may nest without end; what lies between an
    expression and its sub-expressions is delegated to, so that a fault there reaches the expression.
    """

    __slots__ = ("_compound", "known", "strict")

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.known: Catalogue = catalogue(Dialect.V1)
        self._compound: dict[str, _Argument] = {
            "function": self.function,
            "function map": self.function_map,
            "expression list": self.expressions,
            "flow list": self.flows,
            "model case list": self.model_cases,
        }

    def whole_function(self, spot: Spot) -> Steps[Node]:
        """The query itself; `Raw` if it is no function."""
        try:
            return (yield from self.function(spot))
        except ExpressionError:
            return Raw(spot.value, span=spot.span)

    def lone(self, spot: Spot) -> Steps[Node]:
        """An expression that is the whole document."""
        return (yield self.expression(spot))  # type: ignore[no-any-return]

    def function(self, spot: Spot) -> Steps[Function]:
        """`{"function": [[names], [expressions]]}`."""
        if spot.only_key() != "function":
            raise spot.fault('"function"', at=_key_start(spot))
        params, body = spot.entry("function").list_of(
            2, "an array of parameter names and an array of expressions"
        )
        names = [
            name.text("a parameter name in double quotes")
            for name in params.list_of(None, "an array of names")
        ]
        expressions = []
        for item in body.list_of(None, "an array of expressions"):
            expressions.append((yield self.expression(item)))
        return Function(tuple(names), tuple(expressions), span=spot.span)

    def expression(self, spot: Spot) -> Steps[Node] | Node:
        """Any expression; `Raw` in tolerant reading if its layout is not the catalogue's."""
        return self._leaf(spot) if _is_literal(spot.value) else self._tolerant(self._expression(spot), spot)

    def datum(self, spot: Spot) -> Steps[Node] | Node:
        """A datum inside `data`; `Raw` in tolerant reading if it is none."""
        return self._leaf(spot) if _is_literal(spot.value) else self._tolerant(self._datum(spot), spot)

    def _leaf(self, spot: Spot) -> Node:
        """A literal, which stands for itself as an expression and as a datum."""
        try:
            kind = spot.only_key()
            return self._literal(kind, spot, spot.entry(kind))
        except ExpressionError:
            if self.strict:
                raise
            return Raw(spot.value, span=spot.span)

    def _tolerant(self, walk: Steps[Node], spot: Spot) -> Steps[Node]:
        try:
            return (yield from walk)
        except ExpressionError:
            if self.strict:
                raise
            return Raw(spot.value, span=spot.span)

    def _expression(self, spot: Spot) -> Steps[Node]:
        name = spot.only_key()
        inner = spot.entry(name)
        if name == "data":
            return Data((yield self.datum(inner)), span=spot.span)
        spec = self.known.get(name)
        if spec is None:
            raise spot.fault("the name of a function", at=_key_start(spot), name=name, known=self.known.names)
        args = yield from self._layout(spec, inner)
        return Call(name, args, span=spot.span, name_span=spot.key_span(name))

    def _literal(self, kind: str, spot: Spot, inner: Spot) -> Literal:
        value = inner.value
        if self.strict:
            wrong = misfit(kind, value)
            if wrong is not None:
                end = inner.place.end if wrong.late and inner.place is not None else None
                raise inner.fault(wrong.expected, at=end)
        elif not shaped(kind, value) or (kind in INTEGER_RANGES and _fractional(value)):
            raise inner.fault(f"a value of kind {kind}")
        return Literal(kind, value, span=spot.span)

    def _datum(self, spot: Spot) -> Steps[Node]:
        case = spot.only_key()
        inner = spot.entry(case)
        if case == "expr":
            return Expr((yield self.expression(inner)), span=spot.span)
        if case in ("list", "set", "tuple"):
            items = []
            for item in inner.list_of(None, "an array of data"):
                items.append((yield self.datum(item)))
            return Items(case, tuple(items), span=spot.span)
        if case in ("struct", "map"):
            fields = []
            for key, entry in inner.object_of("an object of data").items():
                fields.append((key, (yield self.datum(entry))))
            return Fields(case, tuple(fields), span=spot.span)
        if case == "union":
            name, payload = inner.list_of(2, "a case name and its payload")
            return UnionCase(name.text("a case name"), (yield self.datum(payload)), span=spot.span)
        if case == "ref":
            model, record = inner.list_of(2, "a model id and a record id")
            return Ref(model.text("a model id"), record.text("a record id"), span=spot.span)
        raise spot.fault("a data constructor", at=_key_start(spot), name=case, known=_DATA_CASES)

    def _layout(self, spec: FunctionSpec, inner: Spot) -> Steps[tuple[Node | None, ...]]:
        """The arguments of a call in the catalogue's parameter order."""
        spots: Sequence[Spot | None]
        if spec.shape in ("struct", "empty"):
            spots = self._struct(spec, inner)
        elif spec.shape == "tuple":
            spots = inner.list_of(len(spec.order), f"an array of {', '.join(spec.order)}")
        else:
            spots = [inner]
        args: list[Node | None] = [None] * len(spec.params)
        for at, spot in zip(spec.layout, spots, strict=True):
            if spot is not None:
                args[at] = yield from self._argument(spec, spec.params[at], spot)
        return tuple(args)

    def _struct(self, spec: FunctionSpec, inner: Spot) -> list[Spot | None]:
        """The spots of a struct's fields in JSON order; None for an optional one that is not there."""
        value = inner.value
        if not isinstance(value, dict):
            raise inner.fault("an object" + (f" with {', '.join(spec.order)}" if spec.order else ""))
        for key in value:
            if key not in spec.order:
                at = span.start if (span := inner.key_span(key)) is not None else None
                raise inner.fault(f"a key of {spec.signature}", at=at, name=key, known=spec.order)
        spots: list[Spot | None] = []
        for name, index in zip(spec.order, spec.layout, strict=True):
            # Only the default of mapEnum may be missing: a missing flag of a regular expression is refused.
            may_miss = spec.params[index].optional and spec.params[index].default is None
            if name in value and not (may_miss and self.strict and value[name] is None):
                spots.append(inner.entry(name))
            elif may_miss:
                spots.append(None)
            else:
                end = inner.place.end if inner.place is not None else None
                raise inner.fault(f'the key "{name}"', at=end)
        return spots

    def _argument(self, spec: FunctionSpec, param: Param, spot: Spot) -> Steps[Node]:
        kind = "expression list" if spec.shape == "list" else param.kind
        if kind == "expression":
            return (yield self.expression(spot))  # type: ignore[no-any-return]
        if kind in self._compound:
            return (yield from self._compound[kind](spot))
        if kind == "string map":
            entries = spot.object_of("an object of strings").items()
            words = ((key, Word(item.text("a string"), span=item.span)) for key, item in entries)
            return Table(tuple(words), span=spot.span)
        return self._word(param, spot)

    def _word(self, param: Param, spot: Spot) -> Word:
        """A raw JSON string, integer or flag that the layout demands."""
        value = spot.value
        if param.kind == "string literal":
            return Word(spot.text(f"{param.name} in double quotes"), span=spot.span)
        if param.kind == "bool literal":
            if not isinstance(value, bool):
                raise spot.fault("true or false")
            return Word(value, span=spot.span)
        wrong = misfit("int64", value)
        if wrong is not None or isinstance(value, float):
            late = wrong is not None and wrong.late and spot.place is not None
            raise spot.fault("a whole number", at=spot.place.end if late and spot.place is not None else None)
        if not isinstance(value, int) and not self.strict:
            raise spot.fault("a whole number")
        return Word(int(value), span=spot.span)

    def expressions(self, spot: Spot) -> Steps[Node]:
        """An array of expressions."""
        items = []
        for item in spot.list_of(None, "an array of expressions"):
            items.append((yield self.expression(item)))
        return Many(tuple(items), span=spot.span)

    def function_map(self, spot: Spot) -> Steps[Node]:
        """An object of functions."""
        entries = []
        for key, item in spot.object_of("an object of functions").items():
            entries.append((key, (yield from self.function(item))))
        return Table(tuple(entries), span=spot.span)

    def flows(self, spot: Spot) -> Steps[Node]:
        """The rows of graphFlow, all keys required."""
        rows = []
        for item in spot.list_of(None, "an array of flows"):
            source, forward, backward = _keys(item, _FLOW_KEYS)
            rows.append(
                Flow(
                    (yield self.expression(source)),
                    (yield from self.expressions(forward)),
                    (yield from self.expressions(backward)),
                    span=item.span,
                )
            )
        return Many(tuple(rows), span=spot.span)

    def model_cases(self, spot: Spot) -> Steps[Node]:
        """The rows of switchModelRef, both keys required."""
        rows = []
        for item in spot.list_of(None, "an array of cases"):
            match, returns = _keys(item, _CASE_KEYS)
            rows.append(
                ModelCase((yield self.expression(match)), (yield from self.function(returns)), span=item.span)
            )
        return Many(tuple(rows), span=spot.span)


_Argument: TypeAlias = Callable[[Spot], Steps[Node]]


def _keys(spot: Spot, names: tuple[str, ...]) -> list[Spot]:
    """The spots of exactly these keys of an object."""
    value = spot.value
    if not isinstance(value, dict):
        raise spot.fault(f"an object with {', '.join(names)}")
    for key in value:
        if key not in names:
            span = spot.key_span(key)
            raise spot.fault(f"one of {', '.join(names)}", at=span.start if span else None)
    for name in names:
        if name not in value:
            raise spot.fault(f'the key "{name}"', at=spot.place.end if spot.place is not None else None)
    return [spot.entry(name) for name in names]


def _is_literal(value: Json) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _LITERALS


def _key_start(spot: Spot) -> int | None:
    span = spot.key_span(next(iter(spot.value)))
    return span.start if span is not None else None


def _fractional(value: Json) -> bool:
    return isinstance(value, float) or (isinstance(value, Number) and value != _MINUS_ZERO)


def to_json(node: Node) -> Json:
    """The 1.0 JSON of a function or an expression; the inverse of `from_json`, numbers verbatim."""
    return run(encode(node, catalogue(Dialect.V1)))
