"""What becomes of a fault of our own: a report in a file, and one calm line that says where it is.

The report can be sent to somebody: it has the traceback without the values of variables and without the
words of the user (`crash_words`), names of what was done last, and no secret. `note` must never raise.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.errors import KarmaError, StorageError

KEPT = 10
"""Reports kept; older ones go."""

_FILE = re.compile(r"crash-\d{8}-\d{6}(?:-\d+)?\.txt")
_TOLD = "crashes.told"
_NAME = re.compile(r"[\w.-]{1,60}")
_MOST_SAME = 99


class _Memory:
    """What this process knows: where reports go, what was done last, and what was reported already."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.actions: deque[tuple[float, str]] = deque(maxlen=40)
        self.known: dict[tuple[str, ...], str] = {}


_memory = _Memory()


def keep_in(folder: Path) -> None:
    """Reports go there instead of the standard state folder."""
    if folder != _memory.folder:
        _memory.folder = folder
        _memory.known.clear()


def doing(name: str) -> None:
    """Something is being done. A name of the program's, never words of the user; others are not kept."""
    if _NAME.fullmatch(name):
        _memory.actions.append((time.monotonic(), name))


def note(failure: BaseException, *, is_told: bool = True, now: datetime | None = None) -> str:
    """Write a report, and answer one line that says so. The same fault is reported once in a process.

    What is not `is_told` now, since the screen is about to go, is told at the next start (`untold`).
    """
    kind = type(failure).__name__
    try:
        from karma_tui.library.crash_report import mark_of, report_of  # faults are rare

        mark = mark_of(failure)
        known = _memory.known.get(mark)
        if known is None:
            known = str(_write(_folder(), report_of(failure, _actions()), now, is_told=is_told))
            _memory.known[mark] = known
    except (KarmaError, OSError) as trouble:
        reason = trouble.detail if isinstance(trouble, KarmaError) else str(trouble)
        return f"internal error ({kind}); no report could be written: {_one_line(reason)}"
    except Exception as second:  # the last net of all: whatever the fault is, it is told calmly
        return f"internal error ({kind}); making a report failed too ({type(second).__name__})"
    return f"internal error ({kind}); please report it with the file {known}"


def untold(folder: Path) -> list[Path]:
    """Reports of which the user has not heard in any window, oldest first. Raises StorageError."""
    told = _told(folder)
    return [path for path in reports(folder) if path.name not in told]


def mark_told(folder: Path) -> None:
    """The user hears of all of them now. Raises StorageError."""
    _keep_told(folder, [path.name for path in reports(folder)])


def reports(folder: Path) -> list[Path]:
    """All reports, oldest first."""
    try:
        return sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))
    except OSError:
        return []


def _folder() -> Path:
    if _memory.folder is not None:
        return _memory.folder
    from karma_tui import paths

    return paths.state_dir()


def _write(folder: Path, text: str, now: datetime | None, *, is_told: bool) -> Path:
    from karma_tui.library.files import write_private

    stem = f"crash-{now or datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, _MOST_SAME)))
    path = next(file for name in names if not (file := folder / f"{name}.txt").exists())
    write_private(path, text)
    if is_told:
        _keep_told(folder, [*_told(folder), path.name])
    for old in reports(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def _told(folder: Path) -> list[str]:
    from karma_tui.library.files import read_text

    path = folder / _TOLD
    return read_text(path).split() if path.exists() else []


def _keep_told(folder: Path, names: Sequence[str]) -> None:
    from karma_tui.library.files import write_private

    present = {path.name for path in reports(folder)}
    wanted = [name for name in dict.fromkeys(names) if name in present]
    if wanted != _told(folder):
        write_private(folder / _TOLD, "".join(f"{name}\n" for name in wanted))


def _actions() -> list[tuple[float, str]]:
    now = time.monotonic()
    return [(now - at, name) for at, name in _memory.actions]


def _one_line(text: str) -> str:
    return " ".join(text.split())


__all__ = ["KEPT", "StorageError", "doing", "keep_in", "mark_told", "note", "reports", "untold"]
