"""What is known about the text at the prompt a moment after the last key: problems, and the call one is in.

Works in a thread, one piece at a time and the newest only (`workbench.pace`); a key only notes the time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from karma_tui.lang.check.problem import Problem
    from karma_tui.lang.complete.items import Signature
    from karma_tui.repl.desk import Desk
    from karma_tui.repl.highlight import Mark
    from karma_tui.workbench.assist import Assist, Findings
    from karma_tui.workbench.pace import Lane, Pause

DELAY_SECONDS = 0.15
LONG_SECONDS = 1.0
LONGEST = 200_000
"""Characters of a text beyond which it is not looked at while it is typed: it would be felt at the keys."""
_MOST_MARKS = 100


class Told(NamedTuple):
    """What was found about a text with the cursor at a place; places are of the text as it was typed."""

    text: str = ""
    cursor: int = 0
    problems: tuple[Problem, ...] = ()
    signature: Signature | None = None
    shift: int = 0
    """Characters of definitions before the text: places of `problems` and `signature` are beyond them."""
    late: tuple[Problem, ...] = ()
    """All problems, where some are about a word that may still be going on: told after a longer pause."""


NOTHING = Told()


class Live:
    """Asks after a pause, and keeps the answer."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._changed = changed
        self._pause: Pause | None = None
        self._lane: Lane[tuple[Told, Findings | None]] | None = None
        self._findings: Findings | None = None
        self._text, self._cursor = "", 0
        self.told = NOTHING
        self.failed = ""
        """The name of what went wrong inside, should that ever happen."""

    def touch(self, text: str, cursor: int) -> None:
        """The text or the cursor is another now."""
        if (text, cursor) == (self._text, self._cursor):
            return
        self._text, self._cursor = text, cursor
        if not text or text.startswith("\\") or len(text) > LONGEST:
            self.told = NOTHING
            if self._lane is not None and self._pause is not None:
                self._pause.drop()
                self._lane.drop()
            return
        if self._pause is None or self._lane is None:
            self._pause, self._lane = self._start()
        self._lane.drop()
        self._pause.touch(self._lane.cost)

    def again(self) -> None:
        """More is known of the instance: look at the same text again."""
        text, self._text = self._text, ""
        self._findings = None
        if text:
            self.touch(text, self._cursor)

    def marks(self, text: str) -> Sequence[Mark]:
        """What to underline in the text as it is now: as far as it has not changed since."""
        told = self.told
        if not told.problems:
            return ()
        same = len(told.text) if told.text == text else _common(told.text, text)
        marks: list[Mark] = []
        for problem in told.problems[:_MOST_MARKS]:
            if problem.span is not None:
                start, end = problem.span.start - told.shift, problem.span.end - told.shift
                if start >= 0 and end <= same:
                    marks.append((start, end, f"class:problem.{problem.severity.value}"))
        return marks

    def _start(self) -> tuple[Pause, Lane[tuple[Told, Findings | None]]]:
        from karma_tui.workbench.pace import Lane, Pause

        loop = asyncio.get_running_loop()

        def begin(work: Coroutine[Any, Any, None]) -> object:
            return loop.create_task(work)

        pause = Pause(DELAY_SECONDS, self._ask, loop.call_later, time.monotonic)
        return pause, Lane(begin, self._answered, self._gone_wrong)

    def _ask(self) -> None:
        lane, assist = self._lane, self._desk.link.assist
        if lane is None or assist is None:
            return
        text, cursor, before = self._text, self._cursor, self._findings
        prefix = self._desk.definitions.before(text)
        checks = self._desk.choices.diagnostics == "on"
        asked = lane.generation + 1

        def stop() -> bool:
            return lane.generation != asked

        lane.ask(lambda: _look(assist, text, cursor, prefix, before if checks else None, stop, checks=checks))

    def _answered(self, answer: tuple[Told, Findings | None]) -> None:
        told, findings = answer
        if told.text == self._text:
            self.told, self._findings = told, findings
            if told.late:
                asyncio.get_running_loop().call_later(LONG_SECONDS, self._tell_late, told)
            self._changed()

    def _tell_late(self, told: Told) -> None:
        """Nobody has typed on: what is said of the last word is meant."""
        if self.told is told and (told.text, told.cursor) == (self._text, self._cursor):
            self.told = told._replace(problems=told.late, late=())
            self._changed()

    def _gone_wrong(self, failure: Exception) -> None:
        self.told = NOTHING
        self.failed = type(failure).__name__


def _look(
    assist: Assist,
    text: str,
    cursor: int,
    prefix: str,
    before: Findings | None,
    stop: Callable[[], bool],
    *,
    checks: bool,
) -> tuple[Told, Findings | None]:
    from karma_tui.lang.statements import ending

    whole, shift = prefix + text, len(prefix)
    findings = None
    problems: tuple[Problem, ...] = ()
    late: tuple[Problem, ...] = ()
    if checks:
        is_known = before is not None and before.text == whole
        findings = before if is_known else assist.study(whole, stop, before)
        is_whole, end = ending(text).is_whole, len(whole.rstrip())
        found = findings.problems if findings is not None else ()
        every = tuple(it for it in found if not _is_unfinished(it, shift + cursor, end, is_whole))
        problems = every
        if text[cursor - 1 : cursor].isalnum():
            problems = tuple(it for it in every if it.span is None or it.span.end != shift + cursor)
            late = every if len(problems) < len(every) else ()
    return Told(text, cursor, problems, assist.signature(whole, shift + cursor), shift, late), findings


def _is_unfinished(problem: Problem, cursor: int, end: int, is_whole: bool) -> bool:
    """Whether it is only about what is still to be typed: at the end, or around the cursor."""
    span = problem.span
    if span is None:
        return False
    if span.start >= end and not is_whole:
        return True
    return problem.may_grow and span.start < cursor < span.end


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
