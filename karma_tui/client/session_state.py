"""The session's state machine and what a status bar shows of it: values and pure functions only.

States, and the events that lead from one to the other:

    signed-out, live, stale, expired --sign in--> signing-in --accepted--> live
    signing-in --refused or unreachable--> the state it came from
    live, stale --renew--> refreshing --accepted--> live
    refreshing --unreachable--> stale
    refreshing --refused--> expired
    live, stale, expired --ran out--> expired
    any --dropped--> signed-out
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.lang.nodes import Dialect


class State(StrEnum):
    """Where a session stands."""

    SIGNED_OUT = "signed out"
    SIGNING_IN = "signing in"
    LIVE = "live"
    REFRESHING = "refreshing"
    STALE = "stale"
    """Still valid, but the last renewal did not reach the server."""
    EXPIRED = "expired"


class Event(StrEnum):
    """What happens to a session."""

    SIGN_IN = "sign in"
    RENEW = "renew"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RAN_OUT = "ran out"
    DROPPED = "dropped"


_EDGES: Mapping[tuple[State, Event], State] = {
    (State.SIGNED_OUT, Event.SIGN_IN): State.SIGNING_IN,
    (State.EXPIRED, Event.SIGN_IN): State.SIGNING_IN,
    (State.LIVE, Event.SIGN_IN): State.SIGNING_IN,
    (State.STALE, Event.SIGN_IN): State.SIGNING_IN,
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


def after(state: State, event: Event, origin: State = State.SIGNED_OUT) -> State:
    """The state that follows; `origin` is where a session stood when it began to sign in.

    Raises ValueError for an event that cannot happen there: a fault of ours, never of a server's.
    """
    if event is Event.DROPPED:
        return State.SIGNED_OUT
    if state is State.SIGNING_IN and event in (Event.REFUSED, Event.UNREACHABLE):
        return origin
    try:
        return _EDGES[state, event]
    except KeyError:
        raise ValueError(f"a session that is {state} cannot be met by: {event}") from None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session for display; times in seconds.

    `seconds_left` is None without a session or when the signature cannot be read; `refreshed_ago` counts
    from the last login or renewal; `message` is a sentence about trouble or "".
    """

    user: str
    endpoint: str
    dialect: Dialect | None
    state: State
    seconds_left: float | None
    refreshed_ago: float | None
    message: str
