"""What `karma-tui history` does: reading, printing, pinning and forgetting past runs."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from karma_tui.cli.keeping import settings_read
from karma_tui.cli.options import options
from karma_tui.cli.output import print_chunks, print_notice, print_result
from karma_tui.cli.past.lines import lines
from karma_tui.cli.past.times import moment
from karma_tui.errors import ExitCode, UsageError
from karma_tui.library.history.entry import OUTCOMES, Entry, Wanted
from karma_tui.library.history.history import History
from karma_tui.library.history.telling import no_expression

_LISTED = 50
_AT_ONCE = 500
_WRITTEN = 100
"""Lines written at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words ask for."""

    action: str = "list"
    ids: list[int] = field(default_factory=list)
    words: list[str] | str = ""
    of_profile: str = ""
    outcome: str = ""
    face: str = ""
    snippet: str = ""
    since: str = ""
    until: str = ""
    pinned: bool = False
    writing: bool = False
    limit: int = _LISTED
    json: bool = False
    ndjson: bool = False
    result: bool = False
    all: bool = False
    yes: bool = False


def run(found: Namespace) -> int:
    """Do it. Raises UsageError, StorageError."""
    asked = options(Asked, found)
    history = History.to_read(settings_read())
    do = {
        "list": _list,
        "search": _list,
        "show": _show,
        "pin": _pin,
        "unpin": _pin,
        "forget": _forget,
        "export": _export,
    }[asked.action]
    return do(history, asked)


def _list(history: History, asked: Asked) -> int:
    entries = _entries(history, _wanted(asked))
    if asked.limit:
        entries = islice(entries, asked.limit)
    if asked.ndjson:
        print_chunks(_ndjson(entries))
    elif asked.json:
        found = [entry.as_plain() for entry in entries]
        print_result(json.dumps(found, ensure_ascii=False, indent=2).encode())
    else:
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        room = shutil.get_terminal_size().columns if is_terminal else None
        print_chunks(f"{line}\n".encode() for line in lines(entries, _now(), room))
    return ExitCode.OK


def _show(history: History, asked: Asked) -> int:
    (entry,) = _found(history, asked.ids)
    if asked.json:
        print_result(json.dumps(entry.as_plain(), ensure_ascii=False, indent=2).encode())
    elif asked.result:
        body = history.result(entry)
        if body is None:
            why = "It was too big, held something secret, made room for later ones, or it brought none."
            raise UsageError(f"The result of run {entry.id} was not kept", why)
        print_result(body)
    elif entry.deed:
        raise no_expression(entry)
    else:
        print_result(entry.text.encode())
    return ExitCode.OK


def _pin(history: History, asked: Asked) -> int:
    history.pin([entry.id for entry in _found(history, asked.ids)], asked.action == "pin")
    return ExitCode.OK


def _forget(history: History, asked: Asked) -> int:
    wanted = _wanted(asked)
    named = [bool(asked.ids), asked.all, wanted != Wanted()]
    if sum(named) != 1:
        raise UsageError(
            "Which runs?" if not any(named) else "These exclude each other",
            "Runs are named by their numbers, by what they have in common, or with --all.",
            "`karma-tui history list` prints the numbers.",
        )
    ids = [entry.id for entry in _found(history, asked.ids)] if asked.ids else history.ids(wanted)
    if not ids:
        print_notice("nothing to forget")
        return ExitCode.OK
    if not asked.yes and not _agreed(f"Forget {_runs(len(ids))}, results included? [y/N] "):
        print_notice("nothing was forgotten")
        return ExitCode.CANCELLED
    print_notice(f"forgot {_runs(history.forget(ids))}")
    return ExitCode.OK


def _export(history: History, asked: Asked) -> int:
    ids = history.ids(_wanted(asked))[::-1]
    print_chunks(_ndjson(_read(history, ids)))
    return ExitCode.OK


def _wanted(asked: Asked) -> Wanted:
    words = asked.words if isinstance(asked.words, str) else " ".join(asked.words)
    now = _now()
    return Wanted(
        words=words,
        profile=asked.of_profile,
        outcome=OUTCOMES[asked.outcome] if asked.outcome else None,
        face=asked.face,
        snippet=asked.snippet,
        since=moment(asked.since, now) if asked.since else None,
        until=moment(asked.until, now) if asked.until else None,
        pinned=True if asked.pinned else None,
        writes=True if asked.writing else None,
    )


def _found(history: History, ids: list[int]) -> list[Entry]:
    """These entries. Raises UsageError if there is no such one."""
    entries = {entry.id: entry for entry in _read(history, ids)}
    missing = [ident for ident in ids if ident not in entries]
    if missing:
        raise UsageError(
            f"There is no run {missing[0]}",
            "It was never made, or it was forgotten.",
            "`karma-tui history list` prints the numbers.",
        )
    return list(entries.values())


def _entries(history: History, wanted: Wanted) -> Iterator[Entry]:
    """The newest first, some hundred at a time."""
    before, many = 0, _LISTED
    while page := history.page(wanted, before=before, limit=many):
        yield from page
        before, many = page[-1].id, _AT_ONCE


def _read(history: History, ids: list[int]) -> Iterator[Entry]:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = history.entries(some)
        yield from (found[ident] for ident in some if ident in found)


def _ndjson(entries: Iterable[Entry]) -> Iterator[bytes]:
    entries = iter(entries)
    while some := list(islice(entries, _WRITTEN)):
        yield b"".join(json.dumps(it.as_plain(), ensure_ascii=False).encode() + b"\n" for it in some)


def _now() -> datetime:
    return datetime.now().astimezone()


def _runs(count: int) -> str:
    return f"{count:,} run" + ("" if count == 1 else "s")


def _agreed(question: str) -> bool:
    """Ask at the terminal. Raises UsageError if there is none."""
    if sys.stdin is None or sys.stderr is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("Nobody can be asked", "There is no terminal.", "Give --yes to do it.")
    sys.stderr.write(question)
    sys.stderr.flush()
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False
