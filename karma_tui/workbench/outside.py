"""Handing a text to the user's own editor and taking it back, whatever face it comes from.

The face gives the terminal away while that editor runs. An editor that ends badly leaves the text as it was.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from karma_tui.errors import Cancelled, StorageError, UsageError
from karma_tui.lang.recognise import FIRST_KEY
from karma_tui.library.files import read_text

_FALLBACKS = ("nano", "vi")


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """The editor to start: `VISUAL`, else `EDITOR`, else one that is there. Raises UsageError."""
    import shutil  # for those who leave the program only

    for variable in ("VISUAL", "EDITOR"):
        words = environment.get(variable, "").strip()
        if words:
            try:
                return shlex.split(words)
            except ValueError as error:
                raise UsageError("The editor cannot be started", f"{variable}={words}: {error}.") from error
    for name in _FALLBACKS:
        if shutil.which(name) is not None:
            return [name]
    raise UsageError("There is no editor to start", "Set VISUAL or EDITOR to the command of one.")


def edit_outside(text: str, run: Callable[[list[str]], int]) -> str:
    """Let the user edit a text outside; the text as it was left.

    `run` starts a command with the terminal and gives its exit code. Raises Cancelled if that is another
    than 0, UsageError if no editor can be started, StorageError if the file cannot be written or read back.
    """
    command = editor_command(os.environ)
    is_json = FIRST_KEY.match(text) is not None
    try:
        descriptor, name = tempfile.mkstemp(prefix="karma-", suffix=".json" if is_json else ".kvm")
    except OSError as error:
        raise StorageError("A temporary file cannot be made", f"{error.strerror or error}.") from error
    path = Path(name)
    try:
        # mkstemp made it readable for its owner alone; an ending line end is what editors expect
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(_with_line_end(text))
        _run([*command, name], run)
        left = read_text(path)
    except (OSError, UnicodeEncodeError) as error:
        raise StorageError("The text cannot be handed over", f"{path}: {error}.") from error
    finally:
        path.unlink(missing_ok=True)
    return text if left == _with_line_end(text) else _as_before(left, text)


def _run(command: list[str], run: Callable[[list[str]], int]) -> None:
    try:
        code = run(command)
    except OSError as error:
        detail = f"{command[0]}: {error.strerror or error}."
        raise UsageError("The editor cannot be started", detail, "Set VISUAL or EDITOR to one.") from error
    if code != 0:
        raise Cancelled("The text was left as it was", f"{command[0]} ended with exit code {code}.")


def _with_line_end(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"


def _as_before(left: str, text: str) -> str:
    """Without the line end that was put there, or that the editor adds to every file."""
    return left if text.endswith("\n") else left.removesuffix("\n")
