"""What the row of a record with metadata says: which record it is, and what is in it."""

from __future__ import annotations

import pytest

from karma_tui.results.preview import Kind, preview

NAMES = {"MMMMMMMMMMMMMMMM": "book"}
_TIMES = b'"created":"2026-11-27T21:55:34Z",'
V1 = (
    b"{"
    + _TIMES
    + b'"id":["MMMMMMMMMMMMMMMM","RRRRRRRRRRRRRRRR"],"model":["YYYYYYYYYYYYYYYY","MMMMMMMMMMMMMMMM"],'
)
V01 = b"{" + _TIMES + b'"id":"RRRRRRRRRRRRRRRR","model":"MMMMMMMMMMMMMMMM",'


def said(data: bytes) -> str:
    return "".join(part.text for part in preview(data, NAMES))


@pytest.mark.parametrize("head", [V1, V01])
def test_id_and_value_stand_in_place_of_the_metadata(head: bytes) -> None:
    start = head + b'"updated":"2026-11-27T21:55:34Z","value":'
    assert said(start + b'{"title":"Dune"}}') == '→ book/RRRRRRRRRRRRRRRR  {title: "Dune"}'
    assert said(start + b"3}") == "→ book/RRRRRRRRRRRRRRRR  3"
    assert said(start + b'"x" }') == '→ book/RRRRRRRRRRRRRRRR  "x"'
    assert preview(start + b"3}", NAMES)[0].kind is Kind.REF


def test_a_long_record_is_cut() -> None:
    start = V1 + b'"updated":"2026-11-27T21:55:34Z","value":'
    text = said(start + b'{"title":"' + b"x" * 100_000 + b'"}}')
    assert len(text) < 200


def test_nesting_does_no_harm() -> None:
    start = V1 + b'"updated":"2026-11-27T21:55:34Z","value":'
    deep = start * 10_000 + b"1" + b"}" * 10_000
    assert said(deep).startswith("→ book/RRRRRRRRRRRRRRRR  {created: ")


def test_anything_else_is_shown_as_it_is() -> None:
    assert said(b'{"created":"now","id":3}') == '{created: "now", id: 3}'
