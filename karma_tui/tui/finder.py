"""Find and replace: what the bar asks for, carried out on the buffer in sight.

Small texts are searched at once, big ones in a thread, the last search winning. A stretch that is searched
alone moves with the text around it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from karma_tui.errors import Span, UsageError
from karma_tui.tui.editing.finding import MOST, Found, Search, find, replace_all, replacement
from karma_tui.tui.editing.places import change
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from karma_tui.tui.widgets.find_bar import FindBar

_AT_ONCE = 100_000
"""Characters that are searched within a key's time."""


class Finder:
    """The bar, once it is wanted, and the places found for it."""

    def __init__(self, screen: Screen[None], buffers: Buffers, *, collapses: bool = False) -> None:
        self._screen = screen
        self._buffers = buffers
        self._collapses = collapses
        """Whether the cursor goes to a place rather than selecting it, as modal keys want it."""
        self._bar: FindBar | None = None
        self._found = Found()
        self._stretch: Span | None = None
        self._text = ""
        self._anchor = 0
        self._lit: Editor | None = None

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return self._bar is not None and self._bar.display

    async def open(self, *, replaces: bool) -> None:
        """Show the bar, with the selection as what to look for, or to look in."""
        from karma_tui.tui.widgets.find_bar import Choices, FindBar  # loaded when wanted

        if self._bar is None:
            self._bar = FindBar()
            await self._buffers.mount(self._bar)
        editor = self._buffers.active
        selected = editor.selected_stretch()
        words = editor.text[selected.start : selected.end] if selected else ""
        choices = self._bar.choices
        is_stretch = "\n" in words
        self._stretch = selected if is_stretch else None
        self._anchor = selected.start if selected else editor.offset_of(editor.cursor_location)
        self._text = editor.text
        choices = Choices(choices.minds_case, choices.is_regex, is_stretch)
        self._bar.show(words if words and not is_stretch else None, choices, replaces=replaces)

    def left(self) -> None:
        """The bar is gone: nothing is pointed out any more."""
        self._light(())
        self._buffers.active.focus()

    def changed(self) -> None:
        """Something else is looked for: go to the first place from where one was."""
        if self._bar is not None and self._bar.choices.in_selection and self._stretch is None:
            self._stretch = self._buffers.active.selected_stretch()
        self._search(lambda: self._go(self._found.at_or_after(self._anchor)))

    def text_changed(self, editor: Editor) -> None:
        """The text is another one: look again, and stay where one is."""
        if self.is_open and editor is self._buffers.active:
            self._follow(editor.text)
            self._search(self._count)

    def shown(self) -> None:
        """Another buffer is in sight."""
        if self.is_open:
            self._stretch, self._text, self._anchor = None, self._buffers.active.text, 0
            self._search(self._count)

    async def step(self, *, forward: bool) -> None:
        """Go to the next place or the one before; without anything to look for, ask for it."""
        if self._bar is None or not self._bar.pattern:
            await self.open(replaces=False)
            return
        self._follow(self._buffers.active.text)
        self._search(lambda: self._step(forward))

    def replace(self, *, all_of_them: bool) -> None:
        """Replace the place that is selected, or all, as one step of undo."""
        if self._bar is None:
            return
        if all_of_them:
            self._screen.run_worker(
                self._replace_all(self._bar.template), group="find", exclusive=True, exit_on_error=False
            )
        else:
            self._replace_one(self._bar.template)

    # --- the places

    def _wanted(self) -> Search:
        assert self._bar is not None, "nothing is looked for before the bar is there"
        choices = self._bar.choices
        within = self._stretch if choices.in_selection else None
        return Search(self._bar.pattern, choices.is_regex, choices.minds_case, within)

    def _search(self, then: Callable[[], None]) -> None:
        """Look for all places, then do something with them."""
        text, search = self._buffers.active.text, self._wanted()
        if len(text) <= _AT_ONCE:
            try:
                self._take(find(text, search), then)
            except UsageError as error:
                self._refuse(error)
            return
        self._screen.run_worker(
            self._search_big(text, search, then), group="find", exclusive=True, exit_on_error=False
        )

    async def _search_big(self, text: str, search: Search, then: Callable[[], None]) -> None:
        try:
            found = await asyncio.to_thread(find, text, search)
        except UsageError as error:
            self._refuse(error)
            return
        if self._buffers.active.text == text:
            self._take(found, then)

    def _take(self, found: Found, then: Callable[[], None]) -> None:
        self._found = found
        self._light(found.spans if self.is_open else ())
        then()

    def _refuse(self, error: UsageError) -> None:
        self._found = Found()
        self._light(())
        if self._bar is not None:
            self._bar.say("", f"{error.title}: {error.detail}")

    def _light(self, spans: tuple[Span, ...]) -> None:
        editor = self._buffers.active
        if self._lit is not None and self._lit is not editor:
            self._lit.show_found(())
        self._lit = editor
        editor.show_found(spans)

    def _go(self, index: int | None) -> None:
        if index is not None:
            editor, span = self._buffers.active, self._found.spans[index]
            editor.select(span)
            if self._collapses:
                editor.move_cursor(editor.place_of(span.start))
        self._count()

    def _here(self) -> Span | None:
        """The selection, or the place the cursor was put to."""
        editor = self._buffers.active
        selected = editor.selected_stretch()
        if selected is None and self._collapses:
            cursor = editor.offset_of(editor.cursor_location)
            index = self._found.at_or_after(cursor)
            if index is not None and self._found.spans[index].start == cursor:
                return self._found.spans[index]
        return selected

    def _step(self, forward: bool) -> None:
        editor = self._buffers.active
        selected = self._here()
        cursor = editor.offset_of(editor.cursor_location)
        if forward:
            index = self._found.at_or_after(selected.end if selected else cursor)
        else:
            index = self._found.before(selected.start if selected else cursor)
        self._go(index)
        if index is not None:
            self._anchor = self._found.spans[index].start
        elif not self.is_open:
            self._screen.app.notify("It is not in this buffer.", title="Not found", markup=False)

    def _count(self) -> None:
        """Say `3/17` in the bar."""
        if self._bar is None:
            return
        total = len(self._found.spans)
        index = self._found.index_of(self._here())
        amount = f"{total}" if self._found.is_all else f"{MOST:,}+"
        place = f"{index + 1}/" if index is not None else ""
        self._bar.say(f"{place}{amount}" if total else ("none" if self._bar.pattern else ""))

    # --- changes

    def _replace_one(self, template: str) -> None:
        editor = self._buffers.active
        selected = self._here()
        if selected is None or self._found.index_of(selected) is None:
            self._step(True)
            return
        try:
            text = replacement(editor.text, self._wanted(), template, selected)
        except UsageError as error:
            self._refuse(error)
            return
        editor.change_span(selected, text)
        self._follow(editor.text)
        self._search(lambda: self._step(True))

    async def _replace_all(self, template: str) -> None:
        editor = self._buffers.active
        text, search = editor.text, self._wanted()
        try:
            new, count = await asyncio.to_thread(replace_all, text, search, template)
        except UsageError as error:
            self._refuse(error)
            return
        if editor.text != text:
            self._screen.app.notify("The text changed meanwhile; nothing was replaced.", markup=False)
            return
        editor.change_to(new)
        self._follow(editor.text)
        places = "1 place" if count == 1 else f"{count:,} places"
        self._screen.app.notify(f"{places} replaced. One undo takes it back.", markup=False)
        self._search(self._count)

    def _follow(self, text: str) -> None:
        """Let the stretch that is searched move with the text."""
        old, self._text = self._text, text
        if self._stretch is None or old == text:
            return
        start, end, middle = change(old, text)
        by = len(middle) - (end - start)
        if end <= self._stretch.start:
            self._stretch = Span(self._stretch.start + by, self._stretch.end + by)
        elif start <= self._stretch.end:
            self._stretch = Span(min(start, self._stretch.start), max(start, self._stretch.end + by))
