"""Signatures: when they end, who wrote them, and that nobody sees them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.client.renewal import BACKOFF, Reading, has_jumped, is_due, pause_after, seconds_left
from karma_tui.client.signature import ServerClock, Signature, read_date
from karma_tui.lang.nodes import Dialect


@given(st.integers(0, 2**64 - 1), st.binary(min_size=80, max_size=80))
def test_the_issue_time_is_readable_in_both_spellings(issued: int, rest: bytes) -> None:
    raw = issued.to_bytes(8, "little") + rest
    old = Signature(base64.b64encode(raw).decode())
    new = Signature(base64.urlsafe_b64encode(raw).rstrip(b"=").decode())
    assert old.issued == new.issued == issued
    assert old.expires == issued + 900
    assert (len(old.text), old.spelling) == (120, Dialect.V01)
    assert (len(new.text), new.spelling) == (118, Dialect.V1)


@given(st.text(max_size=130))
def test_any_other_text_has_no_times_or_is_88_bytes(text: str) -> None:
    signature = Signature(text)
    if signature.issued is None:
        assert signature.expires is None
        assert signature.spelling is None
    else:
        assert 117 <= len(text) <= 120


def test_a_signature_is_not_in_its_repr() -> None:
    assert "secret" not in repr(Signature("secret"))


def test_the_server_clock_follows_the_date_header() -> None:
    clock = ServerClock()
    date = read_date("Tue, 14 Nov 2023 22:13:20 GMT")
    assert date == 1_700_000_000
    clock.observe(date, 1_699_999_000.0)
    clock.observe(None, 5.0)
    assert clock.now(1_699_999_010.0) == 1_700_000_010


def test_older_spellings_of_a_date_are_read_too() -> None:
    for text in ("Tuesday, 14-Nov-23 22:13:20 GMT", "Tue, 14 Nov 2023 23:13:20 +0100"):
        assert read_date(text) == 1_700_000_000


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))
def test_a_date_is_read_as_the_library_of_mail_reads_it(moment: datetime) -> None:
    text = format_datetime(moment.replace(microsecond=0, tzinfo=UTC), usegmt=True)
    assert read_date(text) == parsedate_to_datetime(text).timestamp()


@pytest.mark.parametrize(
    "text",
    [None, "", "yesterday", "Tue, 99 Nov 2023 22:13:20 GMT", "Tue, 14 Abc 2023 22:13:20 GMT"],
)
def test_a_bad_date_is_no_date(text: str | None) -> None:
    assert read_date(text) is None


def test_time_left_is_within_a_life() -> None:
    assert seconds_left(1000, 1000) == 900
    assert seconds_left(1000, 1899) == 1
    assert seconds_left(1000, 5000) == 0
    assert seconds_left(1000, 0) == 900


def test_renewal_is_due_after_ten_minutes_or_when_clocks_disagree() -> None:
    assert not is_due(1000, 1599)
    assert is_due(1000, 1600)
    assert not is_due(1000, 998)
    assert is_due(1000, 900)


def test_a_jump_of_either_clock_is_noticed() -> None:
    before = Reading(1000, 50)
    assert not has_jumped(before, Reading(1010, 60))
    assert not has_jumped(before, Reading(1024, 60))
    assert has_jumped(before, Reading(1100, 60))
    assert has_jumped(before, Reading(900, 60))


def test_pauses_grow_and_then_stay() -> None:
    assert [pause_after(n) for n in range(1, 8)] == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]
