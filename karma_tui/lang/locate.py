"""From a server's complaint back into the text: which part of the source it means.

A 1.0 server names the offending part of a query by its JSON, not by its place, and in a form of its
own (notes-for-client 22); codec errors carry a byte offset into the body that was sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from karma_tui.errors import Span
from karma_tui.lang import json01, json10
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.encoding import encode
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.literals import is_date, literal_value, misfit
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Fields,
    Items,
    Json,
    Literal,
    Node,
    Number,
    Ref,
    UnionCase,
    children,
    walk,
)
from karma_tui.lang.recognise import Source
from karma_tui.lang.source import char_offset
from karma_tui.lang.steps import Steps, run

UNKNOWN = "(unknown)"
"""What a server says when it cannot name the part."""

_UNORDERED = frozenset({"set", "flow", "forward", "backward", "cases", "resolveRefs"})
"""Keys whose arrays are sets to the server, so that it may give them back in any order."""


def locate(root: Node, program: Json, dialect: Dialect = Dialect.V1) -> tuple[Span, ...]:
    """The spans of all parts of a query that a server's `program` may mean; empty if none does.

    A program is an expression, a function, a datum or the bare value of a literal. Linear in the sizes
    of both: parts are numbered bottom-up, equal parts alike, and only numbers are compared.
    """
    if program == UNKNOWN:
        return ()
    numbers = _Numbers()
    seen = _normalised(root, dialect)
    if not isinstance(program, (dict, list)):
        wanted = numbers.of(_number(program))
        return _distinct(node.span for node, value in seen if _is_bare(node, wanted, numbers))
    found = _equal_parts(seen, program, numbers)
    if not found and isinstance(program, dict) and list(program) == ["data"]:
        # A part of a datum is reported as if it stood alone.
        found = _equal_parts(seen, program["data"], numbers)
    return found


def _equal_parts(seen: list[tuple[Node, Json]], program: Json, numbers: _Numbers) -> tuple[Span, ...]:
    wanted = numbers.of(program)
    return _distinct(node.span for node, value in seen if numbers.of(value) == wanted)


def offset_span(source: Source, offset: int, body: str | None = None) -> Span | None:
    """The part of the source that a byte offset into the request body means.

    `body` is what was sent; None means the text itself, untouched. None is returned where the offset
    has no counterpart.
    """
    if body is None or body == source.text:
        start = char_offset(source.text, offset)
        return Span(min(start, len(source.text)), min(start + 1, len(source.text)))
    document = read_json(body)
    reader = json10 if source.dialect is Dialect.V1 else json01
    sent = reader.from_json(document.value, document.spans)
    written: Node = source.root
    if source.dialect is Dialect.V01 and len(source.root.body) == 1:
        written = source.root.body[0]
    return _counterpart(sent, written, char_offset(body, offset))


def _counterpart(sent: Node, written: Node, offset: int) -> Span | None:
    """Walk both trees side by side to the innermost part around an offset."""
    found = written.span
    while True:
        for inner, counterpart in zip(children(sent), children(written), strict=False):
            if inner.span is not None and inner.span.start <= offset < inner.span.end:
                sent, written = inner, counterpart
                found = written.span or found
                break
        else:
            return found


def _normalised(root: Node, dialect: Dialect) -> list[tuple[Node, Json]]:
    """Every node with its JSON as a server would write it."""
    data_literals = {
        id(child)
        for node in walk(root)
        if isinstance(node, (Data, Items, Fields, UnionCase))
        for child in children(node)
        if isinstance(child, Literal)
    }
    seen: list[tuple[Node, Json]] = []

    def note(node: Node, value: Json) -> Json:
        if dialect is Dialect.V1:
            value = _as_server_writes(node, value, id(node) in data_literals)
        seen.append((node, value))
        return value

    run(encode(root, catalogue(dialect), note))
    return seen


def _as_server_writes(node: Node, value: Json, in_data: bool) -> Json:
    match node:
        case Literal(kind=kind):
            literal: Json = {kind: _literal(kind, node.value)}
            return literal if in_data else {"data": literal}
        case Ref(model=model, record=record):
            return {"ref": [{"string": model}, {"string": record}]}
        case Call(name="and" | "or" as name) if isinstance(value, dict):
            operands = value[name]
            if isinstance(operands, list) and len(operands) == 1:
                return operands[0]
        case _:
            pass
    return value


def _literal(kind: str, value: Json) -> Json:
    """A literal's value as a server writes it: numbers unquoted, dates without fraction."""
    if misfit(kind, value) is not None:
        return value
    if is_date(value) and kind == "dateTime":
        return _without_fraction(str(value))
    return literal_value(kind, value)


def _without_fraction(date: str) -> str:
    rest = date[19:]
    zone = rest.lstrip(".,0123456789")
    return date[:19] + ("Z" if zone in ("+00:00", "-00:00") else zone)


def _number(value: Json) -> Json:
    return float(value) if isinstance(value, Number) else value


def _is_bare(node: Node, wanted: int, numbers: _Numbers) -> bool:
    return isinstance(node, Literal) and numbers.of(_number(_literal(node.kind, node.value))) == wanted


def _distinct(spans: Iterable[Span | None]) -> tuple[Span, ...]:
    """In the order of the text, each once."""
    found = {span for span in spans if span is not None}
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


class _Numbers:
    """Gives equal JSON values equal numbers; order counts in arrays that are not sets to the server."""

    __slots__ = ("_containers", "_numbers", "_owners")

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._containers: dict[int, int] = {}
        # Keeps every numbered container alive, so that its identity stays its own.
        self._owners: list[Json] = []

    def of(self, value: Json) -> int:
        """The number of a value; a value met before, as the same object, is not walked again."""
        if isinstance(value, (dict, list)):
            known = self._containers.get(id(value))
            return run(self._container(value, ordered=True)) if known is None else known
        return self._scalar(value)

    def _scalar(self, value: Json) -> int:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._named(("number", value))
        if isinstance(value, Number):
            return self._named(("number", float(value)))
        return self._named((type(value).__name__, str(value)))

    def _container(self, value: list[Json] | dict[str, Json], ordered: bool) -> Steps[int]:
        known = self._containers.get(id(value))
        if known is not None:
            return known
        shape: Hashable
        if isinstance(value, dict):
            pairs = []
            for key, item in value.items():
                pairs.append((key, (yield from self._part(item, key not in _UNORDERED))))
            shape = ("object", tuple(sorted(pairs)))
        else:
            parts = []
            for item in value:
                parts.append((yield from self._part(item, ordered)))
            shape = ("array", tuple(parts if ordered else sorted(parts)))
        number = self._named(shape)
        self._containers[id(value)] = number
        self._owners.append(value)
        return number

    def _part(self, value: Json, ordered: bool) -> Steps[int]:
        if isinstance(value, (dict, list)):
            return (yield self._container(value, ordered))  # type: ignore[no-any-return]
        return self._scalar(value)

    def _named(self, shape: Hashable) -> int:
        return self._numbers.setdefault(shape, len(self._numbers))
