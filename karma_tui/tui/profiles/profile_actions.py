"""The list of profiles from the main screen, and going on with another instance without leaving.

A new main screen takes the old one's place, so that nothing of one instance can be mistaken for another's:
models, results and records belong to where they came from. The buffers go along.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.app import UnknownModeError

from karma_tui.errors import KarmaError
from karma_tui.library.drafts import Buffer
from karma_tui.library.profiles import Profile
from karma_tui.library.settings import Settings
from karma_tui.tui.screens.compare_actions import CompareActions
from karma_tui.tui.screens.instance_actions import InstanceActions
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from textual.screen import Screen

    from karma_tui.tui.desk import Desk
    from karma_tui.tui.profiles.carrying import Carried
    from karma_tui.tui.profiles.profiles_screen import Picked

_GROUP = "switch"
_MODE = "instance {}"


class ProfileActions(InstanceActions, CompareActions):
    """Actions about profiles."""

    carried: Carried | None = None
    """What came along from the screen before."""

    def action_profiles(self) -> None:
        """Look at the profiles, and perhaps go on with another one."""
        from karma_tui.tui.profiles.profiles_screen import ProfilesScreen  # dialogues are loaded when wanted

        begun = self._desk.started or self._desk.target
        screen = ProfilesScreen(self._desk.files, self._desk.target, begun, self._settings_read)
        self.app.push_screen(screen, self._profile_picked)

    async def take_over(self) -> None:
        """Begin with what came along; the first screen has nothing."""
        carried = self.carried
        if carried is None:
            return
        from karma_tui.tui.profiles.carrying import take_over

        await take_over(self._buffers, carried)
        self.set_focus(self._buffers.active)
        self._results_kept.held = carried.held
        past = carried.pasts.get(self._desk.instance)
        if past is not None:
            self._explorer.history = past.history
            self._explorer.step_aside()
            await self._explorer.move(-1)

    async def restore_left(self, left: Sequence[Buffer]) -> None:
        """Bring back what earlier windows left here, but not twice what came along."""
        if self.carried is None:
            await self._buffers.restore(left)
            return
        from karma_tui.tui.profiles.carrying import news

        found = news(left, self.carried, self._desk.instance)
        if found:
            active = str(self._buffers.active.id)
            await self._buffers.restore(found)
            if self._buffers.editor(active) is not None:
                self._buffers.bring(active)

    def _settings_read(self, settings: Settings) -> None:
        self._desk = replace(self._desk, settings=replace(self._desk.settings, profiles=settings.profiles))

    def _profile_picked(self, picked: Picked | None) -> None:
        if picked is None:
            return
        try:
            target = picked.target or self._target_of(picked.profile)
        except KarmaError as error:
            self.refuse(error)
            return
        name = shown_line(target.profile)
        if self._plain(target) == self._plain(self._desk.target):
            self.tell(f"This window is on {name} already.")
        elif self._runner.is_running:
            from karma_tui.tui.screens.confirm import ConfirmScreen

            here = shown_line(self._desk.target.profile)
            question = ConfirmScreen(
                f"Cancel the run and go on with {name}?", f"A run is going on at {here}.", "Cancel the run"
            )
            self.app.push_screen(question, lambda agreed: self._go(target) if agreed else None)
        else:
            self._go(target)

    def _target_of(self, profile: Profile | None) -> Target:
        """Raises KarmaError for an environment or an address that cannot be used."""
        if profile is None:
            return Target()
        from karma_tui.workbench.connect import check_address
        from karma_tui.workbench.profiles import target_for

        target = target_for(profile)
        check_address(target.url)
        return target

    def _plain(self, target: Target) -> Target:
        """Without the secret, which a target that was just made of a profile does not have yet."""
        return target if target.is_local else replace(target, secret=None)

    def _go(self, target: Target) -> None:
        desk = replace(self._desk, target=target, paths=(), started=self._desk.started or self._desk.target)
        # of the app, since this screen ends with it
        self.app.run_worker(self._switch(desk), group=_GROUP, exclusive=True, exit_on_error=False)

    async def _switch(self, desk: Desk) -> None:
        from karma_tui.tui.profiles.carrying import Past, carried_of, known

        held, here = self._results_kept.held, self._desk.target.profile
        self._explorer.step_aside()
        left = self._buffers.kept()
        await self.shut_down()
        # only now: what is typed up to here goes along
        carried = carried_of(self._buffers, held, here, self.carried)
        past = Past(self._explorer.history, tuple(left), self._connection.target)
        carried.leave(self._desk.instance, past)
        desk = replace(desk, target=known(desk.target, carried.pasts.get(desk.instance)))
        main = cast("Callable[[Desk], ProfileActions]", type(self))(desk)
        main.carried = carried
        await self._replace_by(main, desk)

    async def _replace_by(self, main: Screen[None], desk: Desk) -> None:
        app = self.app
        before = app.current_mode
        number = int(before.rpartition(" ")[2]) + 1 if before.startswith("instance ") else 1
        setattr(app, "desk", desk)  # noqa: B010  (the app's class would import this module)
        app.add_mode(_MODE.format(number), lambda: main)
        await app.switch_mode(_MODE.format(number))
        with suppress(UnknownModeError):  # that of the first screen, which Textual keeps
            await app.remove_mode(before)

    @abstractmethod
    async def shut_down(self) -> None:
        """Keep the drafts and let go of the instance."""
