"""The cursor of the JSON view: one line, with the keys of the tree. Its place is the value on that line."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.geometry import Offset
from textual.scroll_view import ScrollView

from karma_tui.results.json_lines import JsonLines
from karma_tui.results.json_places import Spot
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.rows import Path
from karma_tui.tui.actions import scoped
from karma_tui.tui.views.keys import JSON
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen

_SIDEWAYS = 10


class JsonCursor(ScrollView):
    """Where one is in the lines, and what is folded there; `JsonView` draws them."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(JSON)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: JsonLines | None = None
        self._spot: Spot | None = None
        self._cursor = 0

    @property
    def lines(self) -> JsonLines | None:
        """The lines on show."""
        return self._lines

    @property
    def cursor(self) -> int:
        """The number of the line under the cursor, from 0."""
        return self._cursor

    @property
    def cursor_path(self) -> Path | None:
        """The path to the value on the line under the cursor; None without lines."""
        if self._lines is None or self._spot is None:
            return None
        return self._lines.path(self._spot)

    @property
    def cursor_value(self) -> memoryview | None:
        """That value as sent; None without lines."""
        if self._lines is None or self._spot is None:
            return None
        return self._lines.value(self._spot)

    def go_to(self, path: Path) -> bool:
        """Unfolds what hides the value at a path and puts the cursor on its line, or near it."""
        spot = self._lines.find(path) if self._lines is not None else None
        if self._lines is None or spot is None:
            return False
        self._restructured()
        self._move_to(self._lines.index_of(spot))
        return True

    def _restructured(self) -> None:
        raise NotImplementedError

    def _move_to(self, index: int) -> None:
        """Puts the cursor on a line, in view, and repaints the two lines concerned."""
        lines = self._lines
        if lines is None or not len(lines):
            return
        index = max(0, min(index, len(lines) - 1))
        size = len(lines)
        self._spot = lines.spot(index)
        if len(lines) != size:  # what was an estimate is counted now
            self._restructured()
            index = len(lines) - 1 if index == size - 1 else min(index, len(lines) - 1)
            self._spot = lines.spot(index)
        before, self._cursor = self._cursor, index
        self.refresh_line(before)
        self.refresh_line(index)
        self._scroll_into_view()
        self.post_message(PlaceChanged(lines.path(self._spot)))

    def _scroll_into_view(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def _changed(self, spot: Spot) -> None:
        """Something was folded or unfolded; the cursor is on this line now."""
        self._spot = spot
        self._restructured()
        self._move_to(self._cursor)

    def action_move(self, lines: int) -> None:
        """Moves the cursor by some lines."""
        self._move_to(self._cursor + lines)

    def action_move_page(self, pages: int) -> None:
        """Moves the cursor by screenfuls."""
        self._move_to(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_go_first(self) -> None:
        """Moves the cursor to the first line."""
        self._move_to(0)

    def action_go_last(self) -> None:
        """Moves the cursor to the last line."""
        self._move_to(len(self._lines) - 1 if self._lines is not None else 0)

    def action_sideways(self, direction: int) -> None:
        """Scrolls left or right."""
        self.scroll_to(x=self.scroll_offset.x + direction * _SIDEWAYS, animate=False, force=True)

    def action_open_or_close(self) -> None:
        """Folds the container of the line, or unfolds it."""
        lines, spot = self._lines, self._spot
        if lines is None or spot is None:
            return
        if lines.can_fold(spot) and lines.is_folded(spot):
            self._unfold(lines, spot)
        else:
            self.action_collapse()

    def _unfold(self, lines: JsonLines, spot: Spot) -> None:
        if not lines.has_members(spot):
            self._unfold_huge(lines, spot)
        elif lines.unfold(spot):
            self._changed(spot)

    @work(group="json-open", exclusive=True, exit_on_error=False)
    async def _unfold_huge(self, lines: JsonLines, spot: Spot) -> None:
        """Finds the members of a huge value in a thread, and shows them if they are still wanted."""
        members = await asyncio.to_thread(lines.members, spot.section, spot.slot)
        if lines is self._lines and members is not None and lines.unfold(spot, members):
            self._restructured()
            self._scroll_into_view()
            self._count()

    def _count(self) -> object:
        raise NotImplementedError

    def action_choose(self) -> None:
        """Folds or unfolds a container; chooses a reference, also from inside, or a value without members."""
        lines, spot = self._lines, self._spot
        if lines is None or spot is None:
            return
        around = lines.around(spot)
        target = around if around is not None and kind_of(lines.value(around)) is Kind.REF else spot
        value = lines.value(target)
        kind = kind_of(value)
        if kind is not Kind.REF and lines.container(spot) == spot:
            self.action_open_or_close()
        else:
            self.post_message(PlaceChosen(lines.path(target), kind, bytes(value)))

    def action_open_or_enter(self) -> None:
        """Unfolds a container, or goes to its first member."""
        lines, spot = self._lines, self._spot
        if lines is None or spot is None or not lines.can_fold(spot):
            return
        if lines.is_folded(spot):
            self._unfold(lines, spot)
        else:
            self._move_to(self._cursor + 1)

    def action_close_or_leave(self) -> None:
        """Folds a container, or goes to the line that opens what contains this one."""
        lines, spot = self._lines, self._spot
        if lines is None or spot is None:
            return
        if lines.fold(spot):
            self._changed(spot)
        elif (around := lines.around(spot)) is not None:
            self._move_to(lines.index_of(around))

    def action_collapse(self) -> None:
        """Folds the container that begins or ends on this line; where that is folded, the one around it."""
        lines, spot = self._lines, self._spot
        if lines is None or spot is None:
            return
        container = lines.container(spot)
        if container is not None and lines.is_folded(container):
            container = lines.around(container)
        if container is not None and lines.fold(container):
            self._changed(container)

    def action_expand_all(self) -> None:
        """Unfolds everything below this line; values that are huge stay folded."""
        self._fold_members(False)

    def action_fold_members(self) -> None:
        """Folds each container in the container of this line."""
        self._fold_members(True)

    def _fold_members(self, folded: bool) -> None:
        lines, spot = self._lines, self._spot
        container = lines.container(spot) if lines is not None and spot is not None else None
        if lines is None or container is None or not lines.has_members(container):
            return
        lines.fold_members(container, folded)
        self._changed(container)
        self._count()

    def on_resize(self) -> None:
        """A smaller terminal must not hide the line that the keys are about."""
        if self._spot is not None:
            self._scroll_into_view()

    def point_at(self, offset: Offset) -> None:
        """Put the cursor on the line there."""
        if self._lines is not None and offset.y + self.scroll_offset.y < len(self._lines):
            self._move_to(offset.y + self.scroll_offset.y)

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is seen."""
        return Offset(2, self._cursor - self.scroll_offset.y)
