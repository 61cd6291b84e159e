"""Answers that come in pieces are the same results as answers that come whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.blocks import Blocks
from karma_tui.results.cuts import cut
from karma_tui.results.document import Document, Form
from karma_tui.results.intake import Intake
from karma_tui.results.rows import Rows
from tests.results.strategies import SPACES, SPELLED

RECORD = b'{"id":"a","tags":[{"k":"},{\\"id\\":"},{"k":2}]}'


def taken_in(body: bytes, *, pieces: int = 7, first_block: int = 16, block: int = 64) -> Document:
    intake = Intake(first_block, block)
    for start in range(0, len(body), pieces):
        intake.feed(body[start : start + pieces])
    return intake.finish()


def records(document: Document) -> list[bytes]:
    return [bytes(document.record_bytes(index)) for index in range(document.records)]


@given(st.lists(SPELLED.map(lambda spelled: spelled[0]), max_size=20), SPACES, st.integers(1, 40))
def test_any_list_is_the_same_in_pieces(items: list[str], space: str, pieces: int) -> None:
    body = f"{space}[{space}{f'{space},{space}'.join(items)}{space}]{space}".encode()
    whole, parts = Document.from_bytes(body), taken_in(body, pieces=pieces)
    assert (parts.kind, parts.note) == (whole.kind, whole.note)
    assert records(parts) == records(whole)
    assert bytes(parts.text()).strip() == bytes(whole.text()).strip()


@given(SPELLED.map(lambda spelled: spelled[0].encode()), st.binary(max_size=6), st.integers(0, 200))
def test_a_broken_answer_in_pieces_loses_nothing(record: bytes, dirt: bytes, at: int) -> None:
    body = b"[" + b",".join([record] * 9) + b"]"
    body = body[:at] + dirt + body[at + 1 :]
    assert bytes(taken_in(body).text()).strip() == bytes(Document.from_bytes(body).text()).strip()


@pytest.mark.parametrize(
    "body", [b"", b" ", b"17", b'{"a": [1,2,3,4,5,6,7,8,9,10]}', b"[]", b"[1,2,]", b"[1"]
)
def test_what_is_no_long_list_is_read_at_the_end(body: bytes) -> None:
    assert taken_in(body) == Document.from_bytes(body)
    assert Intake().blocks is None


def test_records_can_be_looked_at_while_more_come() -> None:
    intake = Intake(first_block=16, block=256)
    grown = [intake.feed(piece) for piece in (b"[" + RECORD + b",", RECORD + b",", RECORD + b",")]
    assert grown[0] and isinstance(intake.blocks, Blocks)
    assert Document.of_blocks(intake.blocks).record_bytes(0) == RECORD


def test_a_separator_inside_a_record_parts_nothing() -> None:
    body = b"[" + b",".join([RECORD] * 50) + b"]"
    document = taken_in(body, block=120)
    assert records(document) == [RECORD] * 50
    assert bytes(document.text()) == body


def test_a_record_longer_than_a_block_waits_until_it_is_whole() -> None:
    long = b'"' + b"x" * 5000 + b'"'
    assert records(taken_in(b"[" + b",".join([b"1", long, b"2"]) + b"]")) == [b"1", long, b"2"]


def test_what_a_server_writes_against_the_book_is_a_record_too() -> None:
    assert (
        records(taken_in(b"[" + b",".join([b"NaN", b'"\\ud800"', b"-Inf"] * 30) + b"]"))
        == [
            b"NaN",
            b'"\\ud800"',
            b"-Inf",
        ]
        * 30
    )


def test_a_list_that_is_cut_off_becomes_text_with_a_note() -> None:
    body = b"[" + b",".join([RECORD] * 50)
    document = taken_in(body)
    assert document.kind is Form.TEXT
    assert "not JSON" in document.note
    assert bytes(document.text()) == body


def test_rows_grow_with_what_comes_and_keep_what_is_open() -> None:
    intake = Intake(first_block=16, block=64)
    intake.feed(b"[" + RECORD + b",")
    assert intake.blocks is not None
    rows = Rows(Document.of_blocks(intake.blocks))
    rows.expand(1)
    assert [row.key for row in rows.window(0, 9)] == ["", "0", "id", "tags"]
    intake.feed(b",".join([RECORD] * 6) + b",")
    before = len(rows)
    more = rows.grow()
    assert more == len(intake.blocks) - 1
    assert len(rows) == before + more
    assert [row.key for row in rows.window(0, 6)] == ["", "0", "id", "tags", "1", "2"]
    assert rows.path(len(rows) - 1) == (len(intake.blocks) - 1,)
    rows.collapse(1)
    assert len(rows) == len(intake.blocks) + 1


@pytest.mark.parametrize("form", ['[{"a":[%s]}]', '[{"a":1},{"a":[%s]},{"b":2}]'])
def test_of_a_very_long_record_the_end_is_waited_for(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (form % ",".join(f'{{"b":{at}}}' for at in range(600_000))).encode()
    read: list[int] = []

    def noted(data: Any, **how: Any) -> Any:
        read.append(len(data))
        return cut(data, **how)

    monkeypatch.setattr("karma_tui.results.intake.cut", noted)
    intake = Intake()
    for start in range(0, len(body), 1 << 16):
        intake.feed(body[start : start + (1 << 16)])
    assert sum(read) < 40_000_000 and max(read) < 3_000_000
    document = intake.finish()
    assert b"".join(document.pieces()) == body
    assert [len(document.record_bytes(at)) for at in range(document.records)] == [
        len(json.dumps(it, separators=(",", ":"))) for it in json.loads(body)
    ]
