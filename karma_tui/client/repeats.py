"""Why a request is sent, or sent again: told to the log of exchanges, and to whoever runs an expression.

Both learn it on the way of the task that sends, so that nobody in between has to hand it on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_why: ContextVar[str] = ContextVar("why", default="")
_purpose: ContextVar[str] = ContextVar("purpose", default="")
_noted: ContextVar[list[str] | None] = ContextVar("noted", default=None)


@contextmanager
def repeating(why: str) -> Iterator[None]:
    """Around a request that is sent again; `why` ends the sentence "Sent again because …"."""
    noted = _noted.get()
    if noted is not None:
        noted.append(why)
    token = _why.set(why)
    try:
        yield
    finally:
        _why.reset(token)


@contextmanager
def noting(reasons: list[str]) -> Iterator[None]:
    """Around what may send requests: the list grows by each reason why one was sent again."""
    token = _noted.set(reasons)
    try:
        yield
    finally:
        _noted.reset(token)


@contextmanager
def asking_for(purpose: str) -> Iterator[None]:
    """Around requests of another purpose than their path tells, in a word or two."""
    token = _purpose.set(purpose)
    try:
        yield
    finally:
        _purpose.reset(token)


def purpose_here() -> str:
    """The purpose that holds here; "" for what the path tells."""
    return _purpose.get()


def why_again() -> str:
    """The reason that holds here; "" for a first try."""
    return _why.get()
