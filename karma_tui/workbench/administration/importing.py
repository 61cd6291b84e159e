"""Putting a dump in place of an instance's data: what the file holds is found out first, by opening a copy.

The copy is read by a local instance, which checks every record on the way; so a file that would leave a
server dead or half filled is refused before anything is sent.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import DangerousRequest, KarmaError, StorageError, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.library.history.facts import IMPORT, Deed
from karma_tui.results.preview import size_text
from karma_tui.results.strings import visible
from karma_tui.workbench.administration.inventory import Inventory, inventory_of
from karma_tui.workbench.administration.progress import Moved, Stage, Tell, tell_nobody
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.dump_copy import private_folder
from karma_tui.workbench.local_process import DumpRefused
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.client.dumpcheck import DumpInfo
    from karma_tui.client.session import Session
    from karma_tui.workbench.workbench import Workbench

DEED = "an import replaces all data of the instance, its users and roles included"

_SERVERS = re.compile(r"\d+ records of a karma\.run (?P<dialect>1\.0|0\.1) server")
"""How a local instance tells of a server's dump that it opened (local/dump.py)."""
_NO_PLACE = "The data file cannot be used"
"""Begins what a local instance says of a full disk (local/sqlite_errors.py)."""
_NOTE = re.compile(r"about the dump: (.+)")


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was looked into. `dialect` is None for one of a local instance, which has no dialect."""

    path: Path
    size: int
    """Bytes of the file."""
    dialect: Dialect | None
    inventory: Inventory
    notes: tuple[str, ...] = ()
    """What is odd about it."""
    is_for_local: bool = False
    """Whether it was looked into for an embedded instance, which takes more than servers do."""

    def lines(self) -> tuple[str, ...]:
        """For people, a line each."""
        of = f"a server of dialect {self.dialect}" if self.dialect else "a local instance"
        notes = tuple(f"Note: {note}" for note in self.notes)
        return (f"{self.path.name}: {size_text(self.size)}, a dump of {of}", *self.inventory.lines(), *notes)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of the instance; `trouble` tells if signing in again failed."""

    done: str
    trouble: str = ""


async def look_into(path: Path, bench: Workbench, tell: Tell = tell_nobody) -> Dump:
    """What a dump holds, if this instance may get it. Reads all of it; cancelling leaves nothing behind.

    Raises DangerousRequest for a file that is no sound dump or of the other dialect, StorageError.
    """
    from karma_tui.client.dumps import check_import_file  # archives take a while to import

    is_local = bench.local is not None or await bench.administer(_is_embedded)
    path = await asyncio.to_thread(_existing, path)
    tell(Moved(Stage.LOOKING))
    info = await check_import_file(path, bench.dialect, local=is_local)
    try:
        async with private_folder() as folder:
            found = await _contents(path, info, folder, is_local)
    except DumpRefused as error:
        if error.title == _NO_PLACE:
            raise StorageError(
                "The dump cannot be looked into",
                error.detail,
                "Make room in the temporary folder, or set TMPDIR to another one.",
            ) from error
        raise DangerousRequest(
            "This file is not sent: what is in it cannot be read",
            f"{path.name}: {error.title}. {error.detail}".strip(),
            "Take another dump.",
        ) from error
    if not is_local and found.dialect is not bench.dialect:
        raise DangerousRequest(
            "This file is not sent: it is of the other dialect",
            f"{path.name} comes from a server of dialect {found.dialect}. This one speaks {bench.dialect} and"
            " could not read a record of it.",
            f"`karma-tui open {path.name}` opens a copy of it in a local instance.",
        )
    return found


async def import_dump(bench: Workbench, dump: Dump, confirmed: str, tell: Tell = tell_nobody) -> Replaced:
    """Replace the instance's data, then sign in again. `confirmed` is the profile's name.

    Raises ReadOnlyProfile, ProtectedProfile, DangerousRequest if the file has changed, and what the server
    says; after a lost connection nobody knows whether it was done, and the error says so.
    """
    told = Deed(IMPORT, f"import of {visible(dump.path.name)} ({size_text(dump.size)}) in place of all data")
    await bench.administer(partial(_import, dump, tell), DEED, confirmed, told)
    return replaced(bench, f"The data was replaced by {dump.path.name}.")


def replaced(bench: Workbench, done: str) -> Replaced:
    """What to say after all data was replaced, with the session as it is now."""
    session = bench.session_view()
    return Replaced(done, "" if session.state == "live" else session.message or "Nobody is signed in now.")


async def _is_embedded(session: Session) -> bool:
    return await session.client.is_embedded()


async def _import(dump: Dump, tell: Tell, session: Session) -> None:
    def progress(done: int) -> None:
        tell(Moved(Stage.SENDING if done < dump.size else Stage.WAITING, done, dump.size))

    await session.import_dump(dump.path, local=dump.is_for_local, progress=progress)


async def _contents(path: Path, info: DumpInfo, folder: Path, is_local: bool) -> Dump:
    async with await open_instance(Target(dump=path, folder=folder)) as copy:
        assert copy.local is not None
        log = await asyncio.to_thread(copy.local.place.log.read_text, "utf-8", "replace")
        found = _SERVERS.search(log)
        if found is None and info.content != "sqlite":
            raise StorageError("The dump cannot be looked into", "Its dialect cannot be told.")
        dialect = Dialect(found["dialect"]) if found is not None else None
        notes = tuple(note.strip() for note in _NOTE.findall(log))
        return Dump(path, info.size, dialect, await inventory_of(copy), notes, is_local)


def _existing(path: Path) -> Path:
    try:
        full = path.expanduser().absolute()
    except RuntimeError as error:  # no such user's home
        raise UsageError("Not a path", f"{error}.") from error
    if not full.is_file():
        problem = "is not a file" if full.exists() else "does not exist"
        raise StorageError(f"{path.name} {problem}", str(full), "Name a dump: what an export wrote.")
    return full


async def inventory_or_none(bench: Workbench) -> Inventory | None:
    """What the instance holds, or None where it cannot be told: a damaged one can still be replaced."""
    try:
        return await inventory_of(bench)
    except KarmaError:
        return None
