"""Writing a dump: where to, how far it is, and what came of it with size and checksum."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from karma_tui.tui.admin.work_screen import Fitting, WorkScreen
from karma_tui.tui.path_completion import completed
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.administration.exporting import Exported, default_name, export_dump, free_name
from karma_tui.workbench.workbench import Workbench


class DumpExportScreen(WorkScreen[Exported | None]):
    """Gives the dump that was written, or None."""

    STOPPED = "Cancelled. Nothing was written."

    def __init__(self, bench: Workbench, profile: str) -> None:
        super().__init__()
        self._bench = bench
        self._profile = profile
        self._offered = ""
        self._exported: Exported | None = None

    def compose(self) -> ComposeResult:
        """The path, and lines for what happens."""
        with VerticalScroll(classes="dialogue", can_focus=False):
            title = f"Export all data of {shown_line(self._profile)}"
            yield Static(Content.assemble((title, "bold"), "  Enter writes  Tab completes"))
            yield Label("To a new file", markup=False)
            yield Input(id="path", classes="plain")
            yield Fitting(id="names")
            yield Static(id="progress", markup=False)
            yield Static(id="problem", markup=False)
            yield Static(id="done", markup=False)
            with Horizontal(classes="row"):
                yield Button("Write", id="write", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    async def on_mount(self) -> None:
        """A name that is free."""
        entry = self.query_one("#path", Input)
        entry.focus()
        name = default_name(self._profile, date.today(), self._bench.dialect)
        self._offered = str(await asyncio.to_thread(free_name, Path.cwd() / name))
        if not entry.value:
            entry.value = self._offered
            entry.cursor_position = len(entry.value)

    async def on_key(self, event: events.Key) -> None:
        """Tab completes a path as long as there is something to complete; else it goes on."""
        await complete_path(self.query_one("#path", Input), self.query_one("#names", Fitting), event)

    def on_input_submitted(self) -> None:
        """Enter in the path."""
        self._write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The mouse's way."""
        if event.button.id == "write":
            self._write()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Stop; or close, with what was written."""
        if self.is_busy:
            self.stop()
        else:
            self.dismiss(self._exported)

    def busy_changed(self) -> None:
        """Nothing can be changed meanwhile."""
        is_open = not self.is_busy and self._exported is None
        self.query_one("#path", Input).disabled = not is_open
        self.query_one("#write", Button).display = is_open
        close = self.query_one("#cancel", Button)
        close.label = "Close" if self._exported is not None else "Cancel"
        if self.is_busy:
            self.set_focus(None)  # a second Enter must not press Cancel
        else:
            (self.query_one("#path", Input) if is_open else close).focus()

    def _write(self) -> None:
        words = self.query_one("#path", Input).value.strip()
        if not words or self._exported is not None:
            return
        # the name that was offered may have been taken meanwhile: then the next one is
        self.begin(self._export(None if words == self._offered else Path(words)))

    async def _export(self, path: Path | None) -> None:
        self._exported = await export_dump(
            self._bench, path, Path.cwd(), date.today(), self.meter.note, self._profile
        )
        lines = self._exported.lines()
        self.query_one("#done", Static).update(Content(shown("\n".join(("Written:", *lines)))))


async def complete_path(entry: Input, names: Fitting, event: events.Key) -> None:
    """Complete what was typed of a path when Tab was pressed in it."""
    if event.key != "tab" or not entry.has_focus or not entry.value:
        return
    value, found = await asyncio.to_thread(completed, entry.value)
    if value != entry.value or found:
        event.stop()
        event.prevent_default()
        entry.value = value
        entry.cursor_position = len(value)
        names.tell(Content(shown_line("  ".join(found))))
