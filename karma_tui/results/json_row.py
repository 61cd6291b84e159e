"""One line of the JSON view as data: its parts, safe to show; long strings are cut and their length told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from karma_tui.results.json_piece import Piece
from karma_tui.results.json_reading import Sort
from karma_tui.results.preview import (
    Kind,
    Names,
    Part,
    count_members,
    kind_of,
    line_of_text,
    preview,
    size_text,
)
from karma_tui.results.scan import first
from karma_tui.results.strings import decode_string, utf8, visible

LONGEST: Final = 2_000
"""Characters of a string or number that are shown."""
_MEASURABLE: Final = 1 << 20
_UNITS: Final = re.compile(rb'"(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u]){0,2000}', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A line without its indentation, of `depth` levels. `is_open` says that it begins a container."""

    depth: int
    parts: tuple[Part, ...]
    is_open: bool = False
    is_folded: bool = False


def text_row(line: memoryview) -> JsonRow:
    """A line of an answer that is no JSON."""
    return JsonRow(0, line_of_text(line))


def bracket_row(depth: int, key: memoryview, value: memoryview, comma: bool) -> JsonRow:
    """The opening line of a long container."""
    opening = "{" if _is_object(value) else "["
    return JsonRow(depth, (*_key(key), Part(opening, Kind.PUNCTUATION)), is_open=True)


def closing_row(depth: int, key: memoryview, value: memoryview, comma: bool) -> JsonRow:
    """The closing line of a long container."""
    closing = "}" if _is_object(value) else "]"
    return JsonRow(depth, (Part(closing + _comma(comma), Kind.PUNCTUATION),))


def folded_row(depth: int, key: memoryview, value: memoryview, comma: bool, count: int | None) -> JsonRow:
    """A container on one line, with its number of members, or its size if they were not counted."""
    return JsonRow(depth, (*_key(key), *_folded(value, comma, count)), is_open=True, is_folded=True)


def piece_row(piece: Piece, at: int, depth: int, key: memoryview, comma: bool, names: Names) -> JsonRow:
    """A line of a piece; `key` and `comma` are those of the whole piece in what contains it."""
    line = piece.lines[at]
    if line.sort is Sort.BROKEN:
        return JsonRow(depth, (*(_key(key) if at == 0 else ()), Part(visible(piece.text(at)), Kind.TEXT)))
    is_folded = at in piece.folded
    last = line.mate if is_folded else at
    has_comma = piece.lines[last].comma or (comma and last == len(piece.lines) - 1)
    value = piece.value(at)
    before = _key(key if at == 0 else piece.key(at))
    depth += line.depth
    if is_folded:
        return JsonRow(depth, (*before, *_folded(value, has_comma, None)), is_open=True, is_folded=True)
    if line.sort is Sort.OPEN:
        opening = Part("{" if _is_object(value) else "[", Kind.PUNCTUATION)
        return JsonRow(depth, (*before, opening, *_ref_note(value, names)), is_open=True)
    if line.sort is Sort.SCALAR:
        ending = (Part(",", Kind.PUNCTUATION),) if has_comma else ()
        return JsonRow(depth, (*before, *scalar(value), *ending))
    return JsonRow(
        depth, (*before, Part(piece.text(at).rstrip(",")[-2:].lstrip() + _comma(has_comma), Kind.PUNCTUATION))
    )


def scalar(value: memoryview) -> tuple[Part, ...]:
    """A string, number or word as it was sent; what is too long is cut and its whole length named."""
    kind = kind_of(value)
    if len(value) <= LONGEST:
        return (Part(visible(utf8(value)), kind),)
    if kind is not Kind.STRING:
        note = Part(f"… ({len(value):,} characters)", Kind.NOTE)
        return Part(visible(utf8(value[:LONGEST])), kind), note
    found = _UNITS.match(value)
    head = utf8(found.group()) if found is not None else '"'
    length = size_text(len(value))
    if len(value) <= _MEASURABLE:
        text = decode_string(value)
        if len(text) + 2 <= LONGEST:
            return (Part(visible(utf8(value)), kind),)
        length = f"{len(text):,} characters"
    return Part(visible(head.rstrip(_HALF)) + "…", kind), Part(f" ({length})", Kind.NOTE)


_HALF: Final = "".join(map(chr, range(0xDC80, 0xDD00)))
"""What half a character becomes at the end of a cut."""


def _folded(value: memoryview, comma: bool, count: int | None) -> tuple[Part, ...]:
    text = "{…}" if _is_object(value) else "[…]"
    members = count_members(value) if count is None else count
    noun = "member" if _is_object(value) else "item"
    plural = "" if members == 1 else "s"
    note = size_text(len(value)) if members is None else f"{members:,} {noun}{plural}"
    return Part(text + _comma(comma), Kind.PUNCTUATION), Part(f" {note}", Kind.NOTE)


def _ref_note(value: memoryview, names: Names) -> tuple[Part, ...]:
    """What a reference is called."""
    if kind_of(value) is not Kind.REF:
        return ()
    return (Part("  " + "".join(part.text for part in preview(value, names)), Kind.NOTE),)


def _key(spelled: memoryview) -> tuple[Part, ...]:
    if not len(spelled):
        return ()
    shown = (Part(part.text, Kind.KEY if part.kind is Kind.STRING else part.kind) for part in scalar(spelled))
    return *shown, Part(": ", Kind.PUNCTUATION)


def _is_object(value: memoryview) -> bool:
    return first(value) == b"{"


def _comma(comma: bool) -> str:
    return "," if comma else ""
