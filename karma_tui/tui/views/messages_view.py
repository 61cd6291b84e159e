"""The messages as a view: every one in full, Enter goes to the place it is about.

It shows nothing of the document; the place in it is kept for the views that do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from karma_tui.redact import redact
from karma_tui.results.document import Document
from karma_tui.results.rows import Path
from karma_tui.tui.actions import scoped
from karma_tui.tui.assist.keys import MESSAGES
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.views.messages import Entry

_LONGEST = 4_000
"""Characters of a message; a server may say any amount."""

_SIGNS = {
    "error": ("!", "$text-error"),
    "server": ("!", "$text-error"),
    "warning": ("?", "$text-warning"),
    "again": ("~", "$text-warning"),
    "remark": ("i", "$text-primary"),
}
_NOTHING = "Nothing is wrong as far as is known."


class MessagesView(OptionList):
    """A list of messages."""

    DEFAULT_CSS = """
    MessagesView { height: 1fr; border: none; padding: 0; background: $background; }
    MessagesView:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(MESSAGES)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._entries: tuple[Entry, ...] = ()
        self._path: Path | None = None

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """See ResultView: another document, of which there is no place yet."""
        self._path = None

    def grow(self) -> None:
        """See ResultView."""

    @property
    def cursor_path(self) -> Path | None:
        """The place in the view before this one."""
        return self._path

    @property
    def cursor_value(self) -> memoryview | None:
        """None of the document's is shown."""
        return None

    def go_to(self, path: Path) -> bool:
        """Keep the place for the next view."""
        self._path = path
        return True

    def tell(self, entries: Sequence[Entry]) -> None:
        """Show these messages; the marked one stays marked if it is still there."""
        marked, before = self._marked, self._entries
        self._entries = tuple(entries)
        if self.option_count and _looks(before) == _looks(self._entries):
            return  # as at most pauses in typing
        self.clear_options()
        if not self._entries:
            self.add_option(Option(Content(_NOTHING), disabled=True))
            return
        self.add_options([Option(entry_content(entry)) for entry in self._entries])
        same = (at for at, entry in enumerate(self._entries) if marked is not None and _same(entry, marked))
        self.highlighted = next(same, 0)

    @property
    def _marked(self) -> Entry | None:
        at = self.highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go there."""
        event.stop()
        if event.option_index < len(self._entries):
            go = self._entries[event.option_index].go
            if go is not None:
                go()


def entry_content(entry: Entry) -> Content:
    """`! 3:14  error  No field nmae`, and below it what else is said."""
    sign, style = _SIGNS.get(entry.kind, (" ", ""))
    place = f"{entry.place.line}:{entry.place.column}" if entry.place is not None else "-"
    line = Content.assemble(
        (sign, f"bold {style}".strip()), f" {place:<8} {entry.kind:<8} {shown_line(redact(entry.title))}"
    )
    if not entry.more:
        return line
    more = redact(entry.more)
    more = more if len(more) <= _LONGEST else f"{more[:_LONGEST]}…"
    rows = [Content(f"    {row}") for row in shown(more).split("\n") if row.strip()]
    return Content("\n").join([line, *rows])


def _looks(entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    """What is seen of them."""
    return [(entry.kind, entry.title, entry.more, entry.place) for entry in entries]


def _same(entry: Entry, other: Entry) -> bool:
    return (entry.kind, entry.title, entry.place) == (other.kind, other.title, other.place)
