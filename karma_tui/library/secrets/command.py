"""Secrets that a command prints: a password manager's, or a script of the user's.

The command gets no terminal, a time limit, and no shell that the user did not write into it. It runs in a
session of its own, so that what it started ends with it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.secrets.secret import MAX_BYTES, Secret
from karma_tui.redact import redact

LIMIT_SECONDS = 30.0
"""A password manager may have to wait for a person."""

_SHOWN = 400
_ENDING = 2.0
_GLANCE = 0.1
"""Seconds between looks at whether the command itself has ended."""


_running: set[subprocess.Popen[bytes]] = set()


@atexit.register
def _end_all() -> None:
    """Whoever leaves while a command is still waited for leaves nothing behind."""
    for process in tuple(_running):
        _kill(process)


def from_command(words: Sequence[str], limit: float = LIMIT_SECONDS) -> Secret:
    """The first line that the command prints. Raises StorageError if it fails, prints nothing or hangs."""
    program = Path(words[0]).name
    try:
        process = subprocess.Popen(
            [str(Path(words[0]).expanduser()) if words[0].startswith("~") else words[0], *words[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _failed(program, f"It cannot be started: {reason}.") from error
    _running.add(process)
    try:
        until = time.monotonic() + limit
        told, complaint = _read(process, until)
        if len(told) > MAX_BYTES:
            raise _failed(program, f"It printed more than {MAX_BYTES} bytes.")
        code = process.wait(max(_ENDING, until - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise _failed(program, f"It did not end within {limit:g} s.") from None
    finally:
        _running.discard(process)
        _end(process)
    said = _said(complaint)
    if code:
        how = f"It ended with code {code}." if code > 0 else f"It was ended by signal {-code}."
        raise _failed(program, f"{how}{said}")
    try:
        value = told.decode().split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        raise _failed(program, "What it printed is not text.") from None
    if not value:
        raise _failed(program, f"Its first line is empty.{said}")
    return Secret(value, f"command {program}")


def _read(process: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes]:
    """What it printed and what it complained of, each up to a bound. Raises TimeoutError."""
    found = bytearray(), bytearray()
    with selectors.DefaultSelector() as waiting:
        for stream, taken in zip((process.stdout, process.stderr), found, strict=True):
            if stream is not None:
                waiting.register(stream, selectors.EVENT_READ, taken)
        while waiting.get_map():
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for key, _ in waiting.select(min(left, _GLANCE)):
                piece = os.read(key.fd, 65_536)
                key.data.extend(piece[: MAX_BYTES + 1 - len(key.data)])
                if not piece:
                    waiting.unregister(key.fileobj)
            has_ended = process.poll() is not None
            if len(found[0]) > MAX_BYTES or (has_ended and not waiting.select(0)):
                break  # enough; or what it left running holds the pipes open for ever
    return bytes(found[0]), bytes(found[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of it, and let go of the pipes."""
    _kill(process)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _said(complaint: bytes) -> str:
    text = " ".join(complaint.decode("utf-8", "replace").split())
    shown = "".join(c if c.isprintable() else "?" for c in redact(text))
    cut = shown[:_SHOWN] + ("…" if len(shown) > _SHOWN else "")
    return f" It said: {cut}" if cut else ""


def _failed(program: str, detail: str) -> StorageError:
    return StorageError(
        f"The command {program} gave no secret", detail, "Try secret_command of the profile in a shell."
    )
