"""The history on the main screen: the list of past runs, and what is done with the one that was picked."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, StorageError, UsageError
from karma_tui.library.history.facts import IMPORT, RESET, ROTATION
from karma_tui.redact import MASK
from karma_tui.tui.history.walk import Walk
from karma_tui.tui.messages import Failed, Request
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.shown import shown_line
from karma_tui.tui.typing_order import BUFFERS

if TYPE_CHECKING:
    from karma_tui.library.history.entry import Entry
    from karma_tui.library.history.history import History
    from karma_tui.results.document import Document
    from karma_tui.tui.history.history_screen import Chosen
    from karma_tui.workbench.parameters import Given

_DEEDS = {IMPORT: "import_dump", RESET: "reset_instance", ROTATION: "rotate_secret"}
"""By kind: the action with the dialogue for it."""
_WALKED = 2_000
"""Texts that one can walk through."""


class HistoryActions(Workspace):
    """Actions on what ran before."""

    _walked: dict[str, Walk] | None = None

    @property
    def _walks(self) -> dict[str, Walk]:
        """By the editor's id."""
        if self._walked is None:
            self._walked = {}
        return self._walked

    def history_begins(self) -> None:
        """Have it told, once, where runs cannot be recorded."""
        access = self._desk.history
        if access is not None:

            def tell(error: StorageError) -> None:
                self.post_message(Failed(error))  # from a thread

            access.told = tell

    async def action_history(self) -> None:
        """Search what ran before."""
        access = self._desk.history
        if access is None:
            self.refuse(StorageError("There is no history", "Its folder cannot be used."))
            return
        # beside the event loop: with what they need these modules take longer than a key may
        history_screen = await asyncio.to_thread(import_module, "karma_tui.tui.history.history_screen")
        remark = "" if access.to_record is not None else "Nothing new is recorded: the history is off."
        screen = history_screen.HistoryScreen(access.history, self._connection.target.profile, remark)
        self.app.push_screen(screen, self._picked)

    async def action_history_back(self) -> None:
        """Put the text that ran before this one on the profile into the buffer."""
        await self._walk_on(1)

    async def action_history_forward(self) -> None:
        """Put the text that ran after this one into the buffer."""
        await self._walk_on(-1)

    async def _walk_on(self, by: int) -> None:
        editor, access = self._buffers.active, self._desk.history
        if access is None:
            return
        walk = self._walks.get(str(editor.id))
        if walk is None or walk.text != editor.text:
            profile = self._connection.target.profile
            try:
                found = await asyncio.to_thread(access.history.texts, _WALKED, profile=profile)
            except StorageError as error:
                self.refuse(error)
                return
            walk = self._walks[str(editor.id)] = Walk(editor.text, found.texts)
        text = walk.step(by)
        if text is None:
            self.tell("There is nothing older." if by > 0 else "There is nothing newer.")
            return
        editor.replace(text, (0, 0), editor.document.end)
        editor.move_cursor(editor.document.end)

    def _picked(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        if chosen.entry.deed:
            self._deed_picked(chosen)
            return
        do = {
            "open": self._open_run,
            "run": self._run_again,
            "compare": self._compare_run,
            "save": self._save_run,
        }[chosen.what]
        self.run_worker(do(chosen.entry), group=BUFFERS, exit_on_error=False)

    def _deed_picked(self, chosen: Chosen) -> None:
        """Nothing of that kind is ever done again by itself: at most its dialogue comes up, which asks."""
        from karma_tui.library.history.telling import no_expression

        action = _DEEDS.get(chosen.entry.deed)
        if chosen.what == "run" and action is not None:
            self.run_worker(self.run_action(action), group="deed", exit_on_error=False)
            return
        error = no_expression(chosen.entry)
        error.hint = "Running it again opens the dialogue." if action else ""
        self.refuse(error)

    async def _open_run(self, entry: Entry) -> None:
        editor = await self._buffers.open(entry.text, "")
        self.set_focus(editor)
        if MASK in entry.text:
            self.tell(f"What was secret in it is not kept: {MASK} stands in its place.")
        elif entry.is_cut:
            self.tell("It was too long to be kept whole: the end is missing.")

    async def _save_run(self, entry: Entry) -> None:
        await self._open_run(entry)
        await self.run_action("save_snippet_as")

    # --- running again

    async def _run_again(self, entry: Entry) -> None:
        if self._is_incomplete(entry):
            return
        editor = await self._buffers.open(entry.text, "")
        self.set_focus(editor)
        given = await self._given(entry)
        request = Request(entry.text, None, str(editor.id), given=given, snippet=entry.snippet)
        if not entry.writes:
            self._run(request)
            return
        from karma_tui.tui.screens.confirm import ConfirmScreen

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._run(request)

        where = f"It would run on {self._connection.target.profile}."
        self.app.push_screen(ConfirmScreen("Run again what writes?", where, "Run"), answered)

    def _is_incomplete(self, entry: Entry) -> bool:
        """Whether it cannot run as it is kept; then that is told."""
        if MASK in entry.text or any(MASK in value for value in entry.parameters.values()):
            why = f"What was secret in it is not kept: {MASK} stands in its place."
            self.refuse(UsageError("It cannot run as it is", why, "Open it and fill that in."))
            return True
        if entry.is_cut:
            self.refuse(UsageError("It cannot run as it is", "It was too long to be kept whole."))
            return True
        return False

    async def _given(self, entry: Entry) -> Given | None:
        """The values it ran with; None where there are none, or some are not kept or fit no longer."""
        from karma_tui.workbench.parameters import given_for, parameters_of

        try:
            if not await asyncio.to_thread(parameters_of, entry.text):
                return None
            given = await asyncio.to_thread(given_for, entry.text, dict(entry.parameters))
        except KarmaError:
            return None
        return given if not given.missing else None

    # --- comparing

    async def _compare_run(self, entry: Entry) -> None:
        bench, access = self._connection.bench, self._desk.history
        if self._is_incomplete(entry) or access is None:
            return
        if entry.writes:
            why = "Running it again would write again."
            self.refuse(UsageError("It cannot be compared with now", why))
            return
        then = await asyncio.to_thread(_result_of, access.history, entry)
        if then is None:
            self.refuse(
                UsageError("Its result was not kept", _why_not(entry), "Run it again twice, then compare.")
            )
            return
        if bench is None:
            self.refuse(UsageError("There is no connection", "Connect first."))
            return
        given = await self._given(entry)
        if given is None and entry.parameters:
            self.refuse(UsageError("Its parameters' values do not fit any more", "", "Open it and run it."))
            return
        from karma_tui.tui.history.answering import Answering

        def answered(now: Document | None) -> None:
            if now is not None:
                self._show_difference(entry, then, now)

        self.app.push_screen(Answering(bench, entry, given), answered)

    def _show_difference(self, entry: Entry, then: Document, now: Document) -> None:
        from karma_tui.tui.comparing.comparison_screen import ComparisonScreen
        from karma_tui.tui.comparing.kept import Named
        from karma_tui.tui.history.history_screen import local_now

        here = self._connection.target.profile
        moment = entry.started.astimezone(local_now().tzinfo)
        old = Named(then, shown_line(f"{entry.profile} at {moment:%Y-%m-%d %H:%M:%S}"))
        new = Named(now, shown_line(f"{here} now"))
        self.app.push_screen(ComparisonScreen(old, new, self._results.names, self._desk.files.state))


def _result_of(history: History, entry: Entry) -> Document | None:
    from karma_tui.results.document import Document

    body = history.result(entry)
    return Document.from_bytes(body) if body is not None else None


def _why_not(entry: Entry) -> str:
    if entry.outcome != "ok":
        return "It brought none."
    if entry.has_result:
        return "Its file is gone."
    return "It was too big, held something secret, made room for later ones, or results are not kept."
