"""Errors on the screen: their wording, their place in the text, and a notification without markup.

What a server sent may stand in an error, so nothing here is ever read as markup, and secrets are
masked and control characters made visible.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.content import Content
from textual.worker import Worker, WorkerState

from karma_tui import crashes
from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.tui.shown import shown

_TOAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a text for people: both from 1, the column in characters."""

    line: int
    column: int


def place_of(text: str, offset: int) -> Place:
    """Line and column of a character offset; an offset beyond the end is the end."""
    before = text[: max(0, offset)]
    return Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def line_starts(text: str) -> list[int]:
    """The offset of each line's beginning, for `place_in`."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def place_in(starts: Sequence[int], offset: int) -> Place:
    """As `place_of`, for many places in one text."""
    line = max(bisect_right(starts, offset), 1)
    return Place(line, offset - starts[line - 1] + 1)


def unexpected(failure: BaseException) -> KarmaError:
    """A fault of our own as an error of the tree, with a report of it in a file; the app goes on."""
    return KarmaError(
        "Something went wrong inside karma-tui",
        f"{crashes.note(failure)}.",
        "Nothing you typed is lost.",
    )


def error_content(error: KarmaError, place: Place | None, jump_key: str) -> Content:
    """The whole error as styled lines: title, place, detail, hint."""
    parts = [Content.styled(f"Error: {_safe(error.title)}", "bold $text-error")]
    if place is not None:
        how = f" ({jump_key} goes there)" if jump_key else ""
        parts.append(Content(f"line {place.line}, column {place.column}{how}"))
    if error.detail:
        parts.append(Content(_safe(error.detail)))
    if error.hint:
        parts.append(Content.styled(f"Hint: {_safe(error.hint)}", "italic"))
    return Content("\n").join(parts)


def notify_errors(app: App[Any], errors: Sequence[KarmaError], title: str = "") -> None:
    """All errors in one notification; a long list is cut with a word about how many more there are."""
    if not errors:
        return
    single = len(errors) == 1
    lines = [line for error in errors for line in _toast_lines(error, single)]
    if len(lines) > _TOAST_LINES:
        lines = [*lines[:_TOAST_LINES], f"… {len(lines) - _TOAST_LINES} more lines"]
    app.notify(
        _safe("\n".join(lines)),
        title=title or _safe(errors[0].title),
        severity="error",
        timeout=12,
        markup=False,
    )


def notify_worker_failure(app: App[Any], event: Worker.StateChanged) -> None:
    """Tell of a worker that ended with a fault nobody foresaw; without this it would just be silent."""
    failure = event.worker.error
    if event.state is WorkerState.ERROR and isinstance(failure, Exception):
        notify_errors(app, [failure if isinstance(failure, KarmaError) else unexpected(failure)])


def _safe(text: str) -> str:
    return shown(redact(text))


def _toast_lines(error: KarmaError, single: bool) -> list[str]:
    if single:
        return [part for part in (error.detail, error.hint) if part]
    return [" ".join(part for part in (error.detail or error.title, error.hint) if part)]
