"""The main screen: catalogue, editor, results, status and keys, and how they answer to each other.

It owns the widgets and decides what is shown; running, connecting and keeping drafts are done by the
parts it holds. Nothing here takes time.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Input, TextArea

from karma_tui.errors import AuthError, KarmaError, ProtectedProfile
from karma_tui.results.preview import size_text
from karma_tui.tui.actions import bindings
from karma_tui.tui.admin.admin_actions import AdminActions
from karma_tui.tui.assist.assist_line import AssistLine
from karma_tui.tui.assist.helpers import Helpers
from karma_tui.tui.blame import Blame
from karma_tui.tui.catalogue.messages import Insert
from karma_tui.tui.catalogue.pane import CataloguePane
from karma_tui.tui.connection import Connection
from karma_tui.tui.desk import Desk
from karma_tui.tui.draft_keeper import DraftKeeper
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.finder import Finder
from karma_tui.tui.history.history_actions import HistoryActions
from karma_tui.tui.http_log.log_actions import HttpLogActions
from karma_tui.tui.messages import (
    Request,
    RunEnded,
    RunGrew,
)
from karma_tui.tui.profiles.profile_actions import ProfileActions
from karma_tui.tui.records.record_actions import Pointing, RecordActions
from karma_tui.tui.runner import Runner
from karma_tui.tui.screens.language_actions import LanguageActions
from karma_tui.tui.screens.possible import Possible
from karma_tui.tui.screens.record_keys import RecordKeys
from karma_tui.tui.screens.result_actions import ResultActions
from karma_tui.tui.screens.take_actions import TakeActions
from karma_tui.tui.screens.vi_actions import ViActions
from karma_tui.tui.snippets.compare_snippet import CompareSnippet
from karma_tui.tui.theme_action import choose_theme
from karma_tui.tui.views.view import PlaceChanged
from karma_tui.tui.welcome import key_of, welcome_text
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.tui.widgets.result_facts import elapsed_text, excerpt, growth
from karma_tui.tui.widgets.results import Results
from karma_tui.tui.widgets.status_bar import StatusBar
from karma_tui.workbench.run import Outcome

if TYPE_CHECKING:
    from karma_tui.tui.opening.screen import Typed

CATALOGUE_COLUMNS = 100
"""Terminals at least this wide show the catalogue unasked."""

_WORTH_TELLING = 1_000_000
"""Bytes from which on it is said how much of a result has come in."""


class MainScreen(
    AdminActions,
    HistoryActions,
    HttpLogActions,
    ViActions,
    LanguageActions,
    ResultActions,
    RecordKeys,
    TakeActions,
    ProfileActions,
    CompareSnippet,
    Possible,
):
    """Where the work is done."""

    BINDINGS = bindings(everywhere=False)

    def __init__(self, desk: Desk, typed: Typed | None = None) -> None:
        """`typed` is what was typed before this screen was there."""
        super().__init__()
        self._desk = desk
        self._typed = typed
        self.restored = asyncio.Event()
        """Set once what earlier windows left is in the buffers: until then they come and go."""
        self._runner = Runner(self)
        self._connection = Connection(self, desk.target, desk.opener)
        self._catalogue_wanted = {"shown": True, "hidden": False}.get(desk.settings.catalogue)

    def compose(self) -> ComposeResult:
        """Catalogue to the left, editor over results to the right, status and keys below."""
        self._buffers = Buffers(self._prepare)
        self._finder = Finder(self, self._buffers, collapses=self._desk.settings.editor.keys == "vi")
        self._catalogue = CataloguePane()
        self._results = Results(welcome_text(self._desk.keymap))
        trail = self.ready_to_explore(self._results)
        self._records = RecordActions(self, self._connection, self._results, self._run, self._pointing())
        self._status = StatusBar(self._desk.target, self._connection.session)
        self._blame = Blame(self._buffers)
        line = AssistLine()
        self._helpers = Helpers(self, self._buffers, line, self._blame, self._desk.settings)
        self._drafts = DraftKeeper(
            self, self._desk.files.state, self._desk.instance, self._buffers.kept, self._desk.draft_delay
        )
        with Horizontal(id="panes"):
            yield self._catalogue
            with Vertical():
                yield self._buffers
                yield line
                yield trail
                yield self._results
        yield self._status
        yield KeyBar(id="keys")

    def _pointing(self) -> Pointing:
        return Pointing(
            lambda: self._catalogue.pointed_model,
            lambda: self._pointed.record,
            self._explorer.read_again,
        )

    def on_mount(self) -> None:
        """The first frame comes before anything that takes time."""
        self._buffers.active.focus()
        if self._typed is not None and self._typed.text:
            self._buffers.active.insert(self._typed.text)
            self._buffers.active.selection = self._typed.selection
        self._show_catalogue()
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        self._status.set_activity(lambda: "connecting")
        self.history_begins()
        self._catalogue.say("connecting")
        self._connection.open()
        self._helpers.prepare(self._desk.files, self._desk.target.profile, self._problems_counted)
        self.run_worker(self._restore(), group="restore", exit_on_error=False)

    async def _restore(self) -> None:
        try:
            await self.take_over()
            notify_errors(self.app, await self._drafts.open(self.restore_left), "Drafts")
        finally:
            self.restored.set()
        await self._results.memory.open(self._desk.files.state)
        await self.recall_files()
        await self._open_files()

    async def _open_files(self) -> None:
        """The files that the app was started with, the last one in sight."""
        for path in self._desk.paths:
            try:
                await self.open_path(path)
            except KarmaError as error:
                notify_errors(self.app, [error])

    async def shut_down(self) -> None:
        """Keep the drafts and let go of the instance; safe to call twice."""
        self._runner.cancel()
        await self._drafts.close()
        await self._results.memory.save()
        await self._connection.close()

    # --- running

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is impossible now is neither shown nor done, so its keys keep their other meaning."""
        if action == "cancel":
            is_asking = self._runner.is_running or self._explorer.is_busy
            return is_asking and not self._results.is_in_bar
        if action in ("error", "previous_problem"):
            return self._blame.is_known or bool(self._helpers.problems)
        if action == "reopen_buffer":
            return self._buffers.can_reopen
        # in a line to type in, the keys of records belong to that line
        return not (action.endswith("_record") and isinstance(self.focused, Input))

    def action_cancel(self) -> None:
        """Take away the list that is in the way, else stop the run."""
        if self._helpers.dismiss():
            return
        if self._runner.is_running:
            self._runner.cancel()
        else:
            self._explorer.cancel()

    def _run(self, request: Request) -> bool:
        self._helpers.dismiss()
        if not request.expression.strip():
            self.app.notify("There is nothing to run: type an expression first.", markup=False)
            return False
        if self._runner.is_running:
            self.app.notify("A run is going on. Cancel it first.", severity="warning", markup=False)
            return False
        request = self.as_snippet(request)
        if self.wants_parameters(request):
            return True
        if self._connection.bench is None:
            self._waiting = request
            self._connection.ensure_open()
            return True
        self._drafts.save_soon()
        self._blame.forget()
        self._explorer.step_aside()
        self._runner.start(self._connection.bench, request)
        self._status.set_activity(self._progress)
        self.refresh_bindings()
        return True

    def _progress(self) -> str:
        received = self._runner.received
        so_far = f", {size_text(received)}" if received > _WORTH_TELLING else ""
        return f"running {elapsed_text(self._runner.elapsed)}{so_far}"

    def on_run_grew(self, event: RunGrew) -> None:
        """Show what is there of a long result."""
        if self._runner.is_running and self._explorer.is_aside:
            how_much = growth(len(event.blocks), self._runner.received, self._runner.receiving)
            self._results.show_growing(
                event.blocks,
                f"{how_much}  ({key_of('cancel', self._desk.keymap)} cancels)",
                event.request.expression,
            )

    def on_run_ended(self, event: RunEnded) -> None:
        """Show the result or the error; ask for a sign-in where the session is to blame."""
        self._status.set_activity(lambda: "ready")
        request, run = event.request, event.run
        if run.outcome is Outcome.CANCELLED:
            self._results.say_cancelled(request, run)
        elif event.document is not None:
            self._explorer.arrive_by_run(excerpt(request.expression))
            self._results.show_result(request, run, event.document)
            self.keep_result(event)
            self._helpers.type_result(request, self._results)
            self._records.shown(request, run)
        elif run.error is not None:
            place = self._blame.mark(request, run)
            fact = f"failed after {elapsed_text(run.elapsed)}"
            self._explorer.step_aside()
            self._results.show_error(
                run.error, place, key_of("error", self._desk.keymap), fact, run, self._blame.way
            )
            if isinstance(run.error, AuthError):
                self._waiting = request
                self._connection.sign_in(run.error)
            elif isinstance(run.error, ProtectedProfile):
                self.ask_profile(request, run.error)
        if run.writes:
            self._catalogue.models.counts_are_old()
            self._connection.read_catalogue()
        self.series_ended(event)
        self.refresh_bindings()

    # --- buffers

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        self._drafts.changed()
        self._blame.text_changed(str(event.text_area.id))

    # --- panes

    def action_catalogue(self) -> None:
        """Show the catalogue, or hide it."""
        self._catalogue_wanted = not self._catalogue.display
        self._show_catalogue()
        if self._catalogue.display:
            self._catalogue.take_focus()
        elif self.focused is None:
            self._buffers.active.focus()

    def action_next_pane(self) -> None:
        """Catalogue, editor, results, and round again."""
        if self._catalogue.has_focus_within:
            self._buffers.active.focus()
        elif self._buffers.has_focus_within and self._results.takes_keys:
            self._results.focus_content()
        elif self.is_log_next:
            self.focus_log()
        elif self._catalogue.display:
            self._catalogue.take_focus()
        else:
            self._buffers.active.focus()

    @on(Insert)
    def _name_wanted(self, event: Insert) -> None:
        """Put a name where the cursor is."""
        self._buffers.active.insert(event.text)
        self._buffers.active.focus()

    def on_place_changed(self, event: PlaceChanged) -> None:
        """Where the row is, and what it is."""
        self._results.say_type(event.path, self._helpers.type_at(event.path))

    def on_resize(self, event: Resize) -> None:
        """A narrow terminal leaves no room for the catalogue unless it was asked for."""
        self._show_catalogue()

    def _show_catalogue(self) -> None:
        wide = self.app.size.width >= CATALOGUE_COLUMNS
        shown = wide if self._catalogue_wanted is None else self._catalogue_wanted
        if not shown and self._catalogue.has_focus_within:
            # Textual would choose for itself, and might choose the line to look for models, hidden as well
            self._focus_work()
        self._catalogue.display = shown

    def _focus_work(self) -> None:
        """The result, if there is one, else the editor."""
        if self._results.takes_keys:
            self._results.focus_content()
        else:
            self._buffers.active.focus()

    def action_themes(self) -> None:
        """Choose the colours."""
        choose_theme(self, self._desk)
