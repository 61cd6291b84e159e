"""What a user keeps about snippets apart from their files: pins, and the values given last.

One small private file. Losing it loses nothing of worth, so one that cannot be read is replaced. Values of
secret parameters never come here.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from karma_tui.digest import hex_digest
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
        return frozenset(self._read().pins)

    def pin(self, path: Path, is_pinned: bool) -> None:
        """Pin a snippet, or not any more. Raises StorageError."""
        with self._turn():
            kept = self._read()
            pins = [it for it in kept.pins if it != str(path)] + ([str(path)] if is_pinned else [])
            self._write(kept._replace(pins=pins))

    def moved(self, old: Path, new: Path) -> None:
        """A snippet has another file now. Raises StorageError."""
        with self._turn():
            kept = self._read()
            if str(old) in kept.pins:
                pins = [str(new) if it == str(old) else it for it in kept.pins]
                self._write(kept._replace(pins=pins))

    def profile_renamed(self, old: str, new: str) -> None:
        """What was typed on a profile counts for its new name; the old one begins anew. Raises StorageError.

        Values are kept by digests that cannot be read back, so the first name goes on standing in them.
        """
        with self._turn():
            kept = self._read()
            names = {**kept.names, new: kept.names.get(old, old), old: uuid4().hex}
            self._write(kept._replace(names=names))

    def values(self, snippet: str, profile: str) -> dict[str, str]:
        """What was typed last for a snippet's parameters on a profile; the snippet by its path or text."""
        kept = self._read()
        return kept.values.get(kept.key(snippet, profile), {})

    def keep_values(self, snippet: str, profile: str, typed: Mapping[str, str]) -> None:
        """Remember what was typed; the caller leaves secrets out. Raises StorageError."""
        with self._turn():
            kept = self._read()
            key = kept.key(snippet, profile)
            values = {**kept.values}
            values.pop(key, None)
            values[key] = {name: text for name, text in typed.items() if len(text) <= _LONGEST_VALUE}
            self._write(kept._replace(values=dict(list(values.items())[-_MOST_VALUES:])))

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

    def _read(self) -> _Content:
        try:
            content: Any = read_json(self._path) if self._path.exists() else {}
        except (StorageError, OSError, ValueError, RecursionError):
            content = {}
        if not isinstance(content, dict) or content.get("version") != _VERSION:
            return _Content([], {}, {})
        pins, values, names = content.get("pins"), content.get("values"), content.get("names")
        return _Content(
            [it for it in pins if isinstance(it, str)] if isinstance(pins, list) else [],
            {
                key: {name: text for name, text in typed.items() if isinstance(text, str)}
                for key, typed in (values if isinstance(values, dict) else {}).items()
                if isinstance(typed, dict)
            },
            {
                name: first
                for name, first in (names if isinstance(names, dict) else {}).items()
                if isinstance(first, str)
            },
        )

    def _write(self, kept: _Content) -> None:
        said = {"version": _VERSION, "pins": kept.pins, "values": kept.values}
        if kept.names:
            said["names"] = kept.names
        write_private(self._path, json.dumps(said, ensure_ascii=True))


class _Content(NamedTuple):
    """What the file holds."""

    pins: list[str]
    values: dict[str, dict[str, str]]
    names: dict[str, str]
    """Of profiles that were renamed: what stands in the keys of their values."""

    def key(self, snippet: str, profile: str) -> str:
        """Tells snippet and profile apart without naming them."""
        said = f"{self.names.get(profile, profile)}\0{snippet}".encode("utf-8", "surrogatepass")
        return hex_digest(said, 24)
