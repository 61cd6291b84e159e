"""One record to make or change: as a form or as text, looked over as an expression before it is sent.

What was typed stays until it has been sent: an error, a conflict or a refusal leads back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import AuthError, ExpressionError, KarmaError, ProtectedProfile
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.redact import redact
from karma_tui.schema.forms.entry import blank, entry_of
from karma_tui.schema.forms.reading import Problem, Reading
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.text import text_of, value_from
from karma_tui.schema.forms.values import misfits
from karma_tui.schema.model import TaggedModel
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.records.ask_screens import AskScreen, NameScreen, preview
from karma_tui.tui.records.conflict import conflict_content, path_text
from karma_tui.tui.records.form_pane import Clock, FormPane
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Changed, Record, Records

_MOST_SHOWN = 6
_GUARDED = ("_user", "_role", "_expression")
_LOCKOUT = "A mistake in this record can lock users and the administrator out: export the database first."


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


class RecordScreen(Screen[RecordRef | None]):
    """Gives the record that was made or changed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send …", priority=True),
        Binding("f2", "switch", "Form/text", priority=True),
        Binding("f4", "next_problem", "Next problem", priority=True),
        Binding("escape", "leave", "Leave"),
    ]
    DEFAULT_CSS = """
    RecordScreen { layers: base; }
    RecordScreen #record-title { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap;
        text-overflow: ellipsis; }
    RecordScreen #record-note { height: auto; max-height: 8; background: $panel; padding: 0 1; }
    RecordScreen Editor { height: 1fr; }
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

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        self._is_sending = self._is_sending and not event.worker.is_finished
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
        if self._editor is None:
            self._editor = Editor("", id="record-text")
            await self.query_one("#record-body").mount(self._editor)
        self._editor.load_text(text)
        self._text_begun = self._editor.text
        self._editor.display, self._pane.display = True, False
        self._editor.focus()
        self._say("The record as a value; F2 goes back to the form.")

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

    # --- sending

    def action_send(self) -> None:
        """Look the record over, then show the expression that will be sent."""
        if self._is_sending:
            return
        reading = self._reading()
        if reading is None:
            return
        if reading.problems:
            self._complain(reading.problems)
            return
        self._offer(reading.value, overwrite=False)

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

    def _complain(self, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        lines = [f"{problem.path or 'value'}: {problem.message}" for problem in problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"… {len(problems) - _MOST_SHOWN} more")
        if not self._is_text:
            self._pane.tell(problems)
            self._pane.go_to(problems[0].place)
            self._pane.view.focus()
        self.call_after_refresh(self._say, "\n".join(lines), True)

    def action_next_problem(self) -> None:
        """Go to the next field that is wrong."""
        if self._is_text:
            return
        problems = self._pane.read().problems
        if not problems:
            self._say("Nothing is wrong.")
            return
        self._pane.tell(problems)
        row = self._pane.view.row
        here = row.inner if row is not None else ()
        later = [problem for problem in problems if problem.place > here]
        self._pane.go_to((later or list(problems))[0].place)

    def _offer(self, value: Json, *, overwrite: bool) -> None:
        task = self._job
        if (
            task.record is not None
            and not overwrite
            and self._records.same(task.model, task.record.value, value)
        ):
            self._say("Nothing has changed, so there is nothing to send.")
            return
        try:
            if task.record is None:
                text = self._records.create_text(task.model, value)
            else:
                text = self._records.update_text(task.record, value, overwrite=overwrite)
        except KarmaError as error:
            self._say(str(error), is_problem=True)
            return

        def answered(answer: str | None) -> None:
            if answer == "send":
                self._send(text, value, overwrite=overwrite)

        remark = _LOCKOUT if task.model.tag in _GUARDED else ""
        self.app.push_screen(preview(f"{task.title}: this will be sent", text, remark), answered)

    def _send(self, text: str, value: Json, *, overwrite: bool, confirmed: str = "") -> None:
        self._is_sending = True
        self._say("sending …")
        work = self._sent(text, value, overwrite=overwrite, confirmed=confirmed)
        self.run_worker(work, group="record", exclusive=True, exit_on_error=False)

    async def _sent(self, text: str, value: Json, *, overwrite: bool, confirmed: str) -> None:
        task = self._job
        try:
            if task.record is None:
                made = await self._records.create(text, task.model)
                self._done(made)
                return
            ended = await self._records.update(text, task.record, overwrite=overwrite, confirmed=confirmed)
        except ProtectedProfile as error:
            self._ask_name(error, text, value, overwrite=overwrite)
        except KarmaError as error:
            self._say(f"{error}\nNothing you typed is lost.", is_problem=True)
            if isinstance(error, AuthError):
                self._sign_in(error)
        else:
            if ended is None:
                self._done(task.record.ref)
            else:
                self._conflict(task.record, value, ended)

    def _done(self, ref: RecordRef) -> None:
        self._begun = self._pane.root
        self.dismiss(ref)

    def _ask_name(self, error: ProtectedProfile, text: str, value: Json, *, overwrite: bool) -> None:
        def answered(name: str | None) -> None:
            if name is not None:
                self._send(text, value, overwrite=overwrite, confirmed=name)

        self._say(error.title, is_problem=True)
        self.app.push_screen(NameScreen(error.title, error.detail, error.profile), answered)

    def _conflict(self, before: Record, mine: Json, ended: Changed) -> None:
        def answered(answer: str | None) -> None:
            if answer == "overwrite":
                self._offer(mine, overwrite=True)
            elif answer == "reload":
                self._reload(ended.theirs)

        self._say("The record was changed meanwhile; nothing was sent.", is_problem=True)
        content = conflict_content(self._model, before, mine, ended.theirs)
        whole = "" if self._records.dialect is Dialect.V1 else " (all of it)"
        self.app.push_screen(
            AskScreen(
                "The record was changed meanwhile",
                content,
                (
                    ("back", "Back to the form", False),
                    ("reload", "Take theirs", True),
                    ("overwrite", f"Send mine{whole}", True),
                ),
            ),
            answered,
        )

    def _reload(self, theirs: Record) -> None:
        """Begin anew with the record as it is now; the form before can be had back by undoing."""
        self._job = Task(self._job.model, theirs)
        root = entry_of(self._model, theirs.value, self._records.dialect)
        self._pane.reset(root)
        self._begun = root
        if self._is_text:
            self._text_begun = self._editor.text if self._editor is not None else ""
            self._show_form()
        self._draw_title()
        self._say("This is the record as it is now. Undo (u) brings back what you had.")

    # --- leaving

    def action_leave(self) -> None:
        """Leave; ask first if something was typed."""
        self.leave(lambda: self.dismiss(None))

    def leave(self, go: Callable[[], object]) -> None:
        """Do `go` at once if nothing would be lost, else once the user agrees."""
        if not self.is_edited:
            go()
            return

        def answered(answer: str | None) -> None:
            if answer == "drop":
                go()

        question = AskScreen(
            "Leave without sending?",
            Content("What was typed into this record is not sent yet and will be lost."),
            (("back", "Back to the form", False), ("drop", "Leave", True)),
        )
        self.app.push_screen(question, answered)
