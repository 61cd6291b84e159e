"""`\\watch`: the same expression again and again, and what changed in between."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.lang.effects import writes
from karma_tui.lang.recognise import read
from karma_tui.repl.running import run_once
from karma_tui.repl.show.result import facts, show_document
from karma_tui.results.compare import compare
from karma_tui.results.compare_report import report
from karma_tui.results.document import Document

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_LEAST = 0.1
_LONGEST = 86_400.0
_MOST_LINES = 200


async def watch(desk: Desk, words: str) -> None:
    """Show the result, and from then on what changed in it, until it is interrupted."""
    word, _, text = words.partition(" ")
    seconds = _seconds(word)
    text = text.strip() or desk.last_text
    if not text:
        raise UsageError("Which expression?", hint=r'\watch 2 length(all(tag("book")))')
    text = desk.definitions.before(text) + text
    bench = await desk.link.ready()
    if writes(read(text, bench.dialect).root):
        raise UsageError("Not watched: it writes", "It would write every time.", "Watch what only reads.")
    before: Document | None = None
    while True:
        began = time.monotonic()
        found = await _once(desk, text)
        if before is None:
            await show_document(desk, found, text)
        else:
            await tell(desk, before, found)
        before = found
        await asyncio.sleep(max(0.0, seconds - (time.monotonic() - began)))


async def _once(desk: Desk, text: str) -> Document:
    ran = await run_once(desk, text, quietly=True, told=False)
    if ran.run.error is not None:
        raise ran.run.error
    assert ran.document is not None
    return ran.document


async def tell(desk: Desk, before: Document, found: Document) -> None:
    """What changed between two results, or that nothing did."""
    now = f"{datetime.now():%H:%M:%S}"
    if before.size == found.size and await asyncio.to_thread(_same, before, found):
        desk.printer.transient(f"{now} no change (Ctrl-C ends)")
        return
    comparison = await asyncio.to_thread(compare, before, found)
    desk.printer.transient("")
    desk.printer.say(f"{now} {facts(found)}".rstrip())
    for at, line in enumerate(report(comparison, "before", "now", desk.names)):
        if at == _MOST_LINES:
            desk.printer.say("… and more")
            break
        key = {"+": "string", "-": "error", "~": "warning"}.get(line.strip()[:1], "")
        desk.printer.line((line, key))
    if desk.last is not None:
        desk.last.document, desk.last.of, desk.last.base = found, None, ()


def _same(before: Document, found: Document) -> bool:
    return b"".join(before.pieces()) == b"".join(found.pieces())


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not _LEAST <= seconds <= _LONGEST:
        raise UsageError(
            f"{word!r} is no number of seconds" if word else "How often?",
            f"It goes from {_LEAST} to {_LONGEST:,.0f}.",
            r"\watch 2 EXPRESSION runs it every two seconds.",
        )
    return seconds
