"""Running: the selection, the buffer, the expression at the cursor, or each expression in turn."""

from __future__ import annotations

from abc import abstractmethod

from karma_tui.errors import UsageError
from karma_tui.lang.effects import WRITING
from karma_tui.lang.statements import Statement, at_offset, needed_by, only, statements
from karma_tui.tui.messages import Request, RunEnded
from karma_tui.tui.run_series import Series
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.widgets.editor import Editor


class RunActions(Workspace):
    """Actions that run something of the buffer in sight."""

    _series: Series | None = None

    @abstractmethod
    def _run(self, request: Request) -> bool:
        """Run this; False if it could not begin."""

    def action_run(self) -> None:
        """Run the selection or the buffer."""
        editor = self._buffers.active
        self._begin(Request(editor.text, editor.selected_stretch(), str(editor.id)))

    def action_run_all(self) -> None:
        """Run the buffer, whatever is selected."""
        editor = self._buffers.active
        self._begin(Request(editor.text, None, str(editor.id)))

    def action_run_expression(self) -> None:
        """Run the expression at the cursor, with the definitions it needs."""
        editor = self._buffers.active
        found = statements(editor.text)
        statement = at_offset(found, editor.offset_of(editor.cursor_location))
        if statement is None:
            self._begin(Request(editor.text, None, str(editor.id)))
        else:
            self._begin(_request(editor, statement, found))

    def action_run_each(self) -> None:
        """Run each expression of the selection or the buffer in turn, until one fails."""
        editor = self._buffers.active
        found = statements(editor.text)
        stretch = editor.selected_stretch()
        wanted = [
            it
            for it in found
            if not it.defines
            and (stretch is None or (it.span.end > stretch.start and it.span.start < stretch.end))
        ]
        if len(wanted) < 2:
            self._begin(_request(editor, wanted[0], found)) if wanted else self.action_run()
            return
        twice = _written_twice(wanted, found)
        if twice:
            self.refuse(
                UsageError(
                    "Not run: it would write more than once",
                    f"{twice} writes, and several of the expressions need it.",
                    "Run the whole buffer instead, or the expressions one by one.",
                )
            )
            return
        self._series = Series(
            [(_request(editor, it, found), editor.place_of(it.span.start)[0] + 1) for it in wanted]
        )
        self._go_on()

    def series_ended(self, event: RunEnded) -> None:
        """A run is over: go on with the next expression, or tell how all of them ended."""
        series = self._series
        if series is None or not series.is_of(event.request):
            return
        series.ended(event)
        if series.is_over:
            self._series = None
            title, text = series.summary()
            self.tell(text, title)
        else:
            self._go_on()

    def _begin(self, request: Request) -> None:
        if self._run(request):
            self._series = None

    def _go_on(self) -> None:
        if self._series is not None and not self._run(self._series.next):
            self._series = None


def _request(editor: Editor, statement: Statement, found: list[Statement]) -> Request:
    """The statement with what it needs; everything else is blanked, so that places stay the same."""
    kept = [*needed_by(statement, found), statement]
    text = only(editor.text, kept)
    span = type(statement.span)(kept[0].span.start, statement.span.end)
    return Request(text, span, str(editor.id), editor.text)


def _written_twice(wanted: list[Statement], found: list[Statement]) -> str:
    """The name of a definition that writes and is needed by several expressions; "" if there is none."""
    needed: set[int] = set()
    for statement in wanted:
        for definition in needed_by(statement, found):
            if definition.span.start in needed and definition.names & WRITING:
                return definition.defines
            needed.add(definition.span.start)
    return ""
