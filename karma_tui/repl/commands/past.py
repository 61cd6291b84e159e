"""`\\history`: what ran before, on whatever face."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.repl.printer import Piece
from karma_tui.repl.show.pager import show
from karma_tui.results.strings import visible
from karma_tui.results.width import fitted

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_LISTED = 50


async def history(desk: Desk, words: str) -> None:
    """List the newest entries that have the words, or take one to the next prompt by its number."""
    kept = desk.link.history
    if kept is None:
        raise UsageError(
            "Nothing is recorded",
            "The history is switched off.",
            "Up recalls what was entered in this session.",
        )
    from karma_tui.library.history.entry import Wanted

    if words.isdigit() and (entry := await asyncio.to_thread(kept.get, int(words))) is not None:
        if entry.deed:
            from karma_tui.library.history.telling import no_expression

            raise no_expression(entry)
        if entry.is_cut or "[hidden]" in entry.text:
            desk.printer.say("The text is not as it was: parts of it were too long or secret.", "warning")
        desk.draft = entry.text.strip()
        return
    found = await asyncio.to_thread(kept.page, Wanted(words=words), limit=_LISTED)
    if not found:
        desk.printer.say("There is nothing like that in the history." if words else "The history is empty.")
        return
    width = desk.printer.size[0]
    lines: list[list[Piece]] = []
    for entry in reversed(found):
        when = f"{entry.started.astimezone():%Y-%m-%d %H:%M}"
        outcome = "" if entry.outcome == "ok" else f" {entry.outcome_word}"
        head = f"{entry.id:>6}  {when}  {visible(entry.profile)}{outcome}  "
        text = visible(" ".join(entry.text.split())[: 2 * width])
        lines.append([(head, "comment"), (fitted(text, max(20, width - len(head))), "")])
    await show(desk.printer, iter(lines), paged=desk.choices.pager)
    desk.printer.say(r"\history NUMBER puts one at the prompt.")
