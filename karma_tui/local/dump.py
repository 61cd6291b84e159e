"""Dumps: a copy of all data as one file, out of a running instance and back into it.

Our own dumps are SQLite data files, packed as the server of the dialect packs its own: a zip with one
entry (1.0) or gzip (0.1). Taken in are they and those of the real servers, told apart by what they hold.
An import is verified in a file of its own before anything is replaced. Who may do this is decided
elsewhere.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect
from karma_tui.local.karmafile.load import Loaded, load
from karma_tui.local.ports import Store
from karma_tui.local.store import SqliteStore, open_store
from karma_tui.local.unpack import is_bolt, unpack

_PIECE = 256 * 1024
_SUFFIX = ".dump-workspace"
_in_use: set[str] = set()
"""Names of the workspaces made by this process."""

_NEEDED_SETTINGS = ("meta", "root")


class BadDump(StorageError):
    """A dump that cannot be imported, and why; the data is unchanged."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What the owner should know of an import: what it was, and what is odd about it."""

    what: str
    notes: tuple[str, ...] = ()


def export(store: SqliteStore, dialect: Dialect) -> Iterator[bytes]:
    """The packed dump in pieces, of one moment; the copy it is made from is removed at the end."""
    with workspace(store) as folder:
        copy = Path(folder) / "copy"
        copy.touch(mode=0o600)
        store.copy_to(copy)
        pack = _zip if dialect is Dialect.V1 else _gzip
        yield from pack(copy, store.path.name)


def import_dump(store: SqliteStore, packed: Path) -> Imported:
    """Replace all data by that of a packed dump, wholly or not at all. Raises BadDump."""
    with workspace(store) as folder:
        unpacked = Path(folder) / "unpacked"
        try:
            unpack(packed, unpacked)
            if is_bolt(unpacked):
                return _import_bolt(store, unpacked, Path(folder) / "rebuilt")
            store.replace_with(unpacked, needs=_NEEDED_SETTINGS)
            return Imported("a dump of a local instance")
        except OSError as error:
            detail = f"{error.filename or packed}: {error.strerror or error}."
            raise BadDump("The dump cannot be imported", detail) from error
        except StorageError as error:
            raise BadDump(error.title, error.detail, error.hint) from error


def _import_bolt(store: SqliteStore, unpacked: Path, rebuilt: Path) -> Imported:
    """Rebuild a real server's data as a data file of ours, then replace all data by it."""
    loaded: list[Loaded] = []

    def fill(side: Store) -> None:
        with side.write() as work:
            loaded.append(load(unpacked, work))

    open_store(rebuilt, fill).close()
    store.replace_with(rebuilt, needs=_NEEDED_SETTINGS)
    found = loaded[0]
    return Imported(f"{found.records} records of a karma.run {found.dialect} server", found.notes)


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
