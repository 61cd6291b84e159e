"""Credentials that need nobody at the screen: what is known is used again when a session has ended.

A secret that was found somewhere (a file, a command, the keyring, a variable) may be changed there while a
session lasts. Once the server refuses the old one, that place is asked for the new one before a person is.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from karma_tui.client.credentials import Credentials
from karma_tui.errors import KarmaError
from karma_tui.library.secrets import Secret, Sources, from_file
from karma_tui.workbench.aside import aside

LIMIT_SECONDS = 60.0
"""For looking again at all places together; commands and keyrings have limits of their own below it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the secret of a user may be found."""

    username: str
    sources: Sources

    def is_for(self, username: str) -> bool:
        """Whether it tells anything of that user: another one's secret must never be sent for him."""
        return username == self.username and self.sources.may_find


class _Known:
    """A secret, and the way to the next one."""

    def __init__(self, secret: Secret, finding: Finding | None) -> None:
        self._secret = secret
        self._finding = finding

    async def password(self) -> str:
        return self._secret.value

    async def look_again(self) -> bool:
        if self._finding is None:
            return False
        look = partial(self._finding.sources.look, self._finding.username)
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                found = (await aside(look)).secret
        except TimeoutError:  # a file on a disk that is gone: whoever waits is asked instead
            return False
        if found is None or found.value == self._secret.value:
            return False
        self._secret = found
        return True

    def source(self) -> str:
        return self._secret.source


def known_credentials(username: str, secret: Secret | str, finding: Finding | None = None) -> Credentials:
    """A user with a secret that was found or typed; `finding` says where a later one may be."""
    its = finding if finding is not None and finding.is_for(username) else None
    known = _Known(secret if isinstance(secret, Secret) else Secret(secret, ""), its)
    look = known.look_again if its is not None else None
    return Credentials(username, known.password, unattended=True, look_again=look, source=known.source)


def credentials_in(path: Path, username: str) -> Credentials:
    """A user whose secret lies in a file, read each time: it may have been changed behind our back."""
    given = ""

    async def read() -> str:
        nonlocal given
        given = (await asyncio.to_thread(from_file, path)).value
        return given

    async def look_again() -> bool:
        before = given
        try:
            return await read() != before
        except KarmaError:  # then the refusal is the better thing to tell
            return False

    return Credentials(username, read, unattended=True, look_again=look_again)
