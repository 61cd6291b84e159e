"""Credentials that need nobody at the screen: what is known is used again when a session has ended."""

from __future__ import annotations

import asyncio
from pathlib import Path

from karma_tui.client.credentials import Credentials
from karma_tui.library.secrets import from_file


def known_credentials(username: str, password: str) -> Credentials:
    """A user with a password that somebody gave already."""

    async def known() -> str:
        return password

    return Credentials(username, known, unattended=True)


def credentials_in(path: Path, username: str) -> Credentials:
    """A user whose secret lies in a file, read each time: it may have been changed behind our back."""

    async def read() -> str:
        return (await asyncio.to_thread(from_file, path)).value

    return Credentials(username, read, unattended=True)
