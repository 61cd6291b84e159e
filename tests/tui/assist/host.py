"""An editor with its helpers, a clock that only the test moves, and answers that the test gives."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import TextArea

from karma_tui.errors import Span
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.study import study
from karma_tui.lang.complete.items import Completions, Hover, Item, Kind, Parameter, Signature, Stop
from karma_tui.library.uses import Uses, uses_path
from karma_tui.themes import SYNTAX
from karma_tui.tui import theming
from karma_tui.tui.assist.assist_line import AssistLine
from karma_tui.tui.assist.assistant import Assistant, Choices
from karma_tui.tui.assist.completion_list import CompletionList
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.assist import Assist, Findings
from tests.tui.looking import screen_text

SIZE = (80, 24)

ITEMS = (
    Item(
        "filterList", "filterList(, )", Kind.FUNCTION, "(value, filter) -> list", "Keeps some.",
        stops=(Stop(11, 11), Stop(13, 13)),
    ),
    Item("first", "first()", Kind.FUNCTION, "(value) -> any", "The first of them.", stops=(Stop(6, 6),)),
    Item("field", "field", Kind.NAME, "string"),
)  # fmt: skip


@dataclass
class Timers:
    """A clock and its timers; `advance` lets time pass."""

    now: float = 0.0
    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def set_timer(self, delay: float, callback: Callable[[], None]) -> object:
        self.waiting.append((self.now + delay, callback))
        return None

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while ready := [it for it in self.waiting if it[0] <= end]:
            first = min(ready, key=lambda it: it[0])
            self.waiting.remove(first)
            self.now = max(self.now, first[0])
            first[1]()
        self.now = end


class ToldAssist(Assist):
    """Says what the test wants said; `gate` holds completions back until it is set."""

    def __init__(self, uses: Uses | None = None) -> None:
        super().__init__(uses)
        self.items: tuple[Item, ...] = ITEMS
        self.problems: tuple[Problem, ...] = ()
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[str] = []
        self.studied: list[str] = []
        self.call: Signature | None = None
        self.there: Hover | None = None

    def complete(self, text: str, offset: int) -> Completions:
        items = self.items
        self.asked.append(text)
        assert self.gate.wait(5)
        start = offset
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        word = text[start:offset]
        return Completions(start, offset, tuple(it for it in items if it.label.startswith(word)))

    def study(self, text: str, should_stop: Any = None, before: Findings | None = None) -> Findings:
        self.studied.append(text)
        return Findings(text, self.problems, study(None))

    def signature(self, text: str, offset: int) -> Signature | None:
        return self.call

    def hover(self, text: str, offset: int) -> Hover | None:
        return self.there


class Desk(App[None]):
    """One editor and what helps in it."""

    def __init__(self, text: str, choices: Choices, folder: Path) -> None:
        super().__init__()
        self.editor = Editor(text, id="editor-1")
        self.other = Editor("other", id="editor-2")
        self.line = AssistLine()
        self.choices = choices
        self.timers = Timers()
        self.counted: list[str] = []
        self.uses = Uses(uses_path(folder, "p"))
        self.told = ToldAssist(self.uses)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {**theming.DEFAULTS, **theming.syntax_variables(dict.fromkeys(SYNTAX, "ansi_default"))}

    def compose(self) -> ComposeResult:
        yield self.editor
        yield self.line
        yield self.other

    async def on_mount(self) -> None:
        self.editor.styles.height = 10
        self.editor.focus()
        self.assistant = Assistant(
            self.screen,
            self.line,
            self.uses,
            self.choices,
            self.counted.append,
            assist=self.told,
            clock=self.timers.clock,
            set_timer=self.timers.set_timer,
        )
        await self.assistant.start([])
        self.assistant.attend(self.editor)

    def on_text_area_selection_changed(self, _: TextArea.SelectionChanged) -> None:
        self.assistant.cursor_moved()

    def on_descendant_focus(self, event: Any) -> None:
        if isinstance(event.widget, Editor) and hasattr(self, "assistant"):
            self.assistant.attend(event.widget)

    def on_descendant_blur(self) -> None:
        if hasattr(self, "assistant"):
            self.assistant.leave()

    def on_completion_list_picked(self, event: CompletionList.Picked) -> None:
        self.assistant.completer.accept(event.index)

    @property
    def labels(self) -> list[str]:
        """What the list offers, nothing if it is not there."""
        found = self.assistant.popup.found
        return [item.label for item in found.items] if found is not None else []


@asynccontextmanager
async def desk(
    folder: Path, text: str = "", choices: Choices | None = None, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Desk, Pilot[None]]]:
    app = Desk(text, choices or Choices(), folder)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.timers.advance(1)
        await answered(pilot)
        app.told.asked.clear()
        app.told.studied.clear()
        yield app, pilot


async def answered(pilot: Pilot[Any]) -> None:
    """Wait until no thread is at work any more, and what it told is shown."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await asyncio.sleep(0.001)
        await pilot.pause()
    await pilot.pause()


async def type_in(pilot: Pilot[Any], *keys: str, wait: float = 0.05) -> None:
    """Press keys, and let the time pass after which completions are asked for."""
    await pilot.press(*keys)
    await pilot.pause()
    app = pilot.app
    assert isinstance(app, Desk)
    app.timers.advance(wait)
    if app.told.gate.is_set():
        await answered(pilot)


def error(start: int, end: int, title: str = "Not right") -> Problem:
    return Problem(Severity.ERROR, title, "It is wrong.", "Correct it.", Span(start, end))


def warning(start: int, end: int, title: str = "Perhaps not right") -> Problem:
    return Problem(Severity.WARNING, title, span=Span(start, end))


def call_of(active: int) -> Signature:
    parameters = (Parameter("value", "list"), Parameter("filter", "function"))
    return Signature("filterList", parameters, active, "list", "Keeps some.", Span(0, 5))


__all__ = ["Choices", "answered", "call_of", "desk", "error", "screen_text", "type_in", "warning"]
