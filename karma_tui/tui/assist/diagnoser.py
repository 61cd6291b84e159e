"""Problems while typing: found shortly after the last key, underlined, counted, listed and gone to.

Each buffer keeps what was found in it. Nothing here decides what a problem is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from karma_tui.errors import Span
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.pace import Lane, Pause

if TYPE_CHECKING:
    from karma_tui.lang.check.problem import Problem
    from karma_tui.workbench.assist import Findings

DELAY_SECONDS = 0.15
"""From the last key to the check."""

_MOST_KEPT = 20
"""Buffers whose findings are kept; those of the others are found anew when they are looked at."""

MOST_MARKS = 300
"""Stretches underlined at once; all problems are counted and listed."""


class Diagnoser:
    """What is wrong in the buffers that were looked at."""

    def __init__(
        self,
        pause: Callable[[float, Callable[[], None]], Pause],
        lane: Callable[[Callable[[tuple[str, Findings]], None]], Lane[tuple[str, Findings]]],
        study: Callable[[str, Callable[[], bool], Findings | None], Findings],
        changed: Callable[[], None],
        unfilled: Callable[[], Sequence[Span]] = tuple,
    ) -> None:
        """`unfilled` gives the places that wait to be filled in, of which nothing is told."""
        self._pause = pause(DELAY_SECONDS, self.check)
        self._lane = lane(self._answered)
        self._study = study
        self._changed = changed
        self._unfilled = unfilled
        self._growing: list[Span] = []
        """Where something is missing, of which nothing is told while the cursor is there."""
        self._editor: Editor | None = None
        self._found: dict[str, Findings] = {}

    @property
    def findings(self) -> Findings | None:
        """What was found in the buffer with the focus, the last time it was looked at."""
        return self._found.get(str(self._editor.id)) if self._editor is not None else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong there."""
        return self.findings.problems if self.findings is not None else ()

    def blamed(self) -> Iterator[Span]:
        """The expressions that a server would name, as far as is known: around what is underlined, or it."""
        for problem in self.problems:
            if problem.blamed is not None and problem.blamed.span is not None:
                yield problem.blamed.span

    def attend(self, editor: Editor | None) -> None:
        """Look at this buffer from now on."""
        if editor is None or editor is self._editor:
            return
        self._editor = editor
        if self.findings is None or self.findings.text != editor.text:
            self._pause.touch(self._lane.cost)
        self._changed()

    def filled(self) -> None:
        """Something that was to be filled in is not any more."""
        self._pause.touch(self._lane.cost)

    def cursor_moved(self) -> None:
        """What is missing where the cursor was is told once it has left."""
        if self._growing and self._editor is not None:
            at = self._editor.offset_of(self._editor.cursor_location)
            if not all(_inside(at, span) for span in self._growing):
                self._growing = []
                self._pause.touch(self._lane.cost)

    def text_changed(self) -> None:
        """Called in the middle of every change; costs next to nothing."""
        self._lane.drop()
        self._pause.touch(self._lane.cost)

    def check(self) -> None:
        """Look now: after a pause, or because more is known of the instance."""
        editor = self._editor
        if editor is None or not editor.is_attached:
            return
        name, text, before = str(editor.id), editor.text, self.findings
        asked = self._lane.generation + 1

        def work() -> tuple[str, Findings]:
            return name, self._study(text, lambda: self._lane.generation != asked, before)

        self._lane.ask(work)

    def forget(self) -> None:
        """More is known of the instance: nothing that was found holds any more."""
        self._found.clear()
        self.check()

    def go(self, direction: int) -> Problem | None:
        """Put the cursor on the next problem, or the one before, round and round. None if there is none."""
        editor = self._editor
        placed = [problem for problem in self.problems if problem.span is not None]
        if editor is None or not placed:
            return None
        starts = [problem.span.start for problem in placed if problem.span is not None]
        at = editor.offset_of(editor.cursor_location)
        found = bisect_right(starts, at) if direction > 0 else bisect_left(starts, at) - 1
        problem = placed[found % len(placed)]
        self.go_to(problem)
        return problem

    def go_to(self, problem: Problem) -> None:
        """Put the cursor on a problem of this buffer."""
        if self._editor is not None and problem.span is not None:
            self._editor.focus()
            self._editor.go_to(problem.span)

    def under(self, offset: int) -> Problem | None:
        """The problem at a place: an error rather than a warning, the shortest stretch."""
        here = [it for it in self.problems if it.span and it.span.start <= offset <= it.span.end]
        return min(here, key=_weight, default=None)

    def _answered(self, answer: tuple[str, Findings]) -> None:
        name, found = answer
        editor = self._editor
        if editor is None or str(editor.id) != name or editor.text != found.text:
            return
        places, at = self._unfilled(), editor.offset_of(editor.cursor_location)
        self._growing = [it.span for it in found.problems if it.span and it.may_grow and _inside(at, it.span)]
        if places or self._growing:
            hidden = [it for it in found.problems if _is_at(it, places) or _is_growing(it, at)]
            found = replace(found, problems=tuple([it for it in found.problems if it not in hidden]))
        self._found.pop(name, None)
        self._found[name] = found
        if len(self._found) > _MOST_KEPT:
            del self._found[next(iter(self._found))]
        editor.mark_problems(_spans(found.errors), _spans(found.warnings))
        self._changed()


def count_text(findings: Findings | None) -> str:
    """`2 errors, 1 warning`, `500+ errors`; "" if all is well."""
    if findings is None:
        return ""
    counts = ((len(findings.errors), "error"), (len(findings.warnings), "warning"))
    more = "+" if findings.is_cut else ""
    return ", ".join(f"{count}{more} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def _is_at(problem: Problem, places: Sequence[Span]) -> bool:
    """Whether it is about a place itself: all of it, or, where nothing is there yet, what follows."""
    span = problem.span
    return span is not None and any(
        span == place or (place.start == place.end == span.start) for place in places
    )


def _is_growing(problem: Problem, at: int) -> bool:
    return problem.may_grow and problem.span is not None and _inside(at, problem.span)


def _inside(at: int, span: Span) -> bool:
    return span.start < at < span.end


def _spans(problems: tuple[Problem, ...]) -> list[Span]:
    return [problem.span for problem in problems[:MOST_MARKS] if problem.span is not None]


def _weight(problem: Problem) -> tuple[bool, int]:
    assert problem.span is not None
    return problem.severity.value != "error", problem.span.end - problem.span.start
