"""What a form on the screen is made of: the tree of entries, what was before it, and how it is drawn.

Every edit makes another tree and keeps the one before, so it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from karma_tui.lang.nodes import Dialect
from karma_tui.schema.forms.entry import Entry, Place, at, changed, renamed, written
from karma_tui.schema.forms.reading import Problem, Reading, read_form
from karma_tui.tui.records.field_input import FieldInput
from karma_tui.tui.records.form_rows import FormRow, rows_of
from karma_tui.tui.records.form_view import FormView
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Records

Clock = Callable[[], datetime]
_UNDOABLE = 200


class FormBase(Container):
    """A form that is shown and can be another one. Tells `Edited` after every change."""

    @dataclass
    class Edited(Message):
        """The form is another one."""

    def __init__(
        self,
        root: Entry,
        records: Records,
        names: Mapping[str, str],
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(id="form-pane")
        self._root = root
        self._records = records
        self._names = names
        self._clock = clock
        self._labels: dict[str, str] = {}
        self._shut: set[Place] = set()
        self._before: list[Entry] = []
        self._told: dict[Place, str] = {}
        self._tells_all = False
        self._touched: set[Place] = set()
        self._typing: FormRow | None = None
        self._renaming = False

    def compose(self) -> ComposeResult:
        """The rows, and the line to type in above them."""
        yield FormView()
        yield FieldInput()

    def on_mount(self) -> None:
        """The first frame."""
        self._draw()

    @property
    def root(self) -> Entry:
        """The form as it is now, with what is being typed."""
        if self._field.is_open and self._typing is not None:
            return self._with_typed(self._field.value)
        return self._root

    @property
    def view(self) -> FormView:
        """The rows."""
        return self.query_one(FormView)

    @property
    def _field(self) -> FieldInput:
        return self.query_one(FieldInput)

    @property
    def _dialect(self) -> Dialect:
        return self._records.dialect

    def read(self) -> Reading:
        """The form's value and problems."""
        return read_form(self.root, self._dialect)

    def refs(self, most: int) -> list[RecordRef]:
        """The first records that the form refers to, each once."""
        found: dict[RecordRef, None] = {}
        waiting = [self._root]
        while waiting and len(found) < most:
            entry = waiting.pop()
            if entry.kind == "ref" and entry.text and not entry.is_kept:
                found[RecordRef(entry.model_id, entry.text)] = None
            waiting.extend(inner for _, inner in reversed(entry.parts))
        return list(found)

    def name_records(self, labels: Mapping[str, str]) -> None:
        """What to call records, by their ids."""
        self._labels.update(labels)
        self._draw()

    def reset(self, root: Entry) -> None:
        """Another form altogether; it can be undone."""
        self._change(lambda _: root, ())
        self._shut.clear()
        self._draw()

    def tell(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong beside the fields, from now on as they change."""
        self._tells_all = True
        self._note(problems)
        self._draw()

    def _note(self, problems: tuple[Problem, ...]) -> None:
        """Before anybody asked, only what was typed into is told to be wrong."""
        self._told = {}
        for problem in problems:
            if self._tells_all or problem.place in self._touched:
                self._told.setdefault(problem.place, problem.message)

    def go_to(self, place: Place) -> None:
        """Put the cursor on a field, opening what hides it."""
        self._shut = {it for it in self._shut if place[: len(it)] != it}
        self._draw()
        self.view.go_to(place)

    def problem_at(self, row: FormRow) -> str:
        """What is wrong in a row."""
        return self._told.get(row.place) or self._told.get(row.inner, "")

    def _with_typed(self, text: str) -> Entry:
        row = self._typing
        if row is None:
            return self._root
        if self._renaming:
            return changed(self._root, row.place[:-1], lambda it: renamed(it, row.place[-1], text))
        if at(self._root, row.inner).text == text:
            return self._root
        return changed(self._root, row.inner, lambda it: written(it, text))

    def action_fold(self, opened: bool) -> None:
        """Show or hide the parts of the row under the cursor."""
        row = self.view.row
        if row is None:
            return
        if row.opens is None or row.opens is opened:
            if not opened and row.place:
                self.view.go_to(row.place[:-1])
            return
        self._shut ^= {row.place}
        self._draw()

    def action_undo(self) -> None:
        """The form before the last edit."""
        if self._before and not self._field.is_open:
            self._root = self._before.pop()
            self._after()

    # --- the tree

    def _change(self, change: Callable[[Entry], Entry], place: Place) -> None:
        self._before = [*self._before[-_UNDOABLE:], self._root]
        self._root = changed(self._root, place, change)
        self._after()

    def _after(self) -> None:
        if self._tells_all or self._touched:
            self._note(read_form(self._root, self._dialect).problems)
        self._draw()
        self.post_message(self.Edited())

    def _forget_below(self, place: Place) -> None:
        """What was closed below a place whose parts get other positions is open again."""
        self._shut = {it for it in self._shut if it[: len(place)] != place}

    def _draw(self) -> None:
        self.view.show(rows_of(self._root, self._names, self._labels, self._shut), self._told)
