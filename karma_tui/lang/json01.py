"""The JSON of dialect 0.1 to nodes and back (kvm-0.1.md sections 2 and 5).

An expression of this dialect has no wrapper, no typed literals and no named parameters; most keys of
an argument object may be left out, and some functions have a short form, a bare string. Everything
that differs between functions comes from the catalogue. Tolerant and strict mean what they mean in
`json10`.

How the forms are told apart in nodes: a short form is a call whose only argument is a `Word`; a key
left out is a None; `contextual` holds a `Raw`; bare literals are `Literal`s of kind "".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import Catalogue, FunctionSpec, Param, catalogue
from karma_tui.lang.decoding import Spot, length
from karma_tui.lang.encoding import encode
from karma_tui.lang.jsontext import Place
from karma_tui.lang.literals import guessed_kind
from karma_tui.lang.nodes import (
    Call,
    Dialect,
    Flow,
    Json,
    Literal,
    Many,
    ModelCase,
    Node,
    Raw,
    Table,
    Word,
)
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.source import placing
from karma_tui.lang.steps import Steps, run

_CONSTRUCTOR = "new"


def from_json(
    value: Json, spans: Place | None = None, *, strict: bool = False, text: str | None = None
) -> Node:
    """Nodes of a 0.1 expression; `spans` is its place in the text, as `read_json` gives it.

    Tolerant reading never fails: what the catalogue has no place for becomes `Raw`. Strict reading
    raises ExpressionError for what a server would answer with a codecError; what it carries is as in
    `json10`.
    """
    with collector_paused(length(spans)), placing(text):
        return run(Decoder(strict).expression(Spot(value, spans, strict=strict)))


def to_json(node: Node) -> Json:
    """The 0.1 JSON of an expression; the inverse of `from_json`, numbers verbatim."""
    return run(encode(node, catalogue(Dialect.V01)))


class Decoder:
    """The walk over one document; expressions nest as walks of their own, see `json10`."""

    __slots__ = ("_compound", "known", "strict")

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.known: Catalogue = catalogue(Dialect.V01)
        self._compound: dict[str, _Argument] = {
            "expression list": self.expressions,
            "expression map": self.expression_map,
            "flow list": self.flows,
            "model case list": self.model_cases,
        }

    def expression(self, spot: Spot) -> Steps[Node]:
        """Any expression, bare literals included; `Raw` in tolerant reading if its layout is unknown."""
        try:
            return (yield from self._expression(spot))
        except ExpressionError:
            if self.strict:
                raise
            return Raw(spot.value, span=spot.span)

    def _expression(self, spot: Spot) -> Steps[Node]:
        value = spot.value
        if not isinstance(value, (dict, list)):
            if self.strict and not guessed_kind(value):
                raise spot.fault("a number that a 64-bit float can hold")
            return Literal("", value, span=spot.span)
        if isinstance(value, list):
            raise spot.fault("an expression, not an array")
        name = spot.only_key()
        spec = self.known.get(name)
        key = spot.key_span(name)
        if spec is None:
            raise spot.fault(
                "the name of a function", at=key.start if key else None, name=name, known=self.known.names
            )
        args = yield from self._layout(spec, spot.entry(name))
        return Call(name, args, span=spot.span, name_span=key)

    def _layout(self, spec: FunctionSpec, inner: Spot) -> Steps[tuple[Node | None, ...]]:
        """The arguments of a call in the catalogue's parameter order."""
        args: list[Node | None] = [None] * len(spec.params)
        if spec.shape in ("struct", "empty"):
            if spec.short and isinstance(inner.value, str):
                at = next(at for at, param in enumerate(spec.params) if param.name == spec.short)
                args[at] = Word(inner.text("a string"), span=inner.span)
                return tuple(args)
            self._check_keys(spec, inner)
            pairs = [
                (at, name) for at, name in zip(spec.layout, spec.order, strict=True) if name in inner.value
            ]
            spots = [(at, inner.entry(name)) for at, name in pairs]
        elif spec.shape == "tuple":
            expected = f"an array of {len(spec.order)} expressions"
            items = inner.list_of(len(spec.order), expected)
            spots = list(zip(spec.layout, items, strict=True))
        else:
            spots = [(0, inner)]
        for at, spot in spots:
            args[at] = yield from self._argument(spec.params[at], spot)
        return tuple(args)

    def _check_keys(self, spec: FunctionSpec, inner: Spot) -> None:
        """Refuse unknown keys, and the absence of the few that must be there."""
        value = inner.value
        if not isinstance(value, dict):
            raise inner.fault("an object" + (f" with {', '.join(spec.order)}" if spec.order else ""))
        for key in value:
            if key not in spec.order:
                span = inner.key_span(key)
                raise inner.fault(
                    f"a key of {spec.signature}", at=span.start if span else None, name=key, known=spec.order
                )
        for param in spec.params:
            if not param.optional and param.name not in value:
                raise inner.fault(f'the key "{param.name}"', at=inner.place.end if inner.place else None)

    def _argument(self, param: Param, spot: Spot) -> Steps[Node]:
        kind = param.kind
        if kind in self._compound:
            return (yield from self._compound[kind](spot))
        if kind == "json":
            return Raw(spot.value, span=spot.span)
        if kind == "string literal":
            return Word(spot.text(f"{param.name} in double quotes"), span=spot.span)
        if kind.endswith("composite expression"):
            self._check_composite(kind, spot)
        return (yield self.expression(spot))  # type: ignore[no-any-return]

    def _check_composite(self, kind: str, spot: Spot) -> None:
        """Refuse literals and constructors where the grammar has no place for them."""
        value = spot.value
        if kind.startswith("bool") and isinstance(value, bool):
            return
        if not isinstance(value, dict) or any(key.startswith(_CONSTRUCTOR) for key in value):
            raise spot.fault(f"neither a literal nor a {_CONSTRUCTOR}… constructor, but another expression")

    def expressions(self, spot: Spot) -> Steps[Node]:
        """An array of expressions."""
        items = []
        for item in spot.list_of(None, "an array of expressions"):
            items.append((yield self.expression(item)))
        return Many(tuple(items), span=spot.span)

    def expression_map(self, spot: Spot) -> Steps[Node]:
        """An object of expressions under free keys."""
        entries = []
        for key, item in spot.object_of("an object of expressions").items():
            entries.append((key, (yield self.expression(item))))
        return Table(tuple(entries), span=spot.span)

    def flows(self, spot: Spot) -> Steps[Node]:
        """The rows of graphFlow; forward and backward may be missing."""
        rows = []
        for item in spot.list_of(None, "an array of flows"):
            keys = self._row(item, ("from",), ("forward", "backward"))
            source = yield self.expression(keys["from"])
            forward = (yield from self.expressions(keys["forward"])) if "forward" in keys else None
            backward = (yield from self.expressions(keys["backward"])) if "backward" in keys else None
            rows.append(Flow(source, forward, backward, span=item.span))
        return Many(tuple(rows), span=spot.span)

    def model_cases(self, spot: Spot) -> Steps[Node]:
        """The rows of switchModelRef."""
        rows = []
        for item in spot.list_of(None, "an array of cases"):
            keys = self._row(item, ("match", "return"), ())
            match = yield self.expression(keys["match"])
            returns = yield self.expression(keys["return"])
            rows.append(ModelCase(match, returns, span=item.span))
        return Many(tuple(rows), span=spot.span)

    def _row(self, spot: Spot, needed: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, Spot]:
        """The spots of a row's keys. A needed key that is missing means null, which nodes can say only so."""
        known = (*needed, *optional)
        entries = spot.object_of(f"an object with {', '.join(known)}")
        for key in entries:
            if key not in known:
                span = spot.key_span(key)
                raise spot.fault(f"one of {', '.join(known)}", at=span.start if span else None)
        for key in needed:
            if key not in entries:
                if not self.strict:
                    raise spot.fault(f'the key "{key}"')
                entries[key] = Spot(None, spot.place, (spot.path, key), self.strict)
        if self.strict:
            return {key: entry for key, entry in entries.items() if key in needed or entry.value is not None}
        return entries


_Argument: TypeAlias = Callable[[Spot], Steps[Node]]
