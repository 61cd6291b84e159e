"""Snippets on the main screen: saving a buffer as one, the list of them, and parameters before a run.

A snippet in a buffer is a buffer with a file: it is saved, and looked after when others write it, as such.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, UsageError
from karma_tui.tui.assist.helpers import Helpers
from karma_tui.tui.messages import Request
from karma_tui.tui.navigation.explorer import Explorer
from karma_tui.tui.screens.file_actions import FileActions
from karma_tui.tui.shown import shown_line
from karma_tui.tui.snippets.asking import Asking, may_have_parameters
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.buffers import is_numbered
from karma_tui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from karma_tui.library.snippets.changes import Deleted
    from karma_tui.library.snippets.places import Place
    from karma_tui.library.snippets.shelf import Shelf
    from karma_tui.library.snippets.snippet import Snippet
    from karma_tui.tui.snippets.browser import Chosen

_UNNAMED = "Parameters"


class SnippetActions(FileActions):
    """Actions on the user's and the project's snippets."""

    _parameters: Asking | None = None
    _deleted_snippets: list[Deleted] | None = None
    _explorer: Explorer
    _helpers: Helpers
    _known_places: Sequence[Place] | None = None
    _unasked: Request | None = None
    """What runs without asking for values."""

    # --- saving

    def action_save_snippet(self) -> None:
        """Save the buffer to its file, or ask for a name and keep it as a snippet."""
        info, editor = self._buffers.info, self._buffers.active
        if info.path is None:
            self.action_save_snippet_as()
        else:
            self.run_worker(self._save_back(editor), group=BUFFERS, exit_on_error=False)

    def action_save_snippet_as(self) -> None:
        """Ask for a name and keep the buffer as a snippet."""
        editor, info = self._buffers.active, self._buffers.info
        if not editor.text.strip():
            self.refuse(UsageError("There is nothing to save", "The buffer is empty."))
            return
        self.run_worker(self._ask_name(editor, info.title), group=BUFFERS, exit_on_error=False)

    async def _save_back(self, editor: Editor) -> None:
        """Write the file; a header of earlier versions is brought up to date with it."""
        if editor.text.lstrip().startswith("//"):
            from karma_tui.library.snippets.changes import upgraded

            try:
                text = await asyncio.to_thread(upgraded, editor.text)
            except KarmaError as error:
                self.refuse(error)
                return
            if text != editor.text and self.snippet_name(self._buffers.info.path):
                _put(editor, text)
        await self.action_save_file()

    async def _ask_name(self, editor: Editor, title: str) -> None:
        from karma_tui.tui.snippets.save_screen import SaveSnippetScreen  # dialogues are loaded when wanted

        def saved(snippet: Snippet | None) -> None:
            if snippet is not None:
                self._saved(editor, snippet)

        name = "" if is_numbered(title) else title.removesuffix(".kvm")
        self.app.push_screen(SaveSnippetScreen(await self._shelf(), editor.text, name), saved)

    def _saved(self, editor: Editor, snippet: Snippet) -> None:
        """The buffer is the snippet's file from now on."""
        if self._buffers.editor(str(editor.id)) is None:
            return
        if editor.text != snippet.text:
            _put(editor, snippet.text)
        for info, other in self._buffers.editors():
            if other is editor:
                info.is_saved(snippet.path, editor.text, snippet.stamp)
        self._buffers.retitle(editor, snippet.path.name)
        self._drafts.changed()
        self.tell(shown_line(str(snippet.path)), f"Saved {shown_line(snippet.name)}")

    async def action_declare_parameters(self) -> None:
        """Write what the expression uses and the header lacks into the header."""
        declaring = await asyncio.to_thread(import_module, "karma_tui.workbench.declaring")
        editor = self._buffers.active
        text, assistant = editor.text, self._helpers.assistant
        if assistant is None:
            self._helpers.when_there(
                lambda _: self.run_worker(
                    self.action_declare_parameters(), group=BUFFERS, exit_on_error=False
                )
            )
            return
        try:
            found = await asyncio.to_thread(declaring.undeclared, text, assistant.assist)
        except KarmaError as error:
            self.refuse(error)
            return
        if not found:
            self.tell("Every parameter is declared. Write $name in the expression for a new one.")
        elif editor.text == text:
            _put(editor, declaring.with_declared(text, found))
            names = ", ".join(f"${parameter.name}: {parameter.type}" for parameter in found)
            self.tell(shown_line(names), "Declared")

    # --- the list

    async def action_snippets(self) -> None:
        """Search the snippets; open, run or change one."""
        from karma_tui.tui.snippets.browser import SnippetBrowser

        if self._deleted_snippets is None:
            self._deleted_snippets = []
        self.app.push_screen(
            SnippetBrowser(
                await self._shelf(), self._desk.files.state, self._deleted_snippets, self._snippet_moved
            ),
            lambda chosen: self._chosen(chosen) if chosen is not None else None,
        )

    def _snippet_moved(self, old: Path, made: Snippet) -> None:
        """Buffers of a file that has another name now go with it."""
        from karma_tui.library.snippets.header_edit import with_keys

        for info, editor in self._buffers.editors():
            if info.path != old:
                continue
            text = made.text
            if info.is_changed:
                try:
                    named = made.header is not None and bool(made.header.name)
                    text = with_keys(editor.text, {"name": made.name}) if named else editor.text
                except KarmaError:
                    text = editor.text
            if text != editor.text:
                _put(editor, text)
            info.is_saved(made.path, made.text, made.stamp)
            self._buffers.retitle(editor, made.path.name)
            self._drafts.changed()

    def _chosen(self, chosen: Chosen) -> None:
        snippet = chosen.snippet
        if chosen.run:
            request = Request(snippet.text, snippet=snippet.full_name)
            if may_have_parameters(request):
                self._ask_parameters(request, snippet.full_name, snippet.path)
            else:
                self._run(request)
            return

        async def open_it() -> None:
            try:
                await self.open_path(snippet.path)
            except KarmaError as error:
                self.refuse(error)
            else:
                _pass_header(self._buffers.active, snippet)
            self.set_focus(self._buffers.active)

        self.run_worker(open_it(), group=BUFFERS, exit_on_error=False)

    def as_snippet(self, request: Request) -> Request:
        """The request of a buffer that is a snippet's file, with the snippet's name."""
        if request.snippet or not request.editor:
            return request
        name = self.snippet_name(self._path_of(request), request.whole or request.text)
        if not name:
            return request
        named = replace(request, snippet=name)
        self.run_changed(request, named)
        return named

    def snippet_name(self, path: Path | None, text: str | None = None) -> str:
        """The full name of the snippet that a file is; "" if it is none. `text` is what is in it."""
        place = next((it for it in self._places() if path is not None and it.folder in path.parents), None)
        if path is None or place is None or path.suffix != ".kvm":
            return ""
        from karma_tui.lang.parameters.header import read_header  # for those who have snippets

        if text is None:
            text = next((editor.text for info, editor in self._buffers.editors() if info.path == path), "")
        header = read_header(text)
        folder = path.parent.relative_to(place.folder).as_posix()
        name = (header.name if header is not None else "") or path.stem
        return name if folder == "." else f"{folder}/{name}"

    # --- parameters

    def wants_parameters(self, request: Request) -> bool:
        """Whether values have to be asked for first; then the form comes up, and the run follows it."""
        if request is self._unasked or not may_have_parameters(request):
            return False
        path = self._path_of(request)
        self._ask_parameters(request, request.snippet or _UNNAMED, path)
        return True

    def _ask_parameters(self, request: Request, name: str, path: Path | None) -> None:
        if self._parameters is None:
            self._parameters = Asking(
                self, self._connection, self._desk.files.state, lambda: self._explorer.catalogue
            )
        self._parameters.ask(request, name, path, self._answered, self.run_refused)

    def _answered(self, asked: Request, request: Request) -> None:
        """Run what was asked about; as it is where the run itself will say what is wrong."""
        self._unasked = request
        self.run_changed(asked, request)
        self._run(request)

    @abstractmethod
    def run_changed(self, asked: Request, request: Request) -> None:
        """A request has become another one."""

    @abstractmethod
    def run_refused(self) -> None:
        """A run that was to begin does not."""

    # --- places

    async def _shelf(self) -> Shelf:
        """The snippets as seen from the folder one works in."""
        return await asyncio.to_thread(_shelf_of, self._desk.files.snippets)

    def _places(self) -> Sequence[Place]:
        """Looked for once: a window stays where it was started."""
        if self._known_places is None:
            self._known_places = _shelf_of(self._desk.files.snippets).places
        return self._known_places

    def _path_of(self, request: Request) -> Path | None:
        editors = self._buffers.editors()
        return next((info.path for info, editor in editors if str(editor.id) == request.editor), None)


def _pass_header(editor: Editor, snippet: Snippet) -> None:
    """Have the cursor where the expression begins, unless it is somewhere already."""
    if editor.cursor_location == (0, 0) and snippet.header is not None and not snippet.is_broken:
        rest = snippet.text[snippet.header.span.end :]
        line = snippet.text.count("\n", 0, len(snippet.text) - len(rest.lstrip()))
        editor.move_cursor((min(line, editor.document.line_count - 1), 0))


def _put(editor: Editor, text: str) -> None:
    """Another text in the buffer, as one change that can be taken back; the cursor stays with its line."""
    row, column = editor.cursor_location
    before = editor.text
    begins = text.find(before.strip())
    leading = before[: len(before) - len(before.lstrip())]
    more = text.count("\n", 0, begins) - leading.count("\n") if begins > 0 else 0
    editor.replace(text, (0, 0), editor.document.end)
    editor.move_cursor((max(0, min(row + more, editor.document.line_count - 1)), column))


def _shelf_of(users: Path) -> Shelf:
    from karma_tui.library.snippets.places import places
    from karma_tui.library.snippets.shelf import Shelf

    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        here = users
    return Shelf(places(users, here))
