"""Entries from the rows of the table, and what is wanted as SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from karma_tui.library.history.entry import Entry, Wanted
from karma_tui.library.history.facts import time_text
from karma_tui.library.history.words import words_of

COLUMNS = (
    "id, started, text, is_cut, face, profile, endpoint, user, dialect, writes, snippet, parameters, "
    "outcome, error_kind, error_title, seconds, size, rows, digest, pinned, result, deed"
)

_SOUGHT = "coalesce(folded, lower(text || char(10) || snippet))"
"""What is searched: `folded` is there only where letters beyond ASCII need Python's rules of case."""


def entry_of(row: tuple[Any, ...]) -> Entry:
    """A row of `COLUMNS`. What another tool wrote into it is taken as well as it goes."""
    (ident, started, text, is_cut, face, profile, endpoint, user, dialect, writes, snippet, parameters) = row[
        :12
    ]
    (outcome, error_kind, error_title, seconds, size, rows, digest, pinned, result, deed) = row[12:]
    return Entry(
        id=ident,
        started=_moment(started),
        text=str(text),
        is_cut=bool(is_cut),
        face=str(face),
        profile=str(profile),
        endpoint=str(endpoint),
        user=str(user),
        dialect=str(dialect),
        writes=bool(writes),
        snippet=str(snippet),
        parameters=_parameters(parameters),
        outcome=str(outcome),
        error_kind=str(error_kind),
        error_title=str(error_title),
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        size=size if isinstance(size, int) else None,
        rows=rows if isinstance(rows, int) else None,
        digest=str(digest),
        pinned=bool(pinned),
        result=str(result),
        deed=str(deed),
    )


def condition(wanted: Wanted | None) -> tuple[str, list[Any]]:
    """What is wanted as a condition with its values; None is everything."""
    if wanted is None:
        return "1", []
    parts: list[str] = []
    values: list[Any] = []

    def add(part: str, value: object) -> None:
        parts.append(part)
        values.append(value)

    for column in ("profile", "face", "snippet"):
        value = getattr(wanted, column)
        if value:
            add(f"{column} = ?", value)
    if wanted.outcome is not None:
        add("outcome = ?", wanted.outcome)
    if wanted.since is not None:
        add("started >= ?", time_text(wanted.since))
    if wanted.until is not None:
        add("started < ?", time_text(wanted.until))
    if wanted.pinned is not None:
        add("pinned = ?", int(wanted.pinned))
    if wanted.writes is not None:
        add("writes = ?", int(wanted.writes))
    for word in words_of(wanted.words):
        add(f"instr({_SOUGHT}, ?) > 0", word)
    return " AND ".join(parts) or "1", values


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _parameters(text: object) -> Mapping[str, str]:
    if not text:
        return {}
    try:
        found = json.loads(str(text))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
