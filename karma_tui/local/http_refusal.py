"""What the HTTP interface itself refuses, as both servers do (spec http-1.0 section 3, kvm-0.1 section 8)."""

from __future__ import annotations

from karma_tui.lang.machine.refusal import Refused, block
from karma_tui.lang.nodes import Dialect, Json

_UNDECODABLE = "failed to decode user signature"


def denied() -> Refused:
    """Wrong password, wrong secret, or not the admin: never says which."""
    return Refused(403, {"permissionDeniedError": {}}, block("Permission Denied Error"), bare=True)


def undecodable_signature(dialect: Dialect) -> Refused:
    """A signature that is no base64 text of the dialect's spelling."""
    human = block("Request Error", ("Problem", _UNDECODABLE))
    return Refused(403, {"requestError": _UNDECODABLE}, human, bare=dialect is Dialect.V01)


def failed_renewal() -> Refused:
    """A signature that is presented for renewal and is not valid."""
    return Refused(403, {"requestError": _UNDECODABLE}, "", bare=True)


def bad_signature(problem: str, token: bytes, dialect: Dialect) -> Refused:
    """A decodable signature that is not valid: 1.0 says why, 0.1 only no."""
    if dialect is Dialect.V01:
        return denied()
    shown = token.decode("utf-8", "replace")
    cause = block("Input Parsing Error", ("Problem", problem))
    machine: Json = {"permissionDeniedError": {"inputParsingError": {"problem": problem, "input": shown}}}
    return Refused(403, machine, block("Permission Denied Error", cause=cause))


def internal(problem: str) -> Refused:
    """Something that is not the caller's fault."""
    return Refused(500, {"internalError": problem}, problem, bare=True)
