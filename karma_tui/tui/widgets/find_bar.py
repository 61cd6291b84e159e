"""The bar below the editor to find and replace in it: two inputs, three choices, and where one is.

It only tells what the user wants; finding and replacing is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from karma_tui.tui.widgets.bar_input import BarInput
from karma_tui.tui.widgets.keys import FIND


@dataclass(frozen=True, slots=True)
class Choices:
    """How to look."""

    minds_case: bool = False
    is_regex: bool = False
    in_selection: bool = False


class _ChoiceLine(Static):
    """The choices, clickable."""

    def action_choose(self, what: str) -> None:
        """Hand a click on."""
        bar = next(it for it in self.ancestors if isinstance(it, FindBar))
        bar.action_choose(what)


class FindBar(Vertical):
    """Hidden until `show`. Enter and the arrows go through the places, Escape closes."""

    DEFAULT_CSS = """
    FindBar {
        height: auto; dock: bottom; background: $panel; display: none;
        & Horizontal { height: 1; }
        & Label { padding: 0 1; width: 6; }
        & Input { width: 1fr; background: $surface; }
        & Static { width: auto; padding: 0 1; }
        & #find-choices { link-style: none; }
        & #find-problem { width: 1fr; height: auto; color: $text-error; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(FIND)

    class Changed(Message):
        """Something else is looked for."""

    @dataclass
    class Step(Message):
        """To the next place, or the one before."""

        forward: bool

    @dataclass
    class Replace(Message):
        """Replace this place, or all."""

        all_of_them: bool

    class Left(Message):
        """The bar was closed."""

    def __init__(self) -> None:
        super().__init__(id="find")
        self.choices = Choices()

    def compose(self) -> ComposeResult:
        """What to find; what to put there."""
        with Horizontal():
            yield Label("Find", markup=False)
            yield BarInput(id="find-pattern")
            yield Static(id="find-count", markup=False)
            yield _ChoiceLine(id="find-choices", markup=False)
        with Horizontal(id="find-replace"):
            yield Label("With", markup=False)
            yield BarInput(id="find-template")
            yield Static("enter: this one  alt+a: all", markup=False)
        yield Static(id="find-problem", markup=False)

    @property
    def pattern(self) -> str:
        """What is looked for."""
        return self.query_one("#find-pattern", Input).value

    @property
    def template(self) -> str:
        """What is put there."""
        return self.query_one("#find-template", Input).value

    def show(self, pattern: str | None, choices: Choices, *, replaces: bool) -> None:
        """Come up with a pattern, or with the last one."""
        self.display = True
        self.query_one("#find-replace").display = replaces
        entry = self.query_one("#find-pattern", Input)
        if pattern is not None:
            with self.prevent(Input.Changed):
                entry.value = pattern
        self.screen.set_focus(entry)
        entry.select_all()
        self._choose(choices)

    def say(self, count: str, problem: str = "") -> None:
        """Show where one is, as `3/17`, or what is wrong."""
        self.query_one("#find-count", Static).update(Content(count))
        line = self.query_one("#find-problem", Static)
        line.update(Content(shown_line(problem)))
        line.display = bool(problem)

    def action_leave(self) -> None:
        """Close."""
        self.display = False
        self.post_message(self.Left())

    def action_choose(self, what: str) -> None:
        """Change one of the choices."""
        now = self.choices
        match what:
            case "case":
                self._choose(Choices(not now.minds_case, now.is_regex, now.in_selection))
            case "regex":
                self._choose(Choices(now.minds_case, not now.is_regex, now.in_selection))
            case _:
                self._choose(Choices(now.minds_case, now.is_regex, not now.in_selection))

    def action_replace_all(self) -> None:
        """Replace all places."""
        if self.query_one("#find-replace").display:
            self.post_message(self.Replace(True))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while typing."""
        event.stop()
        if event.input.id == "find-pattern":
            self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on, or replaces."""
        event.stop()
        if event.input.id == "find-pattern":
            self.post_message(self.Step(True))
        else:
            self.post_message(self.Replace(False))

    def on_key(self, event: events.Key) -> None:
        """Arrows go through the places, Tab between the inputs."""
        match event.key:
            case "down" | "up":
                self.post_message(self.Step(event.key == "down"))
            case "tab" | "shift+tab" if self.query_one("#find-replace").display:
                pattern, template = self.query_one("#find-pattern"), self.query_one("#find-template")
                self.screen.set_focus(template if pattern.has_focus else pattern)
            case "tab" | "shift+tab":
                self.post_message(self.Step(event.key == "tab"))
            case _:
                return
        event.stop()
        event.prevent_default()

    def _choose(self, choices: Choices) -> None:
        self.choices = choices
        content = Content("  ").join(
            [
                _choice("case", "C", "ase", choices.minds_case),
                _choice("regex", "R", "egex", choices.is_regex, underlined=1),
                _choice("selection", "Selecti", "on", choices.in_selection, underlined=7),
            ]
        )
        self.query_one("#find-choices", Static).update(content)
        self.post_message(self.Changed())


def _choice(name: str, begin: str, rest: str, chosen: bool, underlined: int = 0) -> Content:
    """`[x] Case`, its letter underlined and the whole of it clickable."""
    word = Content(begin + rest).stylize("underline", underlined, underlined + 1)
    entry = Content.assemble(("[x] " if chosen else "[ ] ", "bold" if chosen else ""), word)
    return entry.stylize(Style.from_meta({"@click": f"choose('{name}')"}))
