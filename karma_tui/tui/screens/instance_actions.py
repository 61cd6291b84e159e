"""The instance as the screen sees it: connecting, its models, its session, and what goes wrong with them."""

from __future__ import annotations

import asyncio

from textual.worker import Worker

from karma_tui.errors import AuthError, ConnectionFailed, KarmaError
from karma_tui.schema.catalogue import Catalogue
from karma_tui.tui.assist.helpers import Helpers
from karma_tui.tui.catalogue.pane import CataloguePane
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.tui.messages import (
    CatalogueFailed,
    CatalogueRead,
    Connected,
    ConnectFailed,
    Connecting,
    Failed,
    Request,
    SessionChanged,
)
from karma_tui.tui.records.record_actions import RecordActions
from karma_tui.tui.screens.explore_actions import ExploreActions
from karma_tui.tui.welcome import key_of
from karma_tui.tui.widgets.status_bar import StatusBar
from karma_tui.workbench.session_text import READY


class InstanceActions(ExploreActions):
    """What connecting, and the models that are read then, change on the screen."""

    _catalogue: CataloguePane
    _helpers: Helpers
    _records: RecordActions
    _status: StatusBar
    _waiting: Request | None = None
    """What runs as soon as there is a connection."""
    _models_wanted = False
    """Whether the models could not be read because the server was away."""
    _no_way: KarmaError | None = None
    """Why connecting failed the last time, until it works."""

    def on_connected(self, _: Connected) -> None:
        """Read the models, and run what was waiting for the connection."""
        self._status.set_activity(lambda: READY)
        self._models_wanted = False
        self._found_a_way()
        self._connection.read_catalogue()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._run(waiting)

    def on_connect_failed(self, event: ConnectFailed) -> None:
        """Say why there is no connection, and how to try again."""
        self._waiting = None
        self._status.set_activity(self._standing)
        self._models_wanted = True
        self._catalogue.say("not connected")
        doing = "signing in" if isinstance(event.error, AuthError) else "connecting"
        self._results.show_error(event.error, None, "", f"{doing} failed")
        self._no_way = event.error

    def _found_a_way(self) -> None:
        """What connecting failed of is not shown any longer, as if it still held."""
        error, self._no_way = self._no_way, None
        if error is not None:
            self._results.error_is_over(error)

    def _standing(self) -> str:
        """After a failure: a session that there is may come round by itself, and the status bar tells it."""
        if self._connection.session() is not None:
            return READY
        return f"not connected ({key_of('reconnect', self._desk.keymap)} tries again)"

    def on_catalogue_read(self, event: CatalogueRead) -> None:
        """Show the models."""
        self._catalogue.show(event.catalogue)
        self._helpers.learn(
            event.catalogue, self._connection.session(), is_local=self._connection.target.is_local
        )
        self._results.names = event.catalogue.names
        self._records.learn(event.catalogue)
        self._explorer.catalogue = event.catalogue
        self.run_worker(self._keep_tags(event.catalogue), group="tags", exit_on_error=False)

    async def _keep_tags(self, catalogue: Catalogue) -> None:
        """For shells, which complete them without a server."""

        def keep() -> None:
            from karma_tui.library.known_tags import remember_tags  # with the models, not before

            tags = (model.tag for model in catalogue.models)
            remember_tags(self._desk.files.state, self._connection.target.profile, tags)

        await asyncio.to_thread(keep)

    def on_catalogue_failed(self, event: CatalogueFailed) -> None:
        """A user may lack the permission to read models; all else works."""
        self._models_wanted = isinstance(event.error, ConnectionFailed)
        self._catalogue.say("the models cannot be read")
        self._helpers.forget()
        notify_errors(self.app, [event.error])

    def on_connecting(self, event: Connecting) -> None:
        """Say what takes so long."""
        self._status.set_activity(lambda: event.activity)

    def on_session_changed(self, _: SessionChanged) -> None:
        """The status bar asks for itself; what the server was away for is made up for."""
        self._status.refresh()
        facts = self._connection.session()
        if self._models_wanted and facts is not None and facts.state == "live" and not facts.message:
            self._models_wanted = False
            self._found_a_way()
            self._connection.read_catalogue()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_failed(self, event: Failed) -> None:
        """Something at the side failed."""
        notify_errors(self.app, [event.error])

    def action_reconnect(self) -> None:
        """Connect anew."""
        self._status.set_activity(lambda: "connecting")
        self._connection.open()

    def action_sign_in(self) -> None:
        """Sign in as somebody else, or again."""
        self._connection.sign_in()
