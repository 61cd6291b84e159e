"""Who signs in, and where the password comes from each time it is needed.

The password is asked for as late as possible and kept only where that was allowed; it appears in no repr.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from karma_tui.errors import LoginRefused

PasswordProvider = Callable[[], Awaitable[str | None]]
"""Gives the password, or None when there is none to be had (the user declined)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and the way to the password (for `admin`: the instance secret).

    `keep` allows the session to hold the password in memory while it lasts; `unattended` says that
    `password` may be called without a person at the screen (keyring, file, command).
    `look_again` is for a password that was accepted once and is refused now: it looks anew where the
    password is from and says whether there is another one, which `password` gives from then on.
    `source` says in words where the password is from.
    """

    username: str
    password: PasswordProvider = field(repr=False)
    keep: bool = False
    unattended: bool = False
    look_again: Callable[[], Awaitable[bool]] | None = field(default=None, repr=False)
    source: Callable[[], str] | None = field(default=None, repr=False)

    def told(self, error: LoginRefused) -> LoginRefused:
        """The refusal, saying where the secret came from if that is known."""
        source = self.source() if self.source is not None else ""
        return with_source(error, source) if source else error


def with_source(error: LoginRefused, source: str) -> LoginRefused:
    """The same, saying where the secret came from."""
    detail = f"{error.detail} The secret came from: {source}.".strip()
    return LoginRefused(error.title, detail, error.hint)
