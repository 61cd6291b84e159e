"""The way of a change of a user: form, the expression shown, the profile's name if need be, sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from karma_tui.errors import KarmaError, ProtectedProfile
from karma_tui.tui.admin.user_forms import Filled, UserForm
from karma_tui.tui.failures import unexpected
from karma_tui.tui.records.ask_screens import NameScreen, preview
from karma_tui.tui.shown import shown
from karma_tui.workbench.administration.changing import check_allowed, referrers_of, send_change
from karma_tui.workbench.administration.hashing import hashed
from karma_tui.workbench.administration.overview import Overview, User
from karma_tui.workbench.administration.users import Change, Users

if TYPE_CHECKING:
    from karma_tui.tui.admin.admin_screen import AdminScreen


class UserChanges:
    """What the administration's screen does to users. Errors are shown there."""

    def __init__(self, screen: AdminScreen) -> None:
        self._screen = screen

    def create(self) -> None:
        """Fill in a form, then create."""
        ready = self._ready("a user is created")
        if ready is None:
            return
        overview, users = ready

        def filled(form: Filled | None) -> None:
            if form is not None:
                self._after_hash(form, lambda hash_: users.create(form.name, hash_, form.roles))

        form = UserForm(
            "New user",
            ("name", "password", "roles"),
            roles=overview.roles,
            check=lambda it: users.create(it.name, "", it.roles),
        )
        self._screen.app.push_screen(form, filled)

    def password(self) -> None:
        """Another password for the marked user."""
        ready, user = self._ready("a password is changed"), self._marked()
        if ready is None or user is None:
            return
        users = ready[1]

        def filled(form: Filled | None) -> None:
            if form is not None:
                self._after_hash(form, lambda hash_: users.password(user, hash_))

        self._screen.app.push_screen(UserForm(f"Password of {user.name}", ("password",)), filled)

    def roles(self) -> None:
        """Other roles for the marked user."""
        ready, user = self._ready("roles are changed"), self._marked()
        if ready is None or user is None:
            return
        overview, users = ready

        def filled(form: Filled | None) -> None:
            if form is not None:
                self._show(users.assign(user, form.roles))

        form = UserForm(
            f"Roles of {user.name}",
            ("roles",),
            roles=overview.roles,
            given=user.roles,
            check=lambda it: users.assign(user, it.roles),
        )
        self._screen.app.push_screen(form, filled)

    def remove(self) -> None:
        """The end of the marked user."""
        ready, user = self._ready("a user is deleted"), self._marked()
        if ready is None or user is None:
            return
        overview, users = ready

        async def look() -> None:
            users.remove(user)
            self._show(users.remove(user, await referrers_of(self._screen.bench, overview, user)))

        self._begin(look())

    def _ready(self, deed: str) -> tuple[Overview, Users] | None:
        """What there is; None after telling why nothing can be changed."""
        screen = self._screen
        if screen.overview is None:
            screen.complain("The users are not read yet.")
            return None
        try:
            check_allowed(screen.bench, deed)
        except ProtectedProfile:
            pass  # its name is asked for once it is known what is sent
        except KarmaError as error:
            screen.complain(error)
            return None
        screen.complain("")
        return screen.overview, Users(screen.overview, screen.bench.session_view().user)

    def _marked(self) -> User | None:
        entry = self._screen.marked
        if entry is None or entry.user is None:
            self._screen.complain("Mark a user first.")
            return None
        return entry.user

    def _after_hash(self, form: Filled, made: Callable[[str], Change]) -> None:
        async def hash_and_show() -> None:
            self._show(made(await asyncio.to_thread(hashed, form.password)))

        self._begin(hash_and_show())

    def _show(self, change: Change) -> None:
        """The expression before it is sent."""

        def answered(button: str | None) -> None:
            if button == "send":
                self._confirm(change)

        remark = "\n".join(change.remarks)
        self._screen.app.push_screen(preview("This will be sent", change.shown, remark), answered)

    def _confirm(self, change: Change) -> None:
        try:
            check_allowed(self._screen.bench, change.deed)
        except ProtectedProfile as error:
            ask = NameScreen(error.title, error.detail, error.profile)
            self._screen.app.push_screen(ask, lambda name: self._send(change, name) if name else None)
        else:
            self._send(change, "")

    def _send(self, change: Change, confirmed: str) -> None:
        async def send() -> None:
            done = await send_change(self._screen.bench, change, confirmed)
            self._screen.app.notify(shown(done), markup=False)
            self._screen.action_ask_again()

        self._begin(send())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        async def told() -> None:
            try:
                await work
            except KarmaError as error:
                self._screen.complain(error)
            except Exception as failure:
                self._screen.complain(unexpected(failure))

        root = self._screen.app.screen_stack[0]
        root.run_worker(told(), group="administration-change", exclusive=True, exit_on_error=False)
