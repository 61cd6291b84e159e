"""Queries known to kill, loop or damage a real server, found before they are sent.

The knowledge is of notes-for-client.md ("Never do", 35) and the two quirks files. A fatal danger must
not be sent; the others are warnings a user may overrule. This finds what is certain from the query
alone and does not type-check: that a name holds a record is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from karma_tui.errors import Span
from karma_tui.lang.nodes import (
    PRIMITIVES,
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Json,
    Literal,
    Many,
    Node,
    Raw,
    Table,
    UnionCase,
    Word,
    children,
    walk,
)

DEEPEST_ANSWERED = 10_000
"""Nested expressions a real server is known to answer; ten times as many end its process (quirks-1.0 11)."""

_MOST_WRAPPERS = 100
_TRANSPARENT = frozenset({"unique", "annotation", "recursion"})
_RECORDS = frozenset({"get", "assertModelRef"})
_ITEMS = frozenset({"first"})
_SAME_ITEMS = frozenset({"filterList", "memSort", "memSortFunction", "reverseList", "slice"})
_DANGEROUS = frozenset({"modelOf", "leftFoldList", "rightFoldList", "update", "switchType"})
_GUARDED_TAGS = frozenset({"_role", "_expression", "_user"})


@dataclass(frozen=True, slots=True)
class Danger:
    """One reason not to send a query: what would happen, what to do instead, where it stands."""

    message: str
    hint: str
    span: Span | None
    fatal: bool


def dangers(root: Node, dialect: Dialect) -> tuple[Danger, ...]:
    """All dangers of a query, in the order of the text, fatal ones marked."""
    parts = [list(walk(part)) for part in children(root)]
    # A part without that many nodes is not that deep.
    too_deep = _too_deep(root) if any(len(part) >= DEEPEST_ANSWERED for part in parts) else None
    if too_deep is not None:
        return (too_deep,)
    nodes = [root, *chain.from_iterable(parts)]
    found: list[Danger] = []
    calls = [node for node in nodes if type(node) is Call]
    defined = _definitions(calls)
    for node in nodes:
        if type(node) is Call:
            if node.name == "newUnion":
                found.extend(_of_models(node))
            elif node.name in _DANGEROUS:
                found.extend(_of_call_v1(node, defined) if dialect is Dialect.V1 else _of_call_v01(node))
        elif type(node) is Raw or type(node) is UnionCase:
            found.extend(_of_models(node))
    found.extend(_of_guarded_records(calls))
    return tuple(found)


def _too_deep(root: Node) -> Danger | None:
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST_ANSWERED:
            return Danger(
                f"Expressions nested more than {DEEPEST_ANSWERED:,} deep end a server's process.",
                "Split the query, or name parts of it.",
                node.span,
                fatal=True,
            )
        inner = depth + (not isinstance(node, (Data, Many, Table)))
        waiting.extend((child, inner) for child in children(node))
    return None


def _definitions(calls: list[Call]) -> dict[str, Node]:
    """What the names of `define` stand for, scopes disregarded."""
    defined: dict[str, Node] = {}
    for node in calls:
        if node.name == "define" and len(node.args) == 2:
            name, value = node.args
            if isinstance(name, Word) and value is not None:
                defined[str(name.value)] = value
    return defined


def _of_call_v1(node: Call, defined: dict[str, Node]) -> Iterator[Danger]:
    where = node.name_span or node.span
    if node.name == "modelOf":
        yield Danger(
            "modelOf of a record damages the server's copy of the model for everybody until it restarts.",
            "Use signature(() => …): the same answer, and nothing is run.",
            where,
            fatal=False,
        )
    elif node.name.endswith("FoldList") and any(_is_record(value, defined) for value in node.args[1:2]):
        yield Danger(
            f"{node.name} with a record as initial value damages the server's copy of the model"
            " for everybody until it restarts.",
            "Start from a value built of the record's fields.",
            where,
            fatal=True,
        )


def _is_record(node: Node | None, defined: dict[str, Node]) -> bool:
    """Whether an expression is certainly a stored record, as far as the query alone tells."""
    wanted_list = False
    for _ in range(_MOST_WRAPPERS):
        if isinstance(node, Data) and isinstance(node.datum, Expr):
            node = node.datum.expression
            continue
        if not isinstance(node, Call) or not node.args:
            return False
        first = node.args[0]
        if node.name == "scope" and isinstance(first, Word):
            node = defined.get(str(first.value))
        elif node.name in _ITEMS and not wanted_list:
            wanted_list, node = True, first
        elif node.name in _SAME_ITEMS and wanted_list:
            node = first
        else:
            return node.name == "all" if wanted_list else node.name in _RECORDS
    return False


def _of_call_v01(node: Call) -> Iterator[Danger]:
    where = node.name_span or node.span
    if node.name == "update" and node.args and _is_model_ref(node.args[0]):
        yield Danger(
            "Updating a model makes the records stored under it unreadable.",
            "Create a new model and a migration to it.",
            where,
            fatal=True,
        )
    elif node.name == "switchType":
        yield Danger("Every use of switchType crashes the request.", "Use switchCase.", where, fatal=False)


def _is_model_ref(node: Node | None) -> bool:
    """Whether a 0.1 expression is certainly a ref to a model."""
    if not isinstance(node, Call) or not node.args:
        return False
    if node.name == "newRef":
        model = node.args[0]
        return isinstance(model, Call) and model.name == "tag" and _text(*model.args[:1]) == "_model"
    return node.name in ("tag", "model")


def _of_guarded_records(calls: list[Call]) -> Iterator[Danger]:
    """A warning when a query changes records and names a model that decides who may do what."""
    tags = [node for node in calls if node.name == "tag" and node.args]
    named = [tag for tag in tags if _text(tag.args[0]) in _GUARDED_TAGS]
    changing = [node for node in calls if node.name in ("update", "delete")]
    if named and changing:
        tag = _text(named[0].args[0])
        yield Danger(
            f"This changes records and touches {tag}: a mistake can lock the administrator out.",
            "Export the database first; only an import or a reset undoes a lockout.",
            changing[0].name_span or changing[0].span,
            fatal=False,
        )


def _of_models(node: Node) -> Iterator[Danger]:
    """Dangers of model values, written as data, as `new...` constructors or as plain JSON."""
    if isinstance(node, Raw):
        for part in _json_parts(node.value):
            yield from _of_model_value(part, node.span)
    elif isinstance(node, UnionCase) or (isinstance(node, Call) and node.name == "newUnion"):
        yield from _of_model_value(node, node.span)


def _of_model_value(value: Node | Json, span: Span | None) -> Iterator[Danger]:
    case, payload = _case(value)
    if case == "recursion" and _only_itself(value):
        yield Danger(
            "A model that is a recursion of nothing but itself ends a server's process at the first record.",
            "Put a list, an optional or a struct between the recursion and its recurse.",
            span,
            fatal=True,
        )
    elif case == "struct" and _same_unique_twice(payload):
        yield Danger(
            "Two unique fields of the same type allow only one record in this model.",
            "Keep one of them unique, or give them different types.",
            span,
            fatal=False,
        )


def _only_itself(model: Node | Json) -> bool:
    """Whether a recursion's model is its own recurse, with nothing but transparent wrappers between."""
    labels: set[str] = set()
    for _ in range(_MOST_WRAPPERS):
        case, payload = _case(model)
        if case == "recurse":
            return _text(payload) in labels
        if case not in _TRANSPARENT:
            return False
        if case == "recursion":
            labels.add(_text(_entries(payload).get("label")) or "")
        model = payload if case == "unique" else _entries(payload).get("model")
    return False


def _same_unique_twice(payload: Node | Json) -> bool:
    """Whether two fields are unique over the same primitive; larger types are not compared."""
    models = (_case(model) for model in _entries(payload).values())
    primitives = [_case(model)[0] for case, model in models if case == "unique"]
    counted = [name for name in primitives if name in PRIMITIVES]
    return len(set(counted)) < len(counted)


def _json_parts(value: Json) -> Iterator[Json]:
    """Every object inside a plain JSON value."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _case(value: Node | Json) -> tuple[str, Node | Json]:
    """Case and payload of a union value in any of its forms; an empty case if it is none."""
    match value:
        case UnionCase(case=case, payload=payload):
            return case, payload
        case Call(name="newUnion", args=(case, payload)):
            return _text(case) or "", payload
        case Call(name="contextual" | "static", args=(Raw(value=inner),)) | Raw(value=inner):
            return _case(inner)
        case dict() if len(value) == 1:
            return next(iter(value.items()))
        case _:
            return "", None


def _entries(value: Node | Json) -> dict[str, Node | Json]:
    """The entries of a struct or map value in any of its forms; empty if it is none."""
    match value:
        case Fields(fields=entries):
            return dict(entries)
        case Call(name="newStruct" | "newMap", args=(Table(entries=entries),)):
            return dict(entries)
        case Raw(value=dict(inner)):
            return dict(inner)
        case dict():
            return dict(value)
        case _:
            return {}


def _text(value: Node | Json = None) -> str | None:
    """The text of a string value in any of its forms, or None."""
    match value:
        case Literal(value=str(text)) | Word(value=str(text)) | Raw(value=str(text)) | str(text):
            return text
        case Call(name="newString", args=(Literal(value=str(text)),)):
            return text
        case _:
            return None
