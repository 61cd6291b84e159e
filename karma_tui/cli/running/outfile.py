"""`--out`: a file that is there as a whole or not at all; another one is replaced only with --force."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from karma_tui.cli.output import print_notice
from karma_tui.errors import StorageError
from karma_tui.results.export import Chunk
from karma_tui.workbench.exporting import AlreadyThere, write_export


def refuse_unwritable(path: Path, force: bool) -> None:
    """Tell before anything is sent what would keep the result from being written. Raises StorageError."""
    if path.is_dir():
        raise StorageError(f"{path} is a folder", hint="Name a file in it.")
    if path.exists() and not path.is_file():
        raise StorageError(f"{path} is not a file", hint="A result goes to a file, or to standard output.")
    if not path.absolute().parent.is_dir():
        raise StorageError(
            f"{path} cannot be written", f"There is no folder {path.parent}.", "Make the folder first."
        )
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise StorageError(
            f"{path} cannot be written", f"The folder {path.absolute().parent} is not yours to write in."
        )
    if path.exists() and not force:
        raise AlreadyThere("The file exists already", f"{path} was left as it is.", "--force replaces it.")


def write_out(chunks: Iterator[bytes], path: Path, force: bool) -> None:
    """Write the file. Raises StorageError, and what the chunks raise; then nothing is left behind."""
    written = write_export((Chunk(data, 0, 0) for data in chunks), path, replace=force)
    if sys.stderr is not None and sys.stderr.isatty():
        print_notice(f"{written.size:,} bytes written to {path}")
