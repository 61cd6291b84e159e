"""A record with the metadata that `metarialize` puts around it: whose record it is, and since when.

Servers of dialect 1.0 write an id as a pair, `[model, record]`; those of 0.1 write the record's id alone and
the model's beside it (spec kvm-1.0 §6, kvm-0.1 §5). Nothing is decoded but the metadata.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.results.cuts import Cut, cut
from karma_tui.results.decode import Decoded, decode
from karma_tui.results.document import Document, Form
from karma_tui.results.fields import Field
from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string

_KEYS = frozenset({"id", "model", "created", "updated", "value"})


@dataclass(frozen=True, slots=True)
class Ref:
    """Which record: the ids of its model and its own."""

    model_id: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A record with its metadata; times as the server wrote them, `value` as sent."""

    ref: Ref
    created: str
    updated: str
    value: memoryview


def envelope_of(data: Buffer) -> Envelope | None:
    """The record with metadata that a value is; None if it is anything else."""
    if first(data) != b"{" or not is_container(data):
        return None
    whole = memoryview(data)
    found: dict[str, memoryview] = {}
    try:
        for key_start, key_end, start, end in members(whole):
            key = decode_string(bytes(whole[key_start:key_end]))
            if key not in _KEYS:
                return None
            found[key] = whole[start:end]
        if not {"id", "value"} <= found.keys():
            return None
        told = {key: decode(found[key]) for key in _KEYS - {"value"} if key in found}
    except BrokenJson:
        return None
    ref = _ref(told.get("id"), told.get("model"))
    if ref is None:
        return None
    return Envelope(ref, _text(told.get("created")), _text(told.get("updated")), found["value"])


def ref_of(data: Buffer, model_id: str = "") -> Ref | None:
    """The reference that a value is: a pair of ids, or, if it is known into which model it leads, an id."""
    if len(data) > 1000 or first(data) not in (b"[", b'"'):
        return None
    try:
        told = decode(data)
    except BrokenJson:
        return None
    return _ref(told, model_id)


def value_at(document: Document, path: Path) -> memoryview | None:
    """The value at a path of a whole result, as sent; None if there is none."""
    if not path:
        return document.root
    if document.kind is not Form.LIST:
        found = Field(path).of(document.root)
    elif isinstance(path[0], int) and 0 <= path[0] < document.records:
        found = Field(path[1:]).of(document.record_bytes(path[0]))
    else:
        return None
    return None if found is None else memoryview(found)


def envelope_around(document: Document, path: Path) -> tuple[Envelope, Path] | None:
    """The innermost record with metadata that the value at a path is in, and the path to it."""
    for steps in range(len(path), -1, -1):
        if steps == 0 and document.kind is Form.LIST:
            return None
        value = value_at(document, path[:steps])
        found = envelope_of(value) if value is not None else None
        if found is not None:
            return found, path[:steps]
    return None


def members_of_record(record: memoryview) -> Cut:
    """What is shown of a record with metadata: the members of its value, or of all if that has none."""
    found = envelope_of(record)
    return cut(found.value if found is not None and is_container(found.value) else record)


def _ref(told: Decoded, model: Decoded) -> Ref | None:
    if isinstance(told, list) and len(told) == 2:
        model_id, record_id = told
        if isinstance(model_id, str) and isinstance(record_id, str):
            return Ref(model_id, record_id)
        return None
    if isinstance(told, str) and isinstance(model, str) and model:
        return Ref(model, told)
    return None


def _text(told: Decoded) -> str:
    return told if isinstance(told, str) else ""
