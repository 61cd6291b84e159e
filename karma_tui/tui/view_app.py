"""`karma-tui view`: a saved result in the results pane, without an instance."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from karma_tui.errors import ExitCode, KarmaError
from karma_tui.library.settings import Settings
from karma_tui.results.preview import Kind
from karma_tui.themes import LoadedThemes
from karma_tui.tui.actions import bindings
from karma_tui.tui.app_base import SWITCH_SECONDS, load
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.file_arrival import FileArrival
from karma_tui.tui.look import refuse_dumb
from karma_tui.tui.ordered_app import OrderedApp
from karma_tui.tui.screens.result_actions import ResultActions
from karma_tui.tui.screens.result_taking import ResultTaking
from karma_tui.tui.shown import shown_line
from karma_tui.tui.theme_action import choose_theme
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.views.view import PlaceChosen, RefOpened
from karma_tui.tui.welcome import key_of
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.tui.widgets.results import Results

_ACTIONS = frozenset(
    {"cancel", "find", "find_next", "find_previous", "find_in_result", "only_matches", "filter_result"}
    | {"sort_result", "show_all_records", "expand_all", "expand_level", "collapse_members", "themes"}
    | {"messages"}
    | {"copy", "copy_value", "copy_path", "copy_record", "copy_expression", "export"}
)


@dataclass(frozen=True, slots=True)
class Viewing:
    """A file and the user's tastes."""

    file: BinaryIO
    name: str
    """As the user would say it."""
    files: UserFiles
    settings: Settings
    keymap: dict[str, str]
    themes: Sequence[str]

    @property
    def remembered_as(self) -> str:
        """What columns and the like are kept for: the file's whole path; "" for what comes by a pipe."""
        path = getattr(self.file, "name", None)
        return f"file {path}" if isinstance(path, str | Path) else ""


class FileLine(Widget, can_focus=False):
    """The status line: which file, and what is going on."""

    DEFAULT_CSS = """
    FileLine { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, name: str, arrival: FileArrival) -> None:
        super().__init__(id="file")
        self._file = name
        self._arrival = arrival

    def on_mount(self) -> None:
        """A clock that redraws this one line."""
        self.set_interval(1.0, self.refresh)

    def render(self) -> Content:
        """Where one is; of a long path the end, which tells more."""
        rest = f" | no instance | {self._arrival.progress}"
        name = shown_line(self._file)
        room = max(1, self.content_size.width - len(rest))
        while cell_len(name) > room:
            name = f"…{name[2:]}"
        return Content(name + rest)


class ViewScreen(ResultActions, ResultTaking):
    """The results pane alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        it for it in bindings(everywhere=False) if isinstance(it, Binding) and it.action in _ACTIONS
    ]

    def __init__(self, viewing: Viewing) -> None:
        super().__init__()
        self._viewing = viewing

    def compose(self) -> ComposeResult:
        """The result, the file, the keys."""
        self._results = Results(f"Reading {shown_line(self._viewing.name)} …")
        self._arrival = FileArrival(self, self._results, self._changed)
        self._line = FileLine(self._viewing.name, self._arrival)
        yield self._results
        yield self._line
        yield KeyBar(id="keys")

    async def on_mount(self) -> None:
        """Read at once: there is nothing else to see."""
        viewing = self._viewing
        await self._results.memory.open(viewing.files.state, viewing.remembered_as)
        self._arrival.start(viewing.file, viewing.name, key_of("cancel", viewing.keymap))

    async def on_unmount(self) -> None:
        """What was chosen just now is kept as well."""
        await self._results.memory.save()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is read can be cancelled; the pane's keys for an instance do nothing here."""
        if action == "cancel":
            return self._arrival.is_running and not self._results.is_in_bar
        return hasattr(self, f"action_{action}")

    def is_possible(self, action: str) -> bool:
        """Without a result there is nothing to do with one."""
        return action in ("themes", "cancel", "messages") or self._results.whole is not None

    def keep_folder(self) -> Path:
        """See `ResultTaking`."""
        return self._viewing.files.state

    def action_cancel(self) -> None:
        """Read no further."""
        self._arrival.cancel()

    async def action_find(self) -> None:
        """Find in the result."""
        await self._results.action_find()

    async def action_find_next(self) -> None:
        """Go to the next match."""
        await self._results.action_found(True)

    async def action_find_previous(self) -> None:
        """Go to the match before."""
        await self._results.action_found(False)

    def action_themes(self) -> None:
        """Choose the colours."""
        choose_theme(self, self._viewing)

    def on_place_chosen(self, event: PlaceChosen) -> None:
        """A reference leads nowhere here."""
        if event.kind is Kind.REF:
            self.app.notify("There is no instance to follow the reference in: this is a file.", markup=False)

    def on_ref_opened(self, event: RefOpened) -> None:
        """There is no record to be had below it: only the ids that it is made of."""
        if isinstance(self._results.view, ResultTree) and event.kind is Kind.REF:
            self._results.view.action_open_or_close()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def _changed(self) -> None:
        self._line.refresh()
        self.refresh_bindings()
        if self.focused is None:
            self._results.focus_content()


class ViewApp(OrderedApp):
    """One window on one file."""

    def __init__(self, viewing: Viewing, themes: LoadedThemes, errors: Sequence[KarmaError]) -> None:
        self._viewing = viewing
        super().__init__(viewing, themes, errors)

    def get_default_screen(self) -> ViewScreen:
        """The results pane."""
        return ViewScreen(self._viewing)


def build_view(file: BinaryIO, name: str, files: UserFiles) -> ViewApp:
    """The window on a file, with the user's settings, themes and keys."""
    loaded = load(files)
    names = sorted(loaded.themes.themes)
    viewing = Viewing(file, name, files, loaded.settings, loaded.keymap, names)
    return ViewApp(viewing, loaded.themes, loaded.errors)


def run_view(file: BinaryIO, name: str) -> ExitCode:
    """Show what is in a file, and return once the user leaves.

    Raises StorageError without usable folders, UsageError on a dumb terminal.
    """
    refuse_dumb()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = build_view(file, name, UserFiles.standard())
    app.look.fit_terminal()
    return app.run_to_end()
