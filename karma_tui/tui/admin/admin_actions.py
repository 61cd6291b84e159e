"""Administration from the main screen: its list, and each deed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from karma_tui.errors import AuthError
from karma_tui.tui.messages import Connected
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.shown import shown
from karma_tui.tui.welcome import key_of

if TYPE_CHECKING:
    from karma_tui.workbench.administration.exporting import Exported
    from karma_tui.workbench.administration.importing import Replaced
    from karma_tui.workbench.administration.rotating import Rotated
    from karma_tui.workbench.workbench import Workbench


class AdminActions(Workspace):
    """Actions of who looks after an instance. Dialogues are loaded when wanted."""

    def action_administration(self) -> None:
        """Who may do what, in one list."""
        bench = self._administered()
        if bench is not None:
            from karma_tui.tui.admin.admin_screen import AdminScreen

            self.app.push_screen(AdminScreen(bench, self._connection.target.profile, self._deed))

    def action_export_dump(self) -> None:
        """Write a dump of all data."""
        bench = self._administered()
        if bench is not None:
            from karma_tui.tui.admin.dump_export_screen import DumpExportScreen

            self.app.push_screen(DumpExportScreen(bench, self._connection.target.profile), self._exported)

    def action_import_dump(self) -> None:
        """Replace all data by a dump."""
        bench = self._administered()
        if bench is not None:
            from karma_tui.tui.admin.deeds import ImportScreen

            self.app.push_screen(ImportScreen(bench, self._connection.target.profile), self._replaced)

    def action_reset_instance(self) -> None:
        """Delete all data."""
        bench = self._administered()
        if bench is not None:
            from karma_tui.tui.admin.deeds import ResetScreen

            self.app.push_screen(ResetScreen(bench, self._connection.target.profile), self._replaced)

    def action_rotate_secret(self) -> None:
        """Have the instance make itself a new secret."""
        bench = self._administered()
        if bench is not None:
            from karma_tui.tui.admin.deeds import RotateScreen

            self.app.push_screen(RotateScreen(bench, self._connection.target.profile), self._rotated)

    def _deed(self, name: str) -> None:
        getattr(self, f"action_{name}")()

    def _administered(self) -> Workbench | None:
        """The open instance; None after telling that there is none."""
        if self._connection.bench is None:
            key = key_of("reconnect", self._desk.keymap)
            told = "Connecting is going on" if self._connection.is_trying else "There is no connection"
            then = "try again once it is done" if self._connection.is_trying else f"{key} tries again"
            self.tell(f"{told}: {then}.")
            return None
        return cast("Workbench", self._connection.bench)

    def _exported(self, exported: Exported | None) -> None:
        if exported is not None:
            self.tell(shown("\n".join(exported.lines())), title="Exported")

    def _replaced(self, replaced: Replaced | None) -> None:
        if replaced is None:
            self._look_at_session()
            return
        self.tell(shown(replaced.done))
        if replaced.trouble:
            self._connection.sign_in(AuthError("Nobody is signed in", replaced.trouble))
        elif self._connection.bench is not None:
            self.post_message(Connected(self._connection.bench))
        self._read_list_again()

    def _rotated(self, rotated: Rotated | None) -> None:
        if rotated is None:
            self._look_at_session()
            return
        self.tell(shown("\n".join(rotated.lines)), title="The instance's secret")
        bench = self._connection.bench
        if bench is not None and bench.session_view().state != "live":
            self._connection.sign_in(
                AuthError(
                    "The instance's secret was changed",
                    hint="Sign in with the new one, from the server's log.",
                )
            )

    def _look_at_session(self) -> None:
        """A deed that was cut off may have been done: sign in anew, and read what is there."""
        bench = self._connection.bench
        if bench is not None and bench.session_view().state == "signed out":
            self._connection.open()

    def _read_list_again(self) -> None:
        for screen in self.app.screen_stack:
            if hasattr(screen, "action_ask_again") and hasattr(screen, "overview"):
                screen.action_ask_again()
