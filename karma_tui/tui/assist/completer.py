"""Completion while typing: when the list comes, what its keys do, and what accepting inserts.

It comes only for what is typed, never for what is pasted, loaded or undone; Escape silences it until the
next word; an answer that is older than the text is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.widgets.text_area import Selection

from karma_tui.errors import Span
from karma_tui.tui.assist.completion_list import CompletionList
from karma_tui.tui.assist.stops import Filling
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.pace import Lane, Pause

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Completions, Item

DELAY_SECONDS = 0.04
"""From the last key to the question: within a burst of keys nothing is asked."""

_BEGINS = frozenset("._$\"'`")
"""Besides letters and digits, what calls the list up when it is typed."""

_MOVES = {"up": -1, "down": 1}


class Completer:
    """Serves whichever editor has the focus."""

    def __init__(
        self,
        popup: CompletionList,
        pause: Callable[[float, Callable[[], None]], Pause],
        lane: Callable[[Callable[[Completions], None]], Lane[Completions]],
        complete: Callable[[str, int], Completions],
        took: Callable[[Item], None],
        changed: Callable[[], None],
        floor: Callable[[], int],
        *,
        filled: Callable[[], None] = lambda: None,
        on_typing: bool,
    ) -> None:
        self._popup = popup
        self._pause = pause(DELAY_SECONDS, self._ask)
        self._lane = lane(self._answered)
        self._complete = complete
        self._took = took
        self._changed = changed
        self._floor = floor
        self._filled = filled
        self._on_typing = on_typing
        self._editor: Editor | None = None
        self._typed = ""
        self._quiet = False
        self._wanted = False
        self._accepting = False
        self._filling = Filling()

    @property
    def is_open(self) -> bool:
        """Whether the list is in sight."""
        return self._popup.found is not None

    @property
    def unfilled(self) -> tuple[Span, ...]:
        """The places of inserted shapes that the user has not come to yet, or is at."""
        return self._filling.open()

    def attend(self, editor: Editor | None) -> None:
        """Serve this editor from now on, None while none has the focus."""
        if editor is not self._editor:
            self.close()
            self._filling.leave()
            self._editor = editor

    def close(self) -> None:
        """Take the list away; an answer still to come is not shown."""
        self._pause.drop()
        self._lane.drop()
        self._wanted = False
        if self.is_open:
            self._popup.hide()
            self._changed()

    def ask(self) -> None:
        """Show the list because the user asked for it."""
        if self._editor is not None and not self._editor.read_only:
            self._quiet = False
            self._wanted = True
            self._pause.drop()
            self._ask()

    # --- keys

    def key(self, event: events.Key) -> bool:
        """Whether a key was meant for the list or the places to fill in; else it is remembered as typed."""
        self._typed = ""
        if (self.is_open and self._list_key(event.key)) or (self._filling and self._stop_key(event.key)):
            return True
        if event.is_printable and event.character is not None:
            self._typed = event.character
        elif event.key == "backspace":
            self._typed = event.key
        return False

    def _list_key(self, key: str) -> bool:
        if key in _MOVES:
            self._move(_MOVES[key])
        elif key in ("pageup", "pagedown"):
            self._move(self._popup.page * (1 if key == "pagedown" else -1))
        elif key == "escape":
            self._quiet = True
            self.close()
        elif key == "tab" or (key == "enter" and not self._is_written_out()):
            self.accept()
        else:
            return False
        return True

    def _stop_key(self, key: str) -> bool:
        self._follow()
        if key not in ("tab", "shift+tab", "escape") or not self._filling or self._editor is None:
            return False
        if key == "escape":
            self._filling.leave()
            self._filled()
            return True
        place = self._filling.step(1 if key == "tab" else -1)
        if place is not None:
            self._select(place)
        self._filled()
        return True

    def _move(self, by: int) -> None:
        self._popup.move(by)
        self._changed()

    def _is_written_out(self) -> bool:
        """Whether Enter is for the text: the word is complete as it is, and nothing was chosen."""
        found, editor = self._popup.found, self._editor
        if found is None or editor is None or self._popup.has_moved:
            return False
        word = editor.text[found.start : editor.offset_of(editor.cursor_location)]
        written = any(item.label == word and not item.stops for item in found.items)
        if written:
            self.close()
        return written

    # --- the text changes

    def text_changed(self) -> None:
        """Called in the middle of every change; costs next to nothing."""
        typed, self._typed = self._typed, ""
        if self._accepting:
            return
        self._lane.drop()
        is_word = typed != "backspace" and _calls(typed)
        if typed and not is_word and typed != "backspace":
            self._quiet = False
        if not typed or not self._stands_there(typed):
            self.close()
            return
        if is_word and self._on_typing and not self._quiet:
            self._pause.touch(self._lane.cost)
        elif self.is_open or self._wanted:
            if is_word or typed == "backspace":
                self._pause.touch(self._lane.cost)
            else:
                self.close()

    def _stands_there(self, typed: str) -> bool:
        """Whether a letter was put into the text: where keys are modal, it may have meant something else."""
        if typed == "backspace" or self._editor is None:
            return True
        row, column = self._editor.cursor_location
        return self._editor.document.get_line(row)[max(0, column - 1) : column] == typed

    def cursor_moved(self) -> None:
        """The cursor is elsewhere, by an edit or without one: perhaps the list was about another place."""
        if self._accepting:
            return
        self._follow()
        found, editor = self._popup.found, self._editor
        if found is not None and editor is not None:
            at = editor.offset_of(editor.cursor_location)
            if at < found.start or "\n" in editor.text[found.start : at]:
                self.close()

    def _follow(self) -> None:
        if self._filling and self._editor is not None:
            at = self._editor.offset_of(self._editor.cursor_location)
            left = len(self._filling.open())
            self._filling.follow(len(self._editor.text), at)
            if len(self._filling.open()) < left:
                self._filled()

    # --- asking and showing

    def _ask(self) -> None:
        editor = self._editor
        if editor is None or not editor.has_focus or editor.read_only:
            return
        text, offset = editor.text, editor.offset_of(editor.cursor_location)
        if not self._wanted and not _calls(text[max(0, offset - 1) : offset]):
            return  # the cursor has left the word that was typed
        self._lane.ask(lambda: self._complete(text, offset))

    def _answered(self, found: Completions) -> None:
        editor = self._editor
        if editor is None or not editor.has_focus or not (found.items and self._is_use(found)):
            self._popup.hide()
            self._changed()
            return
        word = editor.text[found.start : editor.offset_of(editor.cursor_location)]
        cursor = editor.cursor_screen_offset
        place = Offset(cursor.x - cell_len(word), cursor.y)
        self._popup.show(found, place, editor.screen.size, self._floor())
        self._changed()

    def _is_use(self, found: Completions) -> bool:
        """Not if all there is to offer is what already stands there."""
        assert self._editor is not None
        if self._wanted:
            return True
        word = self._editor.text[found.start : found.end]
        return not (len(found.items) == 1 and found.items[0].insert == word)

    # --- accepting

    def accept(self, index: int | None = None) -> None:
        """Put the marked proposal, or that one, in the place of what was typed."""
        found, editor = self._popup.found, self._editor
        if found is None or editor is None:
            return
        start, end = found.start, max(found.end, editor.offset_of(editor.cursor_location))
        item = found.items[index] if index is not None else self._meant(found, editor.text[start:end])
        self.close()
        if item is None:
            return
        self._accepting = True
        try:
            editor.replace(
                item.insert, editor.place_of(start), editor.place_of(end), maintain_selection_offset=False
            )
        finally:
            self._accepting = False
        self._fill(item, start)
        self._took(item)
        self._quiet = False

    def _meant(self, found: Completions, word: str) -> Item | None:
        """The marked proposal; if letters came after the list, what they mean in it, None if nothing."""
        item = self._popup.marked
        if self._popup.has_moved or len(word) == found.end - found.start:
            return item
        begun = (it for it in found.items if it.label.casefold().startswith(word.casefold()))
        return next(begun, None) or next((it for it in found.items if _has_letters(it.label, word)), None)

    def _fill(self, item: Item, start: int) -> None:
        assert self._editor is not None
        stops = [Span(start + stop.start, start + stop.end) for stop in item.stops]
        behind = start + len(item.insert)
        place = self._filling.begin(stops, behind, len(self._editor.text))
        self._select(place or Span(behind, behind))

    def _select(self, span: Span) -> None:
        assert self._editor is not None
        self._editor.selection = Selection(self._editor.place_of(span.start), self._editor.place_of(span.end))
        self._editor.scroll_cursor_visible()


def _calls(typed: str) -> bool:
    """Whether a character calls the list up when it is typed."""
    return typed.isalnum() or (typed != "" and typed in _BEGINS)


def _has_letters(label: str, word: str) -> bool:
    """Whether a label has a word's letters in their order."""
    rest = iter(label.casefold())
    return all(letter in rest for letter in word.casefold())
