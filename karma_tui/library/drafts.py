"""Drafts: the buffers of every open window, kept as they change, so that nothing typed is ever lost.

Each window writes a file of its own in its instance's folder and holds a lock beside it. The system
lets go of the lock however the process ends, so the next window knows which files nobody owns any
more, and takes their buffers over. A living window's file is never touched by another.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from karma_tui.digest import hex_digest
from karma_tui.errors import ConfigError, KarmaError, StorageError
from karma_tui.library.file_names import file_stem
from karma_tui.library.files import read_text, write_private

_VERSION = 1
_FORMER = "former.txt"
"""Names of files in another folder: those of windows that were open when their profile was renamed."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """An editor tab as it is kept: its title and its text."""

    title: str
    text: str
    path: str = ""
    """The file it is a copy of, "" if of none."""
    closed: bool = False
    """Closed by the user, and kept so that closing can be undone."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What closed windows left behind, and the files that could not be read, which stay where they are."""

    buffers: tuple[Buffer, ...]
    errors: tuple[KarmaError, ...] = ()


class Drafts:
    """The drafts of one window. Open it with `open_drafts`; `close` lets another window take them over."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock
        self._writing = threading.Lock()
        self._is_over = False

    def save(self, buffers: Sequence[Buffer]) -> None:
        """Write all buffers in one step. Raises StorageError."""
        with self._writing:
            if not self._is_over:
                self._write(buffers)

    def save_last(self, buffers: Sequence[Buffer]) -> None:
        """As `save`; one that has been asked for before and comes later, in a thread, changes nothing."""
        with self._writing:
            self._is_over = True
            self._write(buffers)

    def _write(self, buffers: Sequence[Buffer]) -> None:
        kept = [
            {key: value for key, value in asdict(buffer).items() if value or key in ("title", "text")}
            for buffer in buffers
        ]
        write_private(self.path, json.dumps({"version": _VERSION, "buffers": kept}))

    def close(self) -> None:
        """Let go of the lock. The file stays: the next window begins with it."""
        os.close(self._lock)


def open_drafts(
    state: Path, instance: str, new_id: Callable[[], str] = lambda: uuid4().hex
) -> tuple[Drafts, Restored]:
    """This window's drafts for an instance, and what windows that are gone left there.

    `state` is the state folder, `instance` whatever identifies the instance (profile or address).
    What was left is written to the new window's file before the old files go. Raises StorageError.
    """
    folder = _folder(state, instance)
    drafts = _new(folder, new_id)
    buffers: list[Buffer] = []
    errors: list[ConfigError] = []
    taken: list[tuple[Path, int]] = []
    former = _former(folder)
    for path in sorted([*folder.glob("*.json"), *former], key=_modified):
        lock = None if path == drafts.path else _try_lock(_lock_path(path))
        if lock is None:
            continue
        try:
            # a window that started at the same moment may have taken it over just now
            left = _parse(path) if path.exists() else []
        except ConfigError as error:
            errors.append(error)
            os.close(lock)
            continue
        buffers.extend(buffer for buffer in left if buffer not in buffers)
        taken.append((path, lock))
    drafts.save(buffers)
    for path, lock in taken:
        _discard(path, lock)
    if former:
        with contextlib.suppress(StorageError):  # then it names what is gone
            _keep_former(folder, [path for path in former if path.exists()])
    return drafts, Restored(tuple(buffers), tuple(errors))


def drafts_of_profile(name: str) -> str:
    """What the drafts of a profile are kept by."""
    return f"profile {name}"


def rename_drafts(state: Path, old: str, new: str) -> None:
    """What was left at an instance is another one's from now on. Raises StorageError.

    A window that is open goes on with its own file; what it leaves is found under the new name too.
    """
    before = _folder_path(state, old)
    if not before.is_dir():
        return
    after = _folder(state, new)
    former = [*_former(after), *_former(before)]
    for path in sorted(before.glob("*.json")):
        lock = _try_lock(_lock_path(path))
        if lock is None:
            former.append(path)
            continue
        try:
            path.rename(after / path.name)
        except OSError as error:
            os.close(lock)
            raise StorageError("Drafts cannot be moved", f"{path}: {error.strerror or error}.") from error
        _discard(path, lock)
    _keep_former(after, former)
    with contextlib.suppress(OSError):
        (before / _FORMER).unlink()


def _former(folder: Path) -> list[Path]:
    """Files in other folders that belong here; none if nothing is noted."""
    try:
        names = read_text(folder / _FORMER).splitlines()
    except StorageError:
        return []
    parts = [name.split("/") for name in names]
    found = [folder.parent / Path(it[0]).name / Path(it[1]).name for it in parts if len(it) == 2]
    return [path for path in found if path.exists()]


def _keep_former(folder: Path, paths: Sequence[Path]) -> None:
    note = folder / _FORMER
    if paths:
        write_private(note, "".join(f"{path.parent.name}/{path.name}\n" for path in paths))
    else:
        with contextlib.suppress(OSError):
            note.unlink()


def _folder_path(state: Path, instance: str) -> Path:
    """One folder per instance; the digest keeps apart what the readable part cannot."""
    digest = hex_digest(instance.encode(), 12)
    return state / "drafts" / f"{file_stem(instance)[:30]}-{digest}"


def _folder(state: Path, instance: str) -> Path:
    folder = _folder_path(state, instance)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        detail = f"{folder}: {error.strerror or error}."
        raise StorageError("The folder for drafts cannot be created", detail) from error
    return folder


def _new(folder: Path, new_id: Callable[[], str]) -> Drafts:
    """A file nobody has, with its lock held."""
    while True:
        path = folder / f"{new_id()}.json"
        lock = None if path.exists() else _try_lock(_lock_path(path))
        if lock is not None:
            return Drafts(path, lock)


def _try_lock(path: Path) -> int | None:
    """Take the lock and return its descriptor; None if a living window has it. Raises StorageError."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError("Drafts cannot be kept", f"{path}: {error.strerror or error}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # another window may have discarded the file between our opening and our locking it
        current = os.fstat(descriptor).st_ino == path.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        current = False
    except OSError as error:
        os.close(descriptor)
        raise StorageError("Drafts cannot be kept", f"{path}: {error.strerror or error}.") from error
    if current:
        return descriptor
    os.close(descriptor)
    return None


def _discard(path: Path, lock: int) -> None:
    """Remove a taken-over file and its lock. Failing is harmless: its buffers would only come twice."""
    for leftover in (path, _lock_path(path)):
        with contextlib.suppress(OSError):
            leftover.unlink()
    os.close(lock)


def _lock_path(path: Path) -> Path:
    return path.with_suffix(".lock")


def _modified(path: Path) -> float:
    """Oldest first; a file that vanished meanwhile sorts anywhere."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _parse(path: Path) -> list[Buffer]:
    """The buffers with text in them. Raises ConfigError if the file is not a drafts file."""
    try:
        content: Any = json.loads(read_text(path))
        if content["version"] != _VERSION:
            raise ValueError(f"version {content['version']} is not known")
        buffers = [
            Buffer(
                str(entry["title"]),
                str(entry["text"]),
                str(entry.get("path", "")),
                entry.get("closed") is True,
            )
            for entry in content["buffers"]
        ]
    except StorageError as error:
        raise ConfigError("A drafts file cannot be read", error.detail, error.hint) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            "A drafts file cannot be read",
            f"{path}: {type(error).__name__}: {error}.",
            "It is left as it is; open it with an editor to recover its text.",
        ) from error
    return [buffer for buffer in buffers if buffer.text.strip()]
