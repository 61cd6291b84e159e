"""The bytes of every format, fixed by files: `golden/NAME.json` is what a server sent, `golden/NAME.FORMAT`
what is written. UPDATE_GOLDEN=1 writes them anew; look at the difference before it is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.cli.running.formats import written
from karma_tui.cli.running.pages import PAGED, written_pages
from karma_tui.errors import KarmaError
from karma_tui.lang.check.labels import TypeLabel
from karma_tui.lang.nodes import Dialect
from karma_tui.results.document import Document

_FOLDER = Path(__file__).parent / "golden"
_CASES = sorted(path.stem for path in _FOLDER.glob("*.json"))
_LISTS = [name for name in _CASES if (_FOLDER / f"{name}.json").read_bytes().startswith(b"[")]
_FORMATS = ("pretty", "ndjson", "csv", "tsv", "markdown", "table", "text", "raw")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


def _untyped() -> tuple[TypeLabel | None, Dialect]:
    return None, Dialect.V1


def _bytes(body: bytes, wanted: str) -> bytes:
    return b"".join(written(body, wanted, _untyped))


def _pages(records: list[bytes], many: int) -> Iterator[Document]:
    for start in range(0, len(records) + 1, many):
        yield Document.from_bytes(b"[" + b",".join(records[start : start + many]) + b"]")


@pytest.mark.parametrize("wanted", _FORMATS)
@pytest.mark.parametrize("case", _CASES)
def test_a_format_writes_the_bytes_of_its_file(case: str, wanted: str) -> None:
    try:
        found = _bytes((_FOLDER / f"{case}.json").read_bytes(), wanted)
    except KarmaError as error:
        found = f"refused: {error}\n".encode()
    expected = _FOLDER / f"{case}.{wanted}"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_bytes(found)
    assert found == expected.read_bytes()


@pytest.mark.parametrize("case", _CASES)
def test_json_is_what_was_sent_and_a_line_end(case: str) -> None:
    body = (_FOLDER / f"{case}.json").read_bytes()
    assert _bytes(body, "json") == body + b"\n"


@pytest.mark.parametrize("many", [1, 2, 100])
@pytest.mark.parametrize("wanted", sorted(PAGED))
@pytest.mark.parametrize("case", _LISTS)
def test_pages_come_to_the_same_bytes_as_the_whole(case: str, wanted: str, many: int) -> None:
    body = (_FOLDER / f"{case}.json").read_bytes()
    records = [bytes(record) for record in Document.from_bytes(body).iter_bytes()]
    assert b"".join(written_pages(_pages(records, many), wanted)) == _bytes(body, wanted)


@given(st.lists(_JSON, max_size=12), st.integers(1, 5), st.sampled_from(sorted(PAGED)))
def test_pages_of_any_list_come_to_the_same_bytes_as_the_whole(
    values: list[object], many: int, wanted: str
) -> None:
    records = [json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() for value in values]
    whole = _bytes(b"[" + b",".join(records) + b"]", wanted)
    assert b"".join(written_pages(_pages(records, many), wanted)) == whole


def test_a_text_of_five_megabytes_comes_through_every_format() -> None:
    text = 'wide 日本 and "quotes", ' * 200_000
    body = json.dumps(text, ensure_ascii=False).encode()
    doubled = text.replace('"', '""')
    expected = {
        "json": body + b"\n",
        "pretty": body + b"\n",
        "ndjson": body + b"\n",
        "raw": text.encode(),
        "csv": f'value\r\n"{doubled}"\r\n'.encode(),
        "tsv": f"value\n{text}\n".encode(),
        "markdown": f"| value |\n| --- |\n| {text} |\n".encode(),
        "text": body + b"\n",
    }
    for wanted, content in expected.items():
        found = _bytes(body, wanted)
        assert hashlib.sha256(found).digest() == hashlib.sha256(content).digest(), wanted


def test_a_server_that_ends_its_line_itself_gets_no_second_end() -> None:
    assert _bytes(b"[1]\n", "json") == b"[1]\n"


def test_what_is_no_json_is_never_lost() -> None:
    assert _bytes(b"<html>", "json") == b"<html>\n"
    assert _bytes(b"<html>", "pretty") == b"<html>\n"
    assert _bytes(b"<html>", "raw") == b"<html>"
