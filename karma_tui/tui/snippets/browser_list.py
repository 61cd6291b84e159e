"""What the list of snippets shows: those that match what is typed, and what the marked one says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.snippets.kept import KeptOfSnippets
from karma_tui.library.snippets.searching import Index
from karma_tui.library.snippets.shelf import Shelf, hidden
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.redact import redact
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.colouring import coloured
from karma_tui.tui.snippets.live_keys import live_key
from karma_tui.tui.snippets.rows import Row, rows_of
from karma_tui.tui.widgets.key_bar import KeyBar

GROUP = "snippets"

MOST_ROWS = 300
"""Snippets that are listed at once: nobody looks through more, and each takes its time to be laid out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The snippet that was picked, and whether to run it at once."""

    snippet: Snippet
    run: bool


class SnippetList(ModalScreen[Chosen | None]):
    """The keyboard stays in the search line; arrows move in the list."""

    DEFAULT_CSS = """
    SnippetList .dialogue.tall { width: 140; height: 100%; max-height: 100%; }
    SnippetList KeyBar { height: 1; color: $footer-foreground; }
    SnippetList #snippet-panes { height: 1fr; }
    SnippetList #list { width: 1fr; height: 100%; max-height: 100%; }
    SnippetList #snippet-preview { width: 1fr; height: 100%; padding: 0 1;
        border-left: solid $border-blurred; }
    SnippetList #preview-text { height: auto; }
    SnippetList.-narrow #snippet-panes { layout: vertical; }
    SnippetList.-narrow #list { width: 100%; height: 1fr; }
    SnippetList.-narrow #snippet-preview { width: 100%; height: 8; border-left: none;
        border-top: solid $border-blurred; }
    SnippetList #list > .option-list--option-disabled { color: $primary; }
    SnippetList #word-of { height: auto; color: $text-muted; }
    """

    def __init__(self, shelf: Shelf, state: Path, search: str = "") -> None:
        super().__init__()
        self.shelf = shelf
        self.kept = KeptOfSnippets(state)
        self.entries: list[Snippet] = []
        self._search = search
        self._pins: frozenset[str] = frozenset()
        self._hidden: Collection[Path] = ()
        self._index = Index(())
        self._rows: list[Row] = []
        self._wanted: Path | None = None
        """What is to be marked once the list is there."""
        self._under_cursor: int | None = None
        """The row that is drawn without colours of its own."""

    def compose(self) -> ComposeResult:
        """Search line, list, and what the marked one says."""
        with Vertical(classes="dialogue tall"):
            yield Input(
                self._search,
                placeholder="name, text, #tag",
                id="search",
                select_on_focus=False,
                classes="plain",
            )
            yield Static(id="word-of", markup=False)
            with Horizontal(id="snippet-panes"):
                yield OptionList(id="list", markup=False)
                with VerticalScroll(id="snippet-preview", can_focus=False):
                    yield Static(id="preview-text", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """Read the folders."""
        self.query_one("#list").can_focus = False
        self.reload()

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.app.size.width < 100, "-narrow")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed; the folders were read before."""
        self._show()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what is marked."""
        entries = event.option_list
        if self._under_cursor is not None and self._under_cursor < min(len(self._rows), entries.option_count):
            entries.replace_option_prompt_at_index(self._under_cursor, self._rows[self._under_cursor].label)
        self._under_cursor = None
        if event.option_index < len(self._rows):
            row = self._rows[event.option_index]
            entries.replace_option_prompt_at_index(event.option_index, row.marked)
            self._under_cursor = event.option_index
            self._preview(row.snippet)

    @property
    def marked(self) -> Snippet | None:
        """The snippet the cursor is on."""
        index = self.query_one("#list", OptionList).highlighted
        return self._rows[index].snippet if index is not None and index < len(self._rows) else None

    def act(self, work: Callable[[], object], mark: Path | None = None, done: str = "") -> None:
        """Do something with files in a thread, then read the folders again; an error is told."""

        async def doing() -> None:
            try:
                await asyncio.to_thread(work)
            except KarmaError as error:
                self.say(str(error))
                return
            self._wanted = mark
            await self._read()
            if done:
                self.app.notify(shown_line(done), markup=False)

        self.run_worker(doing(), group=GROUP, exit_on_error=False)

    def reload(self, mark: Path | None = None) -> None:
        """Read the folders again."""
        self._wanted = mark
        self.run_worker(self._read(), group=GROUP, exclusive=True, exit_on_error=False)

    def say(self, text: str) -> None:
        """Tell something in place of the preview."""
        self.query_one("#preview-text", Static).update(Content(shown(redact(text))))

    async def _read(self) -> None:
        try:
            await asyncio.to_thread(self._look)
        except KarmaError as error:
            self.say(str(error))
            return
        self._show()

    def _look(self) -> None:
        """Read everything; in a thread."""
        entries = self.shelf.all()
        self._pins, self._hidden, self._index = self.kept.pins(), hidden(entries), Index(entries)
        self.entries = entries

    def _show(self) -> None:
        words = self.query_one("#search", Input).value
        found = self._index.matching(words, self._pins)
        self._rows = rows_of(found[:MOST_ROWS], self._pins, self._hidden, is_search=bool(words.strip()))
        if len(found) > MOST_ROWS:
            more = f"… {len(found) - MOST_ROWS:,} more: type to narrow the list"
            self._rows.append(Row(Content.styled(more, "$text-muted")))
        entries = self.query_one("#list", OptionList)
        entries.clear_options()
        self._under_cursor = None
        entries.add_options([Option(row.label, disabled=row.snippet is None) for row in self._rows])
        self._tell_count(len(found))
        marked = next(
            (at for at, row in enumerate(self._rows) if row.snippet and row.snippet.path == self._wanted),
            next((at for at, row in enumerate(self._rows) if row.snippet is not None), None),
        )
        self._wanted = None
        if marked is not None:
            entries.highlighted = marked
            self._preview(self._rows[marked].snippet)
        elif self.entries:
            self.say("No snippet matches.")
        else:
            self.say(f"No snippets yet: {live_key(self.app, 'save_snippet')} saves a buffer as one.")

    def _tell_count(self, count: int) -> None:
        broken = sum(1 for it in self.entries if it.is_broken)
        total = len(self.entries)
        words = [f"{total} snippets" if count == total else f"{count} of {total} snippets"]
        if broken:
            words.append(f"{broken} cannot be used")
        if self.shelf.left_out:
            words.append("there are more files than are listed")
        self.query_one("#word-of", Static).update(Content("  ".join(words) if self.entries else ""))

    def _preview(self, snippet: Snippet | None) -> None:
        if snippet is None:
            return
        head: list[Content] = [Content.styled(shown_line(str(snippet.path)), "$text-muted")]
        if snippet.description:
            head.append(Content(shown(snippet.description)))
        head += [Content.styled(shown(str(problem)), "$text-error") for problem in snippet.problems[:5]]
        if snippet.text:
            head.append(coloured(snippet.expression if not snippet.is_broken else snippet.text))
        self.query_one("#preview-text", Static).update(Content("\n").join(head))
        self.query_one("#snippet-preview", VerticalScroll).scroll_home(animate=False)
