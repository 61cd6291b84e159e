"""The list of snippets: type to search, Enter opens one, F5 runs it, and what else can be done with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widgets import Input, OptionList

from karma_tui.library.snippets.changes import Deleted
from karma_tui.library.snippets.searching import tags_of
from karma_tui.library.snippets.shelf import Shelf
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.snippets.browser_list import Chosen, SnippetList
from karma_tui.tui.snippets.keys import SNIPPETS

if TYPE_CHECKING:
    from karma_tui.tui.snippets.browser_changes import Changes

__all__ = ["Chosen", "SnippetBrowser"]


class SnippetBrowser(SnippetList):
    """Gives the choice, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(SNIPPETS)

    def __init__(
        self,
        shelf: Shelf,
        state: Path,
        deleted: list[Deleted],
        moved: Callable[[Path, Snippet], None] = lambda old, made: None,
    ) -> None:
        """`deleted` is what this window has deleted so far, and is added to; `moved` hears where from a
        snippet's file has come.
        """
        super().__init__(shelf, state)
        self.deleted = deleted
        self.moved = moved
        self.trash = state / "deleted-snippets"
        self._made: Changes | None = None

    def on_option_list_option_selected(self) -> None:
        """A click opens."""
        self.action_choose(False)

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
            how = hint(SNIPPETS, self.app, ("open", "opens it in the editor if it can be read."))
            self.say(f"{snippet.error}\nIt is left as it is. {how}")
        else:
            act(snippet, self._changes)
