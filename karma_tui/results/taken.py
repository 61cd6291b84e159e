"""What can be taken along of a place in a result: its value, its name, its record, as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.errors import UsageError
from karma_tui.results.document import Document, Form
from karma_tui.results.export import Format, export
from karma_tui.results.fields import Field
from karma_tui.results.rows import Path
from karma_tui.results.text import compact, path_text, plain, pretty


class Take(StrEnum):
    """What to take."""

    VALUE = "value"
    JSON = "json"
    PRETTY = "pretty"
    KEY = "key"
    PATH = "path"
    EXPRESSION = "expression"
    RECORD_JSON = "record_json"
    RECORD_NDJSON = "record_ndjson"
    RECORD_KVM = "record_kvm"
    ALL_JSON = "all_json"
    ALL_NDJSON = "all_ndjson"


NAMES = {
    Take.VALUE: "the value",
    Take.JSON: "the value as JSON",
    Take.PRETTY: "the value as indented JSON",
    Take.KEY: "the key",
    Take.PATH: "the path",
    Take.EXPRESSION: "the expression",
    Take.RECORD_JSON: "the record as JSON",
    Take.RECORD_NDJSON: "the record as NDJSON",
    Take.RECORD_KVM: "the record as KVM text",
    Take.ALL_JSON: "all as JSON",
    Take.ALL_NDJSON: "all as NDJSON",
}
"""As they are told."""

MOST_COPIED = 64 << 20
"""Bytes of a result up to which it is put together to be copied; a longer one belongs into a file."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a result: `document` as it is shown, picked or not; `path` in the whole result."""

    document: Document
    path: Path
    value: memoryview | None
    """As sent; of the root of a list only its beginning."""

    @property
    def in_list(self) -> bool:
        """Whether the place is in a record of a list."""
        return self.document.kind is Form.LIST and bool(self.path)


def jq_path(path: Path) -> str:
    """A path as jq takes it: `.[0].value.title`."""
    text = path_text(path).removeprefix("$")
    return text if text.startswith(".") else f".{text}"


def take(spot: Spot, wanted: Take) -> str:
    """The text of all but KVM text and expressions. Raises UsageError where there is no such thing."""
    match wanted:
        case Take.PATH:
            return jq_path(spot.path)
        case Take.KEY:
            if not spot.path:
                raise UsageError("There is no key here", "The whole result has no name.")
            return str(spot.path[-1])
        case Take.VALUE | Take.JSON | Take.PRETTY:
            value = whole_value(spot)
            return {Take.VALUE: plain, Take.JSON: compact, Take.PRETTY: pretty}[wanted](value)
        case Take.RECORD_JSON:
            return pretty(record(spot))
        case Take.RECORD_NDJSON:
            return compact(record(spot)) + "\n"
        case Take.ALL_JSON:
            return _all(spot.document, Format.JSON)
        case Take.ALL_NDJSON:
            return _all(spot.document, Format.NDJSON)
    raise ValueError(wanted)


def whole_value(spot: Spot) -> memoryview:
    """The value of the place, put together if need be. Raises UsageError if there is none."""
    if not spot.path:
        _check(spot.document.size)
        return spot.document.text()
    value = spot.value
    if value is None and spot.in_list:  # a view without values keeps the place of the one before
        found = Field(spot.path[1:]).of(record(spot))
        value = None if found is None else memoryview(found)
    if value is None:
        raise UsageError("There is no value here")
    _check(len(value))
    return value


def record(spot: Spot) -> memoryview:
    """The record that the place is in. Raises UsageError outside of any."""
    if spot.document.kind is Form.VALUE:
        return spot.document.root
    number = slot(spot)
    if number is None:
        raise UsageError("There is no record here", "Go to a record or to one of its fields first.")
    return spot.document.record_bytes(number)


def slot(spot: Spot) -> int | None:
    """Where the record of the place is among those that are shown."""
    if not spot.in_list or spot.document.cut is None:
        return None
    number = spot.path[0]
    if not isinstance(number, int):
        return None
    from karma_tui.results.opened import slot_of

    return slot_of(spot.document.cut, number)


def how_much(text: str) -> str:
    """How much a text is: `12 characters`, `3 lines, 1,204 characters`."""
    lines = text.count("\n") + (not text.endswith("\n"))
    characters = f"{len(text):,} character" + ("" if len(text) == 1 else "s")
    return f"{lines:,} lines, {characters}" if lines > 1 else characters


def _all(document: Document, wanted: Format) -> str:
    _check(document.size)
    return b"".join(_data(document, wanted)).decode("utf-8", "surrogateescape")


def _data(document: Document, wanted: Format) -> Iterator[bytes]:
    return (chunk.data for chunk in export(document, wanted))


def _check(size: int) -> None:
    if size > MOST_COPIED:
        raise UsageError(
            "This is too much for a clipboard",
            f"It has {size:,} bytes; up to {MOST_COPIED:,} are copied.",
            "Export it to a file instead.",
        )
