"""The results pane: a line of views and facts; below it the result in one view, the error, or a welcome."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, Static

from karma_tui.errors import KarmaError
from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document, Form
from karma_tui.results.preview import size_text
from karma_tui.results.rows import Path
from karma_tui.tui.failures import Place, error_content, notify_errors
from karma_tui.tui.messages import Request
from karma_tui.tui.navigation.history import Position
from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.memory import ViewMemory
from karma_tui.tui.views.path_bar import PathBar
from karma_tui.tui.views.result_find_bar import ResultFindBar
from karma_tui.tui.views.result_finder import ResultFinder
from karma_tui.tui.views.result_picker import ResultPicker
from karma_tui.tui.views.view import (
    VIEWS,
    ChoicesMade,
    FilterWanted,
    PlaceChanged,
    PlaceOpened,
    Remembers,
    ResultView,
    ShowsSort,
    SortWanted,
)
from karma_tui.tui.views.view_bar import ViewBar
from karma_tui.tui.widgets.result_facts import elapsed_text, excerpt, facts
from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.workbench.run import Run

if TYPE_CHECKING:
    from karma_tui.results.find import Query
    from karma_tui.tui.widgets.prompt_bar import PromptBar


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
    """What the last run came to, in the view that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find"),
        Binding("n", "found(True)", "Next match", show=False),
        Binding("N", "found(False)", "Match before", show=False),
        Binding("ampersand", "only_matches", "Only matches", show=False),
        Binding("f", "filter", "Filter"),
        Binding("s", "sort", "Sort"),
        Binding("escape", "show_all", "Show all", show=False),
        Binding("y", "screen.copy", "Copy"),
        Binding("E", "screen.export", "Export", show=False),
        Binding("backspace,comma", "screen.go_back", "Back", show=False),
        Binding("full_stop", "screen.go_forward", "Forward", show=False),
        Binding("w", "screen.referrers", "Who refers"),
        Binding("i", "screen.metadata", "Metadata"),
        Binding("r", "screen.read_again", "Read again", show=False),
    ]

    def __init__(self, welcome: str) -> None:
        super().__init__(id="results")
        self._welcome = welcome
        self.names: Mapping[str, str] = {}
        """Readable names of models, for references."""
        self._document: Document | None = None
        self._run: tuple[Request, Run, Document] | None = None
        """The run whose facts are told."""
        self._query = ""
        """The expression whose result is shown; "" if it is none of an expression."""
        self.memory = ViewMemory(self)
        self._view = VIEWS[0]
        self._current: set[str] = set()
        """The views that show the present document."""
        self._prompt: PromptBar | None = None
        self._finder = ResultFinder(self)
        self._picker = ResultPicker(self._show_picked, self._run_pick)

    def compose(self) -> ComposeResult:
        """The line of views and facts, and the things that can be below it; other views come when wanted."""
        yield ViewBar()
        with ContentSwitcher(initial="welcome"):
            yield Static(self._welcome, id="welcome", markup=False)
            yield VIEWS[0].make()
            yield ErrorPanel(id="error")
        yield PathBar()

    @property
    def document(self) -> Document | None:
        """The result on show, as it is picked, or the last one if there is an error on show."""
        return self._document

    @property
    def is_growing(self) -> bool:
        """Whether more of the result is coming in."""
        return self._picker.is_growing

    @property
    def query_text(self) -> str:
        """The expression whose result is shown; "" if it is none of an expression."""
        return self._query

    @property
    def whole(self) -> Document | None:
        """The same with all its records, as they were received."""
        return self._picker.whole

    @property
    def view(self) -> ResultView:
        """The view that is chosen."""
        return cast(ResultView, self.query_one(f"#{self._view.name}"))

    @property
    def view_name(self) -> str:
        """The chosen view's name."""
        return self._view.name

    def show_result(self, request: Request, run: Run, document: Document) -> None:
        """Show a result, with what there is to say about it."""
        self._run = request, run, document
        self.say(facts(request, run, document))
        self.show_document(document, query=request.expression)

    def show_type(self, request: Request, type_text: str) -> None:
        """Add the type of what this request brought, if that is still what is shown."""
        if self._run is not None and self._run[0] is request and self._run[2] is self._document:
            self.say(facts(*self._run, shown_line(type_text)))

    def show_document(self, document: Document, path: Path | None = None, query: str = "") -> None:
        """Show a document in the chosen view, with the cursor at a path if it is there.

        How it is looked at is remembered for the expression `query`.
        """
        self._query = query
        if self._is_shown(document.source):
            self._document = document
            self._picker.begin(document, is_growing=False)
            self._grow()
            if not self.view.cursor_path:
                self._show_place(self.view.cursor_path)
            return
        self._picker.begin(document, is_growing=False)
        self._bar.say_picked("")
        self._put(document, path)

    def _put(self, document: Document, path: Path | None) -> None:
        """In the chosen view; the others get it when they are chosen."""
        self._document = document
        self._current = set()
        self._fill()
        if path is None or not self.view.go_to(path):
            self._show_place(self.view.cursor_path)
        self._switch(self._view.name)
        self._finder.document_changed()

    def show_growing(self, blocks: Blocks, fact: str, query: str = "") -> None:
        """A result that is still coming in: what there is of it, and what is new since the last time."""
        self.show_document(Document.of_blocks(blocks), query=query)
        self._picker.is_growing = True
        self.say(fact)

    def _is_shown(self, source: object) -> bool:
        return (
            isinstance(source, Blocks)
            and self._document is not None
            and self._document.source is source
            and self.query_one(ContentSwitcher).current == self._view.name
        )

    def _grow(self) -> None:
        for name in self._current:
            cast(ResultView, self.query_one(f"#{name}")).grow()
        self._finder.grew()

    async def show_view(self, name: str) -> None:
        """Look at the same result in another way; the place stays the same."""
        view = next(view for view in VIEWS if view.name == name)
        path = self.view.cursor_path if self._document is not None else None
        if not self.query(f"#{name}"):
            await self.query_one(ContentSwitcher).mount(view.make())
        self._view = view
        if self._document is None:
            return
        self._fill()
        if path is not None:
            self.view.go_to(path)
        self._switch(name)
        self._finder.view_changed()

    def _fill(self) -> None:
        """Give the chosen view the document, if it has another one."""
        if self._view.name not in self._current and self._document is not None:
            self._current.add(self._view.name)
            if isinstance(self.view, Remembers):
                self.view.recall(self.memory.recall(self._query, self._view.name))
            self.view.show(self._document, self.names)
            if isinstance(self.view, ShowsSort):
                sort = self._picker.picks.sort if self._picker.picks is not None else None
                if sort is None:
                    self.view.mark_sort(None)
                else:
                    self.view.mark_sort(sort.path, descending=sort.descending)

    def show_error(self, error: KarmaError, place: Place | None, jump_key: str, fact: str) -> None:
        """Show an error instead of a result; `fact` says what failed."""
        self._run = None
        self.say(fact)
        self.query_one("#error", ErrorPanel).show(error_content(error, place, jump_key))
        self._show_place(None)
        self._switch("error")

    def show_found(self, document: Document, fact: str, path: Path | None = None, query: str = "") -> None:
        """Show what was looked up beside the user's runs, with what there is to say about it."""
        self._run = None
        self.say(fact)
        self.show_document(document, path, query)

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
        if position.picks is not None:
            self._picker.pick(position.picks)

    def say_incomplete(self, fact: str) -> None:
        """No more is coming in; what there is can be worked with."""
        self._run = None
        self._picker.is_growing = False
        self.say(fact)

    def say_cancelled(self, request: Request, run: Run) -> None:
        """A cancelled run leaves the earlier result where it is."""
        self.say_incomplete(f"cancelled after {elapsed_text(run.elapsed)}  {excerpt(request.expression)}")

    @property
    def takes_keys(self) -> bool:
        """Whether what is shown can have the focus."""
        current = self.query_one(ContentSwitcher).visible_content
        return current is not None and current.focusable

    def focus_content(self) -> None:
        """Put the focus on whatever is shown."""
        current = self.query_one(ContentSwitcher).visible_content
        if current is not None and current.focusable:
            current.focus()

    def on_key(self, event: events.Key) -> None:
        """A digit chooses the view; what is typed into a field of the pane is not meant."""
        view = next((view for view in VIEWS if view.key == event.key), None)
        if view is not None and not isinstance(self.screen.focused, Input):
            event.stop()
            self.run_worker(self.show_view(view.name), group="view", exclusive=True, exit_on_error=False)

    @on(ChoicesMade)
    def _choices_made(self, event: ChoicesMade) -> None:
        event.stop()
        self.memory.keep(self._query, event.view, event.choices)

    @on(PlaceOpened)
    async def _place_opened(self, event: PlaceOpened) -> None:
        """Only the tree opens one container among closed ones."""
        event.stop()
        await self.show_view(VIEWS[0].name)
        self.view.go_to(event.path)
        self.query_one(ResultTree).open_row()

    # --- finding

    @property
    def is_in_bar(self) -> bool:
        """Whether a bar of the pane has the focus: Escape is meant for it."""
        return self.has_focus_within and isinstance(self.screen.focused, Input)

    async def action_find(self) -> None:
        """Ask what to look for."""
        if self._document is not None:
            self._finder.open(await self._find_bar())

    async def action_found(self, forward: bool) -> None:
        """Go to the next match or the one before; without anything to look for, ask for it."""
        if not self._finder.step(forward=forward):
            await self.action_find()

    async def action_only_matches(self) -> None:
        """Show only records that match, or all again."""
        bar = await self._find_bar()
        if self._finder.query is None and not bar.ways.only:
            await self.action_find()
        bar.action_choose("only")

    async def _find_bar(self) -> ResultFindBar:
        bar = self._finder.bar
        if bar is None:
            bar = ResultFindBar()
            await self.mount(bar)
        return self._finder.take(bar)

    @on(ResultFindBar.Changed)
    def _search_changed(self, event: ResultFindBar.Changed) -> None:
        event.stop()
        self._finder.changed()

    @on(ResultFindBar.Step)
    async def _search_on(self, event: ResultFindBar.Step) -> None:
        event.stop()
        self._finder.step(forward=event.forward)

    @on(ResultFindBar.Left)
    def _search_left(self, event: ResultFindBar.Left) -> None:
        event.stop()
        self._finder.left()

    def begin_search(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a search in place of an earlier one."""
        self.run_worker(work, group="find-result", exclusive=True, exit_on_error=False)

    def end_search(self) -> None:
        """Stop the search."""
        self.workers.cancel_group(self, "find-result")

    def say_found(self, text: str) -> None:
        """Where one is among the matches."""
        self.query_one(PathBar).note(text)

    # --- picking

    def keep_only(self, query: Query | None) -> None:
        """Show only records that match; None: all."""
        try:
            self._picker.keep(query)
        except KarmaError as error:
            notify_errors(self.app, [error])

    async def action_filter(self) -> None:
        """Ask for a condition on the field under the cursor."""
        path = self._field
        if path is None:
            return
        from karma_tui.results.conditions import HELP, Condition, Test, suggested
        from karma_tui.tui.widgets.prompt_bar import PromptBar  # for those who filter only

        async def keep(words: str) -> None:
            self._picker.condition(path, words)

        if self._prompt is None:
            self._prompt = PromptBar()
            await self.mount(self._prompt)
        name = Condition(path, Test.NULL).name
        value = suggested(self.view.cursor_value)
        self._prompt.ask(f"Where {name}", value, keep, self.focus_content, about=HELP)

    def action_sort(self) -> None:
        """Sort by the field under the cursor: rising, falling, as received."""
        path = self._field
        if path is not None:
            self._sort(path, None)

    @on(FilterWanted)
    def _filter_wanted(self, event: FilterWanted) -> None:
        event.stop()
        try:
            self._picker.narrow(event.conditions)
        except KarmaError as error:
            notify_errors(self.app, [error])

    @on(SortWanted)
    def _sort_wanted(self, event: SortWanted) -> None:
        event.stop()
        self._sort(event.path, event.descending)

    def action_show_all(self) -> None:
        """Point nothing out any more; without that, take filters and sort off."""
        if not self._finder.forget():
            self.show_all()

    def show_all(self) -> None:
        """Take filters and sort off."""
        self._finder.unpick()
        self._picker.clear()

    @property
    def _field(self) -> Path | None:
        """The path of the cursor's value inside its record; None outside of the records of a list."""
        path = self.view.cursor_path
        if self._document is None or self._document.kind is not Form.LIST or not path:
            self.app.notify("Go to a record or to one of its fields first.", markup=False)
            return None
        return path[1:]

    def _sort(self, path: Path, descending: bool | None) -> None:
        try:
            self._picker.sort(path, descending)
        except KarmaError as error:
            notify_errors(self.app, [error])

    def _run_pick(self, work: Coroutine[Any, Any, None], busy: str) -> None:
        self._bar.say_picked(busy)
        self.run_worker(work, group="pick", exclusive=True, exit_on_error=False)

    def _show_picked(self, document: Document, text: str) -> None:
        """What is left, with the cursor on the same value if it is still there."""
        self._bar.say_picked(text)
        self._put(document, self.view.cursor_path)

    # --- the place

    @on(PlaceChanged)
    def _place_changed(self, event: PlaceChanged) -> None:
        self._show_place(event.path)

    @on(PathBar.Chosen)
    def _step_chosen(self, event: PathBar.Chosen) -> None:
        event.stop()
        self.view.go_to(event.path)
        self.focus_content()

    def say_type(self, path: Path, type_text: str) -> None:
        """The type of the value at a path, if the cursor is still there."""
        if self._document is not None and self.view.cursor_path == path:
            self._show_place(path, type_text)

    def _show_place(self, path: Path | None, type_text: str = "") -> None:
        value = self.view.cursor_value if path is not None else None
        size = ""
        if value is not None and self._document is not None:
            size = size_text(len(value) if path else self._document_size())
        self.query_one(PathBar).show(path, "  ".join(part for part in (type_text, size) if part))

    def _document_size(self) -> int:
        """Adding up what is picked would take too long here."""
        whole = self._picker.whole
        return whole.size if whole is not None else 0

    @property
    def _bar(self) -> ViewBar:
        return self.query_one(ViewBar)

    def say(self, fact: str) -> None:
        """What there is to say about the result, in place of the facts of a run."""
        self._bar.say(fact)

    def _switch(self, name: str) -> None:
        had_focus = self.has_focus_within
        self.query_one(ContentSwitcher).current = name
        self._bar.mark(name if name == self._view.name else "")
        if had_focus:
            self.focus_content()
