"""The file behind `karma-tui view`, opened before the screen is taken; stdin becomes the keyboard again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from karma_tui.errors import StorageError, UsageError


def file_to_view(named: str) -> tuple[BinaryIO, str]:
    """The open file and what to call it. Raises StorageError if it cannot be read, UsageError elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty():
        raise UsageError("Results are viewed at a terminal", "The output is a pipe or a file.")
    if named == "-":
        return _stdin(), "standard input"
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "Results are viewed at a terminal",
            "The input is a pipe or a file.",
            "`karma-tui view -` shows what comes in by it.",
        )
    path = Path(named).expanduser().absolute()
    if path.exists() and path.is_dir():
        raise StorageError(f"{path} is a folder", "A saved result is a file.")
    try:
        return path.open("rb", buffering=0), named
    except OSError as failure:
        raise StorageError(f"{path} cannot be opened", failure.strerror or "") from failure


def _stdin() -> BinaryIO:
    """What comes in by stdin, which is put on the terminal for the keys."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "There is nothing on standard input", "It is the terminal.", "Name a file: `karma-tui view FILE`."
        )
    try:
        keyboard = os.open("/dev/tty", os.O_RDWR)
    except OSError as failure:
        raise UsageError(
            "There is no terminal to take keys from",
            failure.strerror or "",
            "Save it in a file first: `karma-tui view FILE`.",
        ) from failure
    data = os.dup(0)
    os.dup2(keyboard, 0)
    os.close(keyboard)
    return os.fdopen(data, "rb", buffering=0)
