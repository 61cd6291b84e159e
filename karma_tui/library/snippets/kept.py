"""What a user keeps about snippets apart from their files: pins, and the values given last.

One small private file. Losing it loses nothing of worth, so one that cannot be read is replaced. Values of
secret parameters never come here.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from karma_tui.errors import StorageError
from karma_tui.library.files import read_json, write_private

FILE_NAME = "snippets.json"
_VERSION = 1
_MOST_VALUES = 500
_LONGEST_VALUE = 10_000


class KeptOfSnippets:
    """Reads and writes the file at each call, beside other windows. All calls block, for a thread."""

    def __init__(self, state: Path) -> None:
        self._path = state / FILE_NAME

    def pins(self) -> frozenset[str]:
        """The paths of what is pinned."""
        return frozenset(self._read()[0])

    def pin(self, path: Path, is_pinned: bool) -> None:
        """Pin a snippet, or not any more. Raises StorageError."""
        with self._turn():
            pins, values = self._read()
            pins = [it for it in pins if it != str(path)] + ([str(path)] if is_pinned else [])
            self._write(pins, values)

    def moved(self, old: Path, new: Path) -> None:
        """A snippet has another file now. Raises StorageError."""
        with self._turn():
            pins, values = self._read()
            if str(old) in pins:
                self._write([str(new) if it == str(old) else it for it in pins], values)

    def values(self, snippet: str, profile: str) -> dict[str, str]:
        """What was typed last for a snippet's parameters on a profile; the snippet by its path or text."""
        return self._read()[1].get(_key(snippet, profile), {})

    def keep_values(self, snippet: str, profile: str, typed: Mapping[str, str]) -> None:
        """Remember what was typed; the caller leaves secrets out. Raises StorageError."""
        with self._turn():
            pins, values = self._read()
            key = _key(snippet, profile)
            values.pop(key, None)
            values[key] = {name: text for name, text in typed.items() if len(text) <= _LONGEST_VALUE}
            self._write(pins, dict(list(values.items())[-_MOST_VALUES:]))

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Windows take turns; where the file system knows no locks they do without. Raises StorageError."""
        lock = self._path.with_name(f".{FILE_NAME}.lock")
        try:
            lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError("Snippets cannot be pinned", f"{lock}: {error.strerror or error}.") from error
        try:
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX)  # held for the moment that a small file takes
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> tuple[list[str], dict[str, dict[str, str]]]:
        try:
            content: Any = read_json(self._path) if self._path.exists() else {}
        except (StorageError, OSError, ValueError, RecursionError):
            content = {}
        if not isinstance(content, dict) or content.get("version") != _VERSION:
            return [], {}
        pins, values = content.get("pins"), content.get("values")
        return (
            [it for it in pins if isinstance(it, str)] if isinstance(pins, list) else [],
            {
                key: {name: text for name, text in typed.items() if isinstance(text, str)}
                for key, typed in (values if isinstance(values, dict) else {}).items()
                if isinstance(typed, dict)
            },
        )

    def _write(self, pins: list[str], values: Mapping[str, Mapping[str, str]]) -> None:
        write_private(
            self._path,
            json.dumps({"version": _VERSION, "pins": pins, "values": values}, ensure_ascii=True),
        )


def _key(snippet: str, profile: str) -> str:
    """Tells snippet and profile apart without naming them."""
    said = f"{profile}\0{snippet}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:24]
