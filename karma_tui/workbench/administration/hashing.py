"""Passwords as servers want them: they never hash, the client stores the bcrypt hash (notes-for-client 30).

A hash takes a tenth of a second: make it in a thread. Password and hash are registered with the redactor, so
that neither is ever written down.
"""

from __future__ import annotations

from karma_tui.errors import UsageError
from karma_tui.redact import register

COST = 10
"""What Go's bcrypt, the servers' own, takes unless told otherwise: a login of about a tenth of a second."""

MOST_BYTES = 72
"""bcrypt looks at no more; two passwords that differ behind that would be the same to a server."""


def check_password(password: str) -> None:
    """Refuse what cannot be a password. Its strength is nobody's business here. Raises UsageError."""
    if not password:
        raise UsageError("The password is empty", "Nobody could tell it from none.", "Type one.")
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        raise UsageError(
            "The password has characters that cannot be sent", hint="Type another one."
        ) from None
    if size > MOST_BYTES:
        raise UsageError(
            "The password is too long",
            f"It has {size} bytes in UTF-8; servers look at the first {MOST_BYTES} only.",
            "Choose a shorter one.",
        )
    if "\0" in password:
        raise UsageError("The password has a NUL character", "Servers stop reading there.", "Leave it out.")


def hashed(password: str, cost: int = COST) -> str:
    """The password's bcrypt hash with a fresh salt. Blocks. Raises UsageError as `check_password`."""
    check_password(password)
    import bcrypt  # for the few who make users

    register(password)
    found = bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode("ascii")
    register(found)
    return found
