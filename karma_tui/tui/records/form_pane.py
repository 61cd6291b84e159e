"""A form that can be edited: what each key does to the row under the cursor. Nothing is sent from here."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from textual.binding import BindingType

from karma_tui.schema.forms.entry import added, at, moved, removed, switched, written
from karma_tui.tui.actions import scoped
from karma_tui.tui.records.ask_screens import AskScreen
from karma_tui.tui.records.field_input import FieldInput
from karma_tui.tui.records.form_base import Clock
from karma_tui.tui.records.form_dialogues import FormDialogues
from karma_tui.tui.records.form_keys import keys_of_form
from karma_tui.tui.records.form_rows import FormRow
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.records.keys import FORM
from karma_tui.tui.records.strings import as_literal, fits_line, fits_lines, from_literal
from karma_tui.tui.records.text_screen import TextScreen

__all__ = ["Clock", "FormPane"]

_LINE = 1_000
"""Characters of a string that are edited on one line."""
_EDITABLE = 200_000
"""Characters of a string that can be edited in a form at all; a longer one is kept as it is."""


class FormPane(FormDialogues):
    """The form of one value, with its keys."""

    DEFAULT_CSS = "FormPane { layers: rows typing; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = scoped(FORM)

    def action_keys(self) -> None:
        """What every key does."""
        told = keys_of_form(getattr(self.app, "keys", {}))
        self.app.push_screen(AskScreen("Keys of the form", told, (("back", "Back", False),)))

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

    # --- typing

    def _edit_text(self, row: FormRow) -> None:
        text = at(self._root, row.inner).text
        if len(text) > _EDITABLE:
            self.app.notify(f"{len(text):,} characters are too many to be edited here.", markup=False)
        elif row.kind != "string" or (fits_line(text) and len(text) <= _LINE):
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


def _literal_fault(text: str) -> str:
    return "" if from_literal(text) is not None else 'Write a text in quotes, as "some text\\u0007".'
