"""The results pane: a line of facts about the run, and below it the result, the error, or a welcome."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from karma_tui.errors import KarmaError
from karma_tui.results.document import Document, Form
from karma_tui.results.preview import size_text
from karma_tui.tui.failures import Place, error_content
from karma_tui.tui.messages import Request
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.workbench.run import Run

_EXCERPT = 44
"""Characters of an expression that fit beside amounts and time at 80 columns."""


class ErrorPanel(VerticalScroll, can_focus=True):
    """An error with everything it says, scrollable if it says much."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="error-text")

    def show(self, content: Content) -> None:
        """Show this error."""
        self.query_one("#error-text", Static).update(content)
        self.scroll_home(animate=False)


class Results(Vertical):
    """What the last run came to."""

    def __init__(self, welcome: str) -> None:
        super().__init__(id="results")
        self._welcome = welcome
        self.names: Mapping[str, str] = {}
        """Readable names of models, for references."""

    def compose(self) -> ComposeResult:
        """The line of facts and the three things that can be below it."""
        yield Static(id="facts", markup=False)
        with ContentSwitcher(initial="welcome"):
            yield Static(self._welcome, id="welcome", markup=False)
            yield ResultTree(id="tree")
            yield ErrorPanel(id="error")

    def show_result(self, request: Request, run: Run, document: Document) -> None:
        """Show a result, with what there is to say about it."""
        self._say(facts(request, run, document))
        self.query_one("#tree", ResultTree).show(document, self.names)
        self._switch("tree")

    def show_error(self, error: KarmaError, place: Place | None, jump_key: str, fact: str) -> None:
        """Show an error instead of a result; `fact` says what failed."""
        self._say(fact)
        self.query_one("#error", ErrorPanel).show(error_content(error, place, jump_key))
        self._switch("error")

    def say_cancelled(self, request: Request, run: Run) -> None:
        """A cancelled run leaves the earlier result where it is."""
        self._say(f"cancelled after {elapsed_text(run.elapsed)}  {excerpt(request.expression)}")

    def focus_content(self) -> None:
        """Put the focus on whatever is shown."""
        current = self.query_one(ContentSwitcher).visible_content
        if current is not None and current.focusable:
            current.focus()

    def _say(self, fact: str) -> None:
        self.query_one("#facts", Static).update(Content(fact))

    def _switch(self, name: str) -> None:
        had_focus = self.has_focus_within
        self.query_one(ContentSwitcher).current = name
        if had_focus:
            self.focus_content()


def facts(request: Request, run: Run, document: Document) -> str:
    """`312 rows  41 kB  12 ms  all(tag("book"))`, and the remarks the run brought."""
    parts = [
        _amount(document),
        size_text(document.size),
        elapsed_text(run.elapsed),
        excerpt(request.expression),
    ]
    remarks = [*run.messages, *([document.note] if document.note else [])]
    return "  ".join([*parts, *(f"Note: {shown_line(remark)}" for remark in remarks)])


def elapsed_text(seconds: float) -> str:
    """Milliseconds below ten seconds, seconds above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def excerpt(text: str) -> str:
    """The beginning of an expression on one line."""
    line = shown_line(" ".join(text.split()))
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def _amount(document: Document) -> str:
    if document.kind is Form.LIST:
        return f"{document.records:,} row{'' if document.records == 1 else 's'}"
    return {Form.VALUE: "1 value", Form.TEXT: "text", Form.EMPTY: "no result"}[document.kind]
