"""The folder of deleted snippets: what was deleted long ago goes, so that it does not grow for ever."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from karma_tui.library.snippets.snippet import SUFFIX

KEPT_DAYS = 30
KEPT_ALWAYS = 20
"""The last ones stay whatever their age."""
MOST = 1_000
"""More are not kept whatever their age."""

_STAMP = "%Y%m%d-%H%M%S"
_OURS = re.compile(rf"(\d{{8}}-\d{{6}})(?:-.*)?{re.escape(SUFFIX)}")


def stem_of(stem: str, now: datetime) -> str:
    """What the file of a snippet is called there. `now` is aware."""
    return f"{now.astimezone(UTC):{_STAMP}}-{stem}"


def prune(trash: Path, now: datetime) -> None:
    """Remove what is too old, by the times in the names. Files of another kind stay; raises nothing."""
    kept: list[tuple[str, Path]] = []
    with contextlib.suppress(OSError):
        kept = [(it[1], path) for path in trash.iterdir() if (it := _OURS.fullmatch(path.name))]
    kept.sort(key=lambda it: (it[0], it[1].name), reverse=True)
    limit = f"{now.astimezone(UTC) - timedelta(days=KEPT_DAYS):{_STAMP}}"
    for at, (stamp, path) in enumerate(kept):
        if at >= MOST or (at >= KEPT_ALWAYS and stamp < limit):
            with contextlib.suppress(OSError):
                path.unlink()
