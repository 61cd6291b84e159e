"""The deeds: import, reset, another secret."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Label

from karma_tui.errors import UsageError
from karma_tui.tui.admin.deed_screen import UNKNOWN, DeedScreen
from karma_tui.tui.admin.dump_export_screen import complete_path
from karma_tui.tui.admin.work_screen import Fitting
from karma_tui.workbench.administration import importing, resetting, rotating
from karma_tui.workbench.administration.importing import (
    Dump,
    Replaced,
    import_dump,
    inventory_or_none,
    look_into,
)
from karma_tui.workbench.administration.rotating import Rotated, rotate, what_happens
from karma_tui.workbench.workbench import Workbench


async def _there(bench: Workbench, profile: str) -> list[str]:
    """What an instance holds that would go."""
    found = await inventory_or_none(bench)
    if found is None:
        return [f"{profile} holds: it cannot be told"]
    return [f"{profile} holds now:", *(f"  {line}" for line in found.lines())]


class ResetScreen(DeedScreen[Replaced | None]):
    """Gives what became of the instance, or None."""

    def __init__(self, bench: Workbench, profile: str) -> None:
        super().__init__(bench, profile, "Delete all data", resetting.DEED)

    async def look(self) -> None:
        """Tell what would be deleted."""
        self.STOPPED = "Cancelled. Nothing was done."
        lines = await _there(self.bench, self.profile)
        self.tell([*lines, "All of this is deleted; the instance begins anew with the user admin."])

    async def carry_out(self, name: str) -> None:
        """Delete it."""
        self.STOPPED = UNKNOWN
        self.dismiss(await resetting.reset(self.bench, name))


class RotateScreen(DeedScreen[Rotated | None]):
    """Gives what became of the secret, or None."""

    OFFERS_EXPORT = False

    def __init__(self, bench: Workbench, profile: str) -> None:
        super().__init__(bench, profile, "Change the secret", rotating.DEED)

    async def look(self) -> None:
        """Tell who will know the new secret."""
        self.tell(["All sessions end, of all users.", *what_happens(self.bench)])

    async def carry_out(self, name: str) -> None:
        """Change it."""
        self.dismiss(await rotate(self.bench, name))


class ImportScreen(DeedScreen[Replaced | None]):
    """Gives what became of the instance, or None."""

    def __init__(self, bench: Workbench, profile: str) -> None:
        super().__init__(bench, profile, "Import", importing.DEED)
        self._dump: Dump | None = None

    def compose_before(self) -> ComposeResult:
        """Which file."""
        yield Label("Dump to import  (Tab completes, Enter looks into it)", markup=False)
        with Horizontal(id="which"):
            yield Input(id="path", classes="plain")
            yield Button("Look", id="look", compact=True)
        yield Fitting(id="names")

    def on_mount(self) -> None:
        """First the file. (Textual calls each class's own handlers, the one of `DeedScreen` too.)"""
        self.query_one("#path", Input).focus()

    async def on_key(self, event: events.Key) -> None:
        """Tab completes a path as long as there is something to complete; else it goes on."""
        await complete_path(self.query_one("#path", Input), self.query_one("#names", Fitting), event)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file has to be looked into anew."""
        if event.input.id == "path" and self._dump is not None:
            self._dump = None
            self.tell([])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the path looks into the file."""
        if event.input.id == "path":
            self._begin_look()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The mouse's way."""
        if event.button.id == "look":
            self._begin_look()

    def busy_changed(self) -> None:
        """The name is typed for a file that was looked into."""
        super().busy_changed()
        self.query_one("#look", Button).disabled = self.is_busy
        if not self.is_busy and self._dump is None:
            self.query_one("#path", Input).focus()

    async def look(self) -> None:
        """Nothing to be told before there is a file."""

    def check(self, name: str) -> None:
        """Raises KarmaError where it cannot be done."""
        if self._dump is None:
            raise UsageError("No file was looked into yet", "", "Name a dump and press Enter in its line.")
        super().check(name)

    async def carry_out(self, name: str) -> None:
        """Send it."""
        assert self._dump is not None, "checked"
        self.STOPPED = UNKNOWN
        self.dismiss(await import_dump(self.bench, self._dump, name, self.meter.note))

    def _begin_look(self) -> None:
        words = self.query_one("#path", Input).value.strip()
        if words and not self.is_busy:
            self._dump = None
            self.tell([])
            self.query_one("#names", Fitting).tell(Content(""))
            self.STOPPED = "Cancelled. Nothing was sent."
            self.begin(self._look_into(Path(words)))

    async def _look_into(self, path: Path) -> None:
        dump = await look_into(path, self.bench, self.meter.note)
        there = await _there(self.bench, self.profile)
        self.tell([*dump.lines(), *there, "All of this is replaced, users and roles included."])
        self._dump = dump
