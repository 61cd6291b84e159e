"""The expression that reads just one value of a result: made from the expression that brought the result.

Where a record's own reference is known (it came with its metadata), the value is read from the record,
whatever is added before it meanwhile. Else it is read by its position in what the expression returns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from karma_tui.errors import UsageError
from karma_tui.lang.check.labels import TypeLabel
from karma_tui.lang.effects import writes
from karma_tui.lang.machine.dialect01.types import open_alternatives
from karma_tui.lang.machine.types import NULL
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Literal, Node, Ref, Word
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.recognise import read
from karma_tui.results.columns import is_metarialized, split
from karma_tui.results.document import Document, Form
from karma_tui.results.fields import Field
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson, first

LabelAt: TypeAlias = Callable[[Path], TypeLabel | None]
"""What is known of the type of a place in the result."""


def reach(text: str, document: Document, path: Path, label_at: LabelAt, dialect: Dialect | None) -> str:
    """KVM text that returns the value at a path of the result of `text`; `path` is of the whole result.

    Raises ExpressionError for a text that cannot be read, and UsageError where nothing reads the value:
    inside a set, or what only an expression that writes has brought.
    """
    writing = dialect or Dialect.V1
    own = _of_record(document, path, writing)
    if own is not None:
        root, start = own
        node = _inwards(root, path, start, label_at, writing)
        return print_pretty(Function((), (node,)), writing)
    if not text.strip():
        raise UsageError(
            "There is no expression to read it from",
            "What is shown is not the result of an expression, and not a record with its id.",
        )
    source = read(text, dialect)
    if writes(source.root):
        raise UsageError(
            "There is no expression that only reads this",
            "What brought the result writes, and would write again.",
        )
    *before, last = source.root.body
    node = _inwards(last, path, 0, label_at, source.dialect)
    return print_pretty(replace(source.root, body=(*before, node)), source.dialect)


def _of_record(document: Document, path: Path, dialect: Dialect) -> tuple[Node, int] | None:
    """Reads the record that the path leads into by its reference; how much of the path that covers."""
    in_list = document.kind is Form.LIST
    if in_list and not path:
        return None
    at = 1 if in_list else 0
    record = _value(document, path[:at])
    if record is None or first(record) != b"{" or not is_metarialized(split(record, ())):
        return None
    ids = _ids(record)
    if ids is None:
        return None
    model, identity = ids
    if dialect is Dialect.V01:
        reference: Node = Call("newRef", (Literal("", model), Literal("", identity)))
    else:
        reference = Data(Ref(model, identity))
    get = Call("get", (reference,))
    if path[at : at + 1] == ("value",):
        return get, at + 1
    return Call("metarialize", (get,)), at


def _ids(record: memoryview) -> tuple[str, str] | None:
    """Model and id of a record by its metadata; dialect 0.1 sends references as the id alone."""
    try:
        found = Field(("id",)).decoded(record), Field(("model",)).decoded(record)
    except BrokenJson:
        return None
    match found:
        case [str(model), str(identity)], _:
            return model, identity
        case str(identity), str(model) | [_, str(model)]:
            return model, identity
    return None


def _inwards(node: Node, path: Path, start: int, label_at: LabelAt, dialect: Dialect) -> Node:
    """One call around another for each step of the path from `start` on."""
    for at in range(start, len(path)):
        node = _step(node, label_at(path[:at]), path[at], dialect)
    return node


def _step(node: Node, label: TypeLabel | None, step: str | int, dialect: Dialect) -> Node:
    kind = label.kind if label is not None else ""
    parts = open_alternatives(label.type) if label is not None else ()
    is_key = isinstance(node, Call) and node.name == "key"  # which may find nothing
    if is_key or (len(parts) > 1 and NULL in parts):
        node = Call("assertPresent", (node,))
    if isinstance(step, int):
        return _item(node, kind, step, dialect)
    is_old = dialect is Dialect.V01
    if kind == "union":
        case = Literal("", step) if is_old else Word(step)
        return Call("assertCase", (node, case) if is_old else (case, node))
    if kind == "map":
        return Call("key", (Literal("string", step), node))
    return Call("field", (Literal("", step) if is_old else Word(step), node))


def _item(node: Node, kind: str, step: int, dialect: Dialect) -> Node:
    if kind == "tuple" and dialect is Dialect.V1:
        return Call("indexTuple", (node, Word(step)))
    if kind in ("set", "tuple"):
        raise UsageError(
            "There is no expression that reads just this",
            f"Nothing reads one item of a {kind} here.",
            f"Copy the expression of the {kind}.",
        )
    number = "int64" if dialect is Dialect.V1 else ""
    return Call("first", (Call("slice", (node, Literal(number, step), Literal(number, 1))),))


def _value(document: Document, path: Path) -> memoryview | None:
    """The whole value, or one record of the list by its number."""
    if not path:
        return document.root if document.kind is Form.VALUE else None
    number = path[0]
    if not isinstance(number, int) or number >= document.records:
        return None
    return document.record_bytes(number)
