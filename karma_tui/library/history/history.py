"""The history of runs: what ran, where, and how it ended. Light to import; SQLite is loaded when it is used.

Everything here takes some milliseconds, or two seconds while another process writes: not for an event loop.
Reading raises StorageError; writing (`writer`) never does.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from karma_tui.library.history.limits import Limits
from karma_tui.library.history.line import Line

if TYPE_CHECKING:
    import sqlite3

    from karma_tui.errors import StorageError
    from karma_tui.library.history.entry import Entry, Texts, Wanted
    from karma_tui.library.history.writer import Writer
    from karma_tui.library.settings import Settings

T = TypeVar("T")

FILE_NAME = "history.sqlite3"
RESULTS_NAME = "history-results"
NO_HISTORY = "KARMA_TUI_NO_HISTORY"
"""Set to anything but "" or "0", nothing is recorded."""

_AT_ONCE = 1_000


def is_wanted(settings: Settings) -> bool:
    """Whether the user lets runs be recorded."""
    return settings.history == "on" and os.environ.get(NO_HISTORY, "") in ("", "0")


class History:
    """The history in one folder. Any number of these, in any number of processes, may use the same one."""

    def __init__(
        self, folder: Path, limits: Limits | None = None, told: Callable[[StorageError], None] | None = None
    ) -> None:
        """`told` hears at most once, from a thread, that runs cannot be kept; it can be set later."""
        self.path = folder / FILE_NAME
        self.results = folder / RESULTS_NAME
        self._limits = limits or Limits()
        self.told = told
        self._has_told = False
        self._lock = threading.Lock()
        self.line = Line(self.writer)
        """Where what is to be written is put."""

    @property
    def most_bytes(self) -> int:
        """Bytes of a result that is looked at, and kept if results are."""
        return self._limits.each_result

    @classmethod
    def standard(
        cls,
        settings: Settings,
        *,
        wanted: bool = True,
        told: Callable[[StorageError], None] | None = None,
        folder: Path | None = None,
    ) -> History | None:
        """The user's history, None where nothing shall be recorded. Raises StorageError without a folder."""
        return cls.to_read(settings, told=told, folder=folder) if wanted and is_wanted(settings) else None

    @classmethod
    def to_read(
        cls,
        settings: Settings,
        *,
        told: Callable[[StorageError], None] | None = None,
        folder: Path | None = None,
    ) -> History:
        """The user's history, also where no new runs are recorded. Raises StorageError without a folder."""
        from karma_tui import paths

        limits = Limits(settings.history_entries, settings.history_days, settings.history_results == "on")
        return cls(folder or paths.data_dir(), limits, told)

    def writer(self) -> Writer:
        """What writes runs down, for one thread."""
        from karma_tui.library.history.writer import Writer

        return Writer(self.path, self.results, self._limits, self._tell)

    def page(self, wanted: Wanted | None = None, *, before: int = 0, limit: int = 100) -> list[Entry]:
        """The newest that are wanted, or those older than the entry `before`. Raises StorageError."""
        from karma_tui.library.history.rows import COLUMNS, condition, entry_of

        which, values = condition(wanted)
        if before:
            which, values = f"id < ? AND {which}", [before, *values]
        found = self._rows(
            f"SELECT {COLUMNS} FROM runs WHERE {which} ORDER BY id DESC LIMIT ?", [*values, limit]
        )
        return [entry_of(row) for row in found]

    def count(self, wanted: Wanted | None = None) -> int:
        """How many are wanted. Raises StorageError."""
        from karma_tui.library.history.rows import condition

        which, values = condition(wanted)
        found = self._rows(f"SELECT count(*) FROM runs WHERE {which}", values)
        return int(found[0][0]) if found else 0

    def ids(self, wanted: Wanted | None = None) -> list[int]:
        """All that are wanted, the newest first: what a long list needs to know. Raises StorageError."""
        from karma_tui.library.history.rows import condition

        which, values = condition(wanted)
        query = f"SELECT id FROM runs WHERE {which} ORDER BY id DESC"
        # row by row: a hundred thousand tuples at once would set Python looking for garbage
        return self._read(lambda database: [row[0] for row in database.execute(query, values)]) or []

    def entries(self, ids: Sequence[int]) -> dict[int, Entry]:
        """Those of up to a thousand ids that are there. Raises StorageError."""
        from karma_tui.library.history.rows import COLUMNS, entry_of
        from karma_tui.library.history.words import placeholders

        which = f"SELECT {COLUMNS} FROM runs WHERE id IN ({placeholders(ids)})"
        return {row[0]: entry_of(row) for row in self._rows(which, list(ids))}

    def get(self, ident: int) -> Entry | None:
        """One entry, None if there is none (any more). Raises StorageError."""
        return self.entries([ident]).get(ident)

    def texts(self, limit: int = 10_000, *, after: int = 0, profile: str = "") -> Texts:
        """The texts of the last runs, or of those after an id, without those cut. Raises StorageError."""
        which = "is_cut = 0 AND deed = '' AND id > ?" + (" AND profile = ?" if profile else "")
        values: list[Any] = [after, profile] if profile else [after]
        from karma_tui.library.history.entry import Texts

        found = self._rows(
            f"SELECT id, text FROM runs WHERE {which} ORDER BY id DESC LIMIT ?", [*values, limit]
        )
        return Texts(tuple(dict.fromkeys(row[1] for row in found)), found[0][0] if found else after)

    def last_run(self, snippet: str, *, profile: str = "", with_result: bool = False) -> Entry | None:
        """The last run of a snippet that brought a result. Raises StorageError."""
        from karma_tui.library.history.rows import COLUMNS, entry_of

        which = "snippet = ? AND snippet != '' AND outcome = 'ok'"
        values = [snippet]
        if profile:
            which, values = f"{which} AND profile = ?", [*values, profile]
        if with_result:
            which += " AND result != ''"
        found = self._rows(f"SELECT {COLUMNS} FROM runs WHERE {which} ORDER BY id DESC LIMIT 1", values)
        return entry_of(found[0]) if found else None

    def result(self, entry: Entry) -> bytes | None:
        """The bytes of a kept result; None if it was not kept, or is gone."""
        from karma_tui.library.history.results import read_result

        # only a name of our own making: the table can be written to by other tools
        is_name = entry.result and "/" not in entry.result and not entry.result.startswith(".")
        return read_result(self.results, entry.result) if is_name else None

    def pin(self, ids: Sequence[int], pinned: bool = True) -> None:
        """Keep entries whatever the limits say, or no longer. Raises StorageError."""
        from karma_tui.library.history.words import placeholders

        def act(database: sqlite3.Connection) -> None:
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                database.execute(
                    f"UPDATE runs SET pinned = ? WHERE id IN ({placeholders(some)})", [pinned, *some]
                )

        self._change(act)

    def rename_profile(self, old: str, new: str) -> None:
        """The runs of a profile are another one's from now on. Raises StorageError."""

        def act(database: sqlite3.Connection) -> None:
            database.execute("UPDATE runs SET profile = ? WHERE profile = ?", [new, old])

        self._change(act)

    def forget(self, ids: Sequence[int]) -> int:
        """Remove entries and their results so that nothing of them is left in any file; how many there were.

        Raises StorageError.
        """
        from karma_tui.library.history.trimming import remove

        count = 0

        def act(database: sqlite3.Connection) -> None:
            nonlocal count
            for start in range(0, len(ids), _AT_ONCE):
                count += remove(database, self.results, list(ids[start : start + _AT_ONCE]))
            # what was deleted is overwritten (`secure_delete`), and the log that still has it is emptied
            is_busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if is_busy:
                raise _left_behind(self.path)

        self._change(act)
        return count

    def forget_matching(self, wanted: Wanted) -> int:
        """As `forget`, for all that are wanted. Raises StorageError."""
        return self.forget(self.ids(wanted))

    def forget_all(self) -> int:
        """As `forget`, for all, pinned ones included. Raises StorageError."""
        return self.forget(self.ids())

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._read(lambda database: database.execute(query, values).fetchall()) or []

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T | None:
        """What is read of the file; None if there is none."""
        from karma_tui.library.history.opening import open_to_read

        with open_to_read(self.path) as database:
            return read(database) if database is not None else None

    def _change(self, act: Callable[[sqlite3.Connection], None]) -> None:
        from karma_tui.library.history.opening import explained, open_to_write

        if not self.path.exists():
            return
        with explained(self.path):
            database = open_to_write(self.path)
            try:
                act(database)
            finally:
                database.close()

    def _tell(self, error: StorageError) -> None:
        with self._lock:
            is_first, self._has_told = not self._has_told, True
        if is_first and self.told is not None:
            self.told(error)


def _left_behind(path: Path) -> StorageError:
    from karma_tui.errors import StorageError

    return StorageError(
        "Forgotten, but not yet gone from the disk",
        f"Another program is reading {path}, so its log {path.name}-wal could not be emptied.",
        "It is emptied once that program is done and something is forgotten, or the last window is closed.",
    )
