"""Who may do what on the instance, in one list to search, and the way to every deed of an administrator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.tui.actions import keys_of, scoped
from karma_tui.tui.admin.entries import Entry, entries_of, matching
from karma_tui.tui.admin.keys import ADMINISTRATION
from karma_tui.tui.admin.user_changes import UserChanges
from karma_tui.tui.failures import unexpected
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.administration.overview import Overview, read_overview
from karma_tui.workbench.workbench import Workbench

Deed = Callable[[str], None]
"""Carries out one of the main screen's deeds by its name."""

_BUTTONS = (
    (("new_user", "New user"), ("password", "Password"), ("roles", "Roles"), ("remove", "Delete")),
    (
        ("export_dump", "Export"),
        ("import_dump", "Import"),
        ("reset_instance", "Reset"),
        ("rotate_secret", "Secret"),
        ("ask_again", "Read again"),
        ("leave", "Close"),
    ),
)


class AdminScreen(ModalScreen[None]):
    """The keyboard stays in the search line; arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ADMINISTRATION)
    DEFAULT_CSS = """
    AdminScreen .dialogue.tall { width: 110; }
    AdminScreen #things { height: 1fr; min-height: 4; }
    AdminScreen #thing { height: 1fr; border-top: solid $border-blurred; }
    AdminScreen .row { height: 1; }
    AdminScreen .row Button { margin-right: 1; min-width: 0; }
    AdminScreen #things { text-wrap: nowrap; text-overflow: ellipsis; }
    AdminScreen #things > .option-list--option-disabled { color: $text-muted; }
    """

    def __init__(self, bench: Workbench, profile: str, deed: Deed) -> None:
        super().__init__()
        self.bench = bench
        self.profile = profile
        self._deed = deed
        self._entries: list[Entry] = []
        self._shown: list[Entry | None] = []
        self.overview: Overview | None = None
        self._was_out = False
        self._changes = UserChanges(self)

    def compose(self) -> ComposeResult:
        """Search line, list, all about the marked entry, buttons."""
        with Vertical(classes="dialogue tall"):
            where = f"Administration of {shown_line(self.profile)}"
            yield Static(Content.assemble((where, "bold"), f"  {self._rules()}"))
            yield Input(
                placeholder="search users, roles, expressions, migrations", id="search", classes="plain"
            )
            yield OptionList(id="things", markup=False)
            with VerticalScroll(id="thing", can_focus=False):
                yield Static(id="thing-text", markup=False)
            yield Static(id="problem", markup=False)
            for row in _BUTTONS:
                with Horizontal(classes="row"):
                    for name, label in row:
                        yield Button(self._label(name, label), id=f"do-{name}", compact=True)

    def _label(self, name: str, label: str) -> Content:
        """With the key that does the same now."""
        action = next(it for it in ADMINISTRATION.actions if it.name == name)
        key = keys_of(action, getattr(self.app, "keys", {}), ADMINISTRATION.name).partition(",")[0]
        return Content(f"{key} {label}".strip())

    def on_mount(self) -> None:
        """Ask the instance."""
        self.query_one("#things").can_focus = False
        self.query_one("#search", Input).focus()
        self.action_ask_again()

    def _rules(self) -> str:
        guard = self.bench.guard
        return "read-only" if guard.read_only else "protected" if guard.protected else ""

    def on_screen_resume(self) -> None:
        """Back from signing in again: the users may be others."""
        is_out = self.bench.session_view().state == "signed out"
        if self._was_out and not is_out:
            self.action_ask_again()
        self._was_out = is_out

    @property
    def marked(self) -> Entry | None:
        """The entry under the cursor."""
        at = self.query_one("#things", OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def complain(self, error: KarmaError | str) -> None:
        """Show what is wrong, or "" for nothing."""
        self.query_one("#problem", Static).update(Content(shown(redact(str(error)))))

    def action_ask_again(self) -> None:
        """Ask the instance for everything."""
        root = self.app.screen_stack[0]
        root.run_worker(self._read(), group="administration-list", exclusive=True, exit_on_error=False)

    @on(Input.Changed, "#search")
    def _search(self) -> None:
        """Search as it is typed."""
        self._show()

    @on(OptionList.OptionHighlighted, "#things")
    def _look(self) -> None:
        """Show all about it."""
        entry = self.marked
        self.query_one("#thing-text", Static).update(entry.detail if entry is not None else Content(""))
        self.query_one("#thing", VerticalScroll).scroll_home(animate=False)

    @on(OptionList.OptionSelected, "#things")
    def _clicked(self) -> None:
        """A click only marks."""
        self.query_one("#search", Input).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The mouse's way to each action."""
        getattr(self, f"action_{(event.button.id or '').removeprefix('do-')}")()

    def action_move(self, step: int) -> None:
        """Mark another entry without leaving the search line."""
        things = self.query_one("#things", OptionList)
        if step > 0:
            things.action_cursor_down()
        else:
            things.action_cursor_up()

    def action_scroll(self, pages: int) -> None:
        """Read on."""
        text = self.query_one("#thing", VerticalScroll)
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_new_user(self) -> None:
        """Create a user."""
        self._changes.create()

    def action_password(self) -> None:
        """Change the marked user's password."""
        self._changes.password()

    def action_roles(self) -> None:
        """Give the marked user other roles."""
        self._changes.roles()

    def action_remove(self) -> None:
        """Delete the marked user."""
        self._changes.remove()

    def action_export_dump(self) -> None:
        """Write a dump."""
        self._deed("export_dump")

    def action_import_dump(self) -> None:
        """Replace all data."""
        self._deed("import_dump")

    def action_reset_instance(self) -> None:
        """Delete all data."""
        self._deed("reset_instance")

    def action_rotate_secret(self) -> None:
        """Change the secret."""
        self._deed("rotate_secret")

    async def _read(self) -> None:
        self.complain("")
        if self.overview is None:
            self.query_one("#thing-text", Static).update(Content("reading …"))
        try:
            self.overview = await read_overview(self.bench)
        except KarmaError as error:
            self.complain(error)
        except Exception as failure:
            self.complain(unexpected(failure))
        else:
            self._entries = await asyncio.to_thread(entries_of, self.overview)
            self._show()

    def _show(self) -> None:
        """The entries that match, each kind under its heading; the marked one stays marked."""
        before = self.marked
        found = matching(self._entries, self.query_one("#search", Input).value)
        options: list[Option] = []
        self._shown = []
        kind = ""
        for entry in found:
            if entry.kind != kind:
                kind = entry.kind
                count = sum(it.kind == kind for it in found)
                options.append(Option(Content.styled(f"{kind} ({count})", "underline"), disabled=True))
                self._shown.append(None)
            options.append(Option(entry.label))
            self._shown.append(entry)
        things = self.query_one("#things", OptionList)
        things.clear_options()
        things.add_options(options)
        keys = [entry.key if entry is not None else "" for entry in self._shown]
        if before is not None and before.key in keys:
            things.highlighted = keys.index(before.key)
        elif len(keys) > 1:
            things.highlighted = 1
            things.scroll_home(animate=False)  # with its heading
        else:
            words = "Nothing matches." if self._entries else ""
            self.query_one("#thing-text", Static).update(Content(words))
