"""Who signs in, and where the password comes from each time it is needed.

The password is asked for as late as possible and kept only where that was allowed; it appears in no repr.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PasswordProvider = Callable[[], Awaitable[str | None]]
"""Gives the password, or None when there is none to be had (the user declined)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and the way to the password (for `admin`: the instance secret).

    `keep` allows the session to hold the password in memory while it lasts; `unattended` says that
    `password` may be called without a person at the screen (keyring, file, command).
    """

    username: str
    password: PasswordProvider = field(repr=False)
    keep: bool = False
    unattended: bool = False
