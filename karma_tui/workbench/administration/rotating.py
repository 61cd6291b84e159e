"""Another instance secret: all sessions end, and only the server knows the new one.

A real server tells it nobody but its own log, and forgets it when it is restarted (notes-for-client 6);
a local instance keeps it in the file beside its data, from where it can be handed on.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import StorageError
from karma_tui.library.history.facts import ROTATION, Deed
from karma_tui.library.secrets import from_file
from karma_tui.workbench.administration.importing import replaced

if TYPE_CHECKING:
    from karma_tui.client.session import Session
    from karma_tui.workbench.workbench import Workbench

DEED = "another secret ends all sessions of the instance, and admin needs the new one to sign in"

_OF_SERVERS = (
    "The server makes the new secret and writes it to its own log; it tells nobody else, not even us.",
    "It holds until the server is restarted, which brings back the secret of its configuration.",
    "To change it for good, change the server's KARMA_INSTANCE_SECRET and restart it.",
    "Afterwards look it up in the log, and put it where this profile takes its secret from.",
)


_DONE_BY_SERVERS = (
    "The secret was changed, and this session has ended.",
    "Look the new one up in the server's log now, and put it where this profile takes its secret from.",
    "It holds until the server is restarted.",
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of it. `secret` is the new one where it can be known, else ""."""

    lines: tuple[str, ...]
    secret: str = field(default="", repr=False)
    kept_in: Path | None = None
    """The file that has it."""


def what_happens(bench: Workbench) -> tuple[str, ...]:
    """To be told before."""
    if bench.local is None:
        return _OF_SERVERS
    return (
        f"The new secret is kept in {bench.local.place.secret}, for this user alone.",
        "Other programs that use this local instance have to sign in again.",
    )


async def rotate(bench: Workbench, confirmed: str, copy_to: Path | None = None) -> Rotated:
    """Change the secret. `confirmed` is the profile's name; `copy_to` a new file for the secret.

    Raises ReadOnlyProfile, ProtectedProfile, LoginRefused when what was signed in with is not the present
    secret, StorageError for a file that exists or where the secret cannot be known.
    """
    local = bench.local
    if copy_to is not None:
        if local is None:
            raise StorageError(
                "The new secret cannot be written to a file",
                "Only the server's own log has it.",
                "Leave the file out; nothing was done.",
            )
        await asyncio.to_thread(_claim, copy_to)
    try:
        told = Deed(ROTATION, "change of the instance's secret")
        await bench.administer(partial(_rotate, local is not None), DEED, confirmed, told)
    except BaseException:
        if copy_to is not None:
            await asyncio.to_thread(copy_to.unlink, missing_ok=True)
        raise
    if local is None:
        return Rotated(_DONE_BY_SERVERS)
    secret = (await asyncio.to_thread(from_file, local.place.secret)).value
    if copy_to is not None:
        await asyncio.to_thread(copy_to.write_text, f"{secret}\n")
    lines = ["The secret was changed.", f"It is kept in {local.place.secret}."]
    lines += [f"A copy is in {copy_to}."] if copy_to is not None else []
    trouble = replaced(bench, "").trouble
    return Rotated(tuple([*lines, trouble] if trouble else lines), secret, local.place.secret)


def _claim(path: Path) -> None:
    """Make the file, empty and for this user alone, before anything is changed."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        raise StorageError("The file exists already", str(path), "Choose another name.") from None
    except OSError as error:
        raise StorageError("The secret cannot be written", f"{path}: {error.strerror or error}.") from None


async def _rotate(sign_in_again: bool, session: Session) -> None:
    await session.rotate_secret(sign_in_again=sign_in_again)
