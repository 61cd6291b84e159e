"""From a form back to a value, with everything that is wrong in it and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.forms.entry import Entry, Place, leaf_value
from karma_tui.schema.forms.shape import UNKNOWN
from karma_tui.schema.forms.values import Misfit, doubles, leaf_misfit, misfits


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at an entry: its place in the form, its path for people, and a sentence."""

    place: Place
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a form; it can be sent if there are no problems."""

    value: Json
    problems: tuple[Problem, ...]


def read_form(root: Entry, dialect: Dialect = Dialect.V1) -> Reading:
    """The value of a form and its problems in reading order."""
    reader = _Reader(dialect)
    value = reader.value(root, (), "")
    return Reading(value, tuple(reader.problems))


def joined(path: str, name: str, kind: str) -> str:
    """The path of a part of a container: `author.name`, `tags[0]`, `words["a"]`."""
    if kind in ("list", "set", "tuple"):
        return f"{path}[{name}]"
    if kind == "map":
        return f'{path}["{name}"]'
    return f"{path}.{name}" if path and name else path or name


@lru_cache(maxsize=64)  # a form is read at every edit, and what is kept may be big and does not change
def _kept_misfits(entry: Entry, dialect: Dialect) -> tuple[Misfit, ...]:
    return tuple(misfits(entry.model, entry.kept, dialect))


class _Reader:
    """Collects problems while it reads; entries are bounded in depth."""

    def __init__(self, dialect: Dialect) -> None:
        self.problems: list[Problem] = []
        self._dialect = dialect

    def value(self, entry: Entry, place: Place, path: str) -> Json:
        """The value of an entry."""
        kind = entry.kind
        if entry.is_kept:
            return self._kept(entry, place, path)
        if kind == "null":
            return None
        if kind == "optional":
            return self.value(entry.parts[0][1], (*place, 0), path) if entry.parts else None
        if entry.is_leaf:
            return self._leaf(entry, place, path)
        if kind == "union" and not entry.parts:
            self._note(place, path, f"Choose one case of: {', '.join(name for name, _ in entry.shape.parts)}")
            return {}
        return self._container(entry, place, path)

    def _kept(self, entry: Entry, place: Place, path: str) -> Json:
        if entry.text:
            self._note(place, path, "This text cannot be read as a value")
            return entry.kept
        if entry.kind == UNKNOWN and entry.kept is None:
            self._note(place, path, "Write a value as text")
            return None
        for found in _kept_misfits(entry, self._dialect):
            inside = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found.path)
            self._note(place, f"{path}{inside}".lstrip("."), found.message)
        return entry.kept

    def _leaf(self, entry: Entry, place: Place, path: str) -> Json:
        if entry.kind == "ref":
            is_pair = self._dialect is Dialect.V1
            value: Json = [entry.model_id, entry.text] if is_pair else entry.text
            if not entry.text:
                self._note(place, path, "Choose a record")
            return value
        value = leaf_value(entry)
        why = leaf_misfit(entry.shape, value, self._dialect)
        if why:
            self._note(place, path, why)
        return value

    def _container(self, entry: Entry, place: Place, path: str) -> Json:
        kind = entry.kind
        names: list[str] = []
        values: list[Json] = []
        for index, (name, inner) in enumerate(entry.parts):
            shown = str(index) if kind in ("list", "set", "tuple") else name
            if kind == "map" and name in names:
                self._note((*place, index), joined(path, shown, kind), "This key is there already")
            names.append(name)
            values.append(self.value(inner, (*place, index), joined(path, shown, kind)))
        if kind == "set":
            for index in doubles(values):
                self._note((*place, index), joined(path, str(index), kind), "This is in the set already")
        if kind in ("list", "set", "tuple"):
            return values
        return {
            name: value
            for (name, inner), value in zip(entry.parts, values, strict=True)
            if kind != "struct" or value is not None or not inner.shape.nullable
        }

    def _note(self, place: Place, path: str, message: str) -> None:
        self.problems.append(Problem(place, path, message))
