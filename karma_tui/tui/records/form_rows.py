"""A form as rows: what stands in each, and what can be done there. No widgets.

An optional and what it holds share a row; containers have a row of their own above those of their parts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.schema.forms.entry import Entry, Place
from karma_tui.schema.forms.reading import joined
from karma_tui.schema.forms.shape import UNKNOWN, Shape, shape_of

_LONGEST = 200
"""Characters of a value in its row."""
_ITEMS = ("list", "set", "map")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of a form.

    `place` is that of the outermost entry of the row (an optional, where there is one), `inner` that of what
    is edited. `parent` is the kind of the container it is a part of.
    """

    place: Place
    inner: Place
    depth: int
    name: str
    path: str
    value: str
    kind: str
    """The kind of what is edited; `optional` where that is absent."""
    type_text: str
    parent: str = ""
    is_optional: bool = False
    is_missing: bool = False
    """There is nothing yet: absent, or not filled in."""
    opens: bool | None = None
    """Whether its parts are shown; None if it has none."""

    @property
    def is_item(self) -> bool:
        """Whether it can be removed from its container."""
        return self.parent in _ITEMS

    @property
    def is_text(self) -> bool:
        """Whether Enter edits it as a line of text."""
        return self.kind in ("string", "dateTime", "float", *INTEGER_RANGES)


def rows_of(
    root: Entry, names: Mapping[str, str], labels: Mapping[str, str], closed: Collection[Place] = ()
) -> list[FormRow]:
    """The rows of a form, top down. A struct at the root has none of its own.

    `names` are those of models by id, `labels` those of records by id, as far as they are known.
    """
    rows: list[FormRow] = []
    maker = _Maker(names, labels, closed, rows)
    if root.kind == "struct" and not root.is_kept:
        maker.parts(root, (), 0, "")
    else:
        maker.entry(root, (), 0, "", "value", "")
    return rows


class _Maker:
    """Walks entries, whose depth is bounded."""

    def __init__(
        self,
        names: Mapping[str, str],
        labels: Mapping[str, str],
        closed: Collection[Place],
        rows: list[FormRow],
    ) -> None:
        self._names = names
        self._labels = labels
        self._closed = closed
        self._rows = rows

    def parts(self, entry: Entry, place: Place, depth: int, path: str) -> None:
        """The rows of a container's parts."""
        for index, (name, inner) in enumerate(entry.parts):
            shown = str(index) if entry.kind in ("list", "set", "tuple") else name
            self.entry(inner, (*place, index), depth, joined(path, shown, entry.kind), shown, entry.kind)

    def entry(self, entry: Entry, place: Place, depth: int, path: str, name: str, parent: str) -> None:
        """The row of an entry and those of its parts."""
        outer, inner_place, is_optional = entry, place, False
        while entry.kind == "optional" and not entry.is_kept:
            is_optional = True
            if not entry.parts:
                break
            entry, inner_place = entry.parts[0][1], (*inner_place, 0)
        is_absent = entry.kind == "optional" and not entry.is_kept
        is_open = None if entry.is_leaf or not entry.parts or is_absent else place not in self._closed
        self._rows.append(
            FormRow(
                place,
                inner_place,
                depth,
                f'"{name}"'
                if parent == "map"
                else f"[{name}]"
                if parent in ("list", "set", "tuple")
                else name,
                path,
                self._value(entry),
                "text" if entry.is_kept else entry.kind,
                self._type(outer.shape),
                parent,
                is_optional,
                is_absent or self._is_blank(entry),
                is_open,
            )
        )
        if is_open:
            self.parts(entry, inner_place, depth + 1, path)

    def _value(self, entry: Entry) -> str:
        kind, count = entry.kind, len(entry.parts)
        if entry.is_kept:
            return _kept(entry)
        if kind == "optional":
            return "absent"
        if kind == "ref" and entry.text:
            label = self._labels.get(entry.text, "")
            model = self._names.get(entry.model_id, entry.model_id)
            return f"→{model} {label} {entry.text}" if label else f"→{model} {entry.text}"
        if kind == "string":
            return _string(entry.text)
        if kind == "union":
            return entry.parts[0][0] if entry.parts else ""
        if kind in _ITEMS:
            return f"{count:,} item{'' if count == 1 else 's'}"
        return "null" if kind == "null" else "" if kind in ("struct", "tuple") else entry.text

    def _is_blank(self, entry: Entry) -> bool:
        if entry.is_kept:
            return not entry.text and entry.kept is None
        if entry.kind == "union":
            return not entry.parts
        return entry.is_leaf and entry.kind != "string" and not entry.text

    def _type(self, shape: Shape) -> str:
        """The type in a few words."""
        words = ["unique"] if shape.unique else []
        while shape.kind in ("optional", "list", "set", "map") and shape.inner is not None:
            words.append("optional" if shape.kind == "optional" else f"{shape.kind} of")
            shape = shape_of(shape.inner)
        if shape.kind == "ref":
            words.append(f"→{self._names.get(shape.target, shape.target) or 'any'}")
        else:
            words.append("any" if shape.kind == UNKNOWN else shape.kind)
        return " ".join(words)


def _shown_name(name: str, parent: str) -> str:
    if parent == "map":
        return dump_json(name)
    return f"[{name}]" if parent in ("list", "set", "tuple") else name


def _string(text: str) -> str:
    """The string in quotes; of a long one the beginning, and how long it is."""
    if len(text) <= _LONGEST:
        return dump_json(text)
    return f"{dump_json(text[:_LONGEST])}… {len(text):,} characters"


def _kept(entry: Entry) -> str:
    """What is edited as text only: a big value is told by its size."""
    value = entry.kept
    if isinstance(value, (list, dict)) and value:
        kind = "list" if isinstance(value, list) else "struct"
        return f"{kind} of {len(value):,}, as text"
    return _string(value) if isinstance(value, str) else _cut(dump_json(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
