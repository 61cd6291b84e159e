"""A deed that cannot be taken back: told first, an export offered, then the profile's name typed for it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from karma_tui.errors import KarmaError
from karma_tui.tui.admin.work_screen import Fitting, R, WorkScreen
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.administration.exporting import Exported
from karma_tui.workbench.workbench import Workbench

UNKNOWN = "Cancelled while the server was at it: nobody knows whether it was done. Close this and look."


class DeedScreen(WorkScreen[R]):
    """Below `lines`, a line to type the name in. Made for `deed`, whose words a profile may refuse."""

    DEFAULT_CSS = """
    DeedScreen #which { height: 1; }
    DeedScreen #which Input { width: 1fr; }
    DeedScreen #told, DeedScreen #exported { height: auto; }
    DeedScreen .row { dock: bottom; background: $surface; }
    """
    OFFERS_EXPORT = True
    STOPPED = UNKNOWN

    def __init__(self, bench: Workbench, profile: str, title: str, deed: str) -> None:
        super().__init__()
        self.bench = bench
        self.profile = profile
        self._title = title
        self._deed = deed

    def compose(self) -> ComposeResult:
        """What will happen, and what it takes."""
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled(shown_line(f"{self._title}: {self.profile}"), "bold"))
            yield from self.compose_before()
            yield Static(id="told", markup=False)
            yield Fitting(id="exported")
            yield Label(Content(f"Type {shown_line(self.profile)} to do it"), id="asked")
            yield Input(id="name", classes="plain")
            yield Static(id="progress", markup=False)
            yield Static(id="problem", markup=False)
            with Horizontal(classes="row"):
                if self.OFFERS_EXPORT:
                    yield Button("Export first", id="export", compact=True)
                yield Button(self._title, id="do", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def compose_before(self) -> ComposeResult:
        """What stands above what will happen."""
        yield from ()

    def on_mount(self) -> None:
        """A profile that forbids it says so before anything is typed."""
        if self.bench.guard.read_only:
            try:
                self.bench.guard.check_deed(self._deed)
            except KarmaError as error:
                self.complain(error)
                self.query_one("#name", Input).disabled = True
                self.query_one("#do", Button).disabled = True
        else:
            self.begin(self.look())

    def tell(self, lines: tuple[str, ...] | list[str]) -> None:
        """What will happen."""
        self.query_one("#told", Static).update(Content(shown("\n".join(lines))))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the name."""
        if event.input.id == "name":
            self._do()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons."""
        match event.button.id:
            case "export":
                self._export()
            case "do":
                self._do()
            case "cancel":
                self.action_leave()

    def busy_changed(self) -> None:
        """Nothing can be changed meanwhile."""
        for widget in (*self.query(Input), *self.query("#do, #export").results(Button)):
            widget.disabled = self.is_busy
        if self.is_busy:
            self.set_focus(None)  # a second Enter must not press Cancel
        else:
            self.query_one("#name", Input).focus()

    async def look(self) -> None:
        """Find out what will happen, and `tell` it."""
        raise NotImplementedError

    async def carry_out(self, name: str) -> None:
        """Do it, and dismiss."""
        raise NotImplementedError

    def check(self, name: str) -> None:
        """Raises KarmaError where it cannot be done."""
        self.bench.guard.check_deed(self._deed, name)

    def _do(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        try:
            self.check(name)
        except KarmaError as error:
            self.complain(error)
            return
        self.begin(self.carry_out(name))

    def _export(self) -> None:
        from karma_tui.tui.admin.dump_export_screen import DumpExportScreen

        def written(exported: Exported | None) -> None:
            if exported is not None:
                text = f"Exported to {exported.path}" + (
                    f" (not usable: {exported.why})" if exported.why else ""
                )
                self.query_one("#exported", Fitting).tell(Content(shown_line(text)))
            self.query_one("#name", Input).focus()

        if not self.is_busy:
            self.app.push_screen(DumpExportScreen(self.bench, self.profile), written)
