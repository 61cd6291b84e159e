"""Which views of the results pane have the present document: each gets it when it is chosen, once.

A document that grows is given to no view again: those that have it take in what is new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast

from textual import events, on
from textual.widgets import ContentSwitcher, Input

from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document
from karma_tui.results.long_cut import is_quick, prepare
from karma_tui.results.rows import Path
from karma_tui.tui.typing_order import VIEW
from karma_tui.tui.views.memory import ViewMemory
from karma_tui.tui.views.messages import Messages
from karma_tui.tui.views.result_finder import ResultFinder
from karma_tui.tui.views.view import (
    MESSAGES_VIEW,
    VIEWS,
    ChoicesMade,
    PlaceOpened,
    Remembers,
    ResultView,
    ShowsMessages,
    ShowsSort,
)
from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.tui.widgets.result_views import ResultViews


class FilledViews(ResultViews):
    """Views of one document at a time, the place staying the same from view to view."""

    _finder: ResultFinder

    def __init__(self, welcome: str) -> None:
        super().__init__(welcome)
        self.names: Mapping[str, str] = {}
        """Readable names of models, for references."""
        self._query = ""
        """The expression whose result is shown; "" if it is none of an expression."""
        self.memory = ViewMemory(self)
        self.messages = Messages(self._messages_changed)
        self._before = VIEWS[0].name, "welcome"
        """Which view was chosen before the messages, and what was shown: perhaps an error instead."""
        self._current: set[str] = set()
        """The views that show the present document."""

    @property
    def query_text(self) -> str:
        """The expression whose result is shown; "" if it is none of an expression."""
        return self._query

    def show_document(self, document: Document, path: Path | None = None, query: str = "") -> None:
        """Show a document in the chosen view, with the cursor at a path if it is there.

        How it is looked at is remembered for the expression `query`.
        """
        self._query = query
        if self._is_shown(document.source):
            self._document = document
            self._picker.begin(document, is_growing=False)
            self._grow()
            if not self.view.cursor_path:
                self._show_place(self.view.cursor_path)
            return
        self._picker.begin(document, is_growing=False)
        self._bar.say_picked("")
        self._put(document, path)

    def _put(self, document: Document, path: Path | None) -> None:
        """In the chosen view; the others get it when they are chosen."""
        self._document = document
        self._current = set()
        self._fill()
        if path is None or not self.view.go_to(path):
            self._show_place(self.view.cursor_path)
        self._switch(self._view.name)
        self._finder.document_changed()

    def _is_shown(self, source: object) -> bool:
        return (
            isinstance(source, Blocks)
            and self._document is not None
            and self._document.source is source
            and self.query_one(ContentSwitcher).current == self._view.name
        )

    def _grow(self) -> None:
        for name in self._current:
            cast(ResultView, self.query_one(f"#{name}")).grow()
        self._finder.grew()

    async def show_view(self, name: str) -> None:
        """Look at the same result in another way; the place stays the same."""
        view = next(view for view in VIEWS if view.name == name)
        if name == MESSAGES_VIEW and self._view is not view:
            self._before = self._view.name, self.query_one(ContentSwitcher).current or ""
        path = self.view.cursor_path if self._document is not None else None
        if not self.query(f"#{name}"):
            await self.query_one(ContentSwitcher).mount(view.make())
        self._view = view
        if self._document is None:
            self._show_nothing(name)
            return
        document = self._document
        if path is not None and not is_quick(document, path):
            await asyncio.to_thread(prepare, document, path)
        self._fill()
        if path is not None:
            self.view.go_to(path)
        self._switch(name)
        self._finder.view_changed()

    async def leave_messages(self) -> None:
        """Show again what was shown before the messages, be it an error."""
        view, shown = self._before
        await self.show_view(view)
        if shown in ("error", "welcome") and (shown == "error" or self._document is None):
            self._switch(shown)

    def _show_nothing(self, name: str) -> None:
        """Without a result there are messages at most."""
        if isinstance(self.view, ShowsMessages):
            self.view.tell(self.messages.entries)
            self._switch(name)
        elif self.query_one(ContentSwitcher).current == MESSAGES_VIEW:
            self._switch(self._beside)

    def _messages_changed(self) -> None:
        """Count them, and show them if that is the view; else it gets them when it is chosen."""
        if not self.is_mounted:
            return
        self._bar.count(MESSAGES_VIEW, self.messages.count)
        if isinstance(self.view, ShowsMessages):
            self.view.tell(self.messages.entries)

    def _fill(self) -> None:
        """Give the chosen view the document, if it has another one."""
        if self._view.name not in self._current and self._document is not None:
            self._current.add(self._view.name)
            if isinstance(self.view, Remembers):
                self.view.recall(self.memory.recall(self._query, self._view.name))
            self.view.show(self._document, self.names)
            if isinstance(self.view, ShowsMessages):
                self.view.tell(self.messages.entries)
            if isinstance(self.view, ShowsSort):
                sort = self._picker.picks.sort if self._picker.picks is not None else None
                if sort is None:
                    self.view.mark_sort(None)
                else:
                    self.view.mark_sort(sort.path, descending=sort.descending)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses the view; what is typed into a field of the pane is not meant."""
        view = next((view for view in VIEWS if view.key == event.key), None)
        if view is not None and not isinstance(self.screen.focused, Input):
            event.stop()
            self.run_worker(self.show_view(view.name), group=VIEW, exclusive=True, exit_on_error=False)

    @on(ChoicesMade)
    def _choices_made(self, event: ChoicesMade) -> None:
        event.stop()
        self.memory.keep(self._query, event.view, event.choices)

    @on(PlaceOpened)
    async def _place_opened(self, event: PlaceOpened) -> None:
        """Only the tree opens one container among closed ones."""
        event.stop()
        await self.show_view(VIEWS[0].name)
        self.view.go_to(event.path)
        self.query_one(ResultTree).open_row()
