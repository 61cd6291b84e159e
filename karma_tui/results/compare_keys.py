"""How records of two results find their counterparts: by id, by another field, as the refs they are.

A field will do if every record of both results has it and no two share it; an id will do even if some
records are there twice. Which field is guessed from some records of either side and then proved on all of
them, in steps, so that it can be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from karma_tui.results.compare_digest import Digests, value_of
from karma_tui.results.decode import Decoded, Members
from karma_tui.results.document import Document, Form
from karma_tui.results.fields import Field
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.rows import Path
from karma_tui.results.scan import Buffer
from karma_tui.results.text import step_text

STEP = 256
"""Records between two chances to stop."""

_SAMPLE = 50
_FEW = 5
"""One record in so many with a counterpart is too few for a guess."""
_MOST = 5
"""Fields that are tried."""

_LIKELY = ("id", "_id", "uuid", "guid", "key", "slug", "code", "number", "email", "name", "title")
_UNLIKELY = frozenset({"created", "updated"})
_REF = re.compile(rb'\[\s*("[A-Za-z0-9_-]+")\s*,\s*("[A-Za-z0-9_-]+")\s*\]')


@dataclass(frozen=True, slots=True)
class Matching:
    """By the field at `path`; by the whole record if that is empty; by position if it is None."""

    path: Path | None = None

    @property
    def words(self) -> str:
        """For reading, after "matched"."""
        if self.path is None:
            return "by position"
        if not self.path:
            return "by what they are"
        return "by id" if self.path == ("id",) else f"by {''.join(map(step_text, self.path))}"


POSITION = Matching()
ID = Matching(("id",))
THEMSELVES = Matching(())


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results, as records to compare: the lines of a text are its records."""

    document: Document

    def __len__(self) -> int:
        document = self.document
        if document.kind is Form.TEXT and document.cut is not None:
            return len(document.cut)
        return document.records

    def value(self, number: int) -> memoryview:
        """A record's text."""
        document = self.document
        if document.kind is Form.TEXT and document.cut is not None:
            return document.cut.value(number)
        return document.record_bytes(number)

    def decoded(self, number: int) -> Decoded:
        """A record's value; never raises, see `value_of`."""
        return value_of(self.value(number))


def candidates(old: Side, new: Side) -> list[Matching]:
    """Ways to match these records, the likeliest first, as far as some of them tell; position is last."""
    if not len(old) or not len(new) or len(old) == len(new) == 1:
        return [POSITION]
    if all(kind_of(record) is Kind.REF for side in (old, new) for record in _sample(side)):
        return [THEMSELVES, POSITION]
    places = [_places(side) for side in (old, new)]
    shared = [path for path in places[0] if path in places[1]]
    ranked = sorted(shared, key=lambda path: (_rank(path), places[0][path] + places[1][path], str(path)))
    return [*(Matching(path) for path in ranked), POSITION]


def find_matching(old: Side, new: Side) -> Iterator[Matching | None]:
    """Gives None while it looks, and at last the way to match: the likeliest that holds for all records.

    A field whose values the two sides hardly share is taken only if it is the id and there is no better one.
    """
    best, most = POSITION, -1
    few = min(len(old), len(new)) // _FEW
    for matching in candidates(old, new)[:_MOST]:
        if matching.path is None:
            continue
        shared: int | None = None
        for found in _shared(old, new, Field(matching.path)):
            shared = found
            yield None
        if shared is not None and shared > most and (shared > few or matching == ID):
            best, most = matching, shared
        if shared is not None and 2 * shared >= min(len(old), len(new)):
            break
    yield best


def keys(side: Side, field: Field) -> Iterator[bytes | None]:
    """What each record is matched by; None where it has no such field."""
    return (key_of(field.of(side.value(number))) for number in range(len(side)))


def key_of(value: Buffer | None) -> bytes | None:
    """Equal for equal values, whatever their spelling."""
    if value is None:
        return None
    text = bytes(value)
    if text[:1] == b'"' and b"\\" not in text:
        return text[:-1]
    if found := _REF.fullmatch(text):
        return b",".join(found.groups())
    return Digests().of(value_of(text))


def _shared(old: Side, new: Side, field: Field) -> Iterator[int | None]:
    """None now and then; at last how many keys both sides have, None if the field does not tell records."""
    seen: list[set[bytes]] = []
    for side in (old, new):
        found: set[bytes] = set()
        for number, key in enumerate(keys(side, field)):
            if key is None or (key in found and field.path != ID.path):
                yield None
                return
            found.add(key)
            if number % STEP == 0:
                yield None
        seen.append(found)
    yield sum(1 for key in seen[0] if key in seen[1])


def _sample(side: Side) -> list[memoryview]:
    size = len(side)
    return [side.value(number) for number in range(0, size, max(1, size // _SAMPLE))][:_SAMPLE]


def _places(side: Side) -> dict[Path, int]:
    """Fields that all records of the sample have, and no two of them the same; with where they stand."""
    places: dict[Path, int] | None = None
    seen: dict[Path, set[bytes]] = {}
    for record in _sample(side):
        here: dict[Path, int] = {}
        for at, (path, value) in enumerate(_simple(value_of(record))):
            key = Digests().of(value)
            if key not in seen.setdefault(path, set()) or path == ID.path:
                seen[path].add(key)
                here[path] = at
        places = here if places is None else {path: at for path, at in places.items() if path in here}
    return places or {}


def _simple(record: Decoded) -> Iterator[tuple[Path, Decoded]]:
    """The fields of a record and of its `value` that may tell records apart: strings, whole numbers, refs."""
    for name, value in record.pairs if isinstance(record, Members) else ():
        if _tells(value):
            yield (name,), value
        if name == "value" and isinstance(value, Members):
            yield from (((name, inner), field) for inner, field in value.pairs if _tells(field))


def _tells(value: Decoded) -> bool:
    if isinstance(value, list):
        return len(value) == 2 and all(isinstance(part, str) for part in value)
    return isinstance(value, int | str) and not isinstance(value, bool)


def _rank(path: Path) -> int:
    name = str(path[-1]).casefold()
    if path == ("id",):
        return -1
    if name in _LIKELY:
        return _LIKELY.index(name)
    if name in _UNLIKELY:
        return len(_LIKELY) + 2
    return len(_LIKELY) + (0 if name.endswith("id") else 1)
