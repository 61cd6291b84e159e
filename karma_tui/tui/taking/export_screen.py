"""The export dialogue: which part, which format, which file; then progress, and Escape cancels."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Select, Static

from karma_tui.errors import Cancelled, KarmaError, UsageError
from karma_tui.results.export import LABELS, Format, format_of
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.path_completion import completed
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.taking.exporter import Exportable, Job, Order, Part
from karma_tui.tui.taking.keys import EXPORTING
from karma_tui.workbench.exporting import AlreadyThere, Written

_TABLES = (Format.CSV, Format.TSV, Format.MARKDOWN, Format.PARQUET)
_PACE = 0.2


class ExportScreen(ModalScreen[Written | None]):
    """Gives the file that was written, or None. Errors are shown here, and can be corrected."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(EXPORTING)

    def __init__(self, what: Exportable, path: str) -> None:
        super().__init__()
        self._what = what
        self._path = path
        self._job: Job | None = None
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        """The choices, the path, and a line for what happens."""
        parts = [(label, part) for part, label in self._what.parts()]
        with VerticalScroll(classes="dialogue", can_focus=False):
            leaving = hint(EXPORTING, self.app, ("leave", "cancels"))
            yield Static(Content.assemble(("Export", "bold"), f"  Enter writes  Tab completes  {leaving}"))
            yield Select(parts, allow_blank=False, id="part", compact=True)
            yield Select(
                [(label, kind) for kind, label in LABELS.items()],
                value=format_of(self._path) or Format.JSON,
                allow_blank=False,
                id="format",
                compact=True,
            )
            yield Select(
                [("Only the columns of the table", True), ("All fields", False)],
                allow_blank=False,
                id="only",
                compact=True,
            )
            yield Select(
                [("Text as it is", False), ("With ' before text like =1+2, for spreadsheets", True)],
                allow_blank=False,
                id="guard",
                compact=True,
            )
            yield Label("File", markup=False)
            yield Input(self._path, id="path")
            yield Static(id="names", markup=False)
            yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        """The name is what is missing."""
        self._offer()
        entry = self.query_one("#path", Input)
        entry.cursor_position = len(entry.value)
        entry.focus()

    @property
    def _format(self) -> Format:
        value = self.query_one("#format", Select).value
        return value if isinstance(value, Format) else Format.JSON

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another format has another ending."""
        if event.select.id == "format":
            self._offer()
            entry = self.query_one("#path", Input)
            path = Path(entry.value)
            if path.suffix and format_of(path.name) is not None and format_of(path.name) is not self._format:
                with self.prevent(Input.Changed):
                    entry.value = str(path.with_suffix(self._format.ending))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another name has to be confirmed anew; its ending chooses the format."""
        self._confirmed = None
        self._say("")
        meant = format_of(event.value)
        same = meant is Format.JSON and self._format is Format.PRETTY
        if meant is not None and meant is not self._format and not same:
            with self.prevent(Select.Changed):
                self.query_one("#format", Select).value = meant
            self._offer()

    def on_input_submitted(self) -> None:
        """Enter in the path."""
        self.action_write()

    async def on_key(self, event: events.Key) -> None:
        """Tab completes a path as long as there is something to complete; else it goes on."""
        entry = self.query_one("#path", Input)
        if event.key != "tab" or self.focused is not entry or not entry.value:
            return
        value, names = await asyncio.to_thread(completed, entry.value)
        if value != entry.value or names:
            event.stop()
            event.prevent_default()
            entry.value = value
            entry.cursor_position = len(value)
            self.query_one("#names", Static).update(Content(shown_line("  ".join(names))))

    def action_write(self) -> None:
        """Write the file, or say why not."""
        if self._job is not None:
            return
        try:
            order = self._order()
        except KarmaError as error:
            self._say(str(error))
            return
        self._job = Job()
        # not a worker of the dialogue's own: keys wait for those, and Escape must not
        self.app.screen_stack[0].run_worker(
            self._write(self._job, order), group="export", exclusive=True, exit_on_error=False
        )

    def action_leave(self) -> None:
        """Stop the writing; a second time, or before it, leave."""
        if self._job is not None:
            self._job.cancel()
        else:
            self.dismiss(None)

    def _order(self) -> Order:
        words = self.query_one("#path", Input).value.strip()
        if not words or words.endswith("/"):
            raise UsageError("A file needs a name", "Type one, or leave it.")
        try:
            path = Path(words).expanduser().absolute()
        except RuntimeError as error:
            raise UsageError("Not a path", f"{error}.") from error
        part = self.query_one("#part", Select).value
        only, guard = self.query_one("#only", Select), self.query_one("#guard", Select)
        return Order(
            part if isinstance(part, Part) else Part.ALL,
            self._format,
            path,
            only_columns=bool(only.display and only.value is True),
            guard_formulas=bool(guard.display and guard.value is True),
        )

    async def _write(self, job: Job, order: Order) -> None:
        timer = self.set_interval(_PACE, lambda: self._show_progress(job))
        try:
            written = await job.write(self._what, order, replace=self._confirmed == order.path)
        except AlreadyThere:
            self._confirmed = order.path
            self._say(f"{order.path.name} exists already. Press Enter again to replace it.")
        except Cancelled as error:
            self._say(str(error))
        except KarmaError as error:
            self._say(str(error))
        else:
            self.dismiss(written)
        finally:
            timer.stop()
            job.cancel()
            self._job = None

    def _show_progress(self, job: Job) -> None:
        if job.total:
            how = hint(EXPORTING, self.app, ("leave", "cancels"))
            self._say(f"Writing … {100 * job.done // job.total} %   {how}", is_problem=False)

    def _offer(self) -> None:
        """Only what makes a difference for the format."""
        wanted = self._format
        self.query_one("#only", Select).display = wanted in _TABLES and self._what.columns is not None
        self.query_one("#guard", Select).display = wanted is Format.CSV

    def _say(self, text: str, *, is_problem: bool = True) -> None:
        content = Content(shown(text))
        self.query_one("#problem", Static).update(content if is_problem else content.stylize("$foreground"))
