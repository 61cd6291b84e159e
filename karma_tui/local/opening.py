"""Serving a dump: where the copy of it lies, how long, and how it is filled.

The dump itself is never written to, and no existing data file is replaced by it.
"""

from __future__ import annotations

import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import StorageError

if TYPE_CHECKING:
    from karma_tui.local.ports import Store
    from karma_tui.local.store import SqliteStore

log = logging.getLogger(__name__)


@contextmanager
def place_for(data: Path | None, standard: Callable[[], Path], dump: Path | None) -> Iterator[Path]:
    """The data file to serve: the one asked for or the standard one; for a dump alone one that is removed.

    Raises StorageError if a dump is given and the data file asked for exists.
    """
    if dump is None:
        yield (data or standard()).expanduser().absolute()
    elif data is None:
        with tempfile.TemporaryDirectory(prefix="karma-tui-open-", ignore_cleanup_errors=True) as folder:
            yield Path(folder) / "data.db"
    else:
        kept = data.expanduser().absolute()
        if kept.exists():
            raise StorageError(
                "The data file exists already",
                f"{kept} would have to be replaced by the dump. Nothing in it was changed.",
                "Name a new file, or import the dump into a running instance.",
            )
        yield kept


def open_dump(dump: Path, data: Path) -> SqliteStore:
    """A new data file filled from a dump; it appears only when complete. Raises StorageError."""
    from karma_tui.local.dump import import_dump
    from karma_tui.local.store import SqliteStore, open_store

    def fill(store: Store) -> None:
        assert isinstance(store, SqliteStore)
        imported = import_dump(store, dump)
        log.warning("%s: %s", dump.name, imported.what)
        for note in imported.notes:
            log.warning("about the dump: %s", note)

    signal.signal(signal.SIGTERM, _interrupt)  # so that a half-made copy is removed
    return open_store(data, fill)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
