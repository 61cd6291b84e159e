"""Starts the local instance's server as a process of its own and waits until it answers.

Blocking: call it in a thread. The server is only ever started, never imported: whatever works against
it works against any server. It gets a session of its own, so that Ctrl-C in a terminal is not for it,
and it outlives whoever started it.
"""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

from karma_tui.errors import ExitCode, StorageError
from karma_tui.workbench.local_place import Place

LINGER = 15.0
"""Seconds that the server stays when nobody uses it: a script of many runs starts it once."""

PATIENCE = 30.0
"""Seconds that a start may take; a slow disk with a big data file is slow, but not that slow."""

_IMPORT_PATIENCE = 1800.0
"""Seconds that a start on a dump may take: a busy machine reads about a thousand records a second."""

_PASSING_LINGER = 2.0
"""Seconds that a server stays whose data nobody else knows of: enough to come to it after its start."""

_DYING = 1.0
"""Seconds between the end of a server's output and its own."""

_GLANCE = 0.1
"""Seconds between two looks whether a start is still wanted."""

_LOG_LINES = 5

_LONGEST_LINE = 300

_DATED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ ")
"""How a line of the server's log begins; the error it ends with has no date."""


@dataclass(frozen=True, slots=True)
class Started:
    """A server that answers: its process (for reaping) and the URL it printed."""

    process: subprocess.Popen[bytes]
    url: str


def server_command(*words: str) -> list[str]:
    """The command that becomes the server."""
    # -P: a folder called karma_tui in the working directory must not be what gets run
    return [sys.executable, "-P", "-m", "karma_tui.local", *words]


def start_on_socket(place: Place, linger: float = LINGER, unwanted: Event | None = None) -> Started:
    """Start the server on its Unix socket. Raises StorageError with the server's last words.

    Once `unwanted` is set, a dump that is still being read is given up; other starts are soon done.
    """
    stay = min(linger, _PASSING_LINGER) if place.passing else linger
    words = ("--socket", str(place.socket), "--while-leased", f"{stay:g}", *_files(place))
    dump = place.dump_to_open
    if dump is None:
        return start(server_command(*words), place.log)
    return start(server_command(*words, "--open", str(dump)), place.log, _IMPORT_PATIENCE, unwanted)


class DumpRefused(StorageError):
    """The server did not start because of the dump it was to open, or of where it was to keep it."""


def start(
    command: Sequence[str], log: Path, patience: float = PATIENCE, unwanted: Event | None = None
) -> Started:
    """Start a server and read the one line it prints when it answers; it is ended once `unwanted` is set.

    Raises StorageError.
    """
    try:
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failure:
        raise StorageError(
            "The local instance's log cannot be written", f"{log}: {failure.strerror}."
        ) from failure
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=descriptor,  # a file, since the server outlives us and must not write into a dead pipe
            start_new_session=True,
        )
    except OSError as failure:
        raise StorageError(
            "The local instance cannot be started", f"{command[0]}: {failure.strerror}."
        ) from failure
    finally:
        os.close(descriptor)
    assert process.stdout is not None
    with process.stdout as pipe:
        line = _first_line(pipe, patience, unwanted or Event())
    if line:
        return Started(process, line)
    if unwanted is not None and unwanted.is_set():
        process.terminate()  # politely, so that it takes a half-made data file away
    code = _end(process)
    if "--open" in command and code == ExitCode.STORAGE:
        title, *more = _error_words(log)
        raise DumpRefused(title, "\n".join(more))
    raise StorageError(
        "The local instance did not start",
        _last_words(log) or f"It ended with code {code} and said nothing.",
        f"--data FILE opens another file. Its log is {log}.",
    )


def _end(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that is ending by itself, or has to be made to."""
    try:
        return process.wait(_DYING)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _files(place: Place) -> tuple[str, ...]:
    return ("--data", str(place.data), "--secret-file", str(place.secret))


def _first_line(pipe: IO[bytes], patience: float, unwanted: Event) -> str:
    """The first line, "" if the process ended, stayed silent for too long or is not wanted any more."""
    deadline = time.monotonic() + patience
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not said.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or unwanted.is_set():
                return ""
            if not selector.select(min(left, _GLANCE)):
                continue
            more = os.read(pipe.fileno(), 4096)
            if not more:
                return ""
            said += more
    return said.decode("utf-8", "replace").strip()


def _error_words(log: Path) -> list[str]:
    """The error that a server ended with: what stands behind the dated lines of its log."""
    words: list[str] = []
    for line in log.read_text("utf-8", "replace").strip().splitlines():
        words = [] if _DATED.match(line) else [*words, line[:_LONGEST_LINE]]
    return words or ["The dump cannot be opened"]


def _last_words(log: Path) -> str:
    """The end of the server's log, short enough for a message."""
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return "\n".join(line[:_LONGEST_LINE] for line in lines[-_LOG_LINES:])
