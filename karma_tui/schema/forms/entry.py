"""The form of a value: a tree of entries, one for each field, item, case and optional, with what is written.

A tree is never changed: every edit makes another one, so that what was typed can be undone and compared.
What a form has no fields for (a type nobody knows, a value that does not fit, what is too deep or too
much to show) is kept as it is and edited as text, so opening a form and reading it back changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.schema.forms.shape import PLAIN, UNKNOWN, Model, Shape, shape_of
from karma_tui.schema.forms.values import NOT_A_NUMBER, leaf_misfit, parts_of, ref_of

MOST_ENTRIES = 5_000
"""Entries that a form makes of a value; what is left of it is kept as text."""
MOST_LEVELS = 40
"""Levels of a form; what lies deeper is kept as text. So walks over entries may recurse."""

Place: TypeAlias = tuple[int, ...]
"""The position in `parts`, level by level, from the root to an entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One line of a form.

    `text` is what a leaf has written: a string, digits, a date, `true`, a symbol, a record's id. `parts` are
    an open struct's fields, a list's items, a map's entries, a chosen case's payload (its name is the
    case), a present optional's value.
    """

    model: Model
    shape: Shape
    text: str = ""
    parts: tuple[tuple[str, Entry], ...] = ()
    is_kept: bool = False
    """Edited as text only; `kept` is the value, or `text` what was written instead and cannot be read."""
    kept: Json = None
    model_id: str = ""
    """Of a ref's record."""

    @property
    def kind(self) -> str:
        """The kind of its shape."""
        return self.shape.kind

    @property
    def is_leaf(self) -> bool:
        """Whether it is edited as one text."""
        return self.is_kept or (self.kind in PLAIN and self.kind != "null") or self.kind in ("enum", "ref")


def entry_of(model: Model, value: Json, dialect: Dialect = Dialect.V1) -> Entry:
    """The form of a value."""
    return _Builder(dialect, MOST_ENTRIES).entry(model, value, 0)


def blank(model: Model) -> Entry:
    """The form of a value that is not there yet: texts empty, lists empty, optionals absent."""
    return _Blanks().entry(model)


def at(root: Entry, place: Place) -> Entry:
    """The entry at a place."""
    for index in place:
        root = root.parts[index][1]
    return root


def changed(root: Entry, place: Place, change: Callable[[Entry], Entry]) -> Entry:
    """The form with another entry at a place."""
    if not place:
        return change(root)
    index, rest = place[0], place[1:]
    name, inner = root.parts[index]
    parts = (*root.parts[:index], (name, changed(inner, rest, change)), *root.parts[index + 1 :])
    return replace(root, parts=parts)


def written(entry: Entry, text: str) -> Entry:
    """A leaf with another text."""
    return replace(entry, text=text)


def pointed(entry: Entry, model_id: str, record_id: str) -> Entry:
    """A ref to another record."""
    return replace(entry, text=record_id, model_id=model_id)


def chosen(entry: Entry, case: str) -> Entry:
    """A union with another case, whose payload is blank."""
    model = entry.shape.part(case)
    return entry if model is None else replace(entry, parts=((case, blank(model)),))


def switched(entry: Entry) -> Entry:
    """An optional that is absent if it was present, and the other way round."""
    if entry.parts or entry.shape.inner is None:
        return replace(entry, parts=())
    return replace(entry, parts=(("", blank(entry.shape.inner)),))


def added(entry: Entry, index: int, key: str = "") -> Entry:
    """A list, set or map with a blank item at a position."""
    if entry.shape.inner is None:
        return entry
    item = (key, blank(entry.shape.inner))
    return replace(entry, parts=(*entry.parts[:index], item, *entry.parts[index:]))


def removed(entry: Entry, index: int) -> Entry:
    """A list, set or map without one of its items."""
    return replace(entry, parts=(*entry.parts[:index], *entry.parts[index + 1 :]))


def moved(entry: Entry, index: int, to: int) -> Entry:
    """A list with an item at another position."""
    parts = list(entry.parts)
    parts.insert(to, parts.pop(index))
    return replace(entry, parts=tuple(parts))


def renamed(entry: Entry, index: int, key: str) -> Entry:
    """A map with another key for one of its entries."""
    parts = (*entry.parts[:index], (key, entry.parts[index][1]), *entry.parts[index + 1 :])
    return replace(entry, parts=parts)


def filled(entry: Entry, value: Json, dialect: Dialect) -> Entry:
    """The form of another value in the place of an entry."""
    return entry_of(entry.model, value, dialect)


def leaf_value(entry: Entry) -> Json:
    """The value that a leaf's text writes; a text that writes none is given back as it is."""
    text, kind = entry.text, entry.kind
    if kind == "bool":
        return {"true": True, "false": False}.get(text, text)
    if kind in INTEGER_RANGES or kind == "float":
        return _number(text.strip(), kind)
    return text


def _number(text: str, kind: str) -> Json:
    if kind == "float" and text in NOT_A_NUMBER:
        return Number(text)
    try:
        found = read_json(text.removeprefix("+")).value
    except ExpressionError:
        return text
    if kind != "float":
        return found if isinstance(found, int) and not isinstance(found, bool) else text
    return found if isinstance(found, (int, Number)) and not isinstance(found, bool) else text


class _Builder:
    """Makes entries of values until there are enough of them."""

    def __init__(self, dialect: Dialect, most: int) -> None:
        self._dialect = dialect
        self._left = most

    def entry(self, model: Model, value: Json, level: int) -> Entry:
        """The entry of a value at a level."""
        self._left -= 1
        shape = shape_of(model)
        kept = Entry(model, shape, is_kept=True, kept=value)
        if shape.kind == UNKNOWN or self._left < 0 or level >= MOST_LEVELS:
            return kept
        if shape.kind == "optional" and shape.inner is not None:
            parts = () if value is None else (("", self.entry(shape.inner, value, level + 1)),)
            return Entry(model, shape, parts=parts)
        if shape.kind in PLAIN or shape.kind in ("enum", "ref"):
            return self._leaf(model, shape, value) or kept
        found = parts_of(shape, value)
        if found is None or len(found) > self._left:
            return kept
        made = [(str(name), self.entry(inner, it, level + 1)) for name, inner, it in found]
        return Entry(model, shape, parts=tuple(made))

    def _leaf(self, model: Model, shape: Shape, value: Json) -> Entry | None:
        """The entry of a value without parts; None if it does not fit or would not be read back the same."""
        if leaf_misfit(shape, value, self._dialect):
            return None
        if shape.kind == "ref":
            pair = ref_of(shape, value, self._dialect)
            return None if pair is None else Entry(model, shape, pair[1], model_id=pair[0])
        entry = Entry(model, shape, _spelling(value))
        if shape.kind == "null":
            return entry
        back = leaf_value(entry)
        return entry if type(back) is type(value) and back == value else None


def _spelling(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return str(value)


class _Blanks:
    """Makes blank entries; a model whose structs contain themselves would never end."""

    def __init__(self) -> None:
        self._left = MOST_ENTRIES

    def entry(self, model: Model, level: int = 0) -> Entry:
        """The blank entry of a model at a level."""
        self._left -= 1
        shape = shape_of(model)
        if shape.kind == UNKNOWN or level >= MOST_LEVELS or self._left < 0:
            return Entry(model, shape, is_kept=True)
        if shape.kind == "ref":
            return Entry(model, shape, model_id=shape.target)
        if shape.kind in ("struct", "tuple"):
            parts = tuple((name, self.entry(inner, level + 1)) for name, inner in shape.parts)
            return Entry(model, shape, parts=parts)
        return Entry(model, shape)
