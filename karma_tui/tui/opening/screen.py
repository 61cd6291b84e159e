"""The first frame: it looks like the main screen without anything in it, and takes what is typed.

The main screen brings half of the program along. Until that is imported and put together, there is this
one, made of nothing but what Textual has loaded anyway. It must not import what the first frame can do
without; a test holds the set of modules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static, TextArea

from karma_tui.tui.actions import bindings
from karma_tui.tui.welcome import welcome_text
from karma_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.widgets.text_area import Selection

    from karma_tui.tui.desk import Desk

CATALOGUE_COLUMNS = 100
"""Terminals at least this wide show the catalogue unasked."""

TITLE = "query 1"
"""What the first buffer is called."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text, and where the cursor is in it."""

    text: str
    selection: Selection


class OpeningScreen(Screen[None]):
    """An empty buffer to type into, with all around it in its place."""

    BINDINGS = bindings(everywhere=False)
    DEFAULT_CSS = """
    OpeningScreen #catalogue { height: 1fr; }
    OpeningScreen #opening { height: 2fr; }
    OpeningScreen #opening-tabs { height: 2; }
    OpeningScreen #opening-text {
        height: 1fr; border: none; padding: 0;
        &:focus { border: none; }
        & > .text-area--gutter { color: $foreground 75%; }
        & > .text-area--cursor-gutter { color: $foreground; }
    }
    OpeningScreen .bar { height: 1; background: $panel; }
    OpeningScreen #opening-results { height: 3fr; min-height: 6; }
    OpeningScreen #opening-view { height: 1fr; }
    OpeningScreen #opening-welcome { padding: 1 2; }
    """

    def __init__(self, desk: Desk, shown: Callable[[OpeningScreen], object]) -> None:
        """`shown` is called once all of it has been drawn."""
        super().__init__()
        self._desk = desk
        self._shown = partial(shown, self)
        self._catalogue_wanted = {"shown": True, "hidden": False}.get(desk.settings.catalogue)

    def compose(self) -> ComposeResult:
        """The places of the main screen's panes."""
        self._text = TextArea.code_editor(id="opening-text", show_line_numbers=True, tab_behavior="indent")
        self._catalogue = Static(id="catalogue")
        with Horizontal(id="panes"):
            yield self._catalogue
            with Vertical():
                with Vertical(id="opening"):
                    yield _Tabs(id="opening-tabs")
                    yield self._text
                yield Static(classes="bar")
                with Vertical(id="opening-results"):
                    yield Static(classes="bar")
                    with Vertical(id="opening-view"):
                        yield Static(Content(welcome_text(self._desk.keymap)), id="opening-welcome")
                    yield Static(classes="bar")
        yield Static(Content(f"{self._desk.target.called} | starting"), id="status")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Type at once; the rest begins once this is seen."""
        self._text.focus()
        self._show_catalogue()
        self.call_after_refresh(self._shown)

    def on_resize(self, event: Resize) -> None:
        """As the main screen does."""
        self._show_catalogue()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to cancel yet."""
        return action != "cancel"

    @property
    def typed(self) -> Typed:
        """What was typed so far."""
        return Typed(self._text.text, self._text.selection)

    def _show_catalogue(self) -> None:
        wide = self.app.size.width >= CATALOGUE_COLUMNS
        self._catalogue.display = wide if self._catalogue_wanted is None else self._catalogue_wanted


class _Tabs(Widget):
    """What the tabs look like with one buffer."""

    def render(self) -> Content:
        """The title, and below it a line that is marked as far as the title goes."""
        marked = "╸" + "━" * len(TITLE)
        rest = "╺" + "━" * max(0, self.size.width - len(marked) - 1)
        return Content.assemble(
            f" {TITLE}\n", (marked, "$block-cursor-background"), (rest, "$foreground 10%")
        )
