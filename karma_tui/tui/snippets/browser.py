"""The list of snippets: type to search, Enter opens one, F5 runs it, and what else can be done with one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.snippets.changes import Deleted
from karma_tui.library.snippets.kept import KeptOfSnippets
from karma_tui.library.snippets.searching import Index, tags_of
from karma_tui.library.snippets.shelf import Shelf, hidden
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.redact import redact
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.colouring import coloured
from karma_tui.tui.snippets.keys import SNIPPETS
from karma_tui.tui.snippets.live_keys import live_key
from karma_tui.tui.snippets.rows import Row, rows_of
from karma_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from karma_tui.tui.snippets.browser_changes import Changes

GROUP = "snippets"

MOST_ROWS = 300
"""Snippets that are listed at once: nobody looks through more, and each takes its time to be laid out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The snippet that was picked, and whether to run it at once."""

    snippet: Snippet
    run: bool


class SnippetBrowser(ModalScreen[Chosen | None]):
    """Gives the choice, or None. The keyboard stays in the search line; arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(SNIPPETS)
    DEFAULT_CSS = """
    SnippetBrowser .dialogue.tall { width: 140; height: 100%; max-height: 100%; }
    SnippetBrowser KeyBar { height: 1; color: $footer-foreground; }
    SnippetBrowser #snippet-panes { height: 1fr; }
    SnippetBrowser #list { width: 1fr; height: 100%; max-height: 100%; }
    SnippetBrowser #snippet-preview { width: 1fr; height: 100%; padding: 0 1;
        border-left: solid $border-blurred; }
    SnippetBrowser #preview-text { height: auto; }
    SnippetBrowser.-narrow #snippet-panes { layout: vertical; }
    SnippetBrowser.-narrow #list { width: 100%; height: 1fr; }
    SnippetBrowser.-narrow #snippet-preview { width: 100%; height: 8; border-left: none;
        border-top: solid $border-blurred; }
    SnippetBrowser #list > .option-list--option-disabled { color: $primary; }
    SnippetBrowser #word-of { height: auto; color: $text-muted; }
    """

    def __init__(self, shelf: Shelf, state: Path, deleted: list[Deleted], search: str = "") -> None:
        """`deleted` is what this window has deleted so far; it is added to."""
        super().__init__()
        self.shelf = shelf
        self.kept = KeptOfSnippets(state)
        self.deleted = deleted
        self.trash = state / "deleted-snippets"
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
        self._made: Changes | None = None

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

    def on_option_list_option_selected(self) -> None:
        """A click opens."""
        self.action_choose(False)

    # --- actions

    def action_move(self, step: int) -> None:
        """Mark another snippet without leaving the search line."""
        entries = self.query_one("#list", OptionList)
        entries.action_cursor_down() if step > 0 else entries.action_cursor_up()

    def action_page(self, step: int) -> None:
        """A page further."""
        entries = self.query_one("#list", OptionList)
        for _ in range(max(1, entries.size.height - 1)):
            self.action_move(step)

    def action_choose(self, run: bool) -> None:
        """Give the marked snippet; a broken one can be opened to be mended, but not run."""
        snippet = self.marked
        if snippet is None:
            return
        if snippet.is_broken and (run or not snippet.text):
            self.say(str(snippet.error))
        else:
            self.dismiss(Chosen(snippet, run))

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def action_tags(self) -> None:
        """Choose a tag to search for."""
        tags = tags_of(self.entries)
        if not tags:
            self.say('No snippet has tags yet: tags = ["…"] in a header.')
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        names = {f"{tag}  {count}": tag for tag, count in tags}

        def chosen(name: str | None) -> None:
            if name is not None:
                line = self.query_one("#search", Input)
                line.value = f"#{names[name].replace(' ', '')} "
                line.cursor_position = len(line.value)

        self.app.push_screen(ChoiceScreen("Show only those with the tag", list(names)), chosen)

    def action_pin(self) -> None:
        """Keep it on top, or not any more."""
        snippet = self.marked
        if snippet is not None:
            is_pinned = str(snippet.path) in self._pins
            self.act(lambda: self.kept.pin(snippet.path, not is_pinned), snippet.path)

    def action_rename(self) -> None:
        """Call it something else."""
        self._with(lambda it, more: more.rename(it))

    def action_duplicate(self) -> None:
        """Make a second one."""
        self._with(lambda it, more: more.duplicate(it))

    def action_relocate(self) -> None:
        """Take it elsewhere."""
        self._with(lambda it, more: more.move(it))

    def action_share(self) -> None:
        """Copy its file."""
        self._with(lambda it, more: more.share(it))

    def action_delete(self) -> None:
        """Delete it, after a question."""
        self._with(lambda it, more: more.delete(it))

    def action_take_in(self) -> None:
        """Take a file in."""
        self._changes.take_in()

    def action_undelete(self) -> None:
        """Bring back what was deleted last."""
        self._changes.undelete()

    # --- what the actions need

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

    @property
    def _changes(self) -> Changes:
        from karma_tui.tui.snippets.browser_changes import Changes  # loaded when wanted

        if self._made is None:
            self._made = Changes(self)
        return self._made

    def _with(self, act: Callable[[Snippet, Changes], None]) -> None:
        snippet = self.marked
        if snippet is None:
            return
        if snippet.is_broken:
            self.say(f"{snippet.error}\nIt is left as it is. Enter opens it in the editor if it can be read.")
        else:
            act(snippet, self._changes)

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
