"""Puts the helpers of the editor together and tells each what happens: keys, changes, focus, the instance.

It is made once there is a text, because the language's checker takes a while to load. Until then, and
where it is switched off, the editor is an editor.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.content import Content
from textual.events import Key
from textual.screen import Screen

from karma_tui.errors import KarmaError
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.complete.items import Item
from karma_tui.lang.nodes import Dialect
from karma_tui.library.uses import Uses
from karma_tui.schema import TaggedModel
from karma_tui.tui.assist.assist_line import AssistLine, item_content
from karma_tui.tui.assist.completer import Completer
from karma_tui.tui.assist.completion_list import CompletionList
from karma_tui.tui.assist.diagnoser import Diagnoser, count_text
from karma_tui.tui.assist.glance import Glance
from karma_tui.tui.assist.snippet_names import SnippetNames
from karma_tui.tui.failures import notify_errors, unexpected
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.assist import Assist, Findings
from karma_tui.workbench.pace import Lane, Pause, SetTimer

_PLACE = re.compile(r"^Line \d+, column \d+: ")

GROUP = "assist"
"""The group of the screen's workers that think about the text."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user's settings say."""

    completion: str = "on"
    diagnostics: bool = True


class Assistant:
    """The helpers of one screen. Call `start` before anything else."""

    def __init__(
        self,
        screen: Screen[Any],
        line: AssistLine,
        uses: Uses,
        choices: Choices,
        counted: Callable[[str], None],
        *,
        assist: Assist | None = None,
        snippets: SnippetNames | None = None,
        clock: Callable[[], float] = time.monotonic,
        set_timer: SetTimer | None = None,
    ) -> None:
        self._screen = screen
        self._line = line
        self._uses = uses
        self._choices = choices
        self._counted = counted
        self._clock = clock
        self._set_timer = set_timer or screen.set_timer
        self._told = False
        self._snippets = snippets
        self.assist = assist or Assist(uses)
        self._snippet_lane = Lane(self._begin, self.assist.learn_snippets, self._failed)
        self.popup = CompletionList()
        self.editor: Editor | None = None
        self.completer = Completer(
            self.popup,
            self._pause,
            lambda done: Lane(self._begin, done, self._failed),
            self.assist.complete,
            self._took,
            self._list_changed,
            lambda: line.region.y,
            on_typing=choices.completion == "on",
            filled=self._filled,
        )
        self.diagnoser = Diagnoser(
            self._pause,
            lambda done: Lane(self._begin, done, self._failed),
            self.assist.study,
            self._problems_changed,
            lambda: self.completer.unfilled,
        )
        self._show_types: Callable[[Findings], None] = lambda _: None
        self._results: Lane[Findings] = Lane(self._begin, self._typed, self._failed)
        self.glance = Glance(
            self._pause, lambda done: Lane(self._begin, done, self._failed), self.assist, self._show
        )

    async def start(self, editors: Iterable[Editor]) -> None:
        """Put up the list and look at the editor that has the focus."""
        await self._screen.mount(self.popup)
        for editor in editors:
            if editor.has_focus:
                self.attend(editor)
        await asyncio.to_thread(self._uses.load)

    def attend(self, editor: Editor) -> None:
        """Serve this editor: it has the focus now."""
        editor.key_filter = self.completer.key
        editor.change_watcher = partial(self._text_changed, editor)
        self.editor = editor
        self.completer.attend(editor)
        self.learn_snippets()
        if self._choices.diagnostics:
            self.diagnoser.attend(editor)
        self.glance.attend(editor)

    def catch_up(self, key: Key) -> None:
        """Hear of the last key that changed the text before there was anybody to hear of it."""
        if self.editor is not None and key.is_printable:
            self.completer.key(key)
            self._text_changed(self.editor)

    def leave(self) -> None:
        """The editor has lost the focus."""
        self.completer.close()

    def cursor_moved(self) -> None:
        """The cursor is elsewhere."""
        self.completer.cursor_moved()
        self.diagnoser.cursor_moved()
        self.glance.touch()

    # --- the instance

    def learn(self, models: Iterable[TaggedModel], dialect: str | None, *, is_local: bool) -> None:
        """The instance's models, read anew."""
        self.assist.learn(models, Dialect(dialect or Dialect.V1), is_local=is_local)
        self._look_again()

    def forget(self) -> None:
        """Its models are not known any more."""
        self.assist.forget()
        self._look_again()

    def learn_snippets(self) -> None:
        """Read the user's snippets if there are new ones."""
        if self._snippets is not None:
            self._snippet_lane.ask(self._snippets.read)

    def _look_again(self) -> None:
        if self._choices.diagnostics:
            self.diagnoser.forget()
        self.glance.touch()

    def type_result(self, text: str, show: Callable[[Findings], None]) -> None:
        """Find the types of what a text gives, to be shown with its result."""
        self._results.ask(lambda: self.assist.study(text))
        self._show_types = show

    def save_uses(self) -> Callable[[], None]:
        """What keeps the counts; it uses the disk."""
        return self._uses.save

    # --- what the helpers tell

    def _text_changed(self, editor: Editor) -> None:
        if editor is not self.editor:
            return
        self.completer.text_changed()
        if self._choices.diagnostics:
            self.diagnoser.text_changed()
        self.glance.typed()

    def _filled(self) -> None:
        if self._choices.diagnostics:
            self.diagnoser.filled()

    def _list_changed(self) -> None:
        item = self.popup.marked
        if item is None:
            self.glance.show()
        else:
            self._line.say(item_content(item))

    def _problems_changed(self) -> None:
        self._counted(count_text(self.diagnoser.findings))
        self.glance.touch()

    def _show(self) -> None:
        if self.completer.is_open:
            return
        problem = None if self.glance.is_typing or self.editor is None else self._problem_here(self.editor)
        if problem is not None:
            self._line.say(problem_content(problem))
        else:
            self._line.say(self.glance.content(self._line.content_size.width), self.glance.type_text)

    def _problem_here(self, editor: Editor) -> Problem | None:
        return self.diagnoser.under(editor.offset_of(editor.cursor_location))

    def _typed(self, found: Findings) -> None:
        self._show_types(found)

    def _took(self, item: Item) -> None:
        self.assist.took(item)
        self._begin(self._save())

    async def _save(self) -> None:
        try:
            await asyncio.to_thread(self._uses.save)
        except KarmaError as error:
            self._failed(error)

    def _pause(self, delay: float, act: Callable[[], None]) -> Pause:
        return Pause(delay, act, self._set_timer, self._clock)

    def _begin(self, work: Coroutine[Any, Any, None]) -> object:
        return self._screen.run_worker(work, group=GROUP, exit_on_error=False)

    def _failed(self, failure: Exception) -> None:
        """Told once: a helper that fails would fail at every key."""
        if not self._told:
            self._told = True
            error = failure if isinstance(failure, KarmaError) else unexpected(failure)
            notify_errors(self._screen.app, [error], "Help while typing")


def problem_content(problem: Problem) -> Content:
    """A problem in one line, its kind in words."""
    is_error = problem.severity is Severity.ERROR
    name = "Error" if is_error else "Warning"
    style = "$text-error" if is_error else "$text-warning"
    # the cursor is at the place already, and what to do fits on a line more often than all the rest
    detail = _PLACE.sub("", problem.detail)
    more = "  ".join(part for part in (problem.hint, detail) if part)
    return Content.assemble(
        (f"{name}: {shown_line(problem.title)}", f"bold {style}"), f"  {shown_line(more)}" if more else ""
    )
