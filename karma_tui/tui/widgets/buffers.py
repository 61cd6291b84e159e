"""The editor pane: buffers under tabs, one of them in sight. Files and runs are not its business."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, Tab, Tabs

from karma_tui.library.drafts import Buffer
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.editor import Editor

_TITLE = "query "


class Buffers(Vertical):
    """At least one buffer at any time; each is an `Editor` with an id `editor-N` and a tab `tab-N`."""

    def __init__(self) -> None:
        super().__init__(id="buffers")
        self._titles: dict[str, str] = {}
        self._next = 1

    def compose(self) -> ComposeResult:
        """One empty buffer, so that typing can begin with the first frame."""
        number = self._number(f"{_TITLE}1")
        yield Tabs(self._tab(number), id="tabs")
        with ContentSwitcher(id="editors", initial=f"editor-{number}"):
            yield Editor(id=f"editor-{number}")

    @property
    def active(self) -> Editor:
        """The editor in sight."""
        current = self.query_one("#editors", ContentSwitcher).current
        return self.query_one(f"#{current}", Editor)

    @property
    def title(self) -> str:
        """The active buffer's title."""
        return self._titles[str(self.active.id)]

    def editor(self, editor_id: str) -> Editor | None:
        """The editor of that id, if it is still open."""
        return self.query_one(f"#{editor_id}", Editor) if editor_id in self._titles else None

    def all(self) -> list[Buffer]:
        """Every buffer in the order of the tabs."""
        return [
            Buffer(title, self.query_one(f"#{editor_id}", Editor).text)
            for editor_id, title in self._titles.items()
        ]

    async def open(self, text: str = "", title: str = "") -> Editor:
        """A new buffer with that text, brought into sight. Without a title it gets the next free number."""
        number = self._number(title or self._free_title())
        editor = Editor(id=f"editor-{number}")
        await self.query_one("#editors", ContentSwitcher).add_content(editor)
        if text:
            editor.load_text(text)
        tabs = self.query_one("#tabs", Tabs)
        await tabs.add_tab(self._tab(number))
        tabs.active = f"tab-{number}"
        self._show(number)
        return editor

    async def restore(self, buffers: Iterable[Buffer]) -> None:
        """Bring buffers back; an only, still empty one gives way to them."""
        blank = self.active if len(self._titles) == 1 and not self.active.text else None
        opened = [await self.open(buffer.text, buffer.title) for buffer in buffers]
        if blank is not None and opened and not blank.text:
            await self._remove(str(blank.id))

    async def close_active(self) -> None:
        """Close the buffer in sight; another comes up, a new empty one if it was the last."""
        closing = str(self.active.id)
        if len(self._titles) == 1:
            self._titles[closing] = ""
            await self.open()
        await self._remove(closing)

    def bring(self, editor_id: str) -> Editor:
        """Bring an open buffer into sight."""
        self.query_one("#tabs", Tabs).active = f"tab-{_number_of(editor_id)}"
        self._show(_number_of(editor_id))
        return self.active

    def next(self) -> None:
        """Bring the next buffer into sight."""
        self.query_one("#tabs", Tabs).action_next_tab()

    def rename_active(self, title: str) -> None:
        """Give the buffer in sight a title."""
        editor_id = str(self.active.id)
        self._titles[editor_id] = title
        self.query_one(f"#tab-{_number_of(editor_id)}", Tab).label = Content(shown_line(title))

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show what belongs to the tab."""
        event.stop()
        if event.tab.id is not None and f"editor-{_number_of(event.tab.id)}" in self._titles:
            self._show(_number_of(event.tab.id))

    def _show(self, number: int) -> None:
        had_focus = self.active.has_focus
        self.query_one("#editors", ContentSwitcher).current = f"editor-{number}"
        if had_focus:
            self.active.focus()

    async def _remove(self, editor_id: str) -> None:
        """Take away a buffer: tab first, which brings another into sight, then the editor."""
        had_focus = self.active.has_focus
        del self._titles[editor_id]
        number = _number_of(editor_id)
        tabs = self.query_one("#tabs", Tabs)
        await tabs.remove_tab(f"tab-{number}")
        if tabs.active_tab is not None:
            self._show(_number_of(str(tabs.active_tab.id)))
        await self.query_one(f"#{editor_id}", Editor).remove()
        if had_focus:
            self.active.focus()

    def _number(self, title: str) -> int:
        """Count a new buffer in."""
        number, self._next = self._next, self._next + 1
        self._titles[f"editor-{number}"] = title
        return number

    def _free_title(self) -> str:
        number = 1
        while f"{_TITLE}{number}" in self._titles.values():
            number += 1
        return f"{_TITLE}{number}"

    def _tab(self, number: int) -> Tab:
        return Tab(Content(shown_line(self._titles[f"editor-{number}"])), id=f"tab-{number}")


def is_numbered(title: str) -> bool:
    """Whether a title is one of ours rather than a name somebody chose."""
    return title.startswith(_TITLE) and title.removeprefix(_TITLE).isdigit()


def _number_of(widget_id: str) -> int:
    return int(widget_id.rpartition("-")[2])
