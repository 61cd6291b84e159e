"""A result as an indented tree of printed lines: what fits on a line stands on one, the rest is opened.

Bounded in depth and in members, so that any result is short; what is left out is named with the path that
shows it. Lines are made one at a time, nothing recurses, and no record is read before its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from karma_tui.results.cuts import Cut, cut
from karma_tui.results.document import Document, Form
from karma_tui.results.line_refs import LineRefs
from karma_tui.results.preview import Kind, Part, is_container, key_text, kind_of, line_of_text, preview
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson
from karma_tui.results.text import path_text
from karma_tui.results.width import cells, fitted

Line = tuple[Part, ...]

_INDENT = "  "
_MEMBERS = 100
"""Members of a value inside of a record that are shown; of the result itself the caller says how many."""
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class TreeLook:
    """How a tree is printed."""

    room: int = 80
    """Cells of a line."""
    depth: int = 4
    """Levels that are opened."""
    first: int = 0
    """The first record that is shown."""
    most: int | None = None
    """Records of the result that are shown; None: all."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Model ids -> names."""
    base: Path = ()
    """Where the document lies in the result that its paths are of."""


def tree_lines(document: Document, look: TreeLook, refs: LineRefs) -> Iterator[Line]:
    """The lines of a tree; the caller tells how much of a list it is that they show."""
    if document.kind is Form.EMPTY:
        yield (Part("empty", Kind.NOTE),)
    elif document.kind is Form.TEXT:
        yield from _text(document, look)
    elif document.kind is Form.LIST and kind_of(document.root) is not Kind.REF:
        if not document.records:
            yield (Part("[]", Kind.PUNCTUATION),)
        stop = document.records if look.most is None else min(document.records, look.first + look.most)
        for slot in range(look.first, stop):
            key = document.cut.key(slot) if document.cut is not None else slot
            yield from _value(document.record_bytes(slot), (*look.base, key), look, refs)
    else:
        yield from _value(document.root, look.base, look, refs, keyed=False)


def _text(document: Document, look: TreeLook) -> Iterator[Line]:
    if document.note:
        yield (Part(document.note, Kind.NOTE),)
    lines = document.cut
    if lines is not None:
        stop = len(lines) if look.most is None else min(len(lines), look.first + look.most)
        for slot in range(look.first, stop):
            yield line_of_text(lines.value(slot))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value that a line is to be made of."""

    value: memoryview
    path: Path
    level: int
    keyed: bool = True


def _value(
    value: memoryview, path: Path, look: TreeLook, refs: LineRefs, *, keyed: bool = True
) -> Iterator[Line]:
    """A value with what is opened of it."""
    waiting: list[Iterator[_Spot | Line]] = [iter([_Spot(value, path, 0, keyed)])]
    while waiting:
        spot = next(waiting[-1], None)
        if spot is None:
            waiting.pop()
        elif not isinstance(spot, _Spot):
            yield spot
        else:
            members = _members(spot.value) if is_container(spot.value) else None
            line, whole = _one_line(spot, look, is_open=members is not None)
            if whole or members is None:
                yield refs.marked(line, spot.value)
            elif spot.level and spot.level >= look.depth:
                more = _more(spot.path)
                room = max(_NARROWEST, look.room - cells(more.text))
                yield (*_cut(refs.marked(line, spot.value), room), more)
            else:
                if spot.keyed:
                    yield _head(spot, members)
                waiting.append(_opened(members, spot.path, spot.level + spot.keyed))


def _members(value: memoryview) -> Cut | None:
    try:
        return cut(value)
    except BrokenJson:
        return None


def _opened(members: Cut, path: Path, level: int) -> Iterator[_Spot | Line]:
    for slot in range(min(len(members), _MEMBERS)):
        yield _Spot(members.value(slot), (*path, members.key(slot)), level)
    left = len(members) - _MEMBERS
    if left > 0:
        yield (Part(_INDENT * level, Kind.PUNCTUATION), Part(f"… {left:,} more", Kind.NOTE), _more(path))


def _more(path: Path) -> Part:
    return Part(f"  \\open {path_text(path)}", Kind.NOTE)


def _key(path: Path) -> Part:
    key = path[-1] if path else ""
    return Part(key_text(key), Kind.NOTE if isinstance(key, int) else Kind.KEY)


def _head(spot: _Spot, members: Cut) -> Line:
    """The line above the members of a value that is opened."""
    count = len(members)
    parts = (Part(_INDENT * spot.level, Kind.PUNCTUATION), _key(spot.path), Part(":", Kind.PUNCTUATION))
    is_list = count > 0 and isinstance(members.key(0), int)
    return (*parts, Part(f" {count:,} item{'' if count == 1 else 's'}", Kind.NOTE)) if is_list else parts


def _one_line(spot: _Spot, look: TreeLook, *, is_open: bool) -> tuple[list[Part], bool]:
    """The value on one line, and whether that is all of it."""
    lead = [Part(_INDENT * spot.level, Kind.PUNCTUATION)] if spot.level else []
    if spot.keyed:
        lead += [_key(spot.path), Part(": ", Kind.PUNCTUATION)]
    room = max(_NARROWEST, look.room - sum(cells(part.text) for part in lead))
    parts = list(preview(spot.value, look.names, room))
    if is_open and sum(cells(part.text) for part in parts) > room:
        return lead + list(_cut(parts, room)), False
    return lead + parts, not is_open or not any("…" in part.text for part in parts)


def _cut(parts: Sequence[Part], room: int) -> Iterator[Part]:
    left = room
    for part in parts:
        text = fitted(part.text, left)
        if text:
            yield Part(text, part.kind)
        left -= cells(part.text)
        if left <= 0:
            return
