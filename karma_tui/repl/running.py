"""Running what was entered: each expression in turn, asking where a profile or a session wants it.

What is shown of it: the result, how long it took, remarks, or the error with its place in the text.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karma_tui.errors import AuthError, Cancelled, KarmaError, ProtectedProfile, Span
from karma_tui.lang.excerpt import printable_lines
from karma_tui.library.history.origin import Origin
from karma_tui.redact import redact
from karma_tui.repl.show.result import facts, show_document
from karma_tui.repl.signing import sign_in
from karma_tui.repl.telling import placed
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.preview import size_text
from karma_tui.results.strings import visible
from karma_tui.workbench.parameters import Given
from karma_tui.workbench.run import Run
from karma_tui.workbench.turns import turns

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk
    from karma_tui.workbench.workbench import Workbench

_PATIENCE = 0.5
"""Seconds before a person is told that something runs."""
_PLAIN_PATIENCE = 1.5
"""More of them, where it cannot be taken away again."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run and its result; `document` is None if there is none."""

    run: Run
    document: Document | None
    text: str
    """All that was sent to be read, definitions that were put before included."""


async def run_text(desk: Desk, text: str) -> KarmaError | None:
    """Run each expression of a text and show what comes; the first failure ends it, and is returned.

    It has been shown then. Raises asyncio.CancelledError if it is cancelled.
    """
    try:
        named = desk.definitions.taken(text)
        if named:
            desk.printer.say(f"Kept: {', '.join(named)}. What uses it will have it.")
            return None
        prefix = desk.definitions.before(text)
        whole = prefix + text
        found = turns(whole, Span(len(prefix), len(whole)))
    except KarmaError as error:
        desk.printer.error(error, text)
        return error
    for turn in found:
        failure = await _run_and_show(desk, turn.text(), turn.span, whole, len(prefix))
        if failure is not None:
            return failure
    return None


async def _run_and_show(desk: Desk, text: str, span: Span, whole: str, prefix: int) -> KarmaError | None:
    desk.last_text = whole[prefix:].strip()
    try:
        ran = await run_asking(desk, text, span)
        if ran.run.error is not None:
            raise ran.run.error
        await _show(desk, ran, whole)
    except KarmaError as error:
        desk.printer.error(*placed(error, whole, prefix))
        return error
    return None


async def run_asking(
    desk: Desk,
    text: str,
    span: Span | None = None,
    given: Given | None = None,
    origin: Origin | None = None,
    *,
    told: bool = True,
) -> Ran:
    """Run; ask for the name of a protected profile, or for a password, where it takes one, and run again.

    Raises KarmaError where there is no connection.
    """

    async def run(confirmed: str) -> Ran:
        return await run_once(desk, text, span, confirmed, given, origin, told=told)

    ran = await run(desk.confirm)
    error = ran.run.error
    if isinstance(error, ProtectedProfile) and not desk.confirm and desk.printer.is_terminal:
        name = await _confirmed(desk, error)
        return await run(name) if name else ran
    if isinstance(error, AuthError) and await sign_in(desk, error):
        # refused before anything was done: the same expression again is what was meant
        return await run(desk.confirm)
    return ran


async def run_once(
    desk: Desk,
    text: str,
    span: Span | None = None,
    confirmed: str = "",
    given: Given | None = None,
    origin: Origin | None = None,
    *,
    quietly: bool = False,
    told: bool = True,
) -> Ran:
    """Run, and take the result in; `told` has it in the history. Raises KarmaError without a connection."""
    intake = Intake()
    waiting = None if quietly else asyncio.ensure_future(_tell_of_waiting(desk, intake))
    try:
        bench = await _bench(desk)
        run = await bench.run(
            text,
            span,
            sink=intake,
            confirmed=confirmed,
            given=given,
            origin=(origin or Origin("repl")) if told else None,
        )
        document = await asyncio.to_thread(intake.finish) if run.ok else None
    finally:
        if waiting is not None:
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting
    if run.writes and run.ok:
        desk.link.learn()
    return Ran(run, document, text)


async def _bench(desk: Desk) -> Workbench:
    """The open instance; asks for a password if that is what is missing."""
    try:
        return await desk.link.ready()
    except AuthError as error:
        if not await sign_in(desk, error if desk.link.was_refused else None):
            raise
    return await desk.link.ready()


async def _confirmed(desk: Desk, error: ProtectedProfile) -> str:
    """The profile's name if it was typed; anything else sends nothing."""
    desk.printer.say(printable_lines(redact(f"{error.title}. {error.detail}")), "warning")
    typed = await desk.ask(f"Type {visible(error.profile)} to send it, nothing to leave it: ")
    if typed is not None and typed.strip() == error.profile:
        return error.profile
    return ""


async def _show(desk: Desk, ran: Ran, whole: str) -> None:
    assert ran.document is not None
    began = time.monotonic()
    await show_document(desk, ran.document, whole)
    for message in ran.run.messages:
        desk.printer.say(f"Note: {visible(message)}", "warning")
    if desk.choices.timing and desk.printer.is_terminal:
        how_much = [it for it in (facts(ran.document), _where(desk)) if it]
        shown = time.monotonic() - began
        took = f"{ran.run.elapsed:.3f} s" + (
            f", shown in {shown:.1f} s" if shown > 1 and not _paged(desk) else ""
        )
        desk.printer.say(", ".join([*how_much, took]))


def _paged(desk: Desk) -> bool:
    return desk.choices.pager and not desk.printer.plain


def _where(desk: Desk) -> str:
    return f"added to {visible(str(desk.out.path))}" if desk.out is not None else ""


async def _tell_of_waiting(desk: Desk, intake: Intake) -> None:
    """A line that counts the seconds, and goes away."""
    began = time.monotonic()
    try:
        await asyncio.sleep(_PATIENCE)
        if desk.printer.plain:
            await asyncio.sleep(_PLAIN_PATIENCE)
            if desk.printer.is_terminal and not desk.is_asking:
                desk.printer.say("Running. Ctrl-C cancels.")
            return
        while True:
            size = f", {size_text(intake.size)}" if intake.size else ""
            doing = "Connecting" if desk.link.bench is None else "Running"
            if desk.is_asking:
                await asyncio.sleep(_PATIENCE)
                continue
            desk.printer.transient(f"{doing}, {time.monotonic() - began:.0f} s{size} (Ctrl-C cancels)")
            await asyncio.sleep(1)
    finally:
        desk.printer.transient("")


def cancelled(text: str) -> Cancelled:
    """What is told when Ctrl-C ended the run of a text."""
    from karma_tui.lang.effects import WRITING
    from karma_tui.lang.statements import statements

    if any(statement.names & WRITING for statement in statements(text)):
        return Cancelled("Cancelled", "It writes: what had been sent may have been done all the same.")
    return Cancelled("Cancelled")
