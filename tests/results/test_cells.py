from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.cells import cell
from karma_tui.results.preview import Kind
from tests.results.strategies import SPELLED

REF = '["L66iijwDQsnUd22B","UtQE6j2ycLBh3Oci"]'


def text_of(spelled: str | None) -> str:
    value = None if spelled is None else memoryview(spelled.encode("utf-8", "surrogatepass"))
    return "".join(part.text for part in cell(value, {"L66iijwDQsnUd22B": "book"}))


@pytest.mark.parametrize(
    ("spelled", "shown"),
    [
        (None, ""),
        ("null", "null"),
        ('""', '""'),
        ("[]", "[]"),
        ("{}", "{}"),
        ('"Dune"', "Dune"),
        ('"null"', '"null"'),
        ('"true"', '"true"'),
        ('"NaN"', '"NaN"'),
        ('"12"', '"12"'),
        ('"-1.5e3"', '"-1.5e3"'),
        ('"2024-01-01T00:00:00Z"', "2024-01-01T00:00:00Z"),
        ('" x"', '" x"'),
        ('"x "', '"x "'),
        ('"[1]"', '"[1]"'),
        ('"{…}"', '"{…}"'),
        ('"\\"a\\""', '"\\"a\\""'),
        ('"[bold]x[/bold]"', '"[bold]x[/bold]"'),
        ("-0", "-0"),
        ("1e400", "1e400"),
        ("18446744073709551615", "18446744073709551615"),
        ("NaN", "NaN"),
        ('{"page":{"n":15}}', "page: {n: 15}"),
        ('{"page":{}}', "page"),
        ('{"":{}}', '""'),
        ('{"null":{}}', '"null"'),
        ('{"12":{}}', '"12"'),
        ('{"a":1,"b":2}', "{a: 1, b: 2}"),
        (REF, "→ book/UtQE6j2ycLBh3Oci"),
    ],
)
def test_a_value_in_a_cell(spelled: str | None, shown: str) -> None:
    assert text_of(spelled) == shown


def test_a_long_string_is_cut_and_its_length_told() -> None:
    parts = cell(memoryview(json.dumps("x" * 5_000_000).encode()), {})
    assert parts[-1].kind is Kind.NOTE
    assert parts[-1].text == " (5.0 MB)"
    assert sum(len(part.text) for part in parts) < 600


@given(SPELLED)
def test_every_cell_is_safe_to_show(spelled: tuple[str, Any]) -> None:
    shown = text_of(spelled[0].strip())
    assert shown
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200f\u200e")


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=5))
SAMPLES = st.one_of(
    SCALARS, st.sampled_from([[], {}, "null", "true", "[]", "{}", "", "0", "1", '""', "true "]), SCALARS
)


@given(SAMPLES, SAMPLES)
def test_values_of_different_kinds_never_look_alike(one: object, other: object) -> None:
    if type(one) is not type(other):
        assert text_of(json.dumps(one)) != text_of(json.dumps(other))
