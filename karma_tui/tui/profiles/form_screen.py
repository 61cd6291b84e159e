"""The form of a profile: every key of it, each checked while it is typed; nothing is written before Save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Checkbox, Input, Label, Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.profile_file import add_profile, change_profile
from karma_tui.library.profile_keys import COLOURS, KEYS, Key, Kind, name_problem, shown_value, typed
from karma_tui.library.profiles import Profile
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.profiles.keys import PROFILE_FORM
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.shown import shown
from karma_tui.tui.widgets.yes_no import YesNo
from karma_tui.workbench.aside import aside
from karma_tui.workbench.profile_check import address_problem, problems_of
from karma_tui.workbench.profiles import target_of_profile

_NAME = "name"


class ProfileForm(ModalScreen[str | None]):
    """Gives the name of what was written, or None."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = scoped(PROFILE_FORM)
    DEFAULT_CSS = """
    ProfileForm .dialogue { height: 96%; width: 96; }
    ProfileForm #fields { height: 1fr; }
    ProfileForm .field { height: auto; }
    ProfileForm .field Label { width: 19; }
    ProfileForm .field Input { width: 1fr; }
    ProfileForm .field YesNo { width: 1fr; }
    ProfileForm .wrong { height: auto; padding-left: 19; color: $text-error; display: none; }
    ProfileForm #about { height: auto; max-height: 3; color: $text-muted; }
    """

    def __init__(self, file: Path, profile: Profile | None, taken: frozenset[str], *, is_new: bool) -> None:
        """`profile` is what the form begins with; with `is_new` it gets a name of its own."""
        super().__init__()
        self._file = file
        self._before = profile or Profile("", "")
        self._taken = taken
        self._is_new = is_new
        self._problems: dict[str, str] = {}
        self._touched = False

    def compose(self) -> ComposeResult:
        """A line for each key, what is wrong below it, and what the one with the focus is for."""
        title = "A new profile" if self._is_new else f"Profile {self._before.name}"
        with Vertical(classes="dialogue"):
            keys = hint(PROFILE_FORM, self.app, ("save", "saves"), ("test", "tests"), ("leave", "leaves"))
            yield Static(Content.assemble((shown(title), "bold"), f"  {keys}"))
            with VerticalScroll(id="fields", can_focus=False):
                if self._is_new:
                    yield from self._field(
                        _NAME, "Name", Input(self._before.name, id="field-name", classes="plain")
                    )
                for key in KEYS:
                    yield from self._field(key.name, key.label, self._input(key))
            yield Static(id="about", markup=False)
            yield Static(id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Save", variant="primary", id="save")
                yield Button("Test", id="test")
                yield Button("Cancel", id="cancel")

    def _field(self, name: str, label: str, widget: Input | Checkbox) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label(label, markup=False)
            yield widget
        yield Static(id=f"wrong-{name}", classes="wrong", markup=False)

    def _input(self, key: Key) -> Input | Checkbox:
        value = getattr(self._before, key.name)
        name = f"field-{key.name}"
        if key.kind is Kind.SWITCH:
            return YesNo(bool(value), id=name)
        text = "" if value == key.default else shown_value(key, value)
        choices = key.choices or (COLOURS if key.kind is Kind.COLOUR else ())
        suggester = SuggestFromList(choices) if choices else None
        return Input(text, placeholder=_placeholder(key), suggester=suggester, id=name, classes="plain")

    def on_mount(self) -> None:
        """At the first thing to fill in."""
        self.set_focus(self.query_one("#field-name" if self._is_new else "#field-url", Input))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the field is for."""
        name = (event.widget.id or "").removeprefix("field-")
        key = next((key for key in KEYS if key.name == name), None)
        about = "what it is called" if name == _NAME else key.help if key is not None else ""
        self.query_one("#about", Static).update(about)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check it while it is typed."""
        self._touch()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Check it at once."""
        self._touch()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The mouse's way."""
        match event.button.id:
            case "save":
                self.action_save()
            case "test":
                self.action_test()
            case _:
                self.action_leave()

    def action_save(self) -> None:
        """Write it, unless something is wrong."""
        profile = self._checked()
        if profile is not None:
            self.run_worker(self._write(profile), group="profile-form", exclusive=True, exit_on_error=False)

    def action_test(self) -> None:
        """Try what the form says, without writing it."""
        profile = self._checked()
        if profile is not None:
            from karma_tui.tui.profiles.trial_screen import TrialScreen  # loaded when wanted

            self.app.push_screen(TrialScreen(target_of_profile(profile)))

    def action_leave(self) -> None:
        """Ask if something would be lost."""
        if self._profile() == self._before:
            self.dismiss(None)
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.dismiss(None)

        question = ConfirmScreen("Leave the form?", "What you changed in it will be lost.", "Leave")
        self.app.push_screen(question, answered)

    async def _write(self, profile: Profile) -> None:
        try:
            await aside(self._writing(profile))
        except KarmaError as error:
            self._say(str(error))
        else:
            self.dismiss(profile.name)

    def _writing(self, profile: Profile) -> Callable[[], None]:
        if self._is_new:
            return lambda: add_profile(self._file, profile)
        changes = {
            key.name: getattr(profile, key.name)
            for key in KEYS
            if getattr(profile, key.name) != getattr(self._before, key.name)
        }
        return lambda: change_profile(self._file, profile.name, changes)

    def _touch(self) -> None:
        """Tell what is wrong; what is still empty counts as wrong only when it is to be saved."""
        self._touched = True
        self._find_problems(with_missing=False)
        self._say("")

    def _checked(self) -> Profile | None:
        """The profile if it is good; else the focus goes to what is wrong."""
        self._find_problems(with_missing=True)
        if not self._problems:
            return self._profile()
        first = next(iter(self._problems))
        self.query_one(f"#field-{first}").focus()
        self._say("This cannot be saved yet: look at the lines that say why.")
        return None

    def _profile(self) -> Profile:
        """What the form says; fields with a problem keep what they had."""
        values: dict[str, Any] = {}
        for key in KEYS:
            value, problem = self._value(key)
            values[key.name] = getattr(self._before, key.name) if problem else value
        name = self.query_one("#field-name", Input).value.strip() if self._is_new else self._before.name
        return replace(self._before, name=name, **values)

    def _value(self, key: Key) -> tuple[Any, str]:
        if key.kind is Kind.SWITCH:
            return self.query_one(f"#field-{key.name}", Checkbox).value, ""
        return typed(key, self.query_one(f"#field-{key.name}", Input).value)

    def _find_problems(self, *, with_missing: bool) -> None:
        found: dict[str, str] = {}
        if self._is_new and (name := self.query_one("#field-name", Input).value.strip() or with_missing):
            problem = name_problem(name if isinstance(name, str) else "")
            found[_NAME] = problem or ("is taken already" if name in self._taken else "")
        for key in KEYS:
            value, problem = self._value(key)
            if key.kind is Kind.ADDRESS:
                problem = problem or address_problem(str(value))
                problem = problem if with_missing or self._text(key) else ""
            found[key.name] = problem
        if not any(found.values()):
            found.update(problems_of(self._profile()) if with_missing or self._profile().url else ())
        self._problems = {name: problem for name, problem in found.items() if problem}
        for name in found:
            told = self.query_one(f"#wrong-{name}", Static)
            told.display = name in self._problems
            told.update(f"! {self._problems.get(name, '')}")

    def _text(self, key: Key) -> str:
        return self.query_one(f"#field-{key.name}", Input).value.strip()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(Content(shown(text)))


def _placeholder(key: Key) -> str:
    if key.kind is Kind.ADDRESS:
        return "https://db.example.org"
    default = shown_value(key, key.default)
    return default or ("none" if key.kind in (Kind.COLOUR, Kind.TEXT) else "")
