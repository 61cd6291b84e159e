"""The results pane: the result of a run, its error, or what was looked up, with what there is to say of it.

Each part is a class in a module beside this one: `result_views` has the views, `result_filling` gives them
the document, `result_finding` and `result_picking` have the actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import ContentSwitcher

from karma_tui.errors import KarmaError
from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document
from karma_tui.results.rows import Path
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import Place, error_content
from karma_tui.tui.messages import Request
from karma_tui.tui.navigation.history import Position
from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.messages import Entry, failed_entries, run_entries
from karma_tui.tui.views.result_finder import ResultFinder
from karma_tui.tui.views.result_picker import ResultPicker
from karma_tui.tui.views.view import MESSAGES_VIEW
from karma_tui.tui.widgets.error_panel import ErrorPanel
from karma_tui.tui.widgets.keys import RESULTS
from karma_tui.tui.widgets.result_facts import elapsed_text, excerpt, facts, summary
from karma_tui.tui.widgets.result_finding import FindActions
from karma_tui.tui.widgets.result_picking import PickActions
from karma_tui.workbench.run import Run


class Results(FindActions, PickActions):
    """What the last run came to, in the view that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(RESULTS)

    def __init__(self, welcome: str) -> None:
        super().__init__(welcome)
        self._run: tuple[Request, Run, Document] | None = None
        """The run whose facts are told."""
        self._error: KarmaError | None = None
        """The error that is shown instead of a result."""
        self._before_error: tuple[str, tuple[Request, Run, Document] | None] = ("", None)
        """The facts that were told before it, and the run they are of."""
        self._finder = ResultFinder(self)
        self._picker = ResultPicker(self._show_picked, self._run_pick)

    @property
    def is_growing(self) -> bool:
        """Whether more of the result is coming in."""
        return self._picker.is_growing

    def show_result(self, request: Request, run: Run, document: Document) -> None:
        """Show a result, with what there is to say about it."""
        self._run = request, run, document
        self.say(facts(request, run, document))
        self.messages.tell_run(run_entries(run, document, summary(run, document)))
        self.show_document(document, query=request.expression)

    def show_type(self, request: Request, type_text: str) -> None:
        """Add the type of what this request brought, if that is still what is shown."""
        if self._run is not None and self._run[0] is request and self._run[2] is self._document:
            self.say(facts(*self._run, shown_line(type_text)))

    def show_growing(self, blocks: Blocks, fact: str, query: str = "") -> None:
        """A result that is still coming in: what there is of it, and what is new since the last time."""
        self.show_document(Document.of_blocks(blocks), query=query)
        self._picker.is_growing = True
        self.say(fact)

    def say_incomplete(self, fact: str) -> None:
        """No more is coming in; what there is can be worked with."""
        self._run = None
        self._picker.is_growing = False
        self.say(fact)

    def say_cancelled(self, request: Request, run: Run) -> None:
        """A cancelled run leaves the earlier result where it is."""
        fact = f"cancelled after {elapsed_text(run.elapsed)}"
        self.say_incomplete(f"{fact}  {excerpt(request.expression)}")
        self.messages.tell_run(run_entries(run, None, fact))

    def show_found(self, document: Document, fact: str, path: Path | None = None, query: str = "") -> None:
        """Show what was looked up beside the user's runs, with what there is to say about it."""
        self._run = None
        self.say(fact)
        notes = [Entry("remark", document.note)] if document.note else []
        self.messages.tell_run([*notes, Entry("run", fact)])
        self.show_document(document, path, query)

    def show_error(
        self,
        error: KarmaError,
        place: Place | None,
        jump_key: str,
        fact: str,
        run: Run | None = None,
        go: Callable[[], None] | None = None,
    ) -> None:
        """Show an error instead of a result; `fact` says what failed, `go` leads to its place in the text."""
        if self._error is None:
            self._before_error = self._bar.facts, self._run
        self._run = None
        self._beside = "error"
        self.say(fact)
        self._error = error
        self.query_one("#error", ErrorPanel).show(error_content(error, place, jump_key))
        self.messages.tell_run(failed_entries(error, fact, run, place, go))
        self._show_place(None)
        self._switch(MESSAGES_VIEW if self._view.name == MESSAGES_VIEW else "error")

    def say(self, fact: str) -> None:
        """See `ResultViews`; whatever is told by it, an error is no longer what is shown."""
        self._error = None
        super().say(fact)

    def error_is_over(self, error: KarmaError) -> None:
        """What it says holds no longer: if it is on show, there is again what was there before it."""
        if self._error is not error:
            return
        self._beside = "welcome"
        facts_before, self._run = self._before_error
        self.say(facts_before)
        if self.query_one(ContentSwitcher).current == "error":
            self._show_place(None if self._document is None else self.view.cursor_path)
            self._switch("welcome" if self._document is None else self._view.name)

    @property
    def position(self) -> Position | None:
        """What is on show and where one is in it, for `return_to`; None if there is no result."""
        whole = self._picker.whole
        if whole is None:
            return None
        view = self.view
        place, picks = view.cursor_path, self._picker.picks
        return Position(whole, self._bar.facts, self._view.name, place, picks, self._query, self._run)

    async def return_to(self, position: Position) -> None:
        """Show again what was on show, in the same view, filtered and sorted as it was."""
        if position.view != self._view.name:
            await self.show_view(position.view)
        self.show_found(position.document, position.facts, position.path, position.query)
        self._run = position.run
        if position.run is not None:
            _, run, document = position.run
            self.messages.tell_run(run_entries(run, document, summary(run, document)))
        if position.picks is not None:
            self._picker.pick(position.picks)
