"""Files that come into being without ever taking another one's place."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.file_names import file_stem, same
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.snippet import SUFFIX, Snippet

_TRIES = 1_000


def create(path: Path, text: str, *, is_private: bool) -> None:
    """Write a file that must not be there yet, whole or not at all. Raises StorageError."""
    spare = path.parent / f".{os.urandom(8).hex()}.tmp"
    try:
        descriptor = os.open(
            spare, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600 if is_private else 0o666
        )
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            _take_name(spare, path)
        finally:
            with contextlib.suppress(OSError):
                spare.unlink()
    except FileExistsError as error:
        raise StorageError("A file is there already", f"{path} is not overwritten.") from error
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError("A file cannot be written", f"{path}: {reason}.") from error


def make_folder(place: Place, folder: str) -> Path:
    """The folder of a place, made where it is missing. Raises StorageError."""
    path = place.folder / folder if folder else place.folder
    try:
        path.mkdir(mode=0o700 if place.is_users else 0o777, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("A folder cannot be made", f"{path}: {error.strerror or error}.") from error
    return path


def free_path(folder: Path, name: str, besides: Path | None = None) -> Path:
    """A file name made of a snippet's name that no file of the folder has, in whatever case.

    `besides` is a file that is about to go.
    """
    try:
        taken = {same(it.name) for it in folder.iterdir() if besides is None or it != besides}
    except OSError as error:
        raise StorageError("A folder cannot be read", f"{folder}: {error.strerror or error}.") from error
    stem = file_stem(name)
    for number in range(1, _TRIES):
        candidate = f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
        if same(candidate) not in taken:
            return folder / candidate
    raise StorageError("No file name is free", f"{folder} has {_TRIES} files called {stem}.")


def check_unchanged(snippet: Snippet) -> None:
    """Raise StorageError if the file is not what it was when the snippet was read."""
    try:
        status = snippet.path.stat()
    except OSError as error:
        raise StorageError("The file is gone", f"{snippet.path}: {error.strerror or error}.") from error
    if snippet.stamp is not None and (status.st_mtime_ns, status.st_size) != snippet.stamp:
        raise StorageError(
            "The file was changed by another program",
            f"{snippet.path} is not what was read.",
            "Look at it again, then repeat this.",
        )


def _take_name(spare: Path, path: Path) -> None:
    """Give a written file its name, unless another file has it."""
    try:
        os.link(spare, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the name is taken first, then the content moves in
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        spare.replace(path)
