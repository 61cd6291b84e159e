"""What a primitive literal may look like, to the last oddity of the servers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.literals import (
    INTEGER_RANGES,
    floating,
    guessed_kind,
    integer,
    is_date,
    literal_value,
    misfit,
)
from karma_tui.lang.nodes import Json, Number

from .strategies import LAW


@LAW
@given(st.sampled_from(sorted(INTEGER_RANGES)), st.integers(-(2**66), 2**66))
def test_an_integer_fits_its_width_and_no_other(kind: str, value: int) -> None:
    low, high = INTEGER_RANGES[kind]
    inside = low <= value <= high
    assert (misfit(kind, value) is None) is inside
    assert (integer(kind, value) == value) is inside


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("int32", "12", 12),
        ("int32", "+12", 12),
        ("int32", "007", 7),
        ("int32", " 5", None),
        ("int32", "", None),
        ("int64", "1_000", None),
        ("uint8", "+5", None),
        ("uint8", "-0", None),
        ("uint8", Number("-0"), None),
        ("int32", Number("-0"), 0),
        ("int32", Number("1.0"), None),
        ("int32", Number("1e2"), None),
        ("int32", 1.0, None),
        ("int32", "9" * 5000, None),
        ("int32", True, None),
    ],
)
def test_spellings_of_integers(kind: str, value: Json, expected: int | None) -> None:
    assert integer(kind, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        (Number("1.50"), 1.5),
        ("2.50", 2.5),
        ("1e3", 1000.0),
        ("Inf", math.inf),
        ("-Inf", -math.inf),
        ("0x1p4", 16.0),
        (Number("1e-400"), 0.0),
        (Number("1e400"), None),
        ("1,5", None),
        ("", None),
        ("1_0", None),
        (10**400, None),
    ],
)
def test_spellings_of_floats(value: Json, expected: float | None) -> None:
    assert floating(value) == expected
    assert math.isnan(floating("NaN") or 0.0)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2020-02-29T12:00:00Z", True),
        ("2020-01-01T00:30:00+02:00", True),
        ("2020-01-01T00:00:00.123456789Z", True),
        ("0001-01-01T00:00:00Z", True),
        ("0000-02-29T00:00:00Z", True),
        ("2020-01-01T3:00:00Z", True),
        ("2020-01-01T003:00:00Z", False),
        ("2020-01-01T3:0:00Z", False),
        ("2021-02-29T00:00:00Z", False),
        ("2020-01-01t00:00:00z", False),
        ("2020-01-01 00:00:00Z", False),
        ("2020-01-01T00:00:00", False),
        ("2020-01-01T24:00:00Z", False),
        ("", False),
    ],
)
def test_dates_are_rfc_3339_with_a_zone(text: str, valid: bool) -> None:
    assert is_date(text) is valid
    assert (misfit("dateTime", text) is None) is valid


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "bool"),
        (5, "int8"),
        (200, "uint8"),
        (300, "int16"),
        (40_000, "uint16"),
        (-40_000, "int32"),
        (3_000_000_000, "uint32"),
        (5_000_000_000, "int64"),
        (2**63, "uint64"),
        (2**64, "float"),
        (Number("1.5"), "float"),
        (Number("-0"), "int8"),
        (Number("1e400"), ""),
        ("2018-01-02T03:04:05Z", "dateTime"),
        ("x", "string"),
    ],
)
def test_the_kind_a_0_1_server_gives_a_bare_literal(value: Json, kind: str) -> None:
    assert guessed_kind(value) == kind


def test_the_value_of_a_literal_is_unquoted() -> None:
    assert literal_value("int8", "+5") == 5
    assert literal_value("float", "1e3") == 1000.0
    assert literal_value("string", "5") == "5"
    assert literal_value("null", None) is None


def test_a_wrong_type_is_blamed_at_its_start_and_a_wrong_content_at_its_end() -> None:
    wrong_type, wrong_content = misfit("int8", None), misfit("int8", 300)
    assert wrong_type is not None
    assert not wrong_type.late
    assert wrong_content is not None
    assert wrong_content.late
