"""What there is to be told beside a result: of the run on show, and of the text that is being typed.

Values and bookkeeping only; `messages_view` shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, QueryRefused
from karma_tui.tui.failures import Place

if TYPE_CHECKING:
    from karma_tui.results.document import Document
    from karma_tui.workbench.run import Run

MOST = 200
"""Problems listed, which takes 20 ms; more are counted."""

_PLAIN = frozenset({"run", "file"})
"""Kinds that are no reason to look."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: of what kind, what it says, where, and how to get there.

    Kinds: `error`, `server` (its refusal), `warning`, `remark`, `again` (what was sent once more), `run` and
    `file` (plain facts).
    """

    kind: str
    title: str
    more: str = ""
    place: Place | None = None
    go: Callable[[], None] | None = None


class Messages:
    """All of them: those of the run first. `changed` is called when there are others."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._of_run: tuple[Entry, ...] = ()
        self._of_text: Callable[[], Sequence[Entry]] = tuple
        self._in_text = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """In the order in which they are shown."""
        of_text = self._of_text()
        left = self._in_text - len(of_text)
        more = (Entry("remark", f"{left} more problems are not listed"),) if left > 0 else ()
        return (*self._of_run, *self._not_told(of_text), *more)

    @property
    def count(self) -> int:
        """How many there are besides plain facts."""
        of_run = [entry for entry in self._of_run if entry.kind not in _PLAIN]
        again = 0
        if self._in_text and any(entry.place is not None for entry in of_run):
            of_text = self._of_text()
            again = len(of_text) - len(self._not_told(of_text))
        return len(of_run) + self._in_text - again

    def _not_told(self, of_text: Sequence[Entry]) -> list[Entry]:
        """Without what the run failed for: that is told once."""
        told = {(entry.title, entry.place) for entry in self._of_run if entry.place is not None}
        return [entry for entry in of_text if (entry.title, entry.place) not in told]

    def tell_run(self, entries: Sequence[Entry]) -> None:
        """What there is to say about what is on show, in place of what was said before."""
        if tuple(entries) != self._of_run:
            self._of_run = tuple(entries)
            self._changed()

    def tell_text(self, count: int, entries: Callable[[], Sequence[Entry]]) -> None:
        """So many problems has the text; `entries` tells the first of them, asked only if they are shown."""
        if count or self._in_text:
            self._of_text, self._in_text = entries, count
            self._changed()


def run_entries(run: Run, document: Document | None, facts: str) -> list[Entry]:
    """What a run that brought a result, or was stopped, has to say; `facts` are amounts and time."""
    remarks = [*run.messages, *([document.note] if document is not None and document.note else [])]
    entries = [Entry("remark", remark) for remark in remarks]
    return [*entries, *_repeats(run), Entry("run", facts, _sent(run))]


def failed_entries(
    error: KarmaError,
    fact: str,
    run: Run | None = None,
    place: Place | None = None,
    go: Callable[[], None] | None = None,
) -> list[Entry]:
    """What is to be said of something that failed; `fact` says in what way."""
    first = error_entry(error, place, go)
    if run is None:
        return [first, Entry("run", fact)]
    remarks = [Entry("remark", remark) for remark in run.messages]
    return [first, *remarks, *_repeats(run), Entry("run", fact, _sent(run))]


def error_entry(error: KarmaError, place: Place | None, go: Callable[[], None] | None) -> Entry:
    """An error with all its words, those of the server too."""
    parts = [error.detail, error.hint]
    if isinstance(error, QueryRefused):
        if error.human and error.human not in (error.detail, error.title):
            parts.append(f"The server's own words:\n{error.human}")
        return Entry("server", error.title, "\n".join(part for part in parts if part), place, go)
    return Entry("error", error.title, "\n".join(part for part in parts if part), place, go)


def _repeats(run: Run) -> list[Entry]:
    return [Entry("again", f"Sent again because {why}") for why in run.repeats]


def _sent(run: Run) -> str:
    """How the text was read, and in which dialect it was sent."""
    if run.dialect is None:
        return f"Read as {run.form}; nothing was sent." if run.form else "Nothing was sent."
    writes = " It may have changed data." if run.writes else ""
    return f"Read as {run.form}, sent in dialect {run.dialect.value}.{writes}"
