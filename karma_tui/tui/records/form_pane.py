"""A form that can be edited: rows, the line to type in, and what each key does to the tree of entries.

Every edit makes another tree and keeps the one before, so it can be undone. Nothing is sent from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen

from karma_tui.errors import ExpressionError, KarmaError
from karma_tui.lang.nodes import Dialect
from karma_tui.schema.forms.entry import (
    Entry,
    Place,
    added,
    at,
    changed,
    chosen,
    filled,
    moved,
    pointed,
    removed,
    renamed,
    switched,
    written,
)
from karma_tui.schema.forms.reading import Problem, Reading, read_form
from karma_tui.schema.forms.text import text_of, value_from
from karma_tui.tui.records.choice_screen import ChoiceScreen
from karma_tui.tui.records.field_input import FieldInput
from karma_tui.tui.records.form_rows import FormRow, rows_of
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.records.ref_picker import RefPicker
from karma_tui.tui.records.strings import as_literal, fits_line, fits_lines, from_literal
from karma_tui.tui.records.text_screen import TextScreen
from karma_tui.workbench.records import Records

Clock = Callable[[], datetime]
T = TypeVar("T")
_UNDOABLE = 200


class FormPane(Container):
    """The form of one value. Tells `Edited` after every change."""

    DEFAULT_CSS = "FormPane { layers: rows typing; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "Edit"),
        Binding("space", "switch", "On/off"),
        Binding("a,insert", "add", "Add"),
        Binding("d,delete", "remove", "Remove"),
        Binding("K,alt+up", "move_item(-1)", "Item up", show=False),
        Binding("J,alt+down", "move_item(1)", "Item down", show=False),
        Binding("k", "rename", "Key", show=False),
        Binding("n", "now", "Now", show=False),
        Binding("t", "as_text", "Part as text", show=False),
        Binding("left", "fold(False)", "Close", show=False),
        Binding("right", "fold(True)", "Open", show=False),
        Binding("u,ctrl+z", "undo", "Undo"),
    ]

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

    # --- what keys do

    def on_form_view_chosen(self, event: FormView.Chosen) -> None:
        """A click on the row under the cursor."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Edit the row under the cursor as its kind wants it."""
        row = self.view.row
        if row is None or self._field.is_open:
            return
        if row.kind == "optional":
            self.action_switch()
        elif row.is_text:
            self._edit_text(row)
        elif row.kind == "bool":
            self.action_switch()
        elif row.kind == "ref":
            self._pick(row)
        elif row.kind in ("enum", "union"):
            self._choose(row)
        elif row.kind == "text":
            self.action_as_text()
        elif row.opens is not None:
            self.action_fold(not row.opens)
        elif row.kind in ("list", "set", "map"):
            self.action_add()

    def action_switch(self) -> None:
        """An optional on or off; a bool to the other value."""
        row = self.view.row
        if row is None:
            return
        if row.kind == "bool" and not (row.is_optional and at(self._root, row.inner).text == "false"):
            entry = at(self._root, row.inner)
            self._change(lambda it: written(it, "false" if entry.text == "true" else "true"), row.inner)
        elif row.is_optional:
            self._change(switched, row.place)
            new = self.view.row
            if row.kind == "optional" and new is not None and new.is_text and new.kind != "string":
                self._edit_text(new)

    def action_add(self) -> None:
        """A new item: at the end of the list under the cursor, or after the item under the cursor."""
        row = self.view.row
        if row is None:
            return
        if row.kind in ("list", "set", "map"):
            place, index = row.inner, len(at(self._root, row.inner).parts)
        elif row.is_item:
            place, index = row.place[:-1], row.place[-1] + 1
        else:
            return
        self._shut -= {place, row.place}
        self._forget_below(place)
        self._change(lambda it: added(it, index), place)
        self.view.go_to((*place, index))
        new = self.view.row
        if new is None:
            return
        if new.parent == "map":
            self.action_rename()
        elif new.is_text or new.kind in ("enum", "union", "ref"):
            self.action_edit()

    def action_remove(self) -> None:
        """Remove the item under the cursor, or make an optional absent."""
        row = self.view.row
        if row is None:
            return
        if row.is_item:
            place, index = row.place[:-1], row.place[-1]
            self._forget_below(place)
            self._change(lambda it: removed(it, index), place)
        elif row.is_optional and row.kind != "optional":
            self._change(switched, row.place)

    def action_move_item(self, step: int) -> None:
        """Move the item under the cursor in its list."""
        row = self.view.row
        if row is None or row.parent != "list":
            return
        place, index = row.place[:-1], row.place[-1]
        to = index + step
        if 0 <= to < len(at(self._root, place).parts):
            self._forget_below(place)
            self._change(lambda it: moved(it, index, to), place)
            self.view.go_to((*place, to))

    def action_rename(self) -> None:
        """Type another key for the map entry under the cursor."""
        row = self.view.row
        if row is None or row.parent != "map":
            return
        key = at(self._root, row.place[:-1]).parts[row.place[-1]][0]
        if fits_line(key):
            self._type(row, key, renaming=True)

    def action_now(self) -> None:
        """The present time into a dateTime, in UTC."""
        row = self.view.row
        if row is not None and row.kind == "dateTime":
            now = self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self._change(lambda it: written(it, now), row.inner)

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

    # --- typing

    def _edit_text(self, row: FormRow) -> None:
        text = at(self._root, row.inner).text
        if row.kind != "string" or fits_line(text):
            self._type(row, text)
        elif fits_lines(text):
            self._ask(TextScreen(row.path, text), lambda new: self._write(row, new))
        else:
            screen = TextScreen(f"{row.path}, with escapes", as_literal(text), _literal_fault)
            self._ask(screen, lambda new: self._write(row, from_literal(new)))

    def action_long_text(self) -> None:
        """Edit the string under the cursor on several lines."""
        row = self.view.row
        if row is not None and row.kind == "string" and fits_lines(text := at(self._root, row.inner).text):
            self._ask(TextScreen(row.path, text), lambda new: self._write(row, new))

    def _write(self, row: FormRow, text: str | None) -> None:
        if text is not None:
            self._change(lambda it: written(it, text), row.inner)

    def _type(self, row: FormRow, text: str, *, renaming: bool = False) -> None:
        self._typing, self._renaming = row, renaming
        column = 2 if renaming else self.view.value_column
        self._field.begin(text, column, self.view.cursor_line, self.size.width - column)

    def _with_typed(self, text: str) -> Entry:
        row = self._typing
        if row is None:
            return self._root
        if self._renaming:
            return changed(self._root, row.place[:-1], lambda it: renamed(it, row.place[-1], text))
        if at(self._root, row.inner).text == text:
            return self._root
        return changed(self._root, row.inner, lambda it: written(it, text))

    def on_field_input_finished(self, event: FieldInput.Finished) -> None:
        """Take what was typed and go on as the key said."""
        event.stop()
        row, was_renaming = self._typing, self._renaming
        if event.text is not None:
            new = self._with_typed(event.text)
            if new is not self._root:
                self._touched |= {row.place, row.inner} if row is not None else set()
                self._change(lambda _: new, ())
        self._typing = None
        if self.screen.focused in (self._field, None):
            self.screen.set_focus(self.view)
        self._field.display = False
        if row is None:
            return
        if was_renaming and event.text is not None:
            self.view.go_to(row.place)
            if row.is_text and not event.towards:
                self._edit_text(row)
        elif event.towards:
            self.view.action_move(event.towards)
            if self.view.row is not None and self.view.row.is_text:
                self.action_edit()

    # --- dialogues

    def _choose(self, row: FormRow) -> None:
        entry = at(self._root, row.inner)
        if row.kind == "enum":
            screen = ChoiceScreen(row.path, entry.shape.symbols, entry.text)
            self._ask(screen, lambda name: self._change(lambda it: written(it, name), row.inner))
            return
        current = entry.parts[0][0] if entry.parts else ""
        cases = [name for name, _ in entry.shape.parts]

        def take(name: str) -> None:
            if not entry.parts or name != current:
                self._forget_below(row.inner)
                self._change(lambda it: chosen(it, name), row.inner)

        self._ask(ChoiceScreen(f"Case of {row.path}", cases, current), take)

    def _pick(self, row: FormRow) -> None:
        entry = at(self._root, row.inner)
        try:
            model = self._records.model_of(entry.shape.target or entry.model_id)
        except KarmaError:
            self.app.notify("The model of this ref is not known: edit it as text (t).", markup=False)
            return

        def take(found: tuple[str, str]) -> None:
            record, label = found
            self._labels[record] = label
            self._change(lambda it: pointed(it, model.model_id, record), row.inner)

        self._ask(RefPicker(self._records, model, entry.text), take)

    def action_as_text(self) -> None:
        """Edit the part under the cursor as a value in text."""
        row = self.view.row
        if row is None:
            return
        entry = at(self._root, row.place)
        text = entry.text if entry.is_kept and entry.text else ""
        if not text and not (entry.is_kept and entry.kept is None):
            text = text_of(entry.model, read_form(entry, self._dialect).value, self._dialect)

        def take(new: str) -> None:
            self._forget_below(row.place)
            value = value_from(new, self._dialect)
            self._change(lambda it: filled(it, value, self._dialect), row.place)

        self._ask(TextScreen(row.path or "value", text, self._text_fault), take)

    def _text_fault(self, text: str) -> str:
        try:
            value_from(text, self._dialect)
        except ExpressionError as error:
            return str(error)
        return ""

    def _ask(self, screen: Screen[T | None], take: Callable[[T], None]) -> None:
        self.app.push_screen(screen, lambda answer: take(answer) if answer is not None else None)

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


def _literal_fault(text: str) -> str:
    return "" if from_literal(text) is not None else 'Write a text in quotes, as "some text\\u0007".'
