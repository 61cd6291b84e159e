"""The help screen: the keys as they are now, and a short tour. Made from the registry of actions.

A word typed into its line leaves only the rows that have it. It opens at the keys of where the focus was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from karma_tui.tui.action import EVERYWHERE, MAIN
from karma_tui.tui.actions import scoped
from karma_tui.tui.keymap.judge import Entry, entries
from karma_tui.tui.keymap.telling import told
from karma_tui.tui.screens.keys import HELP

_TOUR = """\
Write an expression in the editor and run it; the result appears below as a tree.

  all(tag("article"))             every record of a model
  length(all(tag("article")))     how many there are
  filterList(all(tag("article")), (i, a) => gtFloat(a.rating, 4.5))   only some of them

Select a part of the text to run only that. JSON of either dialect can be pasted as it is.
In the catalogue, Enter on a model shows its records, i puts its name into the editor.
An error points into the text. Buffers come back after a crash or a closed terminal.
A snippet is a saved expression: a plain file you can share and keep in git.
A right click, or the menu's key, shows what can be done with what is there.
The session renews itself; the status bar says how long it lasts, ! is a warning, !! an alarm."""

_FIXED = (
    ("tab", "Go to the next pane, or indent in the editor."),
    ("shift+tab", "Move the selected lines to the left in the editor; go back elsewhere."),
    ("enter", "A new line in the editor; elsewhere what the line under the cursor is for."),
    ("arrows, home, end", "Move in lists and in lines to type in, as everywhere."),
)
_KEYS = 20
"""Cells for the keys; longer ones push their text to the right."""


class HelpScreen(ModalScreen[None]):
    """Escape or F1 closes it."""

    IS_HELP = True
    BINDINGS: ClassVar[list[BindingType]] = scoped(HELP)
    DEFAULT_CSS = """
    HelpScreen VerticalScroll { height: 1fr; }
    HelpScreen Static { height: auto; margin-bottom: 1; }
    """

    def __init__(self, changed: Mapping[str, str], scope: str = "") -> None:
        super().__init__()
        self._changed = changed
        self._scope = scope
        """Where the focus was: what is told first."""

    def compose(self) -> ComposeResult:
        """A line to search with, and a part for every group."""
        with Vertical(classes="dialogue tall"):
            yield Input(placeholder="Search the keys and actions", id="help-search")
            yield VerticalScroll(*self._parts(""), id="help-text", can_focus=False)

    def on_mount(self) -> None:
        """At the keys of where one was."""
        self.query_one(Input).focus()
        if self._scope:
            self.call_after_refresh(self._show_scope)

    def _show_scope(self) -> None:
        for part in self.query(f"#help-text > .of-{self._scope}"):
            self.query_one("#help-text").scroll_to_widget(part, animate=False, top=True, force=True)
            return

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Only what has these words."""
        text = self.query_one("#help-text", VerticalScroll)
        await text.remove_children()
        await text.mount(*self._parts(event.value))
        text.scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        """By a line."""
        self.query_one("#help-text").scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, pages: int) -> None:
        """By what is in sight."""
        text = self.query_one("#help-text")
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    async def action_functions(self) -> None:
        """Close, and search the functions instead."""
        main = self.app.screen_stack[0]
        self.dismiss(None)
        self.app.call_later(self.app.run_action, "functions", main)

    def _parts(self, words: str) -> Iterator[Static]:
        found = [Static(content, classes=f"of-{scope}") for scope, content in parts(self._changed, words)]
        yield from found or [Static(Content("Nothing in the help has these words."))]


def parts(changed: Mapping[str, str], words: str = "") -> Iterator[tuple[str, Content]]:
    """Each part with its scope: the tour, the groups with their actions' keys of now, what cannot be changed.

    With words only the rows that have all of them.
    """
    wanted = words.lower().split()
    if not wanted:
        yield "tour", Content("\n").join([_heading("A short tour"), Content(_TOUR)])
    groups: dict[tuple[str, str], list[Content]] = {}
    for entry in entries().values():
        keys = told(entry, changed)
        text = f"{entry.heading} {entry.action.label} {entry.action.help} {entry.id} {keys}".lower()
        if entry.action.help and all(word in text for word in wanted):
            groups.setdefault((entry.heading, entry.scope), []).append(_row(keys or "palette", entry))
    for (heading, scope), rows in groups.items():
        name = "" if scope in (MAIN, EVERYWHERE) else f"  [keys.{scope}]"
        title = Content.assemble(_heading(heading), (name, "$text-muted"))
        yield scope, Content("\n").join([title, *rows])
    fixed = [(keys, text) for keys, text in _FIXED if all(it in f"{keys} {text}".lower() for it in wanted)]
    if fixed:
        rows = [Content.assemble((f"{keys:<{_KEYS}}", "bold"), " ", text) for keys, text in fixed]
        yield "fixed", Content("\n").join([_heading("What stays as it is"), *rows])


def _row(keys: str, entry: Entry) -> Content:
    return Content.assemble(
        (f"{keys:<{_KEYS}}", "bold"), " ", entry.action.help, "  ", (entry.action.name, "$text-muted")
    )


def _heading(text: str) -> Content:
    return Content.styled(text, "bold underline")
