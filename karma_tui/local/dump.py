"""Dumps: a copy of all data as one file, out of a running instance and back into it.

A dump is a SQLite data file of ours, packed as the server of the dialect packs its own: a zip with one
entry (1.0) or gzip (0.1). Either is taken in, told apart by its first bytes. An import is verified in a
file of its own before anything is replaced. Who may do this is decided elsewhere.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from typing import BinaryIO

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect
from karma_tui.local.store import SqliteStore

_UNPACKED_LIMIT = 16 * 1024 * 1024 * 1024
"""Bytes of an unpacked dump, so that a small file cannot fill the disk."""

_PIECE = 256 * 1024
_SUFFIX = ".dump-workspace"
_in_use: set[str] = set()
"""Names of the workspaces made by this process."""

_NEEDED_SETTINGS = ("meta", "root")


class BadDump(Exception):
    """A dump that cannot be imported, and why; the data is unchanged."""


def export(store: SqliteStore, dialect: Dialect) -> Iterator[bytes]:
    """The packed dump in pieces, of one moment; the copy it is made from is removed at the end."""
    with workspace(store) as folder:
        copy = Path(folder) / "copy"
        copy.touch(mode=0o600)
        store.copy_to(copy)
        pack = _zip if dialect is Dialect.V1 else _gzip
        yield from pack(copy, store.path.name)


def import_dump(store: SqliteStore, packed: Path) -> None:
    """Replace all data by that of a packed dump, wholly or not at all. Raises BadDump."""
    with workspace(store) as folder:
        unpacked = Path(folder) / "unpacked"
        try:
            with packed.open("rb") as source, unpacked.open("xb") as target:
                _unpack(source, target)
            store.replace_with(unpacked, needs=_NEEDED_SETTINGS)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            zlib.error,
        ) as error:
            raise BadDump(f"it cannot be unpacked: {error}") from error
        except StorageError as error:
            raise BadDump(str(error)) from error


def workspace(store: SqliteStore) -> tempfile.TemporaryDirectory[str]:
    """A private folder beside the data file, on the same disk; removed when its context ends.

    What earlier processes that were killed have left there is removed too: whoever has the data file may.
    """
    prefix = f".{store.path.name}-"
    for leftover in store.path.parent.glob(f"{escape(prefix)}*{_SUFFIX}"):
        if leftover.name not in _in_use:
            shutil.rmtree(leftover, ignore_errors=True)
    made = tempfile.TemporaryDirectory(dir=store.path.parent, prefix=prefix, suffix=_SUFFIX)
    _in_use.add(Path(made.name).name)
    return made


def _unpack(source: BinaryIO, target: BinaryIO) -> None:
    magic = source.read(2)
    source.seek(0)
    if magic == b"\x1f\x8b":
        with gzip.open(source) as content:
            _copy(content, target)
        return
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        if len(entries) != 1:
            raise BadDump(f"it holds {len(entries)} files instead of one")
        with archive.open(entries[0]) as content:
            _copy(content, target)


def _copy(source: object, target: BinaryIO) -> None:
    """Copy up to the limit. Raises BadDump beyond it."""
    while piece := source.read(_PIECE):  # type: ignore[attr-defined]
        target.write(piece)
        if target.tell() > _UNPACKED_LIMIT:
            raise BadDump("it is too big when unpacked")


class _Pieces:
    """A file to write to whose content is taken away piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep data until it is taken."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def _zip(path: Path, name: str) -> Iterator[bytes]:
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:  # type: ignore[call-overload]
        with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as entry:
            while data := source.read(_PIECE):
                entry.write(data)
                if piece := pieces.take():
                    yield piece
        if piece := pieces.take():
            yield piece
    yield pieces.take()


def _gzip(path: Path, name: str) -> Iterator[bytes]:
    packer = zlib.compressobj(4, wbits=zlib.MAX_WBITS | 16)
    with path.open("rb") as source:
        while data := source.read(_PIECE):
            if piece := packer.compress(data):
                yield piece
    yield packer.flush()
