"""What the main screen sees of the helpers: it may ask for them at any time, also before they are there.

They take a tenth of the program's memory, so they are loaded, in a thread, once there is a text to help with
or somebody asks for them. Nothing heavy may be imported here at the top.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from karma_tui.errors import KarmaError
from karma_tui.library.settings import Settings
from karma_tui.results.rows import Path
from karma_tui.schema import Catalogue
from karma_tui.tui.assist.assist_line import AssistLine
from karma_tui.tui.assist.function_help import FunctionHelp
from karma_tui.tui.blame import Blame
from karma_tui.tui.failures import line_starts, place_in
from karma_tui.tui.messages import Request
from karma_tui.tui.ports import Bench, SessionFacts
from karma_tui.tui.shown import shown_line
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.views.messages import MOST, Entry, Messages
from karma_tui.tui.welcome import key_of
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.results import Results

if TYPE_CHECKING:
    from karma_tui.lang.check.labels import TypeLabel
    from karma_tui.tui.assist.assistant import Assistant
    from karma_tui.workbench.assist import Findings

GROUP = "assist"


class Helpers:
    """The way from the screen to the helpers of its editors."""

    def __init__(
        self, screen: Screen[Any], buffers: Buffers, line: AssistLine, blame: Blame, settings: Settings
    ) -> None:
        self._screen = screen
        self._buffers = buffers
        self._line = line
        self._blame = blame
        self._settings = settings
        self._instance: tuple[Catalogue, str | None, bool] | None = None
        self._help = FunctionHelp(screen, buffers)
        self._result: Findings | None = None
        self._load: Callable[[], object] | None = None
        self._is_wanted = False
        self._waiting: list[Callable[[Assistant], object]] = []
        self._key: Key | None = None
        """The key that changed the text last, while there is nobody yet to hear of it."""
        self.assistant: Assistant | None = None
        self.problems = ""
        """How many problems the buffer has, for the status bar."""

    def prepare(self, files: UserFiles, profile: str, counted: Callable[[], None]) -> None:
        """From now on they can be loaded; `counted` is called whenever problems were looked for."""

        def load() -> None:
            self._screen.run_worker(self._wake(files, profile, counted), group=GROUP, exit_on_error=False)

        self._load = load
        if self._is_wanted:
            load()

    def when_there(self, act: Callable[[Assistant], object]) -> None:
        """Do this with the helpers: now, or once they are loaded, which this begins."""
        if self.assistant is not None:
            act(self.assistant)
        else:
            self._waiting.append(act)
            self._want()

    def _want(self) -> None:
        if not self._is_wanted:
            self._is_wanted = True
            if self._load is not None:
                self._load()

    def _await_text(self, editor: Editor) -> None:
        """Have the helpers loaded once there is something in this editor."""
        key: Key | None = None

        def pressed(event: Key) -> bool:
            nonlocal key
            key = event
            return False

        def changed() -> None:
            nonlocal key
            self._key, key = key, None
            self._want()

        editor.key_filter, editor.change_watcher = pressed, changed
        if editor.text:
            self._want()

    async def _wake(self, files: UserFiles, profile: str, counted: Callable[[], None]) -> None:
        assistant_module = await asyncio.to_thread(import_module, "karma_tui.tui.assist.assistant")
        uses_module = await asyncio.to_thread(import_module, "karma_tui.library.uses")

        def count(text: str) -> None:
            self.problems = text
            counted()

        choices = assistant_module.Choices(self._settings.completion, self._settings.diagnostics != "off")
        uses = uses_module.Uses(uses_module.uses_path(files.state, profile))
        snippets = assistant_module.SnippetNames(files.snippets)
        assistant: Assistant = assistant_module.Assistant(
            self._screen, self._line, uses, choices, count, snippets=snippets
        )
        await assistant.start(self._screen.query(Editor))
        self.assistant = assistant
        self._blame.suspects = assistant.diagnoser.blamed
        if self._instance is not None:
            self._learn(*self._instance)
        if self._key is not None:
            assistant.catch_up(self._key)
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act(assistant)

    # --- what happens on the screen

    def focused(self, widget: Widget) -> None:
        """Something got the focus."""
        if not isinstance(widget, Editor):
            return
        if self.assistant is not None:
            self.assistant.attend(widget)
        else:
            self._await_text(widget)

    def blurred(self) -> None:
        """Something lost it."""
        if self.assistant is not None:
            self.assistant.leave()

    def resumed(self) -> None:
        """A dialogue has gone."""
        if self.assistant is not None:
            self.assistant.learn_snippets()

    def cursor_moved(self) -> None:
        """In an editor."""
        if self.assistant is not None:
            self.assistant.cursor_moved()

    def learn(self, catalogue: Catalogue, session: SessionFacts | None, *, is_local: bool) -> None:
        """The instance's models were read."""
        self._learn(catalogue, session.dialect if session is not None else None, is_local)

    def _learn(self, catalogue: Catalogue, dialect: str | None, is_local: bool) -> None:
        self._instance = catalogue, dialect, is_local
        if self.assistant is not None:
            self.assistant.learn(catalogue.models, dialect, is_local=is_local)

    def forget(self) -> None:
        """Nothing is known of the instance any more."""
        self._instance = None
        if self.assistant is not None:
            self.assistant.forget()

    def dismiss(self) -> bool:
        """Take the list of completions away; False if there was none."""
        if self.assistant is None or not self.assistant.completer.is_open:
            return False
        self.assistant.completer.close()
        return True

    def picked(self, index: int) -> None:
        """A proposal was clicked."""
        if self.assistant is not None:
            self.assistant.completer.accept(index)

    # --- what the user asks for

    def complete(self) -> None:
        """Show completions now, or as soon as there can be any."""

        def ask(assistant: Assistant) -> None:
            assistant.attend(self._buffers.active)
            assistant.completer.ask()

        self._buffers.active.focus()
        self.when_there(ask)

    def type_result(self, request: Request, results: Results) -> None:
        """Find the types of what a run brought, and show them with it."""
        self._result = None

        def show(found: Findings) -> None:
            self._result = found
            results.show_type(request, found.result_text)

        self.when_there(lambda assistant: assistant.type_result(request.expression, show))

    def type_at(self, path: Path) -> str:
        """The type of a value of the result as far as it is known, else ""."""
        label = self._result.label(path) if self._result is not None else None
        return label.text if label is not None else ""

    def label_at(self, path: Path) -> TypeLabel | None:
        """What is known of the type of a value of the result; None if nothing is."""
        return self._result.label(path) if self._result is not None else None

    def go(self, direction: int) -> None:
        """To the next problem or the one before; a place the server blames comes first."""
        if self._blame.is_known and not self._blame.is_here:
            self._blame.jump()
        elif self.assistant is None or self.assistant.diagnoser.go(direction) is None:
            if self._blame.is_known:
                self._blame.jump()
            else:
                self._screen.app.notify("No problem is known in this buffer.", markup=False)

    def tell_problems(self, messages: Messages) -> None:
        """Have the problems of the buffer in sight among the messages."""
        diagnoser = self.assistant.diagnoser if self.assistant is not None else None
        if diagnoser is None or diagnoser.findings is None:
            messages.tell_text(0, tuple)
            return
        found = diagnoser.findings

        def entries() -> Iterator[Entry]:
            starts = line_starts(found.text)
            for problem in found.problems[:MOST]:
                place = place_in(starts, problem.span.start) if problem.span is not None else None
                more = "\n".join(part for part in (problem.detail, problem.hint) if part)
                kind = "error" if problem.severity.value == "error" else "warning"
                yield Entry(kind, problem.title, more, place, partial(diagnoser.go_to, problem))

        messages.tell_text(len(found.problems), lambda: tuple(entries()))

    def check_on_server(self, bench: Bench | None, request: Request, results: Results) -> None:
        """Have the instance type a text without running it, and tell what it says."""
        if bench is None:
            self._screen.app.notify("Not connected.", severity="warning", markup=False)
        elif request.expression.strip():
            self._screen.run_worker(
                self._check(bench, request, results), group="check", exclusive=True, exit_on_error=False
            )

    async def _check(self, bench: Bench, request: Request, results: Results) -> None:
        from karma_tui.schema import type_text
        from karma_tui.workbench.confirm import read_confirmed

        self._blame.forget()
        run = await bench.confirm(request.text, request.stretch)
        error = run.error
        if run.ok:
            try:
                found = type_text(read_confirmed(run.body), results.names)
            except KarmaError as failure:
                error = failure
            else:
                self._screen.app.notify(shown_line(found), title="The server types it as", markup=False)
        if error is not None:
            place = self._blame.mark(request, run)
            fact = "checked on the server, not run"
            key = key_of("error", getattr(self._screen.app, "keys", {}))
            results.show_error(error, place, key, fact, run, self._blame.way)

    def topic(self) -> str:
        """The name of the function under the cursor, "" if there is none."""
        return self._help.topic(self.assistant.assist) if self.assistant is not None else ""

    def functions(self, name: str, run: Callable[[], None]) -> None:
        """The reference, on that function if it is one; `run` runs the buffer in sight."""

        def show(assistant: Assistant) -> None:
            if self._screen.app.screen is self._screen:  # those who asked twice meanwhile want it once
                self._help.show(assistant.assist, name, run)

        if self.assistant is not None:
            self._help.show(self.assistant.assist, name, run)
        else:
            self.when_there(show)
