"""Types that do not fit: the innermost parts of the text that are to blame, and the two types in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from karma_tui.lang.catalogue import nearest
from karma_tui.lang.check.findings import Calls, Findings, Mismatch
from karma_tui.lang.check.hints import how_to_reach
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.machine import relations
from karma_tui.lang.machine.dialect01 import relations as relations01
from karma_tui.lang.machine.explain import Fits, innermost_types
from karma_tui.lang.machine.refusal import location
from karma_tui.lang.machine.types import (
    Const,
    Recursion,
    RefTo,
    Struct,
    Type,
    UnionOf,
    bare,
    nullable,
    opened,
    without_const,
)
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Fields, Items, Json, Node, UnionCase, children

_MODEL_LABEL: Final = "model"
"""The recursion that the type of all models is."""
MOST: Final = 160
"""Characters of a type in a problem's text."""
FITS: Final[dict[Dialect, Fits]] = {Dialect.V1: relations.fits, Dialect.V01: relations01.fits}
_MOST_PLACES: Final = 50
_SAME_LIST: Final = frozenset({"filterList", "memSort", "memSortFunction", "reverseList", "slice"})
_HANDED_ON: Final = _SAME_LIST | {"field", "first"}
"""Calls that want of their argument what is wanted of them: `first(x).a` wants items with a field of x."""


class Words(NamedTuple):
    """The texts of a problem."""

    title: str
    detail: str = ""
    hint: str = ""
    may_grow: bool = False


class Misfit(NamedTuple):
    """A part of the text that is not what is wanted there."""

    node: Node
    actual: Type
    expected: Type


def innermost(
    findings: Findings, blamed: Node, refused: Mismatch, dialect: Dialect, call: Call | None
) -> list[Misfit]:
    """The data inside of what a server blames whose own types are not what is wanted of them; else itself.

    It is itself, too, if the `call` it is an argument of merely wants what is wanted of that call.
    """
    fits = FITS[dialect]
    if call is not None and _subject(call) is blamed and isinstance(blamed, Data):
        return [Misfit(blamed, without_const(refused.actual), refused.expected)]
    found: list[Misfit] = []
    stack = [Misfit(blamed, refused.actual, refused.expected)]
    while stack and len(found) < _MOST_PLACES:
        current = stack.pop()
        inside: list[Misfit] = []
        if isinstance(current.node, Data | Expr | Fields | Items | UnionCase):
            for part in children(current.node):
                note = findings.notes.get(id(part))
                if note is not None and not fits(note.type, note.expected):
                    inside.append(Misfit(part, note.type, note.expected))
        if not inside or missing_fields(current.actual, current.expected, dialect):
            found.append(current)
        stack.extend(reversed(inside))
    return found


def mismatch_words(
    misfit: Misfit, calls: Calls, names: Mapping[str, str], dialect: Dialect
) -> tuple[Words, Node]:
    """`Want int64, have string`, with the place: a field's name in the text rather than its struct."""
    path, have, want = innermost_types(misfit.actual, misfit.expected, FITS[dialect])
    place = misfit.node
    call = calls[1] if calls is not None else None
    if call is not None and _subject(call) is misfit.node:
        call, place = _asking(calls, path, misfit.node)
    lacking = missing_fields(have, want, dialect)
    if place.span is None and call is not None and call.name == "field" and call.args[0] is not None:
        place = call.args[0]  # the value was left out
    if lacking:
        return _no_field(lacking, have, want, call, names), place
    inner, wanted = opened(have), opened(want)
    if isinstance(inner, UnionOf) and isinstance(wanted, UnionOf):
        odd = [case for case in inner.cases if case not in wanted.cases]
        if odd:
            if call is not None and call.name == "switchCase" and call.args[1] is not None:
                place = call.args[1]
            return _no_case(odd[0], inner.cases, wanted, call), place
    if call is not None and call.name == "field" and isinstance(wanted, Struct):
        wish = f"a struct with the field {_quoted(wanted.fields)}"
        hint = how_to_reach(next(iter(wanted.fields), ""), have, dialect)
        return Words(f"Want {wish}, have {shown_type(have, names)}", "", hint), place
    detail = f"In the {location(path)}." if path and place is misfit.node else ""
    return Words(f"Want {shown_type(want, names)}, have {shown_type(have, names)}", detail), place


def shown_type(type_: Type, names: Mapping[str, str]) -> str:
    """A type in a problem's title: what any ref and any model are in words, annotations left out."""
    closed = bare(type_)
    if isinstance(closed, RefTo) and not closed.model:
        return "a ref"
    if isinstance(closed, Recursion) and closed.label == _MODEL_LABEL:
        return "a model"
    return type_text(type_, names, most=MOST, notes=False)


def missing_fields(have: Type, want: Type, dialect: Dialect) -> list[str]:
    """The fields that are wanted and not there, where both are structs."""
    inner, wanted = _open(have), opened(want)
    if not (isinstance(inner, Struct) and isinstance(wanted, Struct)):
        return []
    absent = [(name, of) for name, of in wanted.fields.items() if name not in inner.fields]
    # What may be null may be left out in 1.0; in 0.1 it has to be there.
    return [name for name, of in absent if dialect is Dialect.V01 or not nullable(of)]


def _open(type_: Type) -> Type:
    type_ = opened(type_)
    return opened(type_.of) if isinstance(type_, Const) else type_


def _asking(calls: Calls, path: tuple[Json, ...], node: Node) -> tuple[Call | None, Node]:
    """Of a chain `first(a).b.c` the call that asks for what is not there, and where that is written.

    The server blames `a`, and `path` leads from its type through the items and fields that are there.
    """
    call = None if calls is None else calls[1]
    left, inner = list(reversed(path)), node
    while calls is not None and calls[0] is not None and _hands_on(calls[1], inner, left):
        inner, calls = calls[1], calls[0]
        call = calls[1]
    if call is None:
        return None, node
    if call.name in ("field", "switchCase") and call.args[0] is not None:
        return call, call.args[0]
    return call, inner


def _subject(call: Call) -> Node | None:
    """The argument of which a call wants what is wanted of it; None if it wants something of its own."""
    if call.name not in _HANDED_ON:
        return None
    return next(iter(call.args[call.name == "field" :]), None)


def _hands_on(call: Call, inner: Node, left: list[Json]) -> bool:
    """Whether a call only hands on to `inner` what is wanted of it; takes its own step from `left`."""
    if _subject(call) is not inner:
        return False
    if call.name in _SAME_LIST:
        return True
    step = left[-1] if left else None
    made = {"field": "structField", "first": "listElements"}.get(call.name)
    if made is None or not (isinstance(step, dict) and made in step):
        return False
    left.pop()
    return True


def _no_field(
    lacking: list[str], have: Type, want: Type, call: Call | None, names: Mapping[str, str]
) -> Words:
    inner = _open(have)
    known = tuple(inner.fields) if isinstance(inner, Struct) else ()
    if call is not None and call.name == "field":
        detail = f"Its fields: {', '.join(known)}."[:MOST] if known else "It has no fields."
        return Words(f'No field "{lacking[0]}"', detail, meant(lacking[0], known))
    wanted = opened(want)
    spare = [name for name in known if isinstance(wanted, Struct) and name not in wanted.fields]
    near = [(name, found) for name in spare if (found := nearest(name, tuple(lacking))) is not None]
    hint = f'Did you mean "{near[0][1]}" where it says "{near[0][0]}"?' if near else ""
    if len(lacking) == 1:
        of = wanted.fields[lacking[0]] if isinstance(wanted, Struct) else None
        detail = f"It is {shown_type(of, names)}." if of is not None else ""
        return Words(f'The field "{lacking[0]}" is missing', detail, hint, may_grow=True)
    return Words(f"The fields {_quoted(lacking)} are missing", "", hint, may_grow=True)


def _no_case(case: str, known: Iterable[str], wanted: UnionOf, call: Call | None) -> Words:
    if call is not None and call.name == "switchCase":
        near = nearest(case, tuple(name for name in wanted.cases if name not in known))
        hint = "" if near is None else f'Did you mean "{case}" where it says "{near}"?'
        return Words(f'The case "{case}" is not handled', "", hint)
    return Words(
        f'No case "{case}"', f"The cases: {', '.join(wanted.cases)}."[:MOST], meant(case, wanted.cases)
    )


def meant(name: str, known: Iterable[str]) -> str:
    """The hint that names what was probably meant; empty if nothing known is near."""
    near = nearest(name, tuple(known))
    return "" if near is None else f'Did you mean "{near}"?'


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)[:MOST]
