"""The list of profiles: to go on with another one, to try, add, change and remove them.

The file is read whenever the list is opened or changed something, so that other windows' changes are there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.profile_file import remove_profile, set_default
from karma_tui.library.profiles import LOCAL, Profile
from karma_tui.library.settings import Settings, load_settings
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.tui.profiles.keys import PROFILES
from karma_tui.tui.profiles.listing import detail, row
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.shown import shown
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.aside import aside
from karma_tui.workbench.profiles import target_for
from karma_tui.workbench.target import Target

_HINTS = (
    ("switch", "switches"), ("add", "adds"), ("edit", "edits"), ("rename", "renames"),
    ("duplicate", "duplicates"), ("test", "tests"), ("open_at_start", "at start"), ("remove", "removes"),
)  # fmt: skip

_OLD_NAME = "This window goes on under the old name."
_NEW_NAME = "goes on under the new one."
_STILL = "This window goes on with what the profile said before."
_NOW = "takes up what it says now."


@dataclass(frozen=True, slots=True)
class Picked:
    """What to go on with: what the window began with, else a profile, else the local instance."""

    profile: Profile | None
    target: Target | None = None


class ProfileList(OptionList):
    """One click marks; only two go on with it, for nobody goes to production by a slip of the hand."""

    def on_click(self, event: events.Click) -> None:
        """In place of what Textual does, which takes the first click for a choice."""
        event.prevent_default()
        at = event.style.meta.get("option")
        if isinstance(at, int):
            self.highlighted = at
            if event.chain > 1:
                self.action_select()


class ProfilesScreen(ModalScreen[Picked | None]):
    """Gives what was picked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(PROFILES)
    DEFAULT_CSS = """
    ProfilesScreen #about { height: auto; min-height: 2; max-height: 5; border-top: solid $border-blurred; }
    ProfilesScreen #keys-told { color: $text-muted; height: auto; }
    """

    def __init__(
        self, files: UserFiles, current: Target, begun: Target, changed: Callable[[Settings], None]
    ) -> None:
        """`current` is where the window is, `begun` where it began; `changed` hears of what was read anew."""
        super().__init__()
        self._files = files
        self._file = files.settings
        self._current = current.profile
        self._begun = begun
        self._changed = changed
        self._settings = Settings()
        self._wanted = current.profile
        self._note = ""
        """To be said once the list has been read anew."""
        self._entries: list[Profile | Target | None] = []

    def compose(self) -> ComposeResult:
        """The list, what the marked one says, and what is wrong with the file."""
        with Vertical(classes="dialogue tall"):
            yield Static(Content.styled("Profiles", "bold"))
            yield Static(hint(PROFILES, self.app, *_HINTS), id="keys-told", markup=False)
            yield ProfileList(id="list", markup=False)
            yield Static(id="about", markup=False)
            yield Static(id="problem", markup=False)

    def _about_window(self, is_now: str, by_key: str) -> str:
        """What became of the instance that this window is on, and how to go on."""
        return f"{is_now} {hint(PROFILES, self.app, ('switch', by_key))}".strip()

    def on_mount(self) -> None:
        """Read the file."""
        self.query_one("#list", OptionList).focus()
        self._reload()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say more of what is marked."""
        self.query_one("#about", Static).update(Content(shown(detail(self._entry))))

    def on_option_list_option_selected(self) -> None:
        """Enter, and two clicks."""
        self.action_switch()

    def action_switch(self) -> None:
        """Give what is marked."""
        if self.query_one("#list", OptionList).highlighted is not None:
            entry = self._entry
            self.dismiss(Picked(None, entry) if isinstance(entry, Target) else Picked(entry))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_add(self) -> None:
        """An empty form."""
        self._open_form(None, is_new=True)

    def action_edit(self) -> None:
        """The form with what is there; the local instance has none."""
        if self._marked is not None:
            self._open_form(self._marked, is_new=False)
        else:
            self._say("The local instance has nothing to be changed here.")

    def action_duplicate(self) -> None:
        """A form that begins with what this one says, but for its name."""
        if self._marked is not None:
            self._open_form(replace(self._marked, name=f"{self._marked.name} copy"), is_new=True)
        else:
            self.action_add()

    def action_rename(self) -> None:
        """Ask for its new name."""
        from karma_tui.tui.snippets.word_screen import WordScreen  # loaded when wanted

        profile = self._marked
        if profile is None:
            self._say("The local instance keeps its name.")
            return

        def renamed(name: str | None) -> None:
            if name is not None:
                self._wanted = name
                self._note = self._about_window(_OLD_NAME, _NEW_NAME) if profile.name == self._current else ""
                self._reload()

        told = "Its history, drafts and remembered values follow. Scripts that name it do not."
        take = partial(self._rename, profile.name)
        self.app.push_screen(WordScreen(f"Rename {profile.name}", told, profile.name, take), renamed)

    def _rename(self, old: str, word: str) -> str:
        """In a thread. Raises KarmaError; what could not follow is told, for the name itself is changed."""
        from karma_tui.library.profile_renaming import rename_with_all

        new = word.strip()
        if new != old:
            done = rename_with_all(self._file, self._files.state, self._files.data, old, new)
            self.app.call_from_thread(notify_errors, self.app, done.troubles)
        return new

    def action_test(self) -> None:
        """Try it."""
        from karma_tui.tui.profiles.trial_screen import TrialScreen  # loaded when wanted

        entry = self._entry
        try:
            target = target_for(entry) if isinstance(entry, Profile) else entry or Target()
        except KarmaError as error:
            self._say(str(error))
        else:
            self.app.push_screen(TrialScreen(target))

    def action_open_at_start(self) -> None:
        """Have it opened at start."""
        name = self._marked.name if self._marked is not None else ""
        self._change(partial(set_default, self._file, name))

    def action_remove(self) -> None:
        """Ask, then remove it."""
        profile = self._marked
        if profile is None:
            self._say("The local instance is always there.")
            return
        told = [f"{profile.url}; only what the settings say of it goes."]
        if profile.name == self._settings.profile:
            told.append("It is the one opened at start; the local instance will be opened instead.")
        if profile.name == self._current:
            told.append("This window goes on with it until you leave.")
        if profile.keyring:
            told.append("A secret in the keyring stays there.")
        question = ConfirmScreen(f"Remove the profile {profile.name}?", " ".join(told), "Remove")
        remove = partial(remove_profile, self._file, profile.name)
        self.app.push_screen(question, lambda agreed: self._change(remove) if agreed else None)

    @property
    def _entry(self) -> Profile | Target | None:
        """What is marked; None is the local instance, a target what the window began with."""
        index = self.query_one("#list", OptionList).highlighted
        return self._entries[index] if index is not None and index < len(self._entries) else None

    @property
    def _marked(self) -> Profile | None:
        """The profile that is marked."""
        entry = self._entry
        return entry if isinstance(entry, Profile) else None

    def _open_form(self, profile: Profile | None, *, is_new: bool) -> None:
        from karma_tui.tui.profiles.form_screen import ProfileForm  # loaded when wanted

        def written(name: str | None) -> None:
            if name is not None:
                self._wanted = name
                self._note = self._about_window(_STILL, _NOW) if name == self._current else ""
                self._reload()

        taken = frozenset(it.name for it in self._settings.profiles)
        self.app.push_screen(ProfileForm(self._file, profile, taken, is_new=is_new), written)

    def _change(self, change: Callable[[], object]) -> None:
        async def work() -> None:
            try:
                await aside(change)
            except KarmaError as error:
                self._say(str(error))
            else:
                await self._read()

        self._wanted = self._marked.name if self._marked is not None else LOCAL
        self.run_worker(work(), group="profiles", exclusive=True, exit_on_error=False)

    def _reload(self) -> None:
        self.run_worker(self._read(), group="profiles", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        loaded = await asyncio.to_thread(load_settings, self._file)
        self._settings = loaded.settings
        self._changed(loaded.settings)
        notify_errors(self.app, loaded.errors, "Some settings cannot be used")
        self._entries = [None, *loaded.settings.profiles]
        names = [_name(it) for it in self._entries]
        if self._begun.profile not in names or self._begun.data is not None:
            self._entries.append(self._begun)
            names.append(self._begun.profile)
        here = len(names) - 1 - names[::-1].index(self._current) if self._current in names else None
        default = loaded.settings.profile or LOCAL
        rows = [
            row(it, is_current=at == here, is_default=names[at] == default and not isinstance(it, Target))
            for at, it in enumerate(self._entries)
        ]
        entries = self.query_one("#list", OptionList)
        entries.clear_options()
        entries.add_options([Option(it) for it in rows])
        entries.highlighted = names.index(self._wanted) if self._wanted in names else 0
        self._say(self._note)
        self._note = ""

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(Content(shown(text)))


def _name(entry: Profile | Target | None) -> str:
    if entry is None:
        return LOCAL
    return entry.name if isinstance(entry, Profile) else entry.profile
