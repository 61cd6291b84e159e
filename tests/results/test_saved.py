"""Files of any kind of JSON are read as what they are, in whatever pieces they come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document, Form
from karma_tui.results.saved import SavedIntake


def read(data: bytes, piece: int = 7, block: int = 16) -> Document:
    intake = SavedIntake(first_block=block, block=block)
    for start in range(0, len(data), piece):
        intake.feed(data[start : start + piece])
    return intake.finish()


def values(document: Document) -> list[Any]:
    return [json.loads(bytes(record)) for record in document.iter_bytes()]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, min_size=2, max_size=8), st.integers(1, 30), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_lines_are_records(records: list[Any], piece: int, ending: str) -> None:
    data = "".join(json.dumps(record) + ending for record in records).encode()
    document = read(data, piece)
    assert document.kind is Form.LIST
    assert values(document) == records


@given(st.lists(JSON, max_size=8), st.integers(1, 30), st.sampled_from([None, 0, 2]))
def test_a_list_is_a_list_however_it_is_laid_out(records: list[Any], piece: int, indent: int | None) -> None:
    document = read(json.dumps(records, indent=indent).encode() + b"\n", piece)
    assert document.kind is Form.LIST
    assert values(document) == records


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4), st.sampled_from([None, 2]))
def test_an_object_is_one_value(value: dict[str, Any], indent: int | None) -> None:
    document = read(json.dumps(value, indent=indent).encode() + b"\n")
    assert document.kind is Form.VALUE
    assert values(document) == [value]


def test_a_byte_order_mark_is_no_line() -> None:
    assert values(read(b'\xef\xbb\xbf{"a":1}\n{"a":2}\n')) == [{"a": 1}, {"a": 2}]


def test_lists_in_lines_are_records() -> None:
    assert values(read(b"[1,2]\n[3]\n")) == [[1, 2], [3]]


@pytest.mark.parametrize("broken", [b'{"a":', b"1,2", b"oops", b"1 2"])
def test_a_broken_line_is_named_and_all_is_shown_as_text(broken: bytes) -> None:
    lines = [b'{"a":1}'] * 9 + [broken] + [b'{"a":2}'] * 9
    document = read(b"\n".join(lines) + b"\n")
    assert document.kind is Form.TEXT
    assert "Line 10 " in document.note
    assert document.cut is not None
    assert [bytes(document.cut.value(at)) for at in range(len(document.cut))] == lines


@pytest.mark.parametrize("text", [b"hello\nworld\n", b'{"a":1', b"[1,2", b'[{"a":1},\n{"a":\n', b"1 2"])
def test_what_is_no_json_is_text(text: bytes) -> None:
    document = read(text)
    assert document.kind is Form.TEXT
    assert document.note


def test_an_empty_file_is_empty() -> None:
    assert read(b"").kind is Form.EMPTY


def test_the_first_lines_are_there_before_the_last_came() -> None:
    intake = SavedIntake(first_block=16, block=16)
    assert intake.feed(b'{"a":1}\n{"a":2}\n{"a":3}\n{"a')
    assert isinstance(intake.blocks, Blocks)
    assert len(intake.blocks) == 3
