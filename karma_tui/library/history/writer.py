"""Writes runs down as they start and end, in short transactions; trouble with the file never gets further.

One writer belongs to one thread. What cannot be kept is told once, calmly; the next run tries again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.digest import hex_digest
from karma_tui.errors import StorageError
from karma_tui.library.history.facts import OK, Ended, Started, time_text
from karma_tui.library.history.limits import MOST_CHARACTERS, Limits
from karma_tui.library.history.masking import masked, masked_parameter
from karma_tui.library.history.opening import (
    Damaged,
    explained,
    identity,
    is_damage,
    open_to_write,
    set_aside,
)
from karma_tui.library.history.results import write_result
from karma_tui.library.history.trimming import trim, trim_results
from karma_tui.library.history.words import folded, plain
from karma_tui.redact import redact

_TRIM_EVERY = 256
"""Runs between two looks at how many there are."""
_MARGIN = 4_096
"""Characters behind the cut that are masked with the rest, so that a secret on the edge is seen whole."""

_COUNTED = 200_000
"""Bytes of a list whose records are counted here."""

_BEGIN = """
INSERT INTO runs (
    started, text, is_cut, folded, face, profile, endpoint, user, dialect, writes, snippet, parameters,
    deed
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_END = """
UPDATE runs SET outcome = ?, error_kind = ?, error_title = ?, seconds = ?, size = ?, rows = ?, digest = ?,
result = ?, result_size = ? WHERE id = ?
"""


class Written:
    """A run on its way into the history; `id` is 0 as long as it is not there."""

    __slots__ = ("id", "run")

    def __init__(self, run: Started) -> None:
        self.run = run
        self.id = 0


class Writer:
    """The open file. All methods take some milliseconds, or as long as another process is waited for."""

    def __init__(
        self,
        path: Path,
        results: Path,
        limits: Limits,
        told: Callable[[StorageError], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._results = results
        self._limits = limits
        self._told = told
        self._clock = clock
        self._database: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._has_trimmed = False

    def begin(self, written: Written) -> None:
        """A run has started."""
        self._guarded(lambda database: self._begin(database, written))

    def end(self, written: Written, ended: Ended) -> None:
        """It is over. Written whole if its beginning could not be."""
        self._guarded(lambda database: self._end(database, written, ended))

    def count(self, written: Written, rows: int) -> None:
        """How many records its result has."""
        if written.id:
            self._guarded(
                lambda database: database.execute("UPDATE runs SET rows = ? WHERE id = ?", (rows, written.id))
            )

    def close(self) -> None:
        """Let go of the file."""
        database, self._database = self._database, None
        if database is not None:
            self._attempt(database.close)

    def _guarded(self, act: Callable[[sqlite3.Connection], object]) -> None:
        self._attempt(lambda: self._act(act))

    def _attempt(self, act: Callable[[], object]) -> None:
        """Do it, or tell why it cannot be done."""
        try:
            with explained(self._path):
                act()
        except StorageError as error:
            self._told(error)

    def _act(self, act: Callable[[sqlite3.Connection], object]) -> None:
        """With the open file; once more on a new one if it turns out to be damaged."""
        try:
            act(self._opened())
        except (sqlite3.DatabaseError, Damaged) as error:
            if isinstance(error, sqlite3.DatabaseError):
                if not is_damage(error):
                    raise
                self.close()
                error = set_aside(self._path, str(error))
            self._told(error)
            act(self._opened())

    def _opened(self) -> sqlite3.Connection:
        """The open file; another one if somebody has moved it away."""
        database = self._database
        if database is None or identity(self._path) != self._file:
            self.close()
            database = self._database = open_to_write(self._path)
            self._file = identity(self._path)
        return database

    def _begin(self, database: sqlite3.Connection, written: Written) -> None:
        run = written.run
        head = run.text[: MOST_CHARACTERS + _MARGIN]
        text = plain(masked(head))[:MOST_CHARACTERS]
        is_cut = len(run.text) > MOST_CHARACTERS
        snippet = plain(run.snippet)
        parameters = {name: masked_parameter(name, value) for name, value in run.parameters.items()}
        values = (
            time_text(run.started),
            text,
            is_cut,
            folded(text, snippet),
            run.face,
            plain(run.profile),
            plain(redact(run.endpoint)),
            plain(run.user),
            run.dialect,
            run.writes,
            snippet,
            _json(parameters),
            run.deed,
        )
        written.id = database.execute(_BEGIN, values).lastrowid or 0

    def _end(self, database: sqlite3.Connection, written: Written, ended: Ended) -> None:
        if not self._is_there(database, written):
            self._begin(database, written)
        rows, digest, result, result_size = None, "", "", 0
        if ended.outcome == OK and ended.pieces is not None:
            body = b"".join(ended.pieces)
            rows, digest = _count(body), hex_digest(body)
            result, result_size = self._keep(body)
        title = plain(redact(ended.error_title))
        facts = (ended.outcome, ended.error_kind, title, round(ended.seconds, 6), ended.size, rows, digest)
        database.execute(_END, (*facts, result, result_size, written.id))
        if result:
            trim_results(database, self._results, self._limits.all_results)
        is_first, self._has_trimmed = not self._has_trimmed, True
        if is_first or written.id % _TRIM_EVERY == 0:
            # a window that ends soon does not count for a few too many
            spare = 0 if written.id % _TRIM_EVERY == 0 else _TRIM_EVERY - 1
            trim(database, self._results, self._limits, self._clock(), written.id - spare)

    def _is_there(self, database: sqlite3.Connection, written: Written) -> bool:
        """Whether its beginning was written into this file, and nobody has forgotten it meanwhile."""
        if not written.id:
            return False
        found = database.execute("SELECT started FROM runs WHERE id = ?", (written.id,)).fetchone()
        return found is not None and found[0] == time_text(written.run.started)

    def _keep(self, body: bytes) -> tuple[str, int]:
        limits = self._limits
        if not limits.results or not body or len(body) > limits.each_result:
            return "", 0
        try:
            return write_result(self._results, body) or ("", 0)
        except OSError as error:
            reason = error.strerror or str(error)
            self._told(StorageError("A result cannot be kept", f"{self._results}: {reason}."))
            return "", 0


def _json(parameters: dict[str, str]) -> str:
    if not parameters:
        return ""
    import json  # few runs have any

    return plain(json.dumps(parameters, ensure_ascii=False))


def _count(body: bytes) -> int | None:
    """The records of a short list; of a long one somebody else tells."""
    if len(body) > _COUNTED or not body.lstrip().startswith(b"["):
        return None
    import orjson  # here, though requests need it anyway: only what is written down has to be counted

    try:
        found = orjson.loads(body)
    except ValueError:
        return None
    return len(found) if isinstance(found, list) else None
