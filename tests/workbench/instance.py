"""The real local instance for tests: empty, in a temporary folder, ended by its process id."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.session_state import SessionView
from karma_tui.workbench.credentials import credentials_in
from karma_tui.workbench.guard import UNGUARDED, Guard
from karma_tui.workbench.keeping import Recorder
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import Place, place_of
from karma_tui.workbench.local_process import Started, server_command, start
from karma_tui.workbench.workbench import Workbench


class Starter:
    """Starts servers without sample data, which are quick, and remembers them."""

    def __init__(self, *words: str) -> None:
        self.started: list[Started] = []
        self._words = words

    def __call__(self, place: Place) -> Started:
        files = ("--data", str(place.data), "--secret-file", str(place.secret), "--empty")
        # longer than the machine may take between two tests: it is ended by its process id
        socket = ("--socket", str(place.socket), "--while-leased", "600")
        server = start(server_command(*socket, *files, *self._words), place.log)
        self.started.append(server)
        return server

    def kill(self) -> None:
        """End the last server without a chance to tidy up."""
        process = self.started[-1].process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """End all of them."""
        for server in self.started:
            with suppress(ProcessLookupError):
                server.process.kill()
            server.process.wait()


def place_in(folder: Path) -> Place:
    """The place of a data file in a folder; KARMA_TUI_HOME must lead to a temporary one."""
    return place_of(folder / "test.db")


def bench_on(
    place: Place,
    starter: Starter,
    heard: list[SessionView] | None = None,
    guard: Guard = UNGUARDED,
    recorder: Recorder | None = None,
) -> Workbench:
    """A workbench on a local instance, not yet started."""
    client = Client(Endpoint("http://localhost", socket=str(place.socket)))
    listener = heard.append if heard is not None else None
    local = LocalInstance(place, starter)
    return Workbench(client, credentials_in(place.secret, "admin"), local, listener, guard, recorder)
