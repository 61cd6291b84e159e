"""Commands about the language: what is sent, what is wrong, what may follow; and the editor outside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.repl.printer import Piece, pieces_of_text
from karma_tui.repl.show.pager import show
from karma_tui.repl.telling import told_in_place
from karma_tui.results.strings import visible

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk
    from karma_tui.workbench.assist import Assist

_MOST = 30
_MOST_PROBLEMS = 50
_NAMES = len("instance  ")


async def as_json(desk: Desk, words: str) -> None:
    """What would be sent, in the instance's dialect."""
    from karma_tui.lang.recognise import FORMS

    await _converted(desk, words, FORMS[_dialect(desk)])


async def as_text(desk: Desk, words: str) -> None:
    """The same as KVM text."""
    from karma_tui.lang.recognise import Form

    await _converted(desk, words, Form.KVM_TEXT)


async def check(desk: Desk, words: str) -> None:
    """Every problem with its place, or the type of what is returned."""
    text = _text(desk, words)
    assist = await _assist(desk)
    prefix = desk.definitions.before(text)
    found = await asyncio.to_thread(assist.study, prefix + text)
    for problem in found.problems[:_MOST_PROBLEMS]:
        from karma_tui.errors import ExpressionError, Span

        span = problem.span
        if span is not None and span.start >= len(prefix):
            span = Span(span.start - len(prefix), span.end - len(prefix))
        error = ExpressionError(problem.title, problem.detail, problem.hint, span)
        desk.printer.error(error, text, problem.severity.value)
    if not found.problems:
        kind = f" It returns {visible(found.result_text)}." if found.result_text else ""
        desk.printer.say(f"Nothing is wrong with it.{kind} {_effect(text)}".rstrip())


def _effect(text: str) -> str:
    """What it does to the instance, by its own words."""
    from karma_tui.errors import ExpressionError
    from karma_tui.lang.effects import destroys, writes
    from karma_tui.lang.recognise import read

    try:
        root = read(text).root
    except ExpressionError:
        return ""
    return "It changes or deletes." if destroys(root) else "It writes." if writes(root) else "It only reads."


async def explain(desk: Desk, words: str) -> None:
    """What it would do and what would be sent, without sending it; refuses what a run would refuse."""
    from karma_tui.workbench.explaining import Explanation
    from karma_tui.workbench.explaining import explain as explained

    text = _text(desk, words)
    assist = await _assist(desk)
    prefix = desk.definitions.before(text)

    def work() -> Explanation:
        return explained(prefix + text, _dialect(desk), desk.link.target, assist, confirmed=desk.confirm)

    with told_in_place(desk, prefix + text, len(prefix)):
        found = await asyncio.to_thread(work)
    lines: list[list[Piece]] = [_fact(line) for line in found.facts("not known")]
    for title, sent in zip(("as KVM text", "as it is sent"), found.sent(), strict=True):
        lines += [[("", "")], [(title, "title")], *([("  ", ""), *pieces_of_text(line)] for line in sent)]
    await show(desk.printer, iter(lines), paged=desk.choices.pager)


async def complete(desk: Desk, words: str) -> None:
    """What may stand behind a text, a line each."""
    assist = await _assist(desk)
    prefix = desk.definitions.before(words)
    found = await asyncio.to_thread(assist.complete, prefix + words, len(prefix) + len(words))
    for item in found.items[:_MOST]:
        desk.printer.line(
            (visible(item.label), "function"),
            (f"  {visible(item.type or item.kind.value)}", ""),
            (f"  {visible(item.doc)}" if item.doc else "", "comment"),
        )
    if len(found.items) > _MOST:
        desk.printer.say(f"and {len(found.items) - _MOST:,} more")
    elif not found.items:
        desk.printer.say("Nothing is known that may stand there.")


async def definitions(desk: Desk, words: str) -> None:
    """What was kept; or forget one."""
    action, _, name = words.partition(" ")
    if action == "forget":
        if not desk.definitions.forget(name.strip()):
            raise UsageError(f"There is no definition of {visible(name.strip())}")
        desk.printer.say(f"{visible(name.strip())} is forgotten.")
    elif not desk.definitions.all:
        desk.printer.say("There are none. A let that is entered alone is kept.")
    else:
        for text in desk.definitions.all:
            for line in text.split("\n"):
                desk.printer.line(*pieces_of_text(visible(line)))


async def edit(desk: Desk, words: str) -> None:
    """The last expression in the user's own editor; what comes of it stands at the next prompt."""
    from karma_tui.repl.editing import edited

    if not desk.printer.is_terminal:
        raise UsageError("There is no terminal for an editor")
    desk.draft = (await asyncio.to_thread(edited, words or desk.last_text)).strip("\n")


async def _converted(desk: Desk, words: str, form: Form) -> None:
    from karma_tui.lang.convert import convert

    text = _text(desk, words)
    prefix = desk.definitions.before(text)
    with told_in_place(desk, prefix + text, len(prefix)):
        converted = await asyncio.to_thread(convert, prefix + text, form, _dialect(desk))
    lines: list[list[Piece]] = [pieces_of_text(visible(line)) for line in converted.text.split("\n")]
    await show(desk.printer, iter(lines), paged=desk.choices.pager)


def _fact(line: str) -> list[Piece]:
    return [(line[:_NAMES], "field"), (line[_NAMES:], "")]


def _text(desk: Desk, words: str) -> str:
    text = words or desk.last_text
    if not text:
        raise UsageError("Which expression?", hint="Write it behind the command, or run one first.")
    return text


def _dialect(desk: Desk) -> Dialect:
    return desk.link.bench.dialect if desk.link.bench is not None else Dialect.V1


async def _assist(desk: Desk) -> Assist:
    """Help with what is known of the instance, waited for if it is being read."""
    await desk.link.learned()
    if desk.link.assist is None:
        raise UsageError("Nothing is known of the instance yet")
    return desk.link.assist


if TYPE_CHECKING:
    from karma_tui.lang.recognise import Form
