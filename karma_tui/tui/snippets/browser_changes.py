"""What is done to a snippet from the list: the questions, and the work on its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import ConfigError
from karma_tui.library.snippets import changes
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.screens.file_actions import path_of
from karma_tui.tui.snippets.keys import SNIPPETS
from karma_tui.tui.snippets.live_keys import live_key
from karma_tui.tui.snippets.word_screen import WordScreen

if TYPE_CHECKING:
    from karma_tui.tui.snippets.browser import SnippetBrowser


class Changes:
    """Works on the snippets of a list that is open."""

    def __init__(self, browser: SnippetBrowser) -> None:
        self._browser = browser
        self._made: Snippet | None = None
        self._old: Path | None = None
        """Where the file of what was made has been before."""

    def rename(self, snippet: Snippet) -> None:
        """Ask for another name."""

        def rename(word: str) -> str:
            name = changes.checked_name(word)
            other = changes.taken(self._browser.entries, snippet.place, snippet.folder, name)
            if other is not None and other.path != snippet.path:
                raise ConfigError(f"A snippet called {name!r} exists already", f"{other.path}.")
            made = changes.rename(snippet, name)
            self._browser.kept.moved(snippet.path, made.path)
            return self._after(made, snippet.path)

        self._ask(f"Rename {snippet.name}", str(snippet.path), snippet.name, rename)

    def duplicate(self, snippet: Snippet) -> None:
        """Make a second one beside it."""

        def duplicate() -> None:
            self._made = changes.duplicate(snippet, self._browser.entries)

        self._browser.act(duplicate, done=f"Duplicated {snippet.name}")

    def move(self, snippet: Snippet) -> None:
        """Ask for the place, if there are several, and the folder."""
        places = {_said(place): place for place in self._browser.shelf.places}
        if len(places) < 2:
            self._move_to(snippet, snippet.place)
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        self._browser.app.push_screen(
            ChoiceScreen(f"Move {snippet.name} to", list(places), _said(snippet.place)),
            lambda said: self._move_to(snippet, places[said]) if said is not None else None,
        )

    def share(self, snippet: Snippet) -> None:
        """Ask where to, and copy the file."""

        def share(word: str) -> str:
            return f"Copied to {changes.share(snippet, path_of(word))}"

        self._ask(f"Copy {snippet.name} to", "A folder, or the path of a new file.", f"{Path.home()}/", share)

    def take_in(self) -> None:
        """Ask for a file, and copy it to the user's own snippets."""

        def take(word: str) -> str:
            return self._after(changes.take_in(path_of(word), self._browser.shelf.users, ""))

        self._ask("Import", "The path of a .kvm file; it is copied to your snippets.", f"{Path.cwd()}/", take)

    def delete(self, snippet: Snippet) -> None:
        """Ask, then take the file away."""

        def delete() -> None:
            self._browser.deleted.append(changes.delete(snippet, self._browser.trash))

        def answered(agreed: bool | None) -> None:
            if agreed:
                key = live_key(self._browser.app, "undelete", SNIPPETS)
                self._browser.act(delete, done=f"Deleted {snippet.name}; {key} brings it back")

        question = ConfirmScreen(f"Delete the snippet {snippet.name}?", str(snippet.path), "Delete")
        self._browser.app.push_screen(question, answered)

    def undelete(self) -> None:
        """Bring back what was deleted last by this window."""
        deleted = self._browser.deleted
        if not deleted:
            self._browser.say("Nothing was deleted in this window.")
            return
        gone = deleted[-1]

        def restore() -> None:
            changes.restore(gone)
            deleted.remove(gone)

        self._browser.act(restore, gone.snippet.path, f"{gone.snippet.name} is back")

    def _move_to(self, snippet: Snippet, place: Place) -> None:
        folders = self._browser.shelf.folders(place)
        known = f"There are: {', '.join(folders[:12])}." if folders else "There are no folders yet."

        def move(word: str) -> str:
            folder = changes.checked_folder(word)
            other = changes.taken(self._browser.entries, place, folder, snippet.name)
            if other is not None and other.path != snippet.path:
                raise ConfigError(f"A snippet called {snippet.name!r} is there already", f"{other.path}.")
            made = changes.move(snippet, place, folder)
            self._browser.kept.moved(snippet.path, made.path)
            return self._after(made, snippet.path)

        detail = f"{place.folder}\n{known} Empty means none; a new one is made."
        self._ask(f"Move {snippet.name} to the folder", detail, snippet.folder, move)

    def _after(self, made: Snippet, old: Path | None = None) -> str:
        self._made, self._old = made, old
        return str(made.path)

    def _ask(self, title: str, detail: str, value: str, take: Callable[[str], str]) -> None:
        def done(told: str | None) -> None:
            if told is not None:
                self._browser.app.notify(told, markup=False)
                if self._made is not None and self._old is not None:
                    self._browser.moved(self._old, self._made)
                self._browser.reload(self._made.path if self._made is not None else None)

        self._made = None
        self._browser.app.push_screen(WordScreen(title, detail, value, take), done)


def _said(place: Place) -> str:
    return f"{place.name}  {place.folder}"
