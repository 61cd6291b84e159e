"""The state machine: every state meets every event, and only the drawn edges exist."""

from __future__ import annotations

import pytest

from karma_tui.client.session_state import Event, State, after

EDGES = {
    (State.SIGNED_OUT, Event.SIGN_IN): State.SIGNING_IN,
    (State.LIVE, Event.SIGN_IN): State.SIGNING_IN,
    (State.STALE, Event.SIGN_IN): State.SIGNING_IN,
    (State.EXPIRED, Event.SIGN_IN): State.SIGNING_IN,
    (State.SIGNING_IN, Event.ACCEPTED): State.LIVE,
    (State.LIVE, Event.RENEW): State.REFRESHING,
    (State.STALE, Event.RENEW): State.REFRESHING,
    (State.REFRESHING, Event.ACCEPTED): State.LIVE,
    (State.REFRESHING, Event.UNREACHABLE): State.STALE,
    (State.REFRESHING, Event.REFUSED): State.EXPIRED,
    (State.LIVE, Event.RAN_OUT): State.EXPIRED,
    (State.STALE, Event.RAN_OUT): State.EXPIRED,
    (State.EXPIRED, Event.RAN_OUT): State.EXPIRED,
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", list(Event))
def test_every_state_meets_every_event(state: State, event: Event) -> None:
    if event is Event.DROPPED:
        assert after(state, event) is State.SIGNED_OUT
    elif state is State.SIGNING_IN and event in (Event.REFUSED, Event.UNREACHABLE):
        for origin in (State.SIGNED_OUT, State.LIVE, State.STALE, State.EXPIRED):
            assert after(state, event, origin) is origin
    elif (state, event) in EDGES:
        assert after(state, event) is EDGES[state, event]
    else:
        with pytest.raises(ValueError, match="cannot be met"):
            after(state, event)
