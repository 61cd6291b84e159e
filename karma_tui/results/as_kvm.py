"""A value of a result as KVM text: data that, sent back, gives the same value.

JSON does not tell a map from a struct or a symbol from a string, so the type of the place decides where
it is known. Where it is not, objects are structs, lists lists, whole numbers int64, and a list of two ids
a reference.
"""

from __future__ import annotations

from karma_tui.errors import UsageError
from karma_tui.lang.check.labels import TypeLabel, label_at
from karma_tui.lang.machine.dialect01.types import open_alternatives
from karma_tui.lang.machine.types import NULL, Type
from karma_tui.lang.nodes import Data, Dialect, Fields, Function, Items, Literal, Node, Number, Ref, UnionCase
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.steps import Steps, run
from karma_tui.results.decode import Decoded, Members, decode
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.scan import BrokenJson, Buffer

_SIGNED = 1 << 63
_NUMBERS = frozenset({"float", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))})
_CONTAINERS = {"list": "list", "set": "set", "tuple": "tuple"}


def kvm_text(value: Buffer, label: TypeLabel | None, dialect: Dialect = Dialect.V1) -> str:
    """The text of a value. Raises UsageError for what cannot be written as KVM text."""
    try:
        node = run(_datum(decode(value), label.type if label is not None else None))
        expression = node if isinstance(node, Literal) else Data(node)
        return print_pretty(Function((), (expression,)), dialect)
    except (BrokenJson, ValueError) as error:
        raise UsageError(
            "This value cannot be written as KVM text", str(error), "Copy it as JSON instead."
        ) from error


def _datum(value: Decoded, type_: Type | None) -> Steps[Node]:
    kind = _kind(type_)
    if value is None:
        return Literal("null", None)
    if isinstance(value, bool):
        return Literal("bool", value)
    if isinstance(value, int | Number):
        if isinstance(value, Number) and not value[-1].isdecimal():
            raise ValueError(f"{value} has no notation there.")
        return Literal(kind if kind in _NUMBERS else _number_kind(value), value)
    if isinstance(value, str):
        return Literal(kind if kind in ("symbol", "dateTime") else "string", value)
    if isinstance(value, list):
        pair = _reference(value, kind)
        if pair is not None:
            return pair
        items: list[Node] = []
        for at, item in enumerate(value):
            items.append((yield _datum(item, _inside(type_, at))))
        return Items(_CONTAINERS.get(kind, "list"), tuple(items))
    members: Node = yield _members(value, type_, kind)
    return members


def _members(value: Members, type_: Type | None, kind: str) -> Steps[Node]:
    if len({key for key, _ in value.pairs}) < len(value.pairs):
        raise ValueError("A key stands twice in it.")
    fields: list[tuple[str, Node]] = []
    for key, member in value.pairs:
        fields.append((key, (yield _datum(member, _inside(type_, key)))))
    if kind == "union" and len(fields) == 1:
        return UnionCase(*fields[0])
    return Fields("map" if kind == "map" else "struct", tuple(fields))


def _reference(value: list[Decoded], kind: str) -> Ref | None:
    match value:
        case [str(model), str(record)] if not isinstance(model, Number) and not isinstance(record, Number):
            spelled = f'["{model}","{record}"]'.encode("utf-8", "surrogatepass")
            if kind == "ref" or (not kind and kind_of(spelled) is Kind.REF):
                return Ref(model, record)
    return None


def _number_kind(value: int | Number) -> str:
    if isinstance(value, Number):
        return "float"
    if -_SIGNED <= value < _SIGNED:
        return "int64"
    return "uint64" if 0 <= value < 2 * _SIGNED else "float"


def _kind(type_: Type | None) -> str:
    """The kind of what is there if it is not null."""
    if type_ is None:
        return ""
    parts = [part for part in open_alternatives(type_) if part is not NULL]
    label = label_at(parts[0], ()) if len(parts) == 1 else None
    return label.kind if label is not None else ""


def _inside(type_: Type | None, step: str | int) -> Type | None:
    label = label_at(type_, (step,)) if type_ is not None else None
    return label.type if label is not None else None
