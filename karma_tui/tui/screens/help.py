"""The help screen: the keys as they are now, and a short tour. Made from the registry of actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from karma_tui.tui.action_table import GROUPS
from karma_tui.tui.actions import keys_of

_TOUR = """\
Write an expression in the editor and run it; the result appears below as a tree.

  all(tag("article"))             every record of a model
  length(all(tag("article")))     how many there are
  filterList(all(tag("article")), (i, a) => gtFloat(a.rating, 4.5))   only some of them

Select a part of the text to run only that. JSON of either dialect can be pasted as it is.
In the catalogue, Enter on a model shows its records, i puts its name into the editor.
An error points into the text. Buffers come back after a crash or a closed terminal.
A snippet is a saved expression: a plain file you can share and keep in git.
The session renews itself; the status bar says how long it lasts, ! is a warning, !! an alarm."""

_WIDGET_KEYS = (
    ("arrows", "Move in trees and lists; right and left open and close."),
    ("/, n, N", "Find in the result; go to the next match, to the one before."),
    ("&, f, s", "Only records that match; by a condition on the field; sorted by it. Escape shows all."),
    ("e, +, -, c", "In the tree: open all below a row, its members; close those; close the row."),
    ("shift+arrows", "Select text in the editor."),
    ("tab", "Go to the next pane, or indent in the editor; F6 always moves on."),
    ("shift+tab", "Move the selected lines to the left in the editor."),
    ("ctrl+z, ctrl+y", "Undo and redo in the editor."),
)


class HelpScreen(ModalScreen[None]):
    """Escape or F1 closes it; a slash goes on to the reference of functions."""

    IS_HELP = True
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "leave", "Close"),
        ("slash,f", "functions", "Functions"),
    ]

    def __init__(self, overrides: Mapping[str, str]) -> None:
        super().__init__()
        self._overrides = overrides

    def compose(self) -> ComposeResult:
        """One text to scroll through."""
        with VerticalScroll(classes="dialogue tall"):
            yield Static(help_content(self._overrides))

    def on_mount(self) -> None:
        """Arrow keys scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    async def action_functions(self) -> None:
        """Close, and search the functions instead."""
        main = self.app.screen_stack[0]
        self.dismiss(None)
        self.app.call_later(self.app.run_action, "functions", main)


def help_content(overrides: Mapping[str, str]) -> Content:
    """Every action with its present keys, the tour, and the actions' names for the settings file."""
    lines = [
        Content("/ searches the functions; F1 on a function's name in the editor tells about that one."),
        _heading("A short tour"),
        Content(_TOUR),
    ]
    for group in GROUPS:
        lines += [Content(""), _heading(group.name)]
        lines += [_row(keys_of(action, overrides) or "palette", action.help) for action in group.actions]
    lines += [Content(""), _heading("Everywhere"), *(_row(keys, text) for keys, text in _WIDGET_KEYS)]
    names = "  ".join(action.name for group in GROUPS for action in group.actions)
    lines += [Content(""), _heading("Names for [keys] in settings.toml"), Content(names)]
    return Content("\n").join(lines)


def _row(keys: str, text: str) -> Content:
    return Content.assemble((f"{keys:<19}", "bold"), " ", text)


def _heading(text: str) -> Content:
    return Content.styled(text, "bold underline")
