"""JSON values with gaps into nodes with holes, for both dialects, around their tolerant decoders.

What the catalogue has no place for is not kept verbatim here but taken apart as far as it makes sense, so
that what is typed inside of it is still known; what is wrong goes into a sink.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import json01, json10
from karma_tui.lang.catalogue import Catalogue, FunctionSpec, Param
from karma_tui.lang.decoding import Spot
from karma_tui.lang.json_place import JsonText
from karma_tui.lang.nodes import Call, Dialect, Function, Hole, Literal, Many, Node, Table
from karma_tui.lang.sink import Sink
from karma_tui.lang.source import placed
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.tolerant.json_reader import Gap

_Args: TypeAlias = "Sequence[tuple[int, Spot]]"


def nodes_of(document: JsonText, dialect: Dialect, text: str, sink: Sink) -> Node:
    """The nodes of a document in a dialect: a `Function` of 1.0, or an expression."""
    # What is wrong in the layout of broken JSON mostly follows from that, and telling it takes time.
    spot = Spot(document.value, document.spans, strict=not sink.repairs)
    decoder = _Decoder10(text, sink) if dialect is Dialect.V1 else _Decoder01(text, sink)
    if dialect is Dialect.V1 and isinstance(spot.value, dict) and next(iter(spot.value), "") == "function":
        return run(decoder.query(spot))
    return run(decoder.lone(spot))


class _Salvage:
    """What both decoders do with what they cannot read."""

    __slots__ = ()
    known: Catalogue
    text: str
    sink: Sink

    def expression(self, spot: Spot) -> Steps[Node] | Node:
        """Any expression; the dialect's decoder says how."""
        raise NotImplementedError

    def argument(self, spec: FunctionSpec, param: Param, spot: Spot) -> Steps[Node]:
        """The node for one argument, ExpressionError if it has the wrong form."""
        raise NotImplementedError

    def lone(self, spot: Spot) -> Steps[Node]:
        """An expression that is the whole document."""
        return (yield self.expression(spot))  # type: ignore[no-any-return]

    def query(self, spot: Spot) -> Steps[Node]:
        """`{"function": [[names], [expressions]]}` as far as it goes."""
        parts = spot.entry("function")
        try:
            names, statements = parts.list_of(2, "an array of parameter names and an array of expressions")
            statements.list_of(None, "an array of expressions")
            for name in names.list_of(None, "an array of names"):
                name.text("a parameter name in double quotes")
        except ExpressionError as error:
            self.note(error, parts)
        items = _items(parts)
        params = (
            tuple(str(name.value) for name in _items(items[0]) if isinstance(name.value, str))
            if items
            else ()
        )
        body: list[Node] = []
        for item in _items(items[1]) if len(items) > 1 else []:
            body.append((yield self.expression(item)))
        return Function(params, tuple(body), span=spot.span)

    def note(self, error: ExpressionError, spot: Spot) -> None:
        """Note a fault unless it follows from a gap; those of broken JSON have no place and are not told."""
        if isinstance(spot.value, Gap) or error.span is None or self.sink.full:
            return
        error.span = _seen(error.span, self.text)
        self.sink.note(placed(error, self.text))

    def hasten(self, spot: Spot) -> None:
        """Have no more errors made in full of a value and its parts once enough are told."""
        if self.sink.full:
            spot.strict = False

    def salvaged(self, spot: Spot) -> Steps[Node]:
        """A hole, or a call with what can be read of its arguments."""
        value = spot.value
        if isinstance(value, list) and value:
            return (yield from self._loose("", spot, spot, None))
        if not isinstance(value, dict) or not any(value):
            return Hole(span=spot.span)
        name = next(key for key in value if key)
        inner, key = spot.entry(name), spot.key_span(name)
        spec = self.known.get(name)
        if spec is None and self.sink.repairs and not self.sink.full:
            self._note_name(name, spot, key)
        if spec is None or spec.shape in ("function", "data"):
            return (yield from self._loose(name, spot, inner, key))
        args: list[Node | None] = [None] * len(spec.params)
        for at, found in self._places(spec, inner):
            args[at] = yield from self.careful(spec, spec.params[at], found)
        return Call(name, tuple(args), span=spot.span, name_span=key)

    def _note_name(self, name: str, spot: Spot, key: Span | None) -> None:
        """Note a name in broken JSON that is nearly a function's."""
        near = self.known.nearest(name)
        if near is not None and key is not None:
            whole = Spot(spot.value, spot.place)
            error = whole.fault("the name of a function", at=key.start, name=name, known=self.known.names)
            self.sink.note(placed(error, self.text))

    def careful(self, spec: FunctionSpec, param: Param, spot: Spot) -> Steps[Node]:
        """An argument, whatever its form."""
        try:
            return (yield from self.argument(spec, param, spot))
        except ExpressionError as error:
            self.note(error, spot)
        if isinstance(spot.value, list) and not param.kind.endswith(" list"):
            return (yield from self._loose("", spot, spot, None)) if spot.value else Hole(span=spot.span)
        if isinstance(spot.value, list):
            items: list[Node] = []
            for item in _items(spot):
                items.append((yield self.expression(item)))
            return Many(tuple(items), span=spot.span)
        if isinstance(spot.value, dict) and param.kind.endswith(" map"):
            entries: list[tuple[str, Node]] = []
            for key in spot.value:
                entries.append((key, (yield from self.careful(spec, _FUNCTION, spot.entry(key)))))
            return Table(tuple(entries), span=spot.span)
        if isinstance(spot.value, dict) and next(iter(spot.value), "") == "function":
            return (yield from self.query(spot))
        if param.kind == "function" and isinstance(spot.value, dict) and any(spot.value):
            return (yield self.expression(spot))  # type: ignore[no-any-return]
        return Hole(span=spot.span)

    def _places(self, spec: FunctionSpec, inner: Spot) -> _Args:
        """What is written for which parameter."""
        value = inner.value
        if spec.shape == "struct":
            if not isinstance(value, dict):
                return []
            pairs = zip(spec.layout, spec.order, strict=True)
            return [(at, inner.entry(name)) for at, name in pairs if name in value]
        if spec.shape == "tuple":
            return list(zip(spec.layout, _items(inner), strict=False))
        return [(0, inner)] if spec.params else []

    def _loose(self, name: str, spot: Spot, inner: Spot, key: object) -> Steps[Node]:
        """A call of no known function; its arguments are what looks like expressions."""
        found = _items(inner)
        if isinstance(inner.value, dict) and inner.value:
            lone = len(inner.value) == 1 and self.known.get(next(iter(inner.value))) is not None
            found = [inner] if lone else [inner.entry(entry) for entry in inner.value]
        args: list[Node] = []
        for item in found:
            if isinstance(item.value, list):
                args.append((yield self._loose("", item, item, None)))
            elif isinstance(item.value, dict):
                args.append((yield self.expression(item)))
            else:
                args.append(Hole(span=item.span))
        return Call(name, tuple(args), span=spot.span, name_span=spot.key_span(name) if key else None)


class _Decoder10(_Salvage, json10.Decoder):
    """Dialect 1.0."""

    __slots__ = ("sink", "text")

    def __init__(self, text: str, sink: Sink) -> None:
        super().__init__(strict=False)
        self.text = text
        self.sink = sink

    def expression(self, spot: Spot) -> Steps[Node] | Node:
        if isinstance(spot.value, Gap):
            return Hole(span=spot.span)
        self.hasten(spot)
        return json10.Decoder.expression(self, spot)

    def datum(self, spot: Spot) -> Steps[Node] | Node:
        if isinstance(spot.value, Gap):
            return Hole(span=spot.span)
        return json10.Decoder.datum(self, spot)

    def argument(self, spec: FunctionSpec, param: Param, spot: Spot) -> Steps[Node]:
        return (yield from self._argument(spec, param, spot))

    def _leaf(self, spot: Spot) -> Node:
        try:
            kind = spot.only_key()
            inner = spot.entry(kind)
            if isinstance(inner.value, Gap):
                return Literal(kind, "", span=spot.span) if kind in _TEXTS else Hole(span=spot.span)
            return self._literal(kind, spot, inner)
        except ExpressionError as error:
            self.note(error, spot)
        return Hole(span=spot.span)

    def _tolerant(self, walk: Steps[Node], spot: Spot) -> Steps[Node]:
        try:
            return (yield from walk)
        except ExpressionError as error:
            self.note(error, spot)
        return (yield from self.salvaged(spot))

    def _layout(self, spec: FunctionSpec, inner: Spot) -> Steps[tuple[Node | None, ...]]:
        # Looked at before anything inside of it, as the strict reading does.
        if spec.shape in ("struct", "empty"):
            self._struct(spec, inner)
        elif spec.shape == "tuple":
            inner.list_of(len(spec.order), f"an array of {', '.join(spec.order)}")
        args: list[Node | None] = [None] * len(spec.params)
        for at, spot in self._places(spec, inner):
            args[at] = yield from self.careful(spec, spec.params[at], spot)
        return tuple(args)


class _Decoder01(_Salvage, json01.Decoder):
    """Dialect 0.1."""

    __slots__ = ("sink", "text")

    def __init__(self, text: str, sink: Sink) -> None:
        super().__init__(strict=False)
        self.text = text
        self.sink = sink

    def expression(self, spot: Spot) -> Steps[Node]:
        if isinstance(spot.value, Gap):
            return Hole(span=spot.span)
        self.hasten(spot)
        try:
            return (yield from self._expression(spot))
        except ExpressionError as error:
            self.note(error, spot)
        return (yield from self.salvaged(spot))

    def argument(self, spec: FunctionSpec, param: Param, spot: Spot) -> Steps[Node]:
        return (yield from self._argument(param, spot))

    def _argument(self, param: Param, spot: Spot) -> Steps[Node]:
        if param.kind == "json" and self.sink.repairs:
            return Hole(span=spot.span)
        return (yield from json01.Decoder._argument(self, param, spot))


def _seen(span: Span, text: str) -> Span:
    """The span of a fault at a mere place: the key behind a comma, or the bracket that ends too early."""
    if span.end > span.start:
        return span
    at = span.start
    if text.startswith(",", at):
        after = _NEXT_KEY.match(text, at)
        return Span(after.start(1), after.end(1)) if after is not None else Span(at, at + 1)
    if text[at : at + 1] in ("]", "}"):
        return Span(at, at + 1)
    scalar = _SCALAR.match(text, at)
    if scalar is not None:
        return Span(*scalar.span())
    return Span(at - 1, at) if text[at - 1 : at] in ("]", "}") else span


_SCALAR = re.compile(r'"(?:[^"\\\n]|\\.)*"|[\w.+-]+|[{\[]')
_NEXT_KEY = re.compile(r',\s*("(?:[^"\\\n]|\\.)*")')


def _items(spot: Spot) -> list[Spot]:
    return [spot.item(at) for at in range(len(spot.value))] if isinstance(spot.value, list) else []


_TEXTS = ("string", "symbol")
_FUNCTION = Param("", "function", "any function")
