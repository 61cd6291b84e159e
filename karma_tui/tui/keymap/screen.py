"""Changing keys: every action with its keys, a line to search with; the next key pressed becomes the new one.

What is changed holds at once and is saved in the settings, or in the key map file that they name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.errors import KarmaError
from karma_tui.library.key_file import save_keys
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.keymap.changing import Change, Refusal, changed_by, defaults, taken_over
from karma_tui.tui.keymap.judge import Entry, entries
from karma_tui.tui.keymap.names import as_on_keyboards
from karma_tui.tui.keymap.press_screen import PressScreen
from karma_tui.tui.keymap.telling import keys_now
from karma_tui.tui.screens.keys import KEY_EDITOR

_KEYS = 24


class KeyScreen(ModalScreen[None]):
    """The keyboard stays in the search line; arrows move in the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(KEY_EDITOR)

    def __init__(
        self, settings: Path, changed: Mapping[str, str], apply: Callable[[Mapping[str, str]], None]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._changed = dict(changed)
        """What differs from the defaults, as `judge` gives it."""
        self._apply = apply
        self._shown: list[Entry] = []

    def compose(self) -> ComposeResult:
        """What to do, what to look for, the actions, and what there is to say about the one in sight."""
        with Vertical(classes="dialogue tall"):
            yield Static(self._title(), id="keys-title")
            yield Input(placeholder="Search the actions, or type a key's name", id="key-search")
            yield OptionList(id="key-list", markup=False)
            yield Static(id="key-help", markup=False)

    def on_mount(self) -> None:
        """All of them."""
        self.query_one(OptionList).can_focus = False
        self._fill("")
        self.query_one(Input).focus()

    def _title(self) -> Content:
        own = {entry.action.name: keys_now(entry, self._changed) for entry in _of_editor()}
        hints = [("bind", "new key"), ("add", "one more"), ("unbind", "none"), ("reset", "default")]
        told = "  ".join(f"{own[name].capitalize()} {text}" for name, text in hints)
        return Content.assemble(("Keys", "bold"), f"  {told}  {own['reset_all'].capitalize()} all defaults")

    # --- the list

    def _fill(self, words: str, stay: str = "") -> None:
        wanted = words.lower().split()
        actions = self.query_one(OptionList)
        actions.clear_options()
        self._shown = [it for it in entries().values() if all(word in self._searched(it) for word in wanted)]
        heading = ""
        for entry in self._shown:
            if entry.heading != heading:
                heading = entry.heading
                actions.add_option(Option(Content.styled(heading, "bold underline"), disabled=True))
            actions.add_option(Option(self._row(entry), id=entry.id))
        if not self._shown:
            actions.add_option(Option("No action has these words.", disabled=True))
        elif stay and any(it.id == stay for it in self._shown):
            actions.highlighted = actions.get_option_index(stay)
        else:
            actions.action_first()

    def _searched(self, entry: Entry) -> str:
        keys = keys_now(entry, self._changed)
        return f"{entry.heading} {entry.action.label} {entry.action.help} {entry.id} {keys}".lower()

    def _row(self, entry: Entry) -> Content:
        keys = keys_now(entry, self._changed) or "-"
        mark = "*" if entry.id in self._changed else " "
        label = entry.action.label or entry.action.help
        return Content.assemble(f"{mark} ", (f"{keys:<{_KEYS}}", "bold"), f" {label}")

    @property
    def _entry(self) -> Entry | None:
        actions = self.query_one(OptionList)
        if actions.highlighted is None:
            return None
        option = actions.get_option_at_index(actions.highlighted)
        return entries().get(option.id or "")

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(OptionList.OptionHighlighted)
    def _tell(self, _: OptionList.OptionHighlighted) -> None:
        entry = self._entry
        if entry is None:
            return
        name = entry.id if "." not in entry.id else f"{entry.id} ({entry.where})"
        default = as_on_keyboards(entry.action.keys) or "none"
        self.query_one("#key-help", Static).update(
            Content.assemble(entry.action.help, "\n", (f"{name}, default: {default}", "$text-muted"))
        )

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.action_bind()

    def action_move(self, by: int) -> None:
        """To another action."""
        actions = self.query_one(OptionList)
        actions.action_cursor_down() if by > 0 else actions.action_cursor_up()

    def action_move_page(self, by: int) -> None:
        """By what is in sight."""
        actions = self.query_one(OptionList)
        move = actions.action_page_down if by > 0 else actions.action_page_up
        move()  # type: ignore[no-untyped-call]

    # --- changing

    def action_bind(self) -> None:
        """The next key pressed is the new one."""
        self._press(adds=False)

    def action_add(self) -> None:
        """The next key pressed is one more."""
        self._press(adds=True)

    def _press(self, *, adds: bool) -> None:
        entry = self._entry
        if entry is None:
            return

        def pressed(key: str | None) -> None:
            if key:
                self._change(Change(entry, key, adds))

        self.app.push_screen(PressScreen(entry, adds=adds), pressed)

    def _change(self, change: Change) -> None:
        found = changed_by(self._changed, change)
        if isinstance(found, Refusal):
            self._refuse(change, found)
        else:
            self._take(found, change.entry.id)

    def _refuse(self, change: Change, refusal: Refusal) -> None:
        """A clash can be solved by taking the key away from the other; anything else can only be told."""
        if not refusal.holders:
            self.app.notify(refusal.text, severity="warning", markup=False)
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        take, other = f"Take it from {refusal.names}", "Leave everything as it is"

        def answered(answer: str | None) -> None:
            if answer == take:
                self._take(taken_over(self._changed, change, refusal), change.entry.id)

        self.app.push_screen(ChoiceScreen(refusal.text, [take, other]), answered)

    def action_unbind(self) -> None:
        """No key."""
        if self._entry is not None:
            self._change(Change(self._entry, "", adds=False))

    def action_reset(self) -> None:
        """The default again."""
        entry = self._entry
        if entry is not None and entry.id in self._changed:
            self._change(Change(entry, entry.action.keys, adds=False))

    def action_reset_all(self) -> None:
        """Every default, after a question."""
        if not self._changed:
            self.app.notify("All keys are the defaults.", markup=False)
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        reset = f"Give {len(self._changed)} actions their defaults again"

        def answered(answer: str | None) -> None:
            if answer == reset:
                self._take({}, "")

        self.app.push_screen(ChoiceScreen("All defaults?", [reset, "Leave everything as it is"]), answered)

    def _take(self, changed: Mapping[str, str], stay: str) -> None:
        """It holds at once; saving is done beside."""
        if dict(changed) == self._changed:
            return
        before, self._changed = self._changed, dict(changed)
        self._apply(changed)
        self.query_one("#keys-title", Static).update(self._title())
        self._fill(self.query_one(Input).value, stay)
        self.app.run_worker(self._save(before, self._changed), group="settings", exit_on_error=False)

    async def _save(self, before: Mapping[str, str], now: Mapping[str, str]) -> None:
        try:
            await asyncio.to_thread(save_keys, self._settings, defaults(before, now))
        except KarmaError as error:
            notify_errors(self.app, [error])

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _of_editor() -> list[Entry]:
    return [entry for entry in entries().values() if entry.scope == KEY_EDITOR.name]
