"""The forms for users: name, password typed twice, roles in an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.errors import KarmaError, UsageError
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.admin.keys import ROLE_LIST
from karma_tui.tui.admin.work_screen import WorkScreen
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.administration.hashing import check_password
from karma_tui.workbench.administration.overview import Role


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in; the password is nowhere shown."""

    name: str = ""
    password: str = field(default="", repr=False)
    roles: tuple[Role, ...] = ()


class RoleList(OptionList):
    """Roles to choose from; the number says in which order they were given."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ROLE_LIST)

    def __init__(self, roles: Sequence[Role], given: Sequence[str]) -> None:
        super().__init__(id="roles", markup=False)
        self._roles = tuple(roles)
        known = {role.ref.record_id: role for role in roles}
        self.given: list[Role] = [known[it] for it in given if it in known]

    def on_mount(self) -> None:
        """Show them."""
        self._show(0)

    def action_give(self) -> None:
        """Give the role as the last one, or take it."""
        if self.highlighted is not None:
            self._toggle(self.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        event.stop()
        self._toggle(event.option_index)

    def _toggle(self, at: int) -> None:
        role = self._roles[at]
        if role in self.given:
            self.given = [it for it in self.given if it is not role]
        else:
            self.given.append(role)
        self._show(at)

    def _show(self, at: int) -> None:
        self.clear_options()
        for role in self._roles:
            place = str(self.given.index(role) + 1) if role in self.given else "-"
            self.add_option(Option(Content.assemble(f" {place:>2} ", (shown_line(role.name), "bold"))))
        if self._roles:
            self.highlighted = at


class UserForm(WorkScreen[Filled | None]):
    """Gives what was filled in, or None. `fields` are those that are asked for; `check` refuses a name."""

    DEFAULT_CSS = "UserForm #roles { height: auto; max-height: 6; }"

    def __init__(
        self,
        title: str,
        fields: Sequence[str],
        *,
        name: str = "",
        roles: Sequence[Role] = (),
        given: Sequence[str] = (),
        check: Callable[[Filled], object] = lambda _: None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._known = name
        self._roles = roles
        self._given = given
        self._check = check

    def compose(self) -> ComposeResult:
        """The fields."""
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled(shown_line(self._title), "bold"))
            if "name" in self._fields:
                yield Label("Name", markup=False)
                yield Input(id="name", classes="plain")
            if "password" in self._fields:
                yield Label("Password", markup=False)
                yield Input(password=True, id="password", classes="plain")
                yield Label("The same again", markup=False)
                yield Input(password=True, id="again", classes="plain")
            if "roles" in self._fields:
                how = hint(ROLE_LIST, self.app, ("toggle", "gives and takes"))
                yield Label(f"Roles  {how}; numbers are the order", markup=False)
                yield RoleList(self._roles, self._given)
            yield Static(id="problem", markup=False)
            with Horizontal(classes="row"):
                yield Button("Go on", id="ok", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The first field."""
        first = {"name": "#name", "password": "#password", "roles": "#roles"}[self._fields[0]]
        self.query_one(first).focus()

    def on_input_submitted(self) -> None:
        """Enter goes to the next empty line, from the last one on."""
        empty = next((it for it in self.query(Input) if not it.value), None)
        if empty is not None:
            empty.focus()
        elif "roles" in self._fields and not self.query_one(RoleList).has_focus and not self._roles_seen:
            self._roles_seen = True
            self.query_one(RoleList).focus()
        else:
            self._finish()

    _roles_seen = False

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons."""
        if event.button.id == "ok":
            self._finish()
        else:
            self.action_leave()

    def _finish(self) -> None:
        try:
            filled = self._filled()
            self._check(filled)
        except KarmaError as error:
            self.complain(error)
        else:
            self.dismiss(filled)

    def _filled(self) -> Filled:
        name, password = self._known, ""
        if "name" in self._fields:
            name = self.query_one("#name", Input).value.strip()
        if "password" in self._fields:
            password = self.query_one("#password", Input).value
            check_password(password)
            if self.query_one("#again", Input).value != password:
                raise UsageError("The two passwords differ", "", "Type the same twice.")
        roles = tuple(self.query_one(RoleList).given) if "roles" in self._fields else ()
        return Filled(name, password, roles)
