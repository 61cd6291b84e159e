"""The editor pane: buffers under tabs, one of them in sight. Reading files and running are not its business.

A closed buffer's editor is kept out of sight for a while, so that bringing it back brings its cursor and
its history of changes back too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher, Static, Tab, Tabs, TextArea

from karma_tui.library.drafts import Buffer
from karma_tui.tui.open_buffer import OpenBuffer, free_number, is_numbered, unique
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.editor import Editor

__all__ = ["Buffers", "is_numbered"]

MOST_CLOSED = 10
"""Closed buffers that can be brought back."""


class Buffers(Vertical):
    """At least one buffer at any time; each is an `Editor` with an id `editor-N` and a tab `tab-N`."""

    MENU_SCOPE = "buffers"

    @dataclass
    class Shown(Message):
        """Another buffer is in sight."""

        editor: Editor

    def __init__(self, prepare: Callable[[Editor], None] = lambda _: None) -> None:
        super().__init__(id="buffers")
        self._prepare = prepare
        self._infos: dict[str, OpenBuffer] = {}
        self._coming: set[str] = set()
        """Those whose editors are not there yet."""
        self._reopenable: list[tuple[OpenBuffer, Editor | str]] = []
        """The last one is brought back first: its editor, or its text if an earlier window closed it."""
        self._mode = ""
        self._next = 1

    def compose(self) -> ComposeResult:
        """One empty buffer, so that typing can begin with the first frame."""
        number = self._number(OpenBuffer(free_number(())))
        yield Tabs(self._tab(number), id="tabs")
        with ContentSwitcher(id="editors", initial=f"editor-{number}"):
            yield self._new_editor(number)
        if self._mode:
            yield Static(Content(self._mode), id="mode")

    @property
    def active(self) -> Editor:
        """The editor in sight."""
        current = self.query_one("#editors", ContentSwitcher).current
        return self.query_one(f"#{current}", Editor)

    @property
    def title(self) -> str:
        """The active buffer's title."""
        return self.info.title

    @property
    def info(self) -> OpenBuffer:
        """What is known of the active buffer besides its text."""
        return self._infos[str(self.active.id)]

    @property
    def can_reopen(self) -> bool:
        """Whether a closed buffer can be brought back."""
        return bool(self._reopenable)

    def editor(self, editor_id: str) -> Editor | None:
        """The editor of that id, if it is still open."""
        return self.query_one(f"#{editor_id}", Editor) if editor_id in self._infos else None

    def editors(self) -> list[tuple[OpenBuffer, Editor]]:
        """Every open buffer in the order of the tabs, but for one that is only being opened."""
        there = [(key, info) for key, info in self._infos.items() if key not in self._coming]
        return [(info, self.query_one(f"#{key}", Editor)) for key, info in there]

    def all(self) -> list[Buffer]:
        """Every open buffer in the order of the tabs."""
        return [info.kept(editor.text) for info, editor in self.editors()]

    def kept(self) -> list[Buffer]:
        """What drafts keep: every open buffer, and those that can be brought back."""
        closed = [
            info.kept(it if isinstance(it, str) else it.text, closed=True) for info, it in self._reopenable
        ]
        return [*closed, *self.all()]

    async def open(self, text: str = "", title: str = "", path: Path | None = None) -> Editor:
        """A new buffer with that text, brought into sight. Without a title it gets the next free number."""
        taken = [info.title for info in self._infos.values()]
        info = OpenBuffer(unique(title, taken) if title else free_number(taken), path)
        number = self._number(info)
        editor = self._new_editor(number)
        key = f"editor-{number}"
        self._coming.add(key)
        await self.query_one("#editors", ContentSwitcher).add_content(editor)
        if text:
            editor.load_text(text)
        self._coming.discard(key)
        await self._add_tab(number)
        return editor

    async def restore(self, buffers: Iterable[Buffer]) -> None:
        """Bring buffers back; an only, still empty one gives way to them, one with text stays in sight."""
        kept = list(buffers)
        gone = [(OpenBuffer.of(it), it.text) for it in kept if it.closed]
        self._reopenable[:0] = gone[-MOST_CLOSED:]
        before = self.active
        blank = before if len(self._infos) == 1 and not before.text else None
        if blank is not None and any(not it.closed for it in kept):
            self._infos[str(blank.id)].title = ""
        opened = [
            await self.open(it.text, it.title, Path(it.path) if it.path else None)
            for it in kept
            if not it.closed
        ]
        if blank is not None and opened:
            if blank.text:
                self._entitle(str(blank.id), free_number([info.title for info in self._infos.values()]))
            else:
                await self._take_away(str(blank.id))
                await blank.remove()
        if before.text:
            self.bring(str(before.id))
            settled = asyncio.Event()
            if self.call_after_refresh(self._settle, settled):  # after what the tabs have to say
                await settled.wait()

    def _settle(self, settled: asyncio.Event) -> None:
        self._take_focus_along()
        settled.set()

    def _take_focus_along(self) -> None:
        """If the cursor is in a buffer, have it in the one in sight.

        At once: asked for in the usual way it would come later, and whoever looks in between would take the
        buffer for one that nobody types in.
        """
        focused = self.screen.focused
        if isinstance(focused, Editor) and focused is not self.active and self in focused.ancestors:
            self.screen.set_focus(self.active)

    async def close_active(self) -> bool:
        """Close the buffer in sight; another comes up, a new empty one if it was the last.

        Gives whether it can be brought back; an empty one cannot.
        """
        closing, editor, info = str(self.active.id), self.active, self.info
        if len(self._infos) == 1:
            info.title, kept_title = "", info.title
            await self.open()
            info.title = kept_title
        await self._take_away(closing)
        if not editor.text.strip():
            await editor.remove()
            return False
        self._reopenable.append((info, editor))
        if len(self._reopenable) > MOST_CLOSED:
            _, oldest = self._reopenable.pop(0)
            if isinstance(oldest, Editor):
                await oldest.remove()
        return True

    async def reopen(self) -> Editor | None:
        """Bring the buffer back that was closed last; None if there is none."""
        if not self._reopenable:
            return None
        info, closed = self._reopenable.pop()
        info.title = unique(info.title, [other.title for other in self._infos.values()])
        if isinstance(closed, str):
            return await self.open(closed, info.title, info.path)
        number = _number_of(str(closed.id))
        self._infos[str(closed.id)] = info
        await self._add_tab(number)
        return closed

    def bring(self, editor_id: str) -> Editor:
        """Bring an open buffer into sight."""
        self.query_one("#tabs", Tabs).active = f"tab-{_number_of(editor_id)}"
        self._show(_number_of(editor_id))
        return self.active

    def next(self) -> None:
        """Bring the next buffer into sight."""
        self._step(1)

    def previous(self) -> None:
        """Bring the buffer before into sight."""
        self._step(-1)

    def move_active(self, by: int) -> None:
        """Move the tab of the buffer in sight by so many places, as far as there are any."""
        keys = list(self._infos)
        editor_id = str(self.active.id)
        at = keys.index(editor_id)
        to = max(0, min(at + by, len(keys) - 1))
        if to == at:
            return
        neighbour = self.query_one(f"#tab-{_number_of(keys[to])}", Tab)
        keys.insert(to, keys.pop(at))
        self._infos = {key: self._infos[key] for key in keys}
        tab = self.query_one(f"#tab-{_number_of(editor_id)}", Tab)
        assert tab.parent is not None, "a tab in sight has a place"
        row = self.query_one("#tabs-list")
        if to > at:
            row.move_child(tab, after=neighbour)
        else:
            row.move_child(tab, before=neighbour)
        self.query_one("#tabs", Tabs).show(str(tab.id))  # it draws the line below the tab anew
        self.call_after_refresh(self._scroll_to_tab)

    def rename_active(self, title: str) -> None:
        """Give the buffer in sight a title; where another one has it, with a number."""
        self.retitle(self.active, title)

    def retitle(self, editor: Editor, title: str) -> None:
        """Give an open buffer the title of its file."""
        editor_id = str(editor.id)
        others = [info.title for key, info in self._infos.items() if key != editor_id]
        self._infos[editor_id].look(editor)
        self._entitle(editor_id, unique(title, others))

    def refresh_title(self, editor: Editor) -> None:
        """Show whether a buffer that is a file differs from the file."""
        info = self._infos.get(str(editor.id))
        if info is not None and info.look(editor):
            self._entitle(str(editor.id), info.title)

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        if isinstance(event.text_area, Editor):
            self.refresh_title(event.text_area)

    def say_mode(self, mode: str) -> None:
        """Show in which mode the keys of the editor are; for modal keys only."""
        self._mode = mode
        for line in self.query("#mode").results(Static):
            line.update(Content(mode))

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show what belongs to the tab."""
        event.stop()
        if event.tab.id is not None and f"editor-{_number_of(event.tab.id)}" in self._infos:
            self._show(_number_of(event.tab.id))

    def _step(self, by: int) -> None:
        keys = list(self._infos)
        self.bring(keys[(keys.index(str(self.active.id)) + by) % len(keys)])

    def _show(self, number: int) -> None:
        before = self.active
        self.query_one("#editors", ContentSwitcher).current = f"editor-{number}"
        self._take_focus_along()
        if self.active is not before:
            self.post_message(self.Shown(self.active))
            self.call_after_refresh(self._scroll_to_tab)

    def _scroll_to_tab(self) -> None:
        """Bring the active tab into sight; Textual's own attempt comes before a new tab has its place."""
        tab = self.query_one("#tabs", Tabs).active_tab
        if tab is None:
            return
        row = self.query_one("#tabs-scroll")
        left, width = tab.virtual_region.x, tab.virtual_region.width
        row.scroll_to(x=left + (width - row.size.width) // 2, animate=False, force=True)

    async def _add_tab(self, number: int) -> None:
        tabs = self.query_one("#tabs", Tabs)
        await tabs.add_tab(self._tab(number))
        tabs.active = f"tab-{number}"
        self._show(number)

    async def _take_away(self, editor_id: str) -> None:
        """Take a tab away, which brings another into sight; the editor stays, unseen."""
        had_focus = self.active.has_focus
        del self._infos[editor_id]
        tabs = self.query_one("#tabs", Tabs)
        await tabs.remove_tab(f"tab-{_number_of(editor_id)}")
        if tabs.active_tab is not None:
            self._show(_number_of(str(tabs.active_tab.id)))
        if had_focus:
            self.active.focus()

    def _number(self, info: OpenBuffer) -> int:
        """Count a new buffer in."""
        number, self._next = self._next, self._next + 1
        self._infos[f"editor-{number}"] = info
        return number

    def _new_editor(self, number: int) -> Editor:
        editor = Editor(id=f"editor-{number}")
        editor.keeps_focus = True
        self._prepare(editor)
        return editor

    def _entitle(self, editor_id: str, title: str) -> None:
        info = self._infos[editor_id]
        info.title = title
        self.query_one(f"#tab-{_number_of(editor_id)}", Tab).label = Content(shown_line(info.label))

    def _tab(self, number: int) -> Tab:
        return Tab(Content(shown_line(self._infos[f"editor-{number}"].label)), id=f"tab-{number}")


def _number_of(widget_id: str) -> int:
    return int(widget_id.rpartition("-")[2])
