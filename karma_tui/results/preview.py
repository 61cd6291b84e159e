"""What a row says about a value without opening it: a short text in parts that can be coloured by kind.

Every function looks at a bounded beginning of the value, so a row costs the same for a record of a
hundred bytes and one of a hundred megabytes. null, "", [] and {} all look different from each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.results.cuts import cut
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string, quoted, utf8, visible

HEAD = 4096
"""Bytes of a container that its preview looks at."""
COUNTABLE = 32 * 1024
"""Bytes up to which a closed container's members are counted; beyond, its size is shown."""
PREVIEW_WIDTH = 100
"""Characters after which a preview of a container ends with an ellipsis."""
LEAF_WIDTH = 500
"""Characters of a string shown in its own row."""
MEMBER_WIDTH = 40
"""Characters of a string shown inside a preview, and of a key."""
_MEASURABLE = 1024 * 1024


class Kind(StrEnum):
    """What a value, or a part of a row's text, is; names the style a face gives to it."""

    NULL = "null"
    BOOL = "bool"
    NUMBER = "number"
    STRING = "string"
    LIST = "list"
    OBJECT = "object"
    REF = "ref"
    TEXT = "text"
    KEY = "key"
    PUNCTUATION = "punctuation"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row's text, safe to show."""

    text: str
    kind: Kind


Names = Mapping[str, str]
"""Model ids to the names a reader knows them by; ids that are missing are shown themselves."""

_FIRST_BYTE = {
    ord("n"): Kind.NULL,
    ord("t"): Kind.BOOL,
    ord("f"): Kind.BOOL,
    ord('"'): Kind.STRING,
    ord("["): Kind.LIST,
    ord("{"): Kind.OBJECT,
    **dict.fromkeys(b"-+0123456789NI", Kind.NUMBER),
}
_REF = re.compile(rb'\[\s*"([A-Za-z0-9_-]{16,40})"\s*,\s*"([A-Za-z0-9_-]{16,40})"\s*\]')
_LONGEST_REF = 120
_BLANK = (b" ", b"\t", b"\r", b"\n")
_METADATA = re.compile(
    rb'\{"created":"[^"\\]{0,40}","id":(?:\["([A-Za-z0-9_-]{1,40})",)?"([A-Za-z0-9_-]{1,40})"\]?,'
    rb'"model":(?:\["[A-Za-z0-9_-]{1,40}",)?"([A-Za-z0-9_-]{1,40})"\]?,"updated":"[^"\\]{0,40}","value":'
)
"""The beginning of a record with metadata, as servers write it; `value` is the last of its fields."""
_PLAIN_KEY = re.compile(r"(?![ {\[→])(?:[^\s\",:]|[,: ](?=\S))++")
"""A key that can be told from what is around it; others have quotes."""
_STRING_UNITS = re.compile(rb'"(?:[^"\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+', re.DOTALL)


def kind_of(data: Buffer) -> Kind:
    """The kind of a value by its first byte; a list of two ids is taken for a reference (notes 13)."""
    kind = _FIRST_BYTE.get(data[0], Kind.TEXT) if len(data) else Kind.TEXT
    if kind is Kind.LIST and len(data) <= _LONGEST_REF and _REF.fullmatch(data):
        return Kind.REF
    return kind


def is_container(data: Buffer) -> bool:
    """Whether the value has members to be shown on rows of their own; an empty one has none."""
    return first(data) in (b"[", b"{") and bytes(data[1:64]).lstrip()[:1] not in (b"]", b"}")


def key_text(key: str | int) -> str:
    """A member's key, safe to show and bounded; in quotes where it could be taken for something else."""
    if not isinstance(key, str):
        return str(key)
    text = _shortened(key, MEMBER_WIDTH)
    return visible(text) if _PLAIN_KEY.fullmatch(text) else quoted(text)


def count_members(data: Buffer) -> int | None:
    """How many members a container has; None where it is too big to be counted in passing, or broken."""
    if len(data) > COUNTABLE:
        return None
    try:
        return len(cut(data))
    except BrokenJson:
        return None


def preview(data: Buffer, names: Names, width: int = PREVIEW_WIDTH) -> tuple[Part, ...]:
    """The parts a row shows for a value, about `width` characters of them if it is a container."""
    kind = kind_of(data)
    around = _METADATA.match(data) if kind is Kind.OBJECT else None
    if around is not None:
        return (*_identity(around, names), *_of_record(data[around.end() :], names, width))
    return _preview(data, kind, names, width)


def _preview(data: Buffer, kind: Kind, names: Names, width: int) -> tuple[Part, ...]:
    if kind in (Kind.LIST, Kind.OBJECT):
        return tuple(_container(data, kind, names, width))
    if kind is Kind.STRING:
        return _string(data, LEAF_WIDTH)
    return (_scalar(data, kind, names, LEAF_WIDTH),)


def line_of_text(data: Buffer) -> tuple[Part, ...]:
    """A line of an answer that is not JSON."""
    head = utf8(data[: LEAF_WIDTH * 4])
    if len(head) <= LEAF_WIDTH and len(data) <= LEAF_WIDTH * 4:
        return (Part(visible(head), Kind.TEXT),)
    note = f"… ({len(data):,} bytes)"
    return Part(visible(head[:LEAF_WIDTH]), Kind.TEXT), Part(note, Kind.NOTE)


def size_text(size: int) -> str:
    """A number of bytes for reading, in decimal units."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"


def _identity(around: re.Match[bytes], names: Names) -> tuple[Part, ...]:
    """Which record it is, in place of its metadata; those who open it see all of that."""
    model, record, model_apart = around.groups()
    known = (model if model is not None else model_apart).decode("ascii")
    return (
        Part(f"→ {visible(names.get(known, known))}/{record.decode('ascii')}", Kind.REF),
        Part("  ", Kind.PUNCTUATION),
    )


def _of_record(rest: Buffer, names: Names, width: int) -> tuple[Part, ...]:
    """The value of a record with metadata, which is all that follows but a bracket."""
    end = len(rest) - 1
    while end > 0 and bytes(rest[end - 1 : end]) in _BLANK:
        end -= 1
    value = memoryview(rest)[:end]
    return _preview(value, kind_of(value), names, width)


def _container(data: Buffer, kind: Kind, names: Names, width: int) -> list[Part]:
    opening, closing = ("{", "}") if kind is Kind.OBJECT else ("[", "]")
    if not is_container(data):
        return [Part(opening + closing, Kind.PUNCTUATION)]
    head = data[:HEAD]
    parts = [Part(opening, Kind.PUNCTUATION)]
    used, more = 0, False
    try:
        for key_start, key_end, start, end in members(head):
            if used:
                parts.append(Part(", ", Kind.PUNCTUATION))
            if used >= width or (used and kind is Kind.LIST and first(head[start:end]) in (b"[", b"{")):
                more = True
                break
            member = _member(head[key_start:key_end], head[start:end], names)
            parts.extend(member)
            used += 2 + sum(len(part.text) for part in member)
    except BrokenJson:
        more = True  # the head ends here, or the value is broken: what was found is shown
        if used:
            parts.append(Part(", ", Kind.PUNCTUATION))
    if more:
        parts.append(Part("…", Kind.PUNCTUATION))
    parts.append(Part(closing, Kind.PUNCTUATION))
    if len(data) > COUNTABLE:
        parts.append(Part(f" {size_text(len(data))}", Kind.NOTE))
    return parts


def _member(key: Buffer, value: Buffer, names: Names) -> list[Part]:
    parts: list[Part] = []
    if len(key):
        parts = [Part(key_text(decode_string(key)), Kind.KEY), Part(": ", Kind.PUNCTUATION)]
    kind = kind_of(value)
    if kind is Kind.STRING:
        text = decode_string(value)
        return [*parts, Part(quoted(_shortened(text, MEMBER_WIDTH)), Kind.STRING)]
    if kind in (Kind.LIST, Kind.OBJECT):
        inside = "…" if is_container(value) else ""
        text = f"{{{inside}}}" if kind is Kind.OBJECT else f"[{inside}]"
        return [*parts, Part(text, Kind.PUNCTUATION)]
    return [*parts, _scalar(value, kind, names, MEMBER_WIDTH)]


def _scalar(data: Buffer, kind: Kind, names: Names, width: int) -> Part:
    if kind is Kind.REF and (found := _REF.fullmatch(data)):
        model, record = (part.decode("ascii") for part in found.groups())
        return Part(f"→ {visible(names.get(model, model))}/{record}", kind)
    text = utf8(data[: width * 4 + 4])
    return Part(visible(_shortened(text, width)), kind)


def _string(data: Buffer, width: int) -> tuple[Part, ...]:
    """A string in its own row; one that is too long is cut, and its whole length named."""
    if len(data) <= width:
        return (Part(quoted(decode_string(data)), Kind.STRING),)
    if len(data) <= _MEASURABLE:
        text = decode_string(data)
        if len(text) <= width:
            return (Part(quoted(text), Kind.STRING),)
        head, length = text[:width], f"{len(text):,} characters"
    else:
        found = _STRING_UNITS.match(data[: width * 6])
        units = found.group() if found is not None else b'"'
        head, length = decode_string(units + b'"')[:width], size_text(len(data))
    head = head.rstrip("".join(map(chr, range(0xD800, 0xDC00))))
    return Part(quoted(head)[:-1] + "…", Kind.STRING), Part(f" ({length})", Kind.NOTE)


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
