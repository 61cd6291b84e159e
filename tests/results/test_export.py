"""Golden files hold the bytes of each format; laws hold that nothing is lost on the way."""

from __future__ import annotations

import csv as standard_csv
import io
import json
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import UsageError
from karma_tui.results.chart_fields import candidates
from karma_tui.results.columns import Column
from karma_tui.results.document import Document
from karma_tui.results.export import Format, Options, export, format_of
from karma_tui.results.export_columns import (
    ExportColumn,
    RowReader,
    Survey,
    given_columns,
    opened_by,
    spread,
)
from karma_tui.results.intake import Intake
from karma_tui.results.text import pretty
from tests.results.strategies import SPELLED

GOLDEN = Path(__file__).parent / "golden"


def written(document: Document, wanted: Format, options: Options | None = None) -> bytes:
    return b"".join(chunk.data for chunk in export(document, wanted, options or Options()))


def nasty() -> Document:
    return Document.from_bytes((GOLDEN / "nasty.json").read_bytes())


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (Format.PRETTY, "nasty.pretty.json"),
        (Format.NDJSON, "nasty.ndjson"),
        (Format.CSV, "nasty.csv"),
        (Format.MARKDOWN, "nasty.md"),
    ],
)
def test_the_bytes_of_a_format_are_those_of_its_golden_file(wanted: Format, name: str) -> None:
    assert written(nasty(), wanted) == (GOLDEN / name).read_bytes()


def test_json_as_received_is_what_was_received() -> None:
    assert written(nasty(), Format.JSON) == (GOLDEN / "nasty.json").read_bytes().strip()


def test_text_that_is_no_json_can_only_be_written_as_it_is() -> None:
    document = Document.from_bytes(b"<html>oops")
    assert written(document, Format.JSON) == b"<html>oops"
    with pytest.raises(UsageError):
        written(document, Format.CSV)


@pytest.mark.parametrize("wanted", [Format.JSON, Format.PRETTY, Format.NDJSON, Format.CSV, Format.MARKDOWN])
def test_an_empty_answer_is_an_empty_file(wanted: Format) -> None:
    assert written(Document.from_bytes(b""), wanted) == b""


def test_an_empty_list_stays_one() -> None:
    document = Document.from_bytes(b"[]")
    assert written(document, Format.PRETTY) == b"[]\n"
    assert written(document, Format.NDJSON) == b""


def test_picked_records_are_written_in_their_order() -> None:
    document = Document.from_bytes(b'[{"a":1},{"a":2},{"a":3}]').picked(array("q", [2, 0]))
    assert written(document, Format.CSV) == b"a\r\n3\r\n1\r\n"
    assert written(document, Format.JSON) == b'[{"a":3},{"a":1}]'


def test_given_columns_are_written_with_their_titles_only() -> None:
    document = Document.from_bytes(b'[{"a":{"b":1,"c":2},"d":3},{"a":5}]')
    columns = given_columns([Column(("d",)), Column(("a", "b"))], lambda path: str(path[-1]))
    assert written(document, Format.CSV, Options(columns)) == b"d,b\r\n3,1\r\n,\r\n"


def test_titles_are_never_the_same() -> None:
    document = Document.from_bytes(b'[{"id":1,"value":{"id":2}}]')
    assert written(document, Format.CSV).splitlines()[0] == b"$.id,$.value.id"


def test_formulas_are_guarded_only_if_asked_for() -> None:
    document = Document.from_bytes(b'[{"a":"=1+2","n":-5}]')
    assert written(document, Format.CSV) == b"a,n\r\n=1+2,-5\r\n"
    assert written(document, Format.CSV, Options(guard_formulas=True)) == b"a,n\r\n'=1+2,-5\r\n"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.CSV", Format.CSV),
        ("b.jsonl", Format.NDJSON),
        ("c.md", Format.MARKDOWN),
        ("csv", None),
        ("d.x", None),
    ],
)
def test_the_end_of_a_name_tells_the_format(name: str, wanted: Format | None) -> None:
    assert format_of(name) is wanted


@given(st.lists(SPELLED.map(lambda pair: pair[0]), max_size=6))
@settings(max_examples=80, deadline=None)
def test_indenting_record_by_record_is_indenting_the_whole(records: list[str]) -> None:
    text = f"[{','.join(records)}]".encode()
    document = Document.from_bytes(text)
    assert written(document, Format.PRETTY) == (pretty(text) + "\n").encode()


@given(st.lists(SPELLED.map(lambda pair: pair[0]), max_size=6))
@settings(max_examples=80, deadline=None)
def test_ndjson_is_one_line_for_each_record_with_the_same_values(records: list[str]) -> None:
    document = Document.from_bytes(f"[{','.join(records)}]".encode())
    lines = written(document, Format.NDJSON).split(b"\n")
    assert lines.pop() == b""
    again = Document.from_bytes(b"[" + b",".join(lines) + b"]")
    assert list(again.iter_records()) == list(document.iter_records())


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
FIELDS = st.none() | st.booleans() | st.integers() | TEXTS | st.lists(st.integers(), max_size=2)


@given(st.lists(st.dictionaries(TEXTS, FIELDS, min_size=1, max_size=4), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_csv_read_with_its_quotes_gives_everything_back(records: list[dict[str, object]]) -> None:
    document = Document.from_bytes(json.dumps(records, ensure_ascii=False).encode())
    text = written(document, Format.CSV).decode()
    cells = _cells_with_quotes(text)
    plain = list(standard_csv.reader(io.StringIO(text, newline="")))
    assert [[cell for cell, _ in row] for row in cells] == plain
    titles = [cell for cell, _ in cells[0]]
    keys = list(dict.fromkeys(key for record in records for key in record))
    assert len(titles) == len(keys)
    for record, row in zip(records, cells[1:], strict=True):
        for key, (cell, is_quoted) in zip(keys, row, strict=True):
            if key not in record:
                assert (cell, is_quoted) in [("", False), ("", True)] and (not is_quoted or len(keys) == 1)
            elif isinstance(record[key], str):
                assert cell == record[key]
                assert is_quoted or not _is_json(cell)
            else:
                assert json.loads(cell) == record[key]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _cells_with_quotes(text: str) -> list[list[tuple[str, bool]]]:
    """RFC 4180, read by its grammar; whether a cell was in quotes is kept."""
    rows: list[list[tuple[str, bool]]] = [[]]
    at = 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"' or text[end + 1 : end + 2] == '"':
                end += 2 if text[end] == '"' else 1
            rows[-1].append((text[at + 1 : end].replace('""', '"'), True))
            at = end + 1
        else:
            end = min(place for place in (text.find(",", at), text.find("\r\n", at)) if place >= 0)
            rows[-1].append((text[at:end], False))
            at = end
        if text[at] == ",":
            at += 1
            if text[at : at + 2] == "\r\n":
                rows[-1].append(("", False))
                at += 2
                rows.append([])
        else:
            at += 2
            rows.append([])
    return rows[:-1]


def test_columns_are_those_of_all_records_of_a_long_list() -> None:
    records = [b'{"a":%d}' % number for number in range(3_000)] + [b'{"late":1}']
    intake = Intake(first_block=64, block=256)
    intake.feed(b"[" + b",".join(records) + b"]")
    chunks = list(export(intake.finish(), Format.CSV))
    assert b"".join(chunk.data for chunk in chunks).startswith(b"a,late\r\n0,\r\n")
    assert [chunk.done for chunk in chunks] == sorted(chunk.done for chunk in chunks)
    assert chunks[-1].done == chunks[-1].total
    assert max(len(chunk.data) for chunk in chunks) < 20_000


def test_parquet_has_exact_types_where_they_fit_and_text_elsewhere() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    from pyarrow.parquet import read_table

    table = read_table(io.BytesIO(written(nasty(), Format.PARQUET)))
    found = {field.name: (str(field.type), field.metadata[b"karma"].decode()) for field in table.schema}
    assert found["n"] == ("int64", "int64")
    assert found["big"] == ("uint64", "uint64")
    assert found["f"] == ("double", "float64")
    assert found["long"] == ("string", "number")
    assert found["b"] == ("bool", "bool")
    assert found["s"] == ("string", "text")
    assert found["mixed"] == ("string", "json")
    rows = table.to_pylist()
    assert rows[0]["big"] == 18446744073709551615
    assert rows[0]["long"] == "3.14159265358979323846264338327950288"
    assert [row["mixed"] for row in rows][:2] == ['"1"', "1"]


def test_without_pyarrow_the_hint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError) as caught:
        written(nasty(), Format.PARQUET)
    assert "karma-tui[parquet]" in caught.value.hint


def test_a_column_of_its_own_shows_only_what_has_no_members() -> None:
    column = ExportColumn((), "value", own=True)
    assert column.of({(): memoryview(b'{"a":1}')}) is None
    assert column.of({(): memoryview(b"{}")}) == b"{}"


@given(st.lists(SPELLED.map(lambda pair: pair[0]), min_size=1, max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_quick_readers_find_what_the_slow_one_does(records: list[str], nested: bool) -> None:
    if nested:
        records = [f'{{"id":1,"value":{record},"created":""}}' for record in records]
    document = Document.from_bytes(f"[{','.join(records)}]".encode())
    quick, slow = Survey(document), Survey(document)
    for _ in quick.steps():
        pass
    for _ in slow.steps(lambda values, flat: None):
        pass
    columns = quick.columns()
    assert columns == slow.columns()
    reader = RowReader([column for column in columns if not column.own])
    for record in document.iter_bytes():
        values = spread(record, opened_by(columns))
        expected = [column.of(values) for column in columns if not column.own]
        assert [None if it is None else bytes(it) for it in reader.read(record)] == [
            None if it is None else bytes(it) for it in expected
        ]


@pytest.mark.parametrize("wanted", [Format.NDJSON, Format.CSV, Format.TSV, Format.MARKDOWN, Format.PRETTY])
def test_bytes_that_are_no_utf8_are_no_fault_in_keys_nor_values(wanted: Format) -> None:
    document = Document.from_bytes(b'[{"a":"x\xffy","k\xff":1},{"a":"\xc3"}]')
    assert b"y" in written(document, wanted)
    assert candidates(document)
