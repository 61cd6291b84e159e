"""The dialogues in which a part of a form is chosen or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import Screen

from karma_tui.errors import ExpressionError, KarmaError
from karma_tui.schema.forms.entry import at, chosen, filled, pointed, written
from karma_tui.schema.forms.reading import read_form
from karma_tui.schema.forms.text import text_of, value_from
from karma_tui.tui.records.choice_screen import ChoiceScreen
from karma_tui.tui.records.form_base import FormBase
from karma_tui.tui.records.form_rows import FormRow
from karma_tui.tui.records.ref_picker import RefPicker
from karma_tui.tui.records.text_screen import TextScreen

T = TypeVar("T")
_EDITABLE = 500_000
"""Characters of a text that an editor of lines still answers to in time."""


class FormDialogues(FormBase):
    """A form with dialogues."""

    def _choose(self, row: FormRow) -> None:
        entry = at(self._root, row.inner)
        if row.kind == "enum":

            def write(name: str) -> None:
                if name != entry.text:
                    self._change(lambda it: written(it, name), row.inner)

            self._ask(ChoiceScreen(row.path, entry.shape.symbols, entry.text), write)
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
            if (model.model_id, record) == (entry.model_id, entry.text):
                self._draw()  # its name may be new
                return
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

        if len(text) > _EDITABLE:
            self.app.notify(f"{len(text):,} characters are too many to be edited here.", markup=False)
        else:
            self._ask(TextScreen(row.path or "value", text, self._text_fault), take)

    def _text_fault(self, text: str) -> str:
        try:
            value_from(text, self._dialect)
        except ExpressionError as error:
            return str(error)
        return ""

    def _ask(self, screen: Screen[T | None], take: Callable[[T], None]) -> None:
        self.app.push_screen(screen, lambda answer: take(answer) if answer is not None else None)
