"""The bar below a result to find in it: what to look for, in keys or values, and where one is.

It only tells what the user wants; finding is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, Label, Static

from karma_tui.tui.actions import scoped
from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.keys import RESULT_FIND


class Where(StrEnum):
    """What is searched."""

    BOTH = "keys and values"
    KEYS = "keys"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Ways:
    """How to look."""

    where: Where = Where.BOTH
    is_regex: bool = False
    only: bool = False
    """Show only records that match."""


class _WaysLine(Static):
    """The ways, clickable."""

    def action_choose(self, what: str) -> None:
        """Hand a click on."""
        bar = next(it for it in self.ancestors if isinstance(it, ResultFindBar))
        bar.action_choose(what)


class ResultFindBar(Vertical):
    """Hidden until `show`. Enter and the arrows go through the matches, Escape closes."""

    DEFAULT_CSS = """
    ResultFindBar {
        height: auto; background: $panel; display: none;
        & Horizontal { height: 1; }
        & Label { padding: 0 1; width: 6; }
        & Input { width: 1fr; min-width: 12; background: $surface; }
        & Static { width: auto; padding: 0 1; }
        & #result-find-problem { width: 1fr; height: auto; color: $text-error; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(RESULT_FIND)

    class Changed(Message):
        """Something else is looked for."""

    class Step(Message):
        """To the next match, or the one before."""

        def __init__(self, forward: bool) -> None:
            super().__init__()
            self.forward = forward

    class Left(Message):
        """The bar was closed."""

    def __init__(self) -> None:
        super().__init__(id="result-find")
        self.ways = Ways()

    def compose(self) -> ComposeResult:
        """What to find, how much there is of it, and how to look."""
        with Horizontal():
            yield Label("Find", markup=False)
            yield Input(compact=True, id="result-find-text")
            yield Static(id="result-find-count", markup=False)
            yield _WaysLine(id="result-find-ways", markup=False)
        yield Static(id="result-find-problem", markup=False)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.query_one("#result-find-text", Input).value

    def show(self) -> None:
        """Come up, with what was looked for last."""
        self.display = True
        entry = self.query_one("#result-find-text", Input)
        self.screen.set_focus(entry)
        entry.select_all()
        self._draw()

    def say(self, count: str, problem: str = "") -> None:
        """Show where one is, as `17 of 1,203`, or what is wrong."""
        self.query_one("#result-find-count", Static).update(Content(count))
        line = self.query_one("#result-find-problem", Static)
        line.update(Content(shown_line(problem)))
        line.display = bool(problem)

    def choose(self, ways: Ways) -> None:
        """Look in other ways; tells so if they are others."""
        if ways != self.ways:
            self.show_ways(ways)
            self.post_message(self.Changed())

    def show_ways(self, ways: Ways) -> None:
        """These are the ways from now on; nobody is told."""
        self.ways = ways
        self._draw()

    def action_leave(self) -> None:
        """Close."""
        self.display = False
        self.post_message(self.Left())

    def action_choose(self, what: str) -> None:
        """Change one of the ways."""
        now = self.ways
        match what:
            case "where":
                every = list(Where)
                self.choose(replace(now, where=every[(every.index(now.where) + 1) % len(every)]))
            case "regex":
                self.choose(replace(now, is_regex=not now.is_regex))
            case _:
                self.choose(replace(now, only=not now.only))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while typing."""
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        self.post_message(self.Step(True))

    def on_key(self, event: events.Key) -> None:
        """Arrows and Shift+Enter go through the matches."""
        match event.key:
            case "down" | "tab":
                forward = True
            case "up" | "shift+tab" | "shift+enter":
                forward = False
            case _:
                return
        event.stop()
        event.prevent_default()
        self.post_message(self.Step(forward))

    def _draw(self) -> None:
        content = Content("  ").join(
            [
                _choice("where", Content(self.ways.where)),
                _choice("regex", Content.assemble(_box(self.ways.is_regex), "R", ("e", "underline"), "gex")),
                _choice(
                    "only", Content.assemble(_box(self.ways.only), "Only m", ("a", "underline"), "tches")
                ),
            ]
        )
        self.query_one("#result-find-ways", Static).update(content)


def _box(chosen: bool) -> tuple[str, str]:
    return ("[x] ", "bold") if chosen else ("[ ] ", "")


def _choice(name: str, content: Content) -> Content:
    return content.stylize(Style.from_meta({"@click": f"choose('{name}')"}))
