"""Taking a dump of an instance: where to put it, how far it is, and what came of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import StorageError, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.results.preview import size_text
from karma_tui.workbench.administration.progress import Moved, Stage, Tell, tell_nobody

if TYPE_CHECKING:
    from karma_tui.client.session import Session
    from karma_tui.workbench.workbench import Workbench

ENDINGS = {Dialect.V1: ".zip", Dialect.V01: ".gz"}
_LONGEST = 60
_UNUSABLE = re.compile(r"[^\w.+@-]+")


@dataclass(frozen=True, slots=True)
class Exported:
    """A dump on the disk. `why` tells what is wrong with it, "" for one that a server takes back."""

    path: Path
    size: int
    """Bytes."""
    sha256: str
    why: str = ""

    def lines(self) -> tuple[str, ...]:
        """What a user should know, a line each."""
        told = (str(self.path), f"{size_text(self.size)} ({self.size:,} bytes)", f"SHA-256 {self.sha256}")
        return told if not self.why else (*told, f"Not usable for an import: {self.why}")


def default_name(profile: str, day: date, dialect: Dialect) -> str:
    """`staging-2026-11-28.zip`: any profile's name as a file's name, readable and harmless."""
    name = _UNUSABLE.sub("-", profile.partition("://")[2] or profile).strip("-.")[:_LONGEST].strip("-.")
    return f"{name or 'instance'}-{day.isoformat()}{ENDINGS[dialect]}"


def free_name(path: Path) -> Path:
    """The path itself, else the next one with a number that is free. Blocks for a moment."""
    from karma_tui.client.spool import is_taken, numbered_names

    return next((name for name in numbered_names(path) if not is_taken(name)), path)


async def export_dump(
    bench: Workbench,
    path: Path | None,
    folder: Path,
    day: date,
    tell: Tell = tell_nobody,
    profile: str = "",
) -> Exported:
    """Export to `path`, which must not exist, or to the next free default name in `folder`.

    Nothing stays behind when it fails or is cancelled. Raises StorageError, UsageError for a path that
    is a folder, and what the server says (QueryRefused for anybody but the admin).
    """
    name = default_name(profile or bench.guard.profile, day, bench.dialect)
    target = await asyncio.to_thread(_target, path, folder, name)
    act = partial(_export, target, path is None, tell)
    return await bench.administer(act)


def _target(path: Path | None, folder: Path, name: str) -> Path:
    """The full path to write to, or to number from."""
    try:
        target = (path.expanduser() if path is not None else folder / name).absolute()
    except RuntimeError as error:  # no such user's home
        raise UsageError("Not a path", f"{error}.") from error
    if target.is_dir():
        raise UsageError(f"{path} is a folder", "", f"Name a file in it: {target / name}")
    if not target.parent.is_dir():
        raise StorageError(
            "The dump cannot be written", f"There is no folder {target.parent}.", "Make the folder first."
        )
    return target


async def _export(path: Path, numbered: bool, tell: Tell, session: Session) -> Exported:
    received = 0

    def progress(done: int) -> None:
        nonlocal received
        received = done
        tell(Moved(Stage.RECEIVING, done))

    result = await session.export(
        path, progress, numbered=numbered, checking=lambda: tell(Moved(Stage.CHECKING, received))
    )
    return Exported(result.path, result.bytes, result.sha256, result.why)
