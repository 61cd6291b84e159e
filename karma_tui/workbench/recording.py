"""One run on its way into the history: what is told at its start and at its end, whoever keeps it.

What a user asks for is recorded; what a face asks by itself, to look around, only if it writes. Recording
is quick and never fails: the keeping is done elsewhere (`recorder`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from karma_tui.errors import Cancelled, KarmaError, ProtectedProfile, Span
from karma_tui.library.history.facts import CANCELLED, ERROR, OK, Deed, Ended, Started
from karma_tui.library.history.origin import Origin
from karma_tui.workbench.run import Run

if TYPE_CHECKING:
    from karma_tui.client.sink import Sink
    from karma_tui.workbench.keeping import Recorded, Recorder


class Recording:
    """A run that may be recorded. `taking` and `end` hand on what they are given."""

    def __init__(
        self, recorder: Recorder, origin: Origin | None, run: Started, *, is_part: bool = False
    ) -> None:
        """`is_part`: the answer will be only a part of the result, so nothing of it is kept."""
        self._recorder = recorder
        self._is_part = is_part
        self._is_asked_for = origin is not None
        self._run = run
        self._began = time.monotonic()
        self._recorded: Recorded | None = None
        self._copy: _Copy | None = None

    def begin(self, *, writes: bool) -> None:
        """It can be sent, and is sent now."""
        if self._is_asked_for or writes:
            self._recorded = self._recorder.begin(self._run._replace(writes=writes))

    def taking(self, sink: Sink | None) -> Sink | None:
        """The sink, with a copy of what it gets."""
        if sink is None or self._recorded is None:
            return sink
        self._copy = _Copy(sink, self._recorder.most_bytes)
        return self._copy

    def end(self, run: Run) -> Run:
        """It ended so. A run that could not be sent is recorded too, unless a name is still to be given."""
        is_unsent = self._recorded is None and not run.ok and not isinstance(run.error, ProtectedProfile)
        if is_unsent and self._is_asked_for:
            self.begin(writes=run.writes)
        if self._recorded is None:
            return run
        self._recorded.end(self._ended(run))
        return replace(run, recorded=self._recorded)

    def broken_off(self, cause: BaseException) -> None:
        """Nobody waits for it any more."""
        if self._recorded is not None:
            outcome = CANCELLED if isinstance(cause, asyncio.CancelledError | KeyboardInterrupt) else ERROR
            kind = "" if outcome == CANCELLED else type(cause).__name__
            self._recorded.end(Ended(outcome, time.monotonic() - self._began, kind))

    def _ended(self, run: Run) -> Ended:
        if not run.ok:
            error = run.error
            kind, title = (error.kind, error.title) if error is not None else ("", "")
            return Ended(str(run.outcome), run.elapsed, kind, title)
        if self._is_part:
            return Ended(OK, run.elapsed)
        if self._copy is not None:
            return Ended(OK, run.elapsed, size=self._copy.size, pieces=self._copy.pieces)
        is_short = len(run.body) <= self._recorder.most_bytes
        return Ended(OK, run.elapsed, size=len(run.body), pieces=(run.body,) if is_short else None)


@contextmanager
def recorded_deed(recorder: Recorder, deed: Deed, user: str, dialect: str) -> Iterator[None]:
    """What changes an instance without an expression, from its start to its end. Every exception goes on."""
    run = Started(
        datetime.now(UTC),
        deed.comment(),
        recorder.face,
        user=user,
        dialect=dialect,
        writes=True,
        deed=deed.kind,
    )
    recorded, began = recorder.begin(run), time.monotonic()

    def end(outcome: str, kind: str = "", title: str = "") -> None:
        recorded.end(Ended(outcome, time.monotonic() - began, kind, title))

    try:
        yield
    except KarmaError as error:
        end(CANCELLED if isinstance(error, Cancelled) else ERROR, error.kind, error.title)
        raise
    except BaseException as cause:
        is_wish = isinstance(cause, asyncio.CancelledError | KeyboardInterrupt)
        end(CANCELLED if is_wish else ERROR, "" if is_wish else type(cause).__name__)
        raise
    end(OK)


class _Copy:
    """A sink that passes everything on, and keeps the pieces of a result that is not too long."""

    def __init__(self, sink: Sink, most: int) -> None:
        self._sink = sink
        self._most = most
        self.pieces: list[bytes] | None = []
        self.size = 0

    def begin(self) -> None:
        """See `client.sink`."""
        self.pieces, self.size = [], 0
        self._sink.begin()

    def feed(self, data: bytes) -> None:
        """See `client.sink`."""
        self.size += len(data)
        if self.size > self._most:
            self.pieces = None
        elif self.pieces is not None:
            self.pieces.append(data)
        self._sink.feed(data)


def started(
    text: str,
    stretch: Span | None,
    origin: Origin | None,
    face: str,
    parameters: Mapping[str, str],
) -> Started:
    """What is known of a run as it starts, but for who runs it where."""
    return Started(
        datetime.now(UTC),
        _tidy(text) if stretch is None else _cut_out(text, stretch),
        face=origin.face if origin is not None else face,
        snippet=origin.snippet if origin is not None else "",
        parameters=parameters,
    )


def _cut_out(text: str, stretch: Span) -> str:
    """A stretch as a text of its own: with the header it may need, without what was blanked in it."""
    found = _tidy(text[stretch.start : stretch.end])
    if not text.lstrip().startswith("//---"):
        return found
    from karma_tui.lang.parameters.header import read_header  # only where there is a header

    header = read_header(text)
    is_before = header is not None and header.span.end <= stretch.start
    return f"{text[: header.span.end]}\n{found}" if header is not None and is_before else found


def _tidy(text: str) -> str:
    """Without the blank lines that are left of what does not run."""
    if "\n" not in text:
        return text.rstrip()
    import re  # with the first text of several lines

    return re.sub(r"\n(?:[ \t\r]*\n){2,}", "\n\n", re.sub(r"\A(?:[ \t\r]*\n)+", "", text.rstrip()))
