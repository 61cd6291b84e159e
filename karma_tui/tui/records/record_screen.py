"""One record to make or change, looked over as an expression before it is sent.

What was typed stays until it has been sent: an error, a conflict or a refusal leads back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from karma_tui.errors import AuthError, KarmaError, ProtectedProfile
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.forms.entry import entry_of
from karma_tui.schema.forms.reading import Problem
from karma_tui.tui.actions import scoped
from karma_tui.tui.records.ask_screens import AskScreen, NameScreen, preview
from karma_tui.tui.records.conflict import conflict_content
from karma_tui.tui.records.keys import RECORD
from karma_tui.tui.records.record_base import RecordBase, Task
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Changed, Record

__all__ = ["RecordScreen", "Task"]

_MOST_SHOWN = 6
_GUARDED = ("_user", "_role", "_expression")
_LOCKOUT = "A mistake in this record can lock users and the administrator out: export the database first."


class RecordScreen(RecordBase):
    """Gives the record that was made or changed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(RECORD)
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
        if not self.is_edited and not self._is_sending:
            go()
            return
        lost = "What was typed into this record is not sent yet and will be lost."
        if self._is_sending:
            lost = "It is being sent. Whoever leaves now is not told whether it took effect."

        def answered(answer: str | None) -> None:
            if answer == "drop":
                go()

        question = AskScreen(
            "Leave without sending?",
            Content(lost),
            (("back", "Back to the form", False), ("drop", "Leave", True)),
        )
        self.app.push_screen(question, answered)
