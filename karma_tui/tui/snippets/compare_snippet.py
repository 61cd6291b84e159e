"""Comparing the result on show with the one that a snippet brought the last time, as the history kept it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from karma_tui.errors import StorageError
from karma_tui.results.document import Document
from karma_tui.tui.comparing.kept import Named
from karma_tui.tui.screens.compare_actions import CompareActions
from karma_tui.tui.shown import shown_line
from karma_tui.tui.snippets.snippet_actions import SnippetActions

if TYPE_CHECKING:
    from karma_tui.library.history.entry import Entry
    from karma_tui.library.history.history import History

_LOOKED_AT = 20
"""Runs of a snippet of which one should have its result kept."""


class CompareSnippet(CompareActions, SnippetActions):
    """The action."""

    async def action_compare_snippet(self) -> None:
        """Compare the last result of the snippet with the one on show."""
        shown = self._shown_result()
        access = self._desk.history
        if shown is None:
            return
        request = self._compared[0] if self._compared is not None else None
        is_own = self._compared is not None and self._compared[1] is shown.document
        name = request.snippet if is_own and request is not None else ""
        since = self._compared_since if name else None
        name = name or await asyncio.to_thread(self.snippet_name, self._buffers.info.path)
        if not name:
            self.tell("Neither the result nor the buffer is a snippet's. Save the buffer as one first.")
            return
        if access is None:
            self.tell("There is no history, which keeps the results of earlier runs.")
            return
        profile = self._connection.target.profile
        try:
            found = await asyncio.to_thread(_last, access.history, name, profile, since)
        except StorageError as error:
            self.refuse(error)
            return
        if found is None:
            self.tell(
                f"No earlier result of {shown_line(name)} is kept for {shown_line(profile)}. Run it again, "
                "then compare."
            )
            return
        entry, document = found
        here = Named(shown.document, shown_line(f"{name} now")) if since is not None else shown
        self._compare(Named(document, _called(entry, name)), here)


def _last(
    history: History, name: str, profile: str, before: datetime | None
) -> tuple[Entry, Document] | None:
    """The newest run of the snippet whose result is kept, begun `before` a moment if one is given."""
    from karma_tui.library.history.entry import Wanted

    wanted = Wanted(snippet=name, profile=profile, outcome="ok")
    for entry in history.page(wanted, limit=_LOOKED_AT):
        if before is not None and entry.started >= before:
            continue
        body = history.result(entry) if entry.has_result else None
        if body is not None:
            return entry, Document.from_bytes(body)
    return None


def _called(entry: Entry, name: str) -> str:
    """The run in a few words."""
    moment = entry.started.astimezone()
    with_what = ", ".join(f"{key}={value}" for key, value in entry.parameters.items())
    return shown_line(f"{name} at {moment:%Y-%m-%d %H:%M:%S}" + (f" ({with_what[:60]})" if with_what else ""))
