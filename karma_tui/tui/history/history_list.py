"""The runs as a list with a cursor, however many: it knows their ids, and reads those in sight when drawn."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.errors import StorageError
from karma_tui.lang.text_lexing import LineState, lex_line
from karma_tui.library.history.entry import Entry
from karma_tui.library.history.telling import first_line
from karma_tui.results.strings import visible
from karma_tui.tui.history.entry_text import Piece, columns

Read = Callable[[Sequence[int]], Mapping[int, Entry]]
"""Entries by id, for a thread. Raises StorageError."""

_CHUNK = 200
_MOST_KEPT = 4_000
_LONGEST = 500
"""Characters of a line that are drawn."""

_COLOURS = {
    **dict.fromkeys(("comment", "constant", "field", "function", "keyword", "number", "operator"), ""),
    **dict.fromkeys(("punctuation", "string"), ""),
    "key": "field",
    "key.function": "function",
    "number.suffix": "number",
    "parameter": "name",
    "reference": "string",
}
_SYNTAX = sorted({name or kind for kind, name in _COLOURS.items()})
_FACTS = ("pin", "ok", "error", "cancelled", "unfinished", "facts", "profile", "text", "note", "cursor")


class HistoryList(ScrollView, can_focus=False):
    """Fill it with `show`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"history-list--{name}" for name in (*_SYNTAX, *_FACTS)}
    DEFAULT_CSS = "\n".join(
        [
            "HistoryList { height: 1fr; overflow-x: hidden; background: $surface; color: $foreground;",
            *(f"& > .history-list--{name} {{ color: $syntax-{name}; }}" for name in _SYNTAX),
            "& > .history-list--ok { color: $text-success; }",
            "& > .history-list--error { color: $text-error; text-style: bold; }",
            "& > .history-list--cancelled, & > .history-list--unfinished { color: $text-warning; }",
            "& > .history-list--pin { color: $text-warning; }",
            "& > .history-list--facts, & > .history-list--note { color: $syntax-comment; }",
            "& > .history-list--profile { color: $primary; }",
            "& > .history-list--cursor {",
            "color: $block-cursor-foreground; background: $block-cursor-background; }",
            "&:nocolor > .history-list--cursor { text-style: reverse; }",
            "}",
        ]
    )

    class Pointed(Message):
        """The cursor is on another run, or what it is on has been read; None if there is none."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    class Opened(Message):
        """A run was clicked twice."""

    def __init__(self, read: Read, now: Callable[[], datetime]) -> None:
        super().__init__(id="history-runs")
        self._read = read
        self._now = now
        self._ids: Sequence[int] = ()
        self._message = ""
        self._cursor = 0
        self._entries: dict[int, Entry] = {}
        self._gone: set[int] = set()
        """Ids that have no entry any more."""
        self._asked: set[int] = set()
        """Chunks that were asked for."""
        self._turn = 0

    @property
    def ids(self) -> Sequence[int]:
        """Those on show, the newest first."""
        return self._ids

    @property
    def entry(self) -> Entry | None:
        """The run under the cursor, once it has been read."""
        return self._entries.get(self._ids[self._cursor]) if self._ids else None

    def show(self, ids: Sequence[int], message: str, *, keep: bool = False) -> None:
        """Show these runs; `message` if there are none. With `keep` the cursor stays where it is."""
        before = self._ids[self._cursor] if self._ids else 0
        self._ids, self._message = ids, message
        self._turn += 1
        self._entries.clear()
        self._asked.clear()
        self._gone.clear()
        place = _place_of(before, ids) if keep else 0
        self.virtual_size = Size(1, len(ids))
        self._go(place)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        width, base, index = self.size.width, self.rich_style, y + self.scroll_offset.y
        if index >= len(self._ids):
            text = f" {self._message}" if index == 0 and not self._ids else ""
            return Strip([Segment(text, base + self._style_of("note"))]).crop_extend(0, width, base)
        entry = self._entries.get(self._ids[index])
        if entry is None:
            self._want(index)
        pieces = self._absent(self._ids[index]) if entry is None else self._pieces(entry, width)
        over = self._style_of("cursor") if index == self._cursor else None
        strip = Strip(
            [
                Segment(text, self._style_of(name) + over if over else self._style_of(name))
                for text, name in pieces
            ]
        )
        return strip.crop_extend(0, width, base + over if over else base).apply_style(base)

    def _absent(self, ident: int) -> list[Piece]:
        return [("  forgotten meanwhile" if ident in self._gone else "  …", "note")]

    def _pieces(self, entry: Entry, width: int) -> list[Piece]:
        line = first_line(entry.text)[:_LONGEST].expandtabs(4)
        pieces = [(visible(text), name) for text, name in columns(entry, self._now(), width)]
        at = 0
        for start, end, kind in lex_line(line, LineState.NONE)[0]:
            pieces.append((visible(line[at:start]), "text"))
            pieces.append((visible(line[start:end]), _COLOURS.get(kind, "text") or kind))
            at = end
        pieces.append((visible(line[at:]), "text"))
        return [piece for piece in pieces if piece[0]]

    def _style_of(self, name: str) -> Style:
        return self.get_component_rich_style(f"history-list--{name}", partial=True)

    # --- reading what is in sight

    def _want(self, index: int) -> None:
        chunk = index // _CHUNK
        if chunk not in self._asked:
            self._asked.add(chunk)
            self.call_later(self._begin, chunk, self._turn)

    def _begin(self, chunk: int, turn: int) -> None:
        self.run_worker(self._fill(chunk, turn), group="history-read", exit_on_error=False)

    async def _fill(self, chunk: int, turn: int) -> None:
        ids = self._ids[chunk * _CHUNK : (chunk + 1) * _CHUNK]
        try:
            found = await asyncio.to_thread(self._read, ids)
        except StorageError as error:
            if turn == self._turn:
                self.show((), f"{error.title}. {error.detail}")
            return
        if turn != self._turn:
            return
        if len(self._entries) > _MOST_KEPT:
            self._entries.clear()
            self._asked = {chunk}
        self._entries.update(found)
        self._gone.update(set(ids) - set(found))
        self.refresh()
        if self._cursor // _CHUNK == chunk:
            self.post_message(self.Pointed(self.entry))

    # --- the cursor

    def move(self, steps: int) -> None:
        """Move by some runs."""
        self._go(self._cursor + steps)

    def move_page(self, pages: int) -> None:
        """Move by screenfuls."""
        self._go(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def go(self, index: int) -> None:
        """Go to a run by its place, -1 is the last."""
        self._go(index if index >= 0 else len(self._ids) - 1)

    def _go(self, index: int) -> None:
        if not self._ids:
            self._cursor = 0
            self.post_message(self.Pointed(None))
            return
        before, self._cursor = self._cursor, max(0, min(index, len(self._ids) - 1))
        self._redraw(before)
        self._redraw(self._cursor)
        self._scroll_into_view()
        if self.entry is None:
            self._want(self._cursor)
        else:
            self.post_message(self.Pointed(self.entry))

    def _redraw(self, index: int) -> None:
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def _scroll_into_view(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def on_resize(self) -> None:
        """A smaller terminal must not hide the run that the keys are about."""
        self.virtual_size = Size(1, len(self._ids))
        if self._ids:
            self._scroll_into_view()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the run; twice opens it."""
        offset = event.get_content_offset(self)
        index = offset.y + self.scroll_offset.y if offset is not None else len(self._ids)
        if index < len(self._ids):
            self._go(index)
            if event.chain == 2:
                self.post_message(self.Opened())


def _place_of(ident: int, ids: Sequence[int]) -> int:
    """Where an id stands among falling ones, or where it would stand."""
    return bisect_left(ids, -ident, key=lambda it: -it)
