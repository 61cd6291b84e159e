from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.results import json_section
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.json_lines import JsonLines
from karma_tui.results.json_piece import Piece
from karma_tui.results.json_reading import count_lines
from karma_tui.results.json_row import JsonRow, scalar
from karma_tui.results.preview import Kind
from karma_tui.results.strings import visible
from karma_tui.results.text import pretty
from tests.results.strategies import SPELLED


def spelled_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def counted(document: Document) -> JsonLines:
    lines = JsonLines(document)
    while (section := lines.counting) is not None:
        chunk = section.unknown()
        assert chunk is not None
        lines.learn(section, chunk, section.counted(chunk))
    return lines


def text(rows: list[JsonRow]) -> str:
    """The rows as text, without what is only told about them."""
    return "\n".join(
        "  " * row.depth + "".join(part.text for part in row.parts if part.kind is not Kind.NOTE)
        for row in rows
    )


def pretty_shown(data: memoryview) -> str:
    return "\n".join(visible(line) for line in pretty(data).split("\n"))


@given(SPELLED)
def test_the_lines_of_a_piece_are_those_of_the_pretty_text(spelled: tuple[str, Any]) -> None:
    data = memoryview(spelled_bytes(spelled[0]).strip())
    piece = Piece(data)
    lines = ["  " * line.depth + piece.text(at) for at, line in enumerate(piece.lines)]
    assert "\n".join(lines) == pretty(data)
    assert count_lines(data) == len(piece.lines)


def check_whole(document: Document) -> None:
    lines = counted(document)
    rows = lines.window(0, 1_000_000)
    assert len(rows) == len(lines)
    assert text(rows) == pretty_shown(document.text())
    for index in range(len(lines)):
        spot = lines.spot(index)
        assert lines.index_of(spot) == index
        assert lines.row(spot) == rows[index]
        path = lines.path(spot)
        lines.value(spot)
        found = lines.find(path)
        assert found is not None
        if len(set(map(str, path))) == len(path):  # doubled keys lead to the first of them
            assert lines.index_of(found) <= index


@given(SPELLED)
def test_the_lines_of_a_result_are_those_of_its_pretty_text(spelled: tuple[str, Any]) -> None:
    check_whole(Document.from_bytes(spelled_bytes(spelled[0])))


@given(SPELLED)
@settings(max_examples=200, deadline=None)
def test_long_values_have_the_same_lines_as_short_ones(spelled: tuple[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_section, "SMALL", 12)
        check_whole(Document.from_bytes(spelled_bytes(spelled[0])))


def nested(number: int) -> dict[str, Any]:
    return {"n": number, "tags": ["a"] * (number % 5), "geo": {"lat": 1, "deep": {"x": [number]}}}


RECORDS = [nested(number) for number in range(80)]
DOCUMENT = Document.from_bytes(json.dumps(RECORDS).encode())


@given(st.lists(st.tuples(st.integers(0, 5_000), st.sampled_from("fuma")), max_size=12))
@settings(max_examples=40, deadline=None)
def test_folding_keeps_numbers_and_lines_together(steps: list[tuple[int, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_section, "SMALL", 200)
        lines = JsonLines(DOCUMENT)
        for at, step in steps:
            spot = lines.spot(at % len(lines))
            container = lines.container(spot)
            if step == "f":
                lines.fold(spot)
            elif step == "u":
                lines.unfold(spot)
            elif container is not None:
                lines.fold_members(container, step == "m")
        while (section := lines.counting) is not None:
            chunk = section.unknown()
            assert chunk is not None
            lines.learn(section, chunk, section.counted(chunk))
        rows = lines.window(0, 1_000_000)
        assert len(rows) == len(lines)
        for index in range(0, len(lines), max(1, len(lines) // 50)):
            assert lines.index_of(lines.spot(index)) == index
            assert lines.row(lines.spot(index)) == rows[index]
        root = lines.find(())
        assert root is not None
        lines.unfold(root)
        lines.fold_members(root, False)
        assert text(lines.window(0, 1_000_000)) == pretty_shown(DOCUMENT.root)


def test_a_folded_container_says_how_much_is_in_it() -> None:
    lines = counted(Document.from_bytes(b'{"a":{"x":1,"y":2},"b":[1],"c":3}'))
    for path in (("a",), ("b",)):
        spot = lines.find(path)
        assert spot is not None
        assert lines.fold(spot)
        assert not lines.fold(spot)
    shown = ["".join(part.text for part in row.parts) for row in lines.window(0, 9)]
    assert shown == ["{", '"a": {…}, 2 members', '"b": […], 1 item', '"c": 3', "}"]
    spot = lines.find(("a", "y"))
    assert spot is not None
    assert lines.path(spot) == ("a", "y")
    assert len(lines) == 8


def test_a_line_is_found_though_nothing_is_counted() -> None:
    lines = JsonLines(Document.from_bytes(json.dumps([nested(number) for number in range(20_000)]).encode()))
    assert lines.counting is not None
    spot = lines.find((15_000, "geo", "deep", "x", 0))
    assert spot is not None
    assert lines.path(spot) == (15_000, "geo", "deep", "x", 0)
    index = lines.index_of(spot)
    assert lines.spot(index) == spot
    assert bytes(lines.value(spot)) == b"15000"
    end = lines.spot(len(lines) - 1)
    assert lines.path(lines.spot(lines.index_of(end))) == lines.path(end)


def test_places_stay_while_lines_are_counted() -> None:
    records = [{"n": number, "many": list(range(number % 90))} for number in range(3_000)]
    lines = JsonLines(Document.from_bytes(json.dumps(records).encode()))
    spot = lines.find((2_500, "n"))
    assert spot is not None
    while (section := lines.counting) is not None:
        assert lines.path(lines.spot(lines.index_of(spot))) == (2_500, "n")
        exact = lines.exact
        assert text(lines.window(exact - 1, 1)) == pretty(DOCUMENT.root)[:1] or exact > 1
        chunk = section.unknown()
        assert chunk is not None
        lines.learn(section, chunk, section.counted(chunk))
    assert lines.exact == len(lines) == pretty(lines.document.root).count("\n") + 1
    assert lines.index_of(spot) == pretty(lines.document.root).split("\n").index('    "n": 2500,')


def test_filtered_and_sorted_records_keep_their_places() -> None:
    lines = counted(DOCUMENT.picked(array("q", [7, 3])))
    assert text(lines.window(0, 1_000)) == pretty_shown(lines.document.text())
    spot = lines.find((3, "n"))
    assert spot is not None
    assert lines.path(spot) == (3, "n")
    assert lines.find((4, "n")) is None


def test_a_list_that_comes_in_grows() -> None:
    texts = [json.dumps(nested(number)).encode() for number in range(400)]
    intake = Intake(first_block=2_000, block=2_000)
    intake.feed(b"[" + b",".join(texts[:100]) + b",")
    assert intake.blocks is not None
    lines = JsonLines(Document.of_blocks(intake.blocks))
    spot = lines.find((10, "n"))
    intake.feed(b",".join(texts[100:]) + b"]")
    whole = intake.finish()
    assert lines.grow() > 0
    while (section := lines.counting) is not None:
        chunk = section.unknown()
        assert chunk is not None
        lines.learn(section, chunk, section.counted(chunk))
    assert text(lines.window(0, 1_000_000)) == pretty_shown(whole.text())
    assert spot is not None
    assert lines.path(lines.spot(lines.index_of(spot))) == (10, "n")


def test_a_huge_container_waits_folded_until_it_is_wanted() -> None:
    items = [{"n": number} for number in range(200_000)]
    lines = JsonLines(Document.from_bytes(json.dumps({"a": 1, "items": items}).encode()))
    shown = ["".join(part.text for part in row.parts) for row in lines.window(0, 9)]
    assert shown[:2] == ["{", '"a": 1,']
    assert shown[2].startswith('"items": […] ')
    spot = lines.find(("items", 150_000, "n"))
    assert spot is not None
    assert bytes(lines.value(spot)) == b"150000"
    assert len(lines) > 500_000


def test_a_record_with_one_long_string_is_not_folded() -> None:
    lines = counted(Document.from_bytes(json.dumps([{"s": "y" * 5_000_000, "n": 1}, {"n": 2}]).encode()))
    shown = ["".join(part.text for part in row.parts) for row in lines.window(0, 9)]
    assert shown[2].endswith("… (5.0 MB),")
    assert len(shown[2]) < 3_000
    assert shown[3] == '"n": 1'


def test_nesting_of_any_depth_is_shown() -> None:
    deep = b"[" * 10_000 + b"1" + b"]" * 10_000
    lines = counted(Document.from_bytes(b'{"deep":' + deep + b"}"))
    assert len(lines) == 20_003
    spot = lines.spot(10_001)
    assert len(lines.path(spot)) == 10_001
    assert bytes(lines.value(spot)) == b"1"
    assert lines.find(lines.path(spot)) == spot


@pytest.mark.parametrize("inside", [b"[{]}", b"{1}", b"[1 2]", b'{"a"}'])
def test_a_broken_record_is_shown_as_it_is(inside: bytes) -> None:
    document = Document.from_bytes(b"[1," + inside + b",2]")
    lines = counted(document)
    rows = lines.window(0, 100)
    assert len(rows) == len(lines)
    assert rows[1].parts[0].text == "1"
    for index in range(len(lines)):
        assert lines.index_of(lines.spot(index)) <= index


def test_text_is_shown_line_by_line() -> None:
    lines = counted(Document.from_bytes(b"not\x1b[31m json\nsecond"))
    assert [row.parts[0].text for row in lines.window(0, 9)] == ["not␛[31m json", "second"]
    assert lines.path(lines.spot(1)) == (2,)
    assert lines.find((2,)) == lines.spot(1)
    assert len(JsonLines(Document.from_bytes(b""))) == 0


@pytest.mark.parametrize("length", [1_999, 2_000, 30_000, 2_000_000])
@pytest.mark.parametrize("sign", ["x", "é", "\u0007", "\U0001f600"])
def test_a_long_string_is_cut_between_its_characters(length: int, sign: str) -> None:
    parts = scalar(memoryview(json.dumps(sign * length).encode()))
    shown = "".join(part.text for part in parts)
    assert "\\x" not in shown
    assert len(parts) == 1 or parts[1].kind is Kind.NOTE
    assert len(shown) < 2_000 * 13


def test_a_number_of_any_length_is_told_with_its_length() -> None:
    assert scalar(memoryview(b"9" * 1_500))[0].text == "9" * 1_500
    assert scalar(memoryview(b"9" * 9_000))[1].text == "… (9,000 characters)"
