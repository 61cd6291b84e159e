"""Secrets that are planted, and the search for them in whatever was left behind or shown."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import quote


def spellings(secret: str) -> set[bytes]:
    """All ways in which it might stand somewhere: as it is, quoted, escaped, in hex, in base64 of anything
    that has it in it."""
    raw = secret.encode()
    found = {raw, quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode(), raw.hex().encode()}
    found.add(json.dumps(json.dumps(secret))[3:-3].encode())
    found.add(raw.decode().encode("utf-16-le"))
    for shift in range(3):
        # of base64 only the middle is the same whatever stands around it
        whole = base64.b64encode(b"\0" * shift + raw)
        middle = whole[-(-shift * 8 // 6) : -4]
        if len(middle) >= 12:
            found |= {middle, middle.translate(bytes.maketrans(b"+/", b"-_"))}
    return {spelling for spelling in found if len(spelling) >= 8}


def found_in(data: bytes, canaries: Mapping[str, str]) -> set[str]:
    """The names of the secrets that are in it in any spelling."""
    return {name for name, secret in canaries.items() if any(it in data for it in spellings(secret))}


def found_below(folder: Path, canaries: Mapping[str, str]) -> dict[str, set[str]]:
    """Files below a folder with secrets in them: path -> names. Packed files and databases are opened."""
    leaks: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        names = found_in(str(path.relative_to(folder)).encode(), canaries)
        if path.is_file():
            for data in _contents(path):
                names |= found_in(data, canaries)
        if names:
            leaks[str(path.relative_to(folder))] = names
    return leaks


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(data)
    if data[:15] == b"SQLite format 3":
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            for line in database.iterdump():
                yield line.encode("utf-8", "surrogatepass")


class Watch:
    """Takes down the command lines of all processes below a home, and what is new in their environment."""

    def __init__(self, home: Path) -> None:
        self._home = str(home).encode()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.lines: set[bytes] = set()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        known: set[str] = set()
        while not self._over.is_set():
            for folder in Path("/proc").iterdir():
                if not folder.name.isdigit() or folder.name in known:
                    continue
                with suppress(OSError):
                    if self._home in (folder / "environ").read_bytes():
                        self.lines.add((folder / "cmdline").read_bytes())
                    elif time.time() - folder.stat().st_mtime > 5:
                        known.add(folder.name)
            self._over.wait(0.02)
