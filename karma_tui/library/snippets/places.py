"""Where snippets are: the user's folder, and `.karma` folders of the project one works in.

The search goes up from the working folder. It ends with the folder that has a `.git`, never reaches the home
folder or leaves its disk, and takes no folder that somebody else could have put there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_FOLDER = ".karma"
_HIGHEST = 64
"""Folders between the working folder and the repository's root; nobody nests deeper."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with snippets."""

    name: str
    """What to call it in a list: `yours`, or the project folder's name."""
    folder: Path
    is_users: bool


def places(users: Path, cwd: Path, home: Path | None = None) -> tuple[Place, ...]:
    """All places, the nearest first, the user's own last. Never raises."""
    found = _projects(cwd, home)
    own = Place("yours", users, True)
    return (*(it for it in found if not _is_same(it.folder, users)), own)


def _projects(cwd: Path, home: Path | None) -> list[Place]:
    try:
        here = cwd.resolve(strict=True)
        device = here.stat().st_dev
        top = (home or Path.home()).resolve()
    except (OSError, RuntimeError):
        return []
    chain = _way_up(here, top, device)
    found: list[Place] = []
    for level in chain:
        folder = level / PROJECT_FOLDER
        if _is_ours(folder):
            found.append(Place(level.name or str(level), folder, False))
    return found


def _way_up(here: Path, home: Path, device: int) -> list[Path]:
    """The folders to look into. Without a repository: up to below the home folder, else only this one."""
    chain: list[Path] = []
    for level in [here, *here.parents][:_HIGHEST]:
        if level == home or level == Path(level.anchor):
            return chain if home in here.parents else chain[:1]
        try:
            if level.stat().st_dev != device:
                break
        except OSError:
            break
        chain.append(level)
        if (level / ".git").exists():
            return chain
    return chain[:1]


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder, and of this user or of the system's."""
    try:
        status = folder.stat()
        return folder.is_dir() and (not hasattr(os, "getuid") or status.st_uid in (os.getuid(), 0))
    except OSError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
