"""The results pane: a line of views and facts; below it the result in one view, the error, or a welcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import ContentSwitcher, Input, Static

from karma_tui.errors import KarmaError
from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document, Form
from karma_tui.results.preview import size_text
from karma_tui.results.rows import Path
from karma_tui.tui.failures import Place, error_content
from karma_tui.tui.messages import Request
from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.view import VIEWS, ResultView, ViewKind
from karma_tui.workbench.run import Run

_TYPE = 28
"""Characters of a result's type; the row under the cursor tells its own in full."""

_SPARE = 8
"""Characters that a type may take before the expression is shortened for it."""

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


class ViewBar(Static):
    """One line: the views by name, the shown one marked, a click away; then the facts of the run."""

    def __init__(self) -> None:
        super().__init__(id="facts", markup=False)
        self._facts = ""
        self._shown = ""

    def say(self, facts: str) -> None:
        """What there is to say about the run."""
        self._facts = facts
        self._draw()

    def mark(self, shown: str) -> None:
        """Which view is shown, by its name; "" while there is no result."""
        self._shown = shown
        self._draw()

    def _draw(self) -> None:
        names = [self._entry(view) for view in VIEWS] if self._shown and len(VIEWS) > 1 else []
        self.update(Content("  ").join([*names, Content(self._facts)]))

    def _entry(self, view: ViewKind) -> Content:
        look = "bold underline" if view.name == self._shown else ""
        click = Style.from_meta({"@click": f"screen.show_view({view.name!r})"})
        return Content.styled(view.label, look).stylize(click)


class Results(Vertical):
    """What the last run came to, in the view that is chosen."""

    def __init__(self, welcome: str) -> None:
        super().__init__(id="results")
        self._welcome = welcome
        self.names: Mapping[str, str] = {}
        """Readable names of models, for references."""
        self._document: Document | None = None
        self._run: tuple[Request, Run, Document] | None = None
        """The run whose facts are told."""
        self._view = VIEWS[0]
        self._current: set[str] = set()
        """The views that show the present document."""

    def compose(self) -> ComposeResult:
        """The line of views and facts, and the things that can be below it; other views come when wanted."""
        yield ViewBar()
        with ContentSwitcher(initial="welcome"):
            yield Static(self._welcome, id="welcome", markup=False)
            yield VIEWS[0].make()
            yield ErrorPanel(id="error")

    @property
    def document(self) -> Document | None:
        """The result on show, or the last one if there is an error on show."""
        return self._document

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
        self._say(facts(request, run, document))
        self.show_document(document)

    def show_type(self, request: Request, type_text: str) -> None:
        """Add the type of what this request brought, if that is still what is shown."""
        if self._run is not None and self._run[0] is request and self._run[2] is self._document:
            self._say(facts(*self._run, shown_line(type_text)))

    def show_document(self, document: Document, path: Path | None = None) -> None:
        """Show a document in the chosen view, with the cursor at a path if it is there."""
        if self._is_shown(document.source):
            self._document = document
            self._grow()
            return
        self._document = document
        self._current = set()
        self._fill()
        if path is not None:
            self.view.go_to(path)
        self._switch(self._view.name)

    def show_growing(self, blocks: Blocks, fact: str) -> None:
        """A result that is still coming in: what there is of it, and what is new since the last time."""
        self.show_document(Document.of_blocks(blocks))
        self._say(fact)

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

    def _fill(self) -> None:
        """Give the chosen view the document, if it has another one."""
        if self._view.name not in self._current and self._document is not None:
            self._current.add(self._view.name)
            self.view.show(self._document, self.names)

    def show_error(self, error: KarmaError, place: Place | None, jump_key: str, fact: str) -> None:
        """Show an error instead of a result; `fact` says what failed."""
        self._run = None
        self._say(fact)
        self.query_one("#error", ErrorPanel).show(error_content(error, place, jump_key))
        self._switch("error")

    def say_cancelled(self, request: Request, run: Run) -> None:
        """A cancelled run leaves the earlier result where it is."""
        self._run = None
        self._say(f"cancelled after {elapsed_text(run.elapsed)}  {excerpt(request.expression)}")

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

    def _say(self, fact: str) -> None:
        self.query_one(ViewBar).say(fact)

    def _switch(self, name: str) -> None:
        had_focus = self.has_focus_within
        self.query_one(ContentSwitcher).current = name
        self.query_one(ViewBar).mark(name if name == self._view.name else "")
        if had_focus:
            self.focus_content()


def facts(request: Request, run: Run, document: Document, type_text: str = "") -> str:
    """`312 rows  41 kB  12 ms  all(tag("book"))  list of record of book`, and the remarks the run brought."""
    parts = [_amount(document), size_text(document.size), elapsed_text(run.elapsed)]
    types = [_cut(type_text, _TYPE)] if type_text else []
    room = min(_EXCERPT, _EXCERPT + _SPARE - sum(len(it) + 2 for it in types))
    parts += [_cut(_on_one_line(request.expression), room), *types]
    remarks = [*run.messages, *([document.note] if document.note else [])]
    return "  ".join([*parts, *(f"Note: {shown_line(remark)}" for remark in remarks)])


def elapsed_text(seconds: float) -> str:
    """Milliseconds below ten seconds, seconds above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def excerpt(text: str) -> str:
    """The beginning of an expression on one line."""
    return _cut(_on_one_line(text), _EXCERPT)


def _on_one_line(text: str) -> str:
    return shown_line(" ".join(text.split()))


def _cut(line: str, room: int) -> str:
    return line if len(line) <= room else line[: room - 1] + "…"


def _amount(document: Document) -> str:
    if document.kind is Form.LIST:
        return f"{document.records:,} row{'' if document.records == 1 else 's'}"
    return {Form.VALUE: "1 value", Form.TEXT: "text", Form.EMPTY: "no result"}[document.kind]
