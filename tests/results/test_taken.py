"""What can be taken along of a place."""

from __future__ import annotations

from array import array

import pytest

from karma_tui.errors import UsageError
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.rows import Path
from karma_tui.results.taken import Spot, Take, how_much, jq_path, take

LIST = Document.from_bytes(b'[{"a":"x\\ny", "n":12345678901234567890.0},{"odd key":[1, -0]}]')


def spot(document: Document, path: Path, value: bytes | None = None) -> Spot:
    return Spot(document, path, None if value is None else memoryview(value))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "."),
        ((0,), ".[0]"),
        ((0, "a"), ".[0].a"),
        (("a", "odd key"), '.a["odd key"]'),
        (("-",), '.["-"]'),
    ],
)
def test_a_path_is_one_of_jq(path: Path, text: str) -> None:
    assert jq_path(path) == text


def test_a_string_is_its_characters_and_anything_else_json_with_all_digits() -> None:
    assert take(spot(LIST, (0, "a"), b'"x\\ny"'), Take.VALUE) == "x\ny"
    assert take(spot(LIST, (0, "a"), b'"x\\ny"'), Take.JSON) == '"x\\ny"'
    assert take(spot(LIST, (0, "n"), b"12345678901234567890.0"), Take.VALUE) == "12345678901234567890.0"
    assert take(spot(LIST, (1, "odd key"), b"[1, -0]"), Take.JSON) == "[1,-0]"
    assert take(spot(LIST, (1, "odd key"), b"[1, -0]"), Take.PRETTY) == "[\n  1,\n  -0\n]"


def test_the_root_of_a_list_in_blocks_is_all_of_it() -> None:
    intake = Intake(first_block=8, block=8)
    for piece in (b"[1,2,3,4,5,6,", b"7,8,9,10,11,12,", b"13,14]"):
        intake.feed(piece)
    document = intake.finish()
    whole = bytes(document.text()).decode()
    assert take(Spot(document, (), document.root), Take.JSON) == whole
    assert take(Spot(document, (), document.root), Take.ALL_JSON) == whole


def test_a_place_without_its_value_is_looked_up() -> None:
    assert take(spot(LIST, (1, "odd key", 1)), Take.JSON) == "-0"
    with pytest.raises(UsageError):
        take(spot(LIST, (1, "none")), Take.JSON)


def test_a_key_is_the_last_step() -> None:
    assert take(spot(LIST, (1, "odd key", 0)), Take.KEY) == "0"
    assert take(spot(LIST, (1, "odd key")), Take.KEY) == "odd key"
    with pytest.raises(UsageError):
        take(spot(LIST, ()), Take.KEY)


def test_a_record_is_found_from_any_place_in_it() -> None:
    assert take(spot(LIST, (1, "odd key", 0)), Take.RECORD_NDJSON) == '{"odd key":[1,-0]}\n'
    assert take(spot(Document.from_bytes(b'{"a": 1}'), ("a",)), Take.RECORD_NDJSON) == '{"a":1}\n'
    with pytest.raises(UsageError):
        take(spot(LIST, ()), Take.RECORD_JSON)


def test_of_picked_records_those_are_taken_and_numbers_stay() -> None:
    picked = LIST.picked(array("q", [1]))
    assert take(spot(picked, (1,)), Take.RECORD_NDJSON) == '{"odd key":[1,-0]}\n'
    assert take(spot(picked, (1,)), Take.ALL_NDJSON) == '{"odd key":[1,-0]}\n'
    with pytest.raises(UsageError):
        take(spot(picked, (0,)), Take.RECORD_JSON)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 characters"),
        ("x", "1 character"),
        ("a\nb\n", "2 lines, 4 characters"),
        ("é" * 1200, "1,200 characters"),
    ],
)
def test_how_much_is_told_in_lines_and_characters(text: str, told: str) -> None:
    assert how_much(text) == told
