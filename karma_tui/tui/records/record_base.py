"""A record on the screen, as a form or as text: the two sides of one value, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import ExpressionError, KarmaError
from karma_tui.lang.nodes import Json
from karma_tui.redact import redact
from karma_tui.schema.forms.entry import blank, entry_of
from karma_tui.schema.forms.reading import Problem, Reading
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.text import text_of, value_from
from karma_tui.schema.forms.values import misfits
from karma_tui.schema.model import TaggedModel
from karma_tui.tui.actions import hint
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.records.conflict import path_text
from karma_tui.tui.records.form_pane import Clock, FormPane
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.records.keys import RECORD
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Record, Records

_EDITABLE = 500_000
"""Characters of a text that an editor of lines still answers to in time."""
_NAMED = 20
"""Records that a form refers to and that are called by a text of theirs."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: a new record, a copy (`value` is the first one's), or a change of `record`."""

    model: TaggedModel
    record: Record | None = None
    value: Json = None
    is_copy: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        if self.record is not None:
            return f"Edit {self.model.name} {self.record.ref.record_id}"
        return f"{'Duplicate' if self.is_copy else 'Create'} {self.model.name}"


class RecordBase(Screen[RecordRef | None]):
    """A value that can be edited in two ways."""

    DEFAULT_CSS = """
    RecordBase { layers: base; }
    RecordBase #record-title { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap;
        text-overflow: ellipsis; }
    RecordBase #record-note { height: auto; max-height: 8; background: $panel; padding: 0 1; }
    RecordBase Editor { height: 1fr; }
    """

    def __init__(
        self,
        task: Task,
        records: Records,
        names: dict[str, str],
        sign_in: Callable[[KarmaError], None] = lambda _: None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self._job = task
        self._records = records
        self._sign_in = sign_in
        self._model = Model(task.model.model)
        begins = task.value if task.record is None else task.record.value
        is_blank = task.record is None and not task.is_copy
        root = blank(self._model) if is_blank else entry_of(self._model, begins, records.dialect)
        self._pane = FormPane(root, records, names, *([clock] if clock is not None else []))
        self._editor: Editor | None = None
        self._begun = root
        """The form as it was opened: what is not it has been edited."""
        self._text_begun = ""
        self._is_sending = False
        self._problems: tuple[Problem, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, form, what there is to say about the row, keys."""
        yield Static(id="record-title", markup=False)
        with Vertical(id="record-body"):
            yield self._pane
        yield Static(id="record-note", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """The first field has the focus."""
        self._pane.view.focus()
        self._draw_title()
        remark = "A copy: fields that must be unique have to differ." if self._job.is_copy else ""
        self._say(remark)
        self.run_worker(self._name_refs(), group="labels", exit_on_error=False)

    async def _name_refs(self) -> None:
        """Say what the records are that the form refers to; their ids do if that cannot be found out."""
        try:
            labels = await self._records.labels(self._pane.refs(_NAMED))
        except KarmaError:
            return
        self._pane.name_records(labels)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        if event.worker.group == "record" and event.worker.is_finished:
            self._is_sending = False
        notify_worker_failure(self.app, event)

    # --- what is shown

    def on_form_view_moved(self, event: FormView.Moved) -> None:
        """Tell of the row under the cursor in full."""
        row = event.row
        problem = self._pane.problem_at(row)
        self._say(
            f"{row.path or 'value'}: {row.type_text}" + (f". {problem}" if problem else ""), bool(problem)
        )

    def on_form_pane_edited(self) -> None:
        """Mark that there is something to send."""
        self._draw_title()
        row = self._pane.view.row
        if row is not None:
            self.on_form_view_moved(FormView.Moved(row))

    def on_text_area_changed(self) -> None:
        """The same for the text."""
        self._draw_title()

    def _draw_title(self) -> None:
        task = self._job
        since = f"  updated {task.record.updated}" if task.record is not None else ""
        mark = "  (changed)" if self.is_edited else ""
        self.query_one("#record-title", Static).update(
            Content.assemble((shown_line(task.title), "bold"), shown_line(since), mark)
        )

    def _say(self, text: str, is_problem: bool = False) -> None:
        note = Content.styled(shown(redact(text)), "$text-error") if is_problem else Content(shown(text))
        self.query_one("#record-note", Static).update(note)

    @property
    def _is_text(self) -> bool:
        return self._editor is not None and self._editor.display

    @property
    def is_edited(self) -> bool:
        """Whether something would be lost by leaving."""
        if self._is_text and self._editor is not None and self._editor.text != self._text_begun:
            return True
        return self._pane.root is not self._begun

    # --- form and text

    async def action_switch(self) -> None:
        """From the form to its text and back; what cannot be read stays text."""
        if not self._is_text:
            await self._show_text()
        elif self._leave_text():
            self._show_form()

    async def _show_text(self) -> None:
        value = self._pane.read().value
        text = text_of(self._model, value, self._records.dialect)
        if len(text) > _EDITABLE:
            self._say(f"As text it has {len(text):,} characters, too many to be edited here.")
            return
        if self._editor is None:
            self._editor = Editor("", id="record-text")
            self._editor.key_filter = self._escape_leaves
            await self.query_one("#record-body").mount(self._editor)
        self._editor.load_text(text)
        self._text_begun = self._editor.text
        self._editor.display, self._pane.display = True, False
        self._editor.focus()
        back = hint(RECORD, self.app, ("switch", "goes back to the form."))
        self._say(f"The record as a value; {back}" if back else "The record as a value.")

    def _escape_leaves(self, event: events.Key) -> bool:
        """In the editor, Escape would go on to another widget; here there is none."""
        if event.key != "escape":
            return False
        self.call_later(self.run_action, "leave")
        return True

    def _show_form(self) -> None:
        assert self._editor is not None
        self._editor.display, self._pane.display = False, True
        self._pane.view.focus()
        self._say("")

    def _leave_text(self) -> bool:
        """Take the text into the form; False if it cannot be read."""
        assert self._editor is not None
        if self._editor.text == self._text_begun:
            return True
        value = self._read_text()
        if value is None:
            return False
        self._pane.reset(entry_of(self._model, value[0], self._records.dialect))
        return True

    def _read_text(self) -> tuple[Json] | None:
        """The value in the editor; None if there is none, which is told at its place."""
        assert self._editor is not None
        text = self._editor.text
        try:
            return (value_from(text, self._records.dialect),)
        except ExpressionError as error:
            if error.span is not None:
                self._editor.move_cursor(self._editor.place_of(min(error.span.start, len(text))))
            self._say(str(error), is_problem=True)
            return None

    def _reading(self) -> Reading | None:
        if not self._is_text:
            return self._pane.read()
        assert self._editor is not None
        if self._editor.text == self._text_begun:
            return self._pane.read()
        value = self._read_text()
        if value is None:
            return None
        found = misfits(self._model, value[0], self._records.dialect)
        problems = tuple(Problem((), path_text(it.path), it.message) for it in found)
        return Reading(value[0], problems)
