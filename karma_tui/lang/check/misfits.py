"""Types that do not fit: the innermost part of the text that is to blame, and the two types in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from karma_tui.lang.catalogue import nearest
from karma_tui.lang.check.findings import Findings, Mismatch
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.machine import relations
from karma_tui.lang.machine.dialect01 import relations as relations01
from karma_tui.lang.machine.explain import Fits, innermost_types
from karma_tui.lang.machine.refusal import location
from karma_tui.lang.machine.types import Const, Struct, Type, opened
from karma_tui.lang.nodes import Data, Dialect, Expr, Fields, Items, Node, UnionCase, children

_MOST: Final = 160
_FITS: Final[dict[Dialect, Fits]] = {Dialect.V1: relations.fits, Dialect.V01: relations01.fits}


class Words(NamedTuple):
    """The texts of a problem."""

    title: str
    detail: str
    hint: str


def innermost(
    findings: Findings, blamed: Node, refused: Mismatch, dialect: Dialect
) -> tuple[Node, Type, Type]:
    """The innermost datum whose own type is not what is wanted of it, with both types."""
    node, actual, expected = blamed, refused.actual, refused.expected
    fits = _FITS[dialect]
    current = blamed
    while isinstance(current, Data | Expr | Fields | Items | UnionCase):
        for part in children(current):
            note = findings.notes.get(id(part))
            if note is not None and not fits(note.type, note.expected):
                node, actual, expected, current = part, note.type, note.expected, part
                break
        else:
            break
    return node, actual, expected


def mismatch_words(actual: Type, expected: Type, names: Mapping[str, str], dialect: Dialect) -> Words:
    """`Want int64, have string`, and where inside of the two that is."""
    path, have, want = innermost_types(actual, expected, _FITS[dialect])
    missing = _missing(have, want)
    if missing is not None:
        return missing
    title = f"Want {_short(want, names)}, have {_short(have, names)}"
    detail = f"In the {location(path)}." if path else ""
    return Words(title, detail, "")


def _missing(have: Type, want: Type) -> Words | None:
    """The words for a struct without a field that is wanted; None if that is not the matter."""
    inner, wanted = opened(have), opened(want)
    if isinstance(inner, Const):
        inner = opened(inner.of)
    if not (isinstance(inner, Struct) and isinstance(wanted, Struct)):
        return None
    lacking = [name for name in wanted.fields if name not in inner.fields]
    if not lacking:
        return None
    near = nearest(lacking[0], tuple(inner.fields))
    hint = "" if near is None else f'Did you mean "{near}"?'
    if len(wanted.fields) == 1:
        detail = f"There are {', '.join(inner.fields)}." if inner.fields else "It has no fields."
        return Words(f'No field "{lacking[0]}"', detail[:_MOST], hint)
    if near is not None:
        hint = f'It has "{near}"; is that what was meant?'
    return Words(f'The field "{lacking[0]}" is missing', "", hint)


def _short(type_: Type, names: Mapping[str, str]) -> str:
    return type_text(type_, names, most=_MOST)
