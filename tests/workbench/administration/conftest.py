from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.credentials import credentials_in
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import place_of
from karma_tui.workbench.workbench import Workbench
from tests.client.local_server import LocalServer, local_server
from tests.workbench.instance import Starter


@pytest.fixture(autouse=True)
def no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The redactor remembers for as long as the process lives."""
    monkeypatch.setattr("karma_tui.redact._registered", set())


@pytest.fixture
def starter() -> Iterator[Starter]:
    starter = Starter()
    yield starter
    starter.close()


@pytest.fixture
async def local(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starter: Starter
) -> AsyncIterator[Workbench]:
    """The user's own local instance, empty."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    place = place_of(tmp_path / "data.db")
    client = Client(Endpoint("http://localhost", socket=str(place.socket)))
    credentials = credentials_in(place.secret, "admin")
    async with Workbench(client, credentials, LocalInstance(place, starter), None, Guard("local")) as bench:
        await bench.start()
        yield bench


@pytest.fixture(params=[Dialect.V1, Dialect.V01], ids=["1.0", "0.1"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: Dialect) -> Iterator[LocalServer]:
    """A server over a socket that speaks one dialect only, as a real one does."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    (tmp_path / "server").mkdir()
    with local_server(tmp_path / "server", "--dialect", dialect) as server:
        yield server


@pytest.fixture
async def remote(server: LocalServer) -> AsyncIterator[Workbench]:
    """Signed in there as admin, through a profile without rules."""
    async with remote_bench(server) as bench:
        await bench.start()
        yield bench


def remote_bench(server: LocalServer, guard: Guard = Guard("prod")) -> Workbench:  # noqa: B008
    """A workbench on a server, not started."""
    return Workbench(Client(server.endpoint), credentials_in(server.secret_file, "admin"), None, None, guard)
