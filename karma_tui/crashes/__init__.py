"""What becomes of a fault of our own: a report in a file, and one calm line that says where it is.

The report can be sent to somebody: it has the traceback without the values of variables and without the
words of the user (`words`), names of what was done last, and no secret. `note` must never raise.
"""

from __future__ import annotations

import os
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
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
_PRIVATE = 0o600


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
        from karma_tui.crashes.report import mark_of, report_of  # faults are rare

        mark = mark_of(failure)
        known = _memory.known.get(mark)
        if known is None:
            known = str(_write(_folder(), report_of(failure, _actions()), now, is_told=is_told))
            _memory.known[mark] = known
    except (KarmaError, OSError) as trouble:
        reason = trouble.detail if isinstance(trouble, KarmaError) else trouble.strerror or str(trouble)
        return f"internal error ({kind}); no report could be written: {_one_line(reason)}"
    except Exception as second:  # the last net of all: whatever the fault is, it is told calmly
        return f"internal error ({kind}); making a report failed too ({type(second).__name__})"
    return f"internal error ({kind}); please report it with the file {known}"


def untold(folder: Path) -> list[Path]:
    """Reports of which the user has not heard in any window, oldest first. Raises StorageError."""
    try:
        told = _told(folder)
    except OSError as error:
        raise _unusable(folder, error) from error
    return [path for path in reports(folder) if path.name not in told]


def mark_told(folder: Path) -> None:
    """The user hears of all of them now. Raises StorageError."""
    try:
        _keep_told(folder, [path.name for path in reports(folder)])
    except OSError as error:
        raise _unusable(folder, error) from error


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
    """Put the report into a new file; of several processes none takes the other's name. Raises OSError."""
    stem = f"crash-{now or datetime.now(UTC):%Y%m%d-%H%M%S}"
    for name in (stem, *(f"{stem}-{number}" for number in range(2, _MOST_SAME))):
        path = folder / f"{name}.txt"
        try:
            descriptor = os.open(path, _NEW, _PRIVATE)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        break
    if is_told:
        _keep_told(folder, [*_told(folder), path.name])
    for old in reports(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def _told(folder: Path) -> list[str]:
    try:
        return (folder / _TOLD).read_text("utf-8", "replace").split()
    except FileNotFoundError:
        return []


def _keep_told(folder: Path, names: Sequence[str]) -> None:
    present = {path.name for path in reports(folder)}
    wanted = [name for name in dict.fromkeys(names) if name in present]
    if wanted == _told(folder):
        return
    new = folder / f".{_TOLD}.{os.getpid()}.tmp"
    descriptor = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(f"{name}\n" for name in wanted)
    new.replace(folder / _TOLD)


def _actions() -> list[tuple[float, str]]:
    now = time.monotonic()
    return [(now - at, name) for at, name in _memory.actions]


def _unusable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        "Crash reports cannot be looked after", f"{folder / _TOLD}: {error.strerror or error}."
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


__all__ = ["KEPT", "StorageError", "doing", "keep_in", "mark_told", "note", "reports", "untold"]
