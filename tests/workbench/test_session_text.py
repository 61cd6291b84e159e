from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from karma_tui.workbench.session_text import Urgency, bar, clock, place_name, standing, status_text, urgency
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


def _line(profile: str, session: Session, width: int, activity: str = "ready") -> str:
    status = status_text(profile, session, activity, width)
    return " | ".join(part for part in (status.who, status.session, status.activity) if part)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (120, "local  ann@local instance  karma 1.0 | session 14:32 [#########-] refreshed 0:28 ago | ready"),
        (78, "ann@local instance 1.0 | session 14:32 [#########-] refreshed 0:28 ago | ready"),
        (74, "ann@local instance 1.0 | session 14:32 [#########-] refreshed 0:28 | ready"),
        (70, "ann@local instance | session 14:32 [#########-] refreshed 0:28 | ready"),
        (65, "ann@local instance | session 14:32 [#########-] 0:28 ago | ready"),
        (54, "ann@loc… | session 14:32 [#########-] 0:28 ago | ready"),
        (45, "ann@loc… | session 14:32 [#########-] | ready"),
        (40, "session 14:32 [#########-] | ready"),
        (22, "session 14:32 | ready"),
    ],
)
def test_the_least_important_words_go_first(width: int, line: str) -> None:
    assert _line("local", replace(Session(), endpoint="local instance"), width) == line


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:9101", "127.0.0.1:9101"),
        ("http://localhost:8080/", "localhost:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("https://db.example.org", "db.example.org"),
        ("https://db.example.org:8443/karma", "db.example.org:8443/karma"),
        ("http://db.example.org", "http://db.example.org"),
        ("http://localhost.example.org", "http://localhost.example.org"),
        ("unix:/run/karma.sock", "unix:/run/karma.sock"),
        ("local instance", "local instance"),
    ],
)
def test_an_address_is_shown_without_the_scheme_that_is_expected_there(address: str, shown: str) -> None:
    assert place_name(address) == shown


def test_a_profile_that_is_the_address_itself_is_not_said_twice() -> None:
    session = replace(Session(), endpoint="http://127.0.0.1:9101")
    assert _line("http://127.0.0.1:9101/", session, 120).startswith("ann@127.0.0.1:9101  karma 1.0 | ")
    assert status_text("http://127.0.0.1:9101", None, "connecting", 80).who == "127.0.0.1:9101"


def test_in_trouble_the_reason_stays_as_long_as_there_is_room_for_a_name() -> None:
    session = replace(Session(), state="stale", message="trying again in 20 s", seconds_left=200.0)
    told = "!! session 3:20 [##--------] refresh failed: trying again in 20 s | ready"
    assert _line("shop", session, 91) == f"ann@db.example… | {told}"
    assert "refresh failed | ready" in _line("shop", session, 78)


@given(st.integers(0, 200), st.floats(-10, 2000), st.text(max_size=30))
def test_the_clock_is_never_dropped(width: int, seconds: float, profile: str) -> None:
    session = replace(Session(), seconds_left=seconds)
    status = status_text(profile, session, "ready", width)
    assert clock(seconds) in status.session
    if width >= 50:
        assert bar(seconds) in status.session
        assert cell_len(f"{status.who} | {status.session} | {status.activity}") <= width


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


@pytest.mark.parametrize(
    ("state", "message", "said"),
    [
        ("live", "", "ready"),
        ("refreshing", "", "ready"),
        ("live", "Nothing answers.", "waiting"),
        ("stale", "Nothing answers.", "waiting"),
        ("stale", "", "waiting"),
        ("expired", "", "not signed in"),
        ("signed out", "The instance was reset.", "not signed in"),
        ("signing in", "Nothing answers.", "signing in"),
    ],
)
def test_nobody_is_told_to_be_ready_who_is_not(state: str, message: str, said: str) -> None:
    assert standing(replace(Session(), state=state, message=message)) == said


def test_signing_in_shows_no_time_of_a_session_that_is_over() -> None:
    session = replace(Session(), state="signing in", seconds_left=0.0)
    assert status_text("p", session, "", 200).session == "!! signing in"
