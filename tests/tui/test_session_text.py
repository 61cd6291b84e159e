from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.tui.session_text import Urgency, bar, clock, status_text, urgency
from tests.tui.bench import Session


@pytest.mark.parametrize(
    ("seconds", "level", "sign"),
    [
        (900.0, Urgency.CALM, "session 15:00"),
        (300.0, Urgency.CALM, "session 5:00"),
        (299.9, Urgency.WARNING, "! session 4:59"),
        (60.0, Urgency.WARNING, "! session 1:00"),
        (59.9, Urgency.ALARM, "!! session 0:59"),
        (0.0, Urgency.ALARM, "!! session 0:00"),
    ],
)
def test_urgency_grows_and_is_written_not_only_coloured(seconds: float, level: Urgency, sign: str) -> None:
    session = replace(Session(), seconds_left=seconds)
    assert urgency(session) is level
    assert status_text("p", session, "ready", 200).session.startswith(sign)


def test_a_failed_refresh_is_an_alarm_however_much_time_is_left() -> None:
    session = replace(Session(), state="stale", message="the server does not answer")
    status = status_text("p", session, "ready", 200)
    assert status.urgency is Urgency.ALARM
    assert status.session.endswith("refresh failed: the server does not answer")
    assert status_text("p", session, "ready", 60).session.endswith("refresh failed")


def test_an_expired_session_is_an_alarm() -> None:
    session = replace(Session(), state="expired", seconds_left=None, refreshed_ago=None)
    status = status_text("p", session, "ready", 200)
    assert (status.urgency, status.session) == (Urgency.ALARM, "!! expired")


def test_without_a_session_there_is_only_the_profile() -> None:
    status = status_text("production", None, "connecting", 80)
    assert (status.who, status.session, status.activity) == ("production", "", "connecting")


def test_at_eighty_columns_everything_important_fits() -> None:
    status = status_text("local", replace(Session(), endpoint="local instance"), "ready", 78)
    line = f"{status.who} | {status.session} | {status.activity}"
    assert line == "local ann@local instance 1.0 | session 14:32 [#########-] 0:28 ago | ready"


@given(st.integers(0, 200), st.floats(-10, 2000), st.text(max_size=30))
def test_the_clock_is_never_dropped(width: int, seconds: float, profile: str) -> None:
    session = replace(Session(), seconds_left=seconds)
    assert clock(seconds) in status_text(profile, session, "ready", width).session


@pytest.mark.parametrize(
    ("seconds", "drawn"),
    [
        (900, "[##########]"),
        (899, "[#########-]"),
        (450, "[#####-----]"),
        (0, "[----------]"),
        (5000, "[##########]"),
    ],
)
def test_the_bar_shows_the_share_of_a_signatures_life(seconds: float, drawn: str) -> None:
    assert bar(seconds) == drawn
