from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from karma_tui.lang.nodes import Number
from karma_tui.results.decode import Decoded, Members, decode
from karma_tui.results.document import Document, Form
from karma_tui.results.scan import BrokenJson
from karma_tui.results.text import compact, path_text, plain, pretty
from tests.results.strategies import SPELLED

DEEP = 10_000


@given(SPELLED)
def test_any_spelling_is_read_as_the_value_it_stands_for(spelled: tuple[str, Decoded]) -> None:
    text, value = spelled
    document = Document.from_bytes(text.encode("utf-8"))
    assert decode(document.root) == value
    if isinstance(value, list):
        assert list(document.iter_records()) == value


@given(SPELLED)
def test_layout_changes_no_value_and_no_digit(spelled: tuple[str, Decoded]) -> None:
    text, value = spelled
    body = text.encode("utf-8")
    for laid_out in (pretty(body), compact(body)):
        assert decode(laid_out.encode("utf-8")) == value


@given(SPELLED)
def test_own_layout_equals_that_of_msgspec(spelled: tuple[str, Decoded]) -> None:
    text, _ = spelled
    try:
        expected = msgspec.json.format(text, indent=2)
    except msgspec.DecodeError:
        return
    awkward = f"[{text},NaN]".encode()
    lines = "\n".join("  " + line for line in expected.split("\n"))
    assert pretty(awkward) == f"[\n{lines},\n  NaN\n]"


@pytest.mark.parametrize("number", ["18446744073709551616", "0.10", "1e400", "-0", "9" * 5000, "+Inf", "NaN"])
def test_numbers_keep_their_text(number: str) -> None:
    document = Document.from_bytes(f"[{number}]".encode())
    assert bytes(document.record_bytes(0)) == number.encode()
    assert str(document.record(0)) == number


def test_duplicate_keys_are_kept_in_order() -> None:
    value = Document.from_bytes(b'{"b": 1, "a": 2, "b": 3}').record(0)
    assert value == Members((("b", 1), ("a", 2), ("b", 3)))
    assert isinstance(value, Members) and value.get("b") == 3 and "c" not in value


@pytest.mark.parametrize("bracket", ["[]", "{}"])
def test_depth_is_no_limit(bracket: str) -> None:
    opening = "[" if bracket == "[]" else '{"a":'
    body = (opening * DEEP + "1" + bracket[1] * DEEP).encode()
    document = Document.from_bytes(body)
    assert document.kind in (Form.LIST, Form.VALUE)
    assert compact(document.root).encode() == body
    value, depth = document.record(0), 0
    while isinstance(value, list | Members):
        value = value[0] if isinstance(value, list) else value.get("a")
        depth += 1
    assert value == 1 and depth == (DEEP - 1 if bracket == "[]" else DEEP)


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_answer_has_no_records(body: bytes) -> None:
    document = Document.from_bytes(body)
    assert (document.kind, document.records) == (Form.EMPTY, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"karma.run 1.0.0\n",
        b"<html></html>",
        b"[1, 2",
        b"[1] 2",
        b"[1,]",
        b'{"a" 1}',
        b"[1}",
        b'"open',
        b"nul",
    ],
)
def test_what_is_no_json_is_shown_as_text_with_a_note(body: bytes) -> None:
    document = Document.from_bytes(body)
    assert (document.kind, document.records) == (Form.TEXT, 0)
    assert "not JSON" in document.note
    with pytest.raises(IndexError):
        document.record(0)


def test_a_byte_order_mark_does_not_hide_json() -> None:
    assert Document.from_bytes(b"\xef\xbb\xbf[1]\n").record(0) == 1


def test_bytes_that_are_not_utf_8_stay_recognisable() -> None:
    document = Document.from_bytes(b'["a\xff"]')
    assert document.record(0) == "a\udcff"


@pytest.mark.parametrize("body", [b"", b"[1", b"[1 2]", b'{"a":}', b"{1:2}", b"[1}", b"1 2", b"[,1]", b"]"])
def test_decoding_refuses_what_is_broken(body: bytes) -> None:
    with pytest.raises(BrokenJson):
        decode(body)


def test_plain_text_of_a_string_is_its_characters() -> None:
    assert plain(b'"a\\n\\u003c"') == "a\n<"
    assert plain(b'"\\q"') == "\\q"
    assert plain(b"[1]") == "[\n  1\n]"


def test_paths_are_written_for_copying() -> None:
    assert path_text(()) == "$"
    assert path_text((0, "value", "a b", "\x1b")) == '$[0].value["a b"]["\\u001b"]'


def test_non_finite_numbers_are_numbers() -> None:
    assert Document.from_bytes(b"[-Inf]").record(0) == Number("-Inf")
