"""Picks the record that a ref leads to: searched on the server by its texts, page by page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.schema.forms.label import label_of
from karma_tui.schema.model import TaggedModel
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.records.keys import PICKER
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.records import Records

_PAUSE = 0.25
"""Seconds without a key before the server is asked."""
_ID_LENGTH = 16


class RefPicker(ModalScreen[tuple[str, str] | None]):
    """Gives the record's id and what to call it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(PICKER)

    def __init__(self, records: Records, model: TaggedModel, current: str = "") -> None:
        super().__init__()
        self._records = records
        self._model = model
        self._current = current
        self._found: list[tuple[str, str]] = []
        self._has_more = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Search line, list, and what is going on."""
        with Vertical(classes="dialogue tall"):
            yield Static(Content.styled(f"Choose a record of {shown_line(self._model.name)}", "bold"))
            yield Input(placeholder="words in the record, or its id", id="search")
            yield OptionList(id="list", markup=False)
            yield Static(id="preview", markup=False)

    def on_mount(self) -> None:
        """The first page of all records."""
        self.query_one("#list").can_focus = False
        self._search(0)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self) -> None:
        """Ask the server once the typing pauses."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, lambda: self._search(0))

    def on_option_list_option_selected(self) -> None:
        """A click chooses."""
        self.action_choose()

    def action_move(self, step: int) -> None:
        """Mark another record without leaving the search line."""
        entries = self.query_one("#list", OptionList)
        if step > 0:
            entries.action_cursor_down()
        else:
            entries.action_cursor_up()

    def action_choose(self) -> None:
        """Give the marked record, or fetch the next page if that is marked."""
        index = self.query_one("#list", OptionList).highlighted
        if index is None:
            return
        if index < len(self._found):
            self.dismiss(self._found[index])
        else:
            self._search(len(self._found))

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def _search(self, start: int) -> None:
        needle = self.query_one("#search", Input).value.strip()
        self._say("searching …")
        self.run_worker(self._ask(needle, start), group="search", exclusive=True, exit_on_error=False)

    async def _ask(self, needle: str, start: int) -> None:
        try:
            page = await self._records.search(self._model, needle, start)
        except KarmaError as error:
            self._say(redact(str(error)))
            return
        rows = [(record.ref.record_id, label_of(record.value)) for record in page.records]
        kept = self._found if start else []
        if not start and len(needle) == _ID_LENGTH and needle.isalpha():
            rows = [*rows, (needle, "the record with this id")]
        self._found = [*kept, *rows]
        self._has_more = not page.is_last
        self._show(start)

    def _show(self, highlighted: int) -> None:
        entries = self.query_one("#list", OptionList)
        entries.clear_options()
        entries.add_options([Option(_label(record, label)) for record, label in self._found])
        if self._has_more:
            entries.add_option(Option(Content.styled("more …", "italic")))
        ids = [record for record, _ in self._found]
        if ids:
            entries.highlighted = ids.index(self._current) if self._current in ids else highlighted
        count = f"{len(self._found):,} records" + (", and more" if self._has_more else "")
        self._say(count if ids else "No record has these words.")

    def _say(self, text: str) -> None:
        self.query_one("#preview", Static).update(Content(shown(text)))


def _label(record: str, label: str) -> Content:
    return Content.assemble(shown_line(label), "  ", (shown_line(record), "$text-muted"))
