"""Instants: RFC 3339 in and out, and the calendar against the standard library's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine import moment

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATES = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES)


@given(DATES)
def test_reading_agrees_with_the_standard_library(date: datetime) -> None:
    made = moment.parse(date.isoformat())
    assert made is not None
    assert made.nanoseconds == moment.of_datetime(date).nanoseconds
    assert made.offset * 60 == (date.utcoffset() or timedelta()).total_seconds()


@given(DATES)
def test_what_is_written_with_its_fraction_reads_as_the_same_instant(date: datetime) -> None:
    made = moment.parse(date.isoformat())
    assert made is not None
    again = moment.parse(made.text(fraction=True))
    assert again is not None
    assert (again.nanoseconds, again.offset) == (made.nanoseconds, made.offset)


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-29T00:00:00Z",
        "2018-01-01t00:00:00Z",
        "2018-01-01T24:00:00Z",
        "2018-01-01T00:00:00",
        "2018-01-01T000:00:00Z",
        "",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert moment.parse(text) is None


def test_an_hour_of_one_digit_is_read_as_the_servers_do() -> None:
    made = moment.parse("2018-01-02T3:04:05+02:00")
    assert made is not None
    assert made.text() == "2018-01-02T03:04:05+02:00"


def test_a_fraction_is_kept_and_not_shown() -> None:
    made = moment.parse("2018-01-02T03:04:05.123456789+02:00")
    assert made is not None
    assert made.text() == "2018-01-02T03:04:05+02:00"
    assert made.text(fraction=True) == "2018-01-02T03:04:05.123456789+02:00"


def test_the_zero_time_is_the_first_of_january_of_the_year_one() -> None:
    assert moment.ZERO.text() == "0001-01-01T00:00:00Z"


def test_a_record_time_has_microseconds_in_utc() -> None:
    assert moment.stamp(datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "2024-01-02T03:04:05.000006Z"
