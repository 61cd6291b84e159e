"""The names of tags that were seen last in each profile: for a shell that completes them without a server.

One small file per profile with a name a line. Losing it costs nothing, so nothing here raises.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from karma_tui.digest import hex_digest
from karma_tui.errors import StorageError
from karma_tui.library.files import read_text, write_private

_MOST = 5_000


def tags_path(state: Path, profile: str) -> Path:
    """Where a profile's tags are. The name of the file tells nothing about the profile."""
    return state / "tags" / f"{hex_digest(profile.encode(), 16)}.txt"


def known_tags(state: Path, profile: str) -> list[str]:
    """The names; none if nothing is known."""
    try:
        return [line for line in read_text(tags_path(state, profile)).split("\n") if line]
    except StorageError:
        return []


def remember_tags(state: Path, profile: str, tags: Iterable[str]) -> None:
    """Keep the names, without those that a line cannot hold. The disk is touched only if they are others."""
    kept = sorted({tag for tag in tags if tag and tag.isprintable()})[:_MOST]
    path = tags_path(state, profile)
    if kept == known_tags(state, profile):
        with contextlib.suppress(OSError):
            path.touch()
        return
    with contextlib.suppress(StorageError, OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, "\n".join([*kept, ""]))
