"""Several expressions run one after the other: which is next, and how each of them ended."""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.tui.messages import Request, RunEnded
from karma_tui.tui.run_parts import Turn
from karma_tui.tui.widgets.result_facts import elapsed_text, excerpt, facts
from karma_tui.workbench.run import Outcome


class Series:
    """At least one request. It is over after the last, or after the first that does not go well."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = turns
        self._current: Request | None = None
        self._lines: list[str] = []
        self._is_stopped = False

    @property
    def next(self) -> Request:
        """What is to be run now, the same until it has ended."""
        if self._current is None:
            self._current = self._turns[len(self._lines)][0]()
        return self._current

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to run."""
        return self._is_stopped or len(self._lines) == len(self._turns)

    def is_of(self, request: Request) -> bool:
        """Whether this is the request that is being run."""
        return not self.is_over and request is self.next

    def adopt(self, request: Request) -> None:
        """What is to be run now has become another request: it got its values."""
        self._current = request

    def ended(self, event: RunEnded) -> None:
        """Take down how a run ended."""
        request, run = event.request, event.run
        if event.document is not None and run.outcome is not Outcome.CANCELLED:
            outcome = facts(request, run, event.document)
        else:
            self._is_stopped = True
            what = run.error.title if run.error is not None else "no result"
            outcome = f"{what}  {elapsed_text(run.elapsed)}  {excerpt(request.expression)}"
        line, self._current = self._turns[len(self._lines)][1], None
        self._lines.append(f"line {line}: {outcome}")

    def summary(self) -> tuple[str, str]:
        """How it went, in a title and a line for each expression that was run."""
        done, all_of_them = len(self._lines), len(self._turns)
        title = (
            f"Stopped at expression {done} of {all_of_them}"
            if self._is_stopped
            else f"{done} expressions run"
        )
        return title, "\n".join(self._lines)
