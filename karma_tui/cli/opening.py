"""The instance that is meant for as long as a face needs it; a dump's copy lives no longer than that.

The dump is read by the server alone. Here is only decided where its copy lies, and that it goes away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from karma_tui.cli.options import Where
from karma_tui.cli.target import data_file, target_of
from karma_tui.errors import StorageError
from karma_tui.workbench.target import Target, name_of_dump

_ENDING = 5.0
"""Seconds in which a server that was told to end lets go of its data file."""


@contextmanager
def target_for(where: Where, *, ask: bool) -> Iterator[Target]:
    """The instance and its secret, as `target_of`; a dump's is removed at the end unless it has a data file.

    Every exchange with it is logged if that is wanted. Raises also StorageError if there is no such dump, if
    the data file for it exists already, or if the log's file cannot be used.
    """
    with logged(), _target(where, ask=ask) as target:
        yield target


@contextmanager
def _target(where: Where, *, ask: bool) -> Iterator[Target]:
    if not where.dump:
        yield target_of(where, ask=ask)
        return
    dump = _dump(Path(where.dump))
    name = name_of_dump(dump)
    if where.data:
        yield Target(profile=name, data=_new_file(data_file(Path(where.data))), dump=dump)
        return
    with _private_folder() as folder:
        yield Target(profile=name, dump=dump, folder=folder)


def logged() -> AbstractContextManager[None]:
    """The HTTP log, if `--log-file` or the variable that it becomes names a file for it."""
    if not os.environ.get("KARMA_TUI_LOG_FILE", "").strip():
        return nullcontext()
    from karma_tui.cli.output import print_notice
    from karma_tui.workbench.log_to_file import log_to  # most runs do without

    return log_to("", print_notice)


def files_to_edit(files: Sequence[str]) -> list[Path]:
    """The full paths of the files named behind `edit`. Raises StorageError for one that cannot be read."""
    paths = [Path(file).expanduser().absolute() for file in files]
    for path in paths:
        if path.exists() and not path.is_file():
            raise StorageError(f"{path} is not a file", "The app edits regular files.")
        try:
            path.open("rb").close()
        except OSError as failure:
            raise StorageError(f"{path} cannot be opened", failure.strerror or "") from failure
    return paths


def _dump(path: Path) -> Path:
    """The dump's full path; refused at once if it cannot be read, not when a server has been started."""
    dump = path.expanduser().absolute()
    if dump.exists() and not dump.is_file():
        raise StorageError(
            f"{path} is not a file", "A dump is opened from a regular file.", "Save it in one first."
        )
    try:
        with dump.open("rb"):
            return dump
    except OSError as failure:
        raise StorageError(
            f"{path} cannot be opened", failure.strerror or "", "Name a dump: the answer to an export."
        ) from failure


def _new_file(path: Path) -> Path:
    """The file for a dump's copy; refused if it exists, since nothing kept there may be replaced."""
    file = path.expanduser().absolute()
    if file.exists():
        raise StorageError(
            "The data file exists already",
            f"{file} would have to be replaced by the dump. Nothing in it was changed.",
            f"Name a new file; without `open`, --data {path} opens what is in it.",
        )
    return file


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A temporary folder for the user alone, removed once the server has let go of the data file in it."""
    from tempfile import TemporaryDirectory

    from karma_tui.workbench.local_instance import freed
    from karma_tui.workbench.local_place import place_in

    with TemporaryDirectory(prefix="karma-tui-open-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            yield folder
        finally:
            freed(place_in(folder, folder).data_lock, _ENDING)
