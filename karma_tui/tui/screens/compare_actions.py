"""Comparing the result on show: with the run before, a held one, a file, or another profile's answer.

Results of buffers are kept for it as they come (`comparing.kept`); everything else is loaded when wanted.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from karma_tui.errors import UsageError
from karma_tui.library.profiles import Profile
from karma_tui.results.document import Document
from karma_tui.tui.comparing.kept import KeptResults, Named
from karma_tui.tui.messages import Request, RunEnded
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.snippets.heading import past_header

_LOCAL = "local instance"
_EXPRESSION = 40
_SLACK = 0.05
"""Seconds between what is told of a run and when it is told."""


class CompareActions(Workspace):
    """Actions that compare the result on show with another one."""

    _kept: KeptResults | None = None
    _compared: tuple[Request, Document] | None = None
    """The last run that brought a result: what another profile would be asked."""
    _compared_since: datetime | None = None
    """A moment before that run began, and after the one before it ended."""

    def keep_result(self, event: RunEnded) -> None:
        """A run brought a result."""
        document = event.document
        if document is None:
            return
        self._compared = event.request, document
        self._compared_since = datetime.now(UTC) - timedelta(seconds=event.run.elapsed + _SLACK)
        if event.request.editor:
            name = f"{_title(event.request.expression)} at {datetime.now():%H:%M:%S}"
            self._results_kept.add(event.request.editor, Named(document, name))

    def action_compare_previous(self) -> None:
        """Compare the last two results of the buffer."""
        buffer = str(self._buffers.active.id)
        found = self._results_kept.last_two(buffer)
        if found is not None:
            self._compare(*found)
        elif self._results_kept.was_dropped(buffer):
            self.tell("The result before was too big to be kept. Export it, then compare with the file.")
        else:
            self.tell("There is no result of an earlier run of this buffer. Run it twice, then compare.")

    def action_hold_result(self) -> None:
        """Keep the result on show for comparison."""
        shown = self._shown_result()
        if shown is not None:
            self._results_kept.held = shown
            self.tell(f"Held: {shown.name}")

    def action_compare_held(self) -> None:
        """Compare the held result with the one on show."""
        held, shown = self._results_kept.held, self._shown_result()
        if shown is None:
            return
        if held is None:
            self.tell("No result is held. Hold one first, then run something else.")
        elif held.document is shown.document:
            self.tell("This is the held result itself. Run something else, then compare.")
        else:
            self._compare(held, shown)

    async def action_compare_file(self) -> None:
        """Compare a saved result with the one on show."""
        shown = self._shown_result()
        if shown is None:
            return
        from karma_tui.tui.comparing.reading import read_result
        from karma_tui.tui.screens.file_actions import path_of

        async def read(words: str) -> None:
            path = path_of(words)
            document = await asyncio.to_thread(read_result, path)
            self._compare(Named(document, str(path)), shown)

        await self.ask("Compare with the result in file", "", read, is_path=True)

    def action_compare_profile(self) -> None:
        """Run the same expression on another profile's instance, and compare."""
        shown, compared = self._shown_result(), self._compared
        if shown is None:
            return
        if compared is None or compared[1] is not shown.document:
            self.tell("Only what an expression brought can be asked of another profile. Run one first.")
            return
        profiles = self._other_profiles()
        if not profiles:
            self.refuse(
                UsageError("There is no other profile", "", "Add a [profiles.NAME] table to the settings.")
            )
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        def chosen(name: str | None) -> None:
            if name is not None:
                self._ask_profile(name, profiles[name], compared[0], shown)

        self.app.push_screen(ChoiceScreen("Compare with the answer of", list(profiles)), chosen)

    def _ask_profile(self, name: str, profile: Profile | None, request: Request, shown: Named) -> None:
        from karma_tui.tui.comparing.profile_run import ProfileRun

        def done(document: Document | None) -> None:
            if document is not None:
                here = Named(shown.document, f"{shown.name}, {self._desk.target.profile}")
                self._compare(here, Named(document, f"{_title(request.expression)}, {name}"))

        self.app.push_screen(ProfileRun(self._desk.opener, profile, request), done)

    def _other_profiles(self) -> dict[str, Profile | None]:
        """By name; None is the local instance."""
        target = self._desk.target
        others: dict[str, Profile | None] = {
            it.name: it for it in self._desk.settings.profiles if it.name != target.profile
        }
        if not target.is_local:
            others[_LOCAL] = None
        return others

    def _shown_result(self) -> Named | None:
        """All of the result on show; None after telling that there is none."""
        document = self._results.whole
        if document is None:
            self.tell("There is no result to compare yet.")
            return None
        return Named(document, self._results_kept.name_of(document) or "the result on show")

    def _compare(self, old: Named, new: Named) -> None:
        from karma_tui.tui.comparing.comparison_screen import ComparisonScreen

        self.app.push_screen(ComparisonScreen(old, new, self._results.names, self._desk.files.state))

    @property
    def _results_kept(self) -> KeptResults:
        if self._kept is None:
            self._kept = KeptResults()
        return self._kept


def _title(expression: str) -> str:
    line = " ".join(past_header(expression).split())
    return line if len(line) <= _EXPRESSION else f"{line[: _EXPRESSION - 1]}…"
