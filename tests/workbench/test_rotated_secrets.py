"""Secrets that are changed elsewhere while a session lasts: where one was found is asked before a person."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.session_state import SessionView
from karma_tui.errors import AuthError, KarmaError, LoginRefused
from karma_tui.library.secrets import Secret, Sources
from karma_tui.library.secrets.ring import service_of
from karma_tui.redact import redact
from karma_tui.workbench import credentials as module
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.target import Target
from karma_tui.workbench.workbench import Workbench
from tests.client.clocked import ClockedServer, clocked_server
from tests.client.wire import Wire, wire_to
from tests.library.ring import installed

WRITES = 'create(tag("_tag"), x => ({tag: "t", model: first(all(tag("_tag"))).model}))'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    with clocked_server(tmp_path_factory.mktemp("server")) as made:
        made.show(time.time())
        yield made


@pytest.fixture
def kept(home: Path, server: ClockedServer) -> Path:
    """The user's own copy of the secret, which the server knows nothing of."""
    file = home / "kept"
    put(file, server.secret)
    return file


def put(file: Path, secret: str) -> None:
    file.write_text(secret)


def gone(file: Path) -> None:
    file.unlink()


async def rotate(server: ClockedServer) -> str:
    """Another secret from now on, made by somebody else."""
    client = Client(Endpoint(f"http://127.0.0.1:{server.port}"))
    await client.rotate_secret(server.secret)
    await client.aclose()
    return server.secret


class Window:
    def __init__(self, bench: Workbench, wire: Wire, views: list[SessionView]) -> None:
        self.bench, self.wire, self.views = bench, wire, views

    async def ask(self, text: str = "int64(1)") -> KarmaError | None:
        self.wire.requests.clear()
        self.views.clear()
        return (await self.bench.run(text)).error

    @property
    def logins(self) -> int:
        return self.wire.requests.count("login")

    @property
    def is_calm(self) -> bool:
        view = self.bench.session_view()
        return (str(view.state), view.message) == ("live", "")


@asynccontextmanager
async def window(server: ClockedServer, sources: Sources) -> AsyncIterator[Window]:
    """Signed in with what the sources give, as every face does it."""
    async with wire_to(server.port) as wire:
        url = wire.endpoint.url
        secret = replace(sources, url=url).look("admin").secret
        target = Target(url, "admin", secret or Secret(server.secret, "typed in"), "prod", sources=sources)
        views: list[SessionView] = []
        async with await open_instance(target, on_session=views.append) as bench:
            yield Window(bench, wire, views)


@pytest.mark.parametrize("kind", ["file", "command", "variable", "environment"])
async def test_the_new_secret_is_taken_from_where_the_old_one_was(
    server: ClockedServer, kept: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OURS", server.secret)
    monkeypatch.setenv("KARMA_TUI_SECRET", server.secret)
    sources = {
        "file": Sources(file=str(kept)),
        "command": Sources(command=(sys.executable, "-c", f"print(open({str(kept)!r}).read())")),
        "variable": Sources(variable="OURS"),
        "environment": Sources(environment=True),
    }[kind]
    async with window(server, sources) as it:
        new = await rotate(server)
        put(kept, new)
        os.environ["OURS"] = os.environ["KARMA_TUI_SECRET"] = new  # as restored by monkeypatch
        assert await it.ask() is None
        assert it.logins == 2
        assert {str(view.state) for view in it.views} <= {"expired", "signing in", "live"}
        assert it.is_calm
        assert redact(f"-{new}-") == "-[hidden]-"
        assert await it.ask() is None
        assert it.logins == 0


async def test_the_keyring_is_looked_at_again(server: ClockedServer, home: Path) -> None:
    with installed() as ring:
        async with wire_to(server.port) as wire:
            url = wire.endpoint.url
            ring.kept[service_of(url), "admin"] = server.secret
            sources = Sources(keyring=True, url=url)
            target = Target(url, "admin", sources.look("admin").secret, "prod", sources=sources)
            async with await open_instance(target) as bench:
                ring.kept[service_of(url), "admin"] = await rotate(server)
                assert (await bench.run("int64(1)")).error is None


async def test_what_writes_is_not_repeated_but_nobody_is_asked(server: ClockedServer, kept: Path) -> None:
    async with window(server, Sources(file=str(kept))) as it:
        put(kept, await rotate(server))
        error = await it.ask(WRITES)
        assert error is not None
        assert not isinstance(error, AuthError)
        assert "before it ran anything" in error.detail
        assert it.is_calm
        assert await it.ask(WRITES) is None


async def test_the_same_secret_is_not_sent_again_and_the_refusal_says_where_it_is_from(
    server: ClockedServer, kept: Path
) -> None:
    async with window(server, Sources(file=str(kept))) as it:
        await rotate(server)
        error = await it.ask()
        assert isinstance(error, LoginRefused)
        assert f"The secret came from: file {kept}." in error.detail
        assert it.logins == 1
        assert str(it.bench.session_view().state) == "expired"
        for _ in range(2):
            assert isinstance(await it.ask(), AuthError)
            assert it.wire.requests == []
        put(kept, server.secret)  # put right later: the next run finds it
        assert await it.ask() is None
        assert it.is_calm


async def test_a_source_that_knows_a_wrong_one_costs_one_attempt(server: ClockedServer, kept: Path) -> None:
    async with window(server, Sources(file=str(kept))) as it:
        await rotate(server)
        put(kept, "neither")
        assert isinstance(await it.ask(), LoginRefused)
        assert it.logins == 2
        assert isinstance(await it.ask(), AuthError)
        assert it.logins == 0


async def test_a_source_that_is_gone_leads_to_the_refusal(server: ClockedServer, kept: Path) -> None:
    async with window(server, Sources(file=str(kept))) as it:
        await rotate(server)
        gone(kept)
        assert isinstance(await it.ask(), LoginRefused)
        assert it.logins == 1


async def test_a_source_that_hangs_is_given_up(
    server: ClockedServer, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIMIT_SECONDS", 0.05)
    async with window(server, Sources(file=str(kept))) as it:
        await rotate(server)
        gone(kept)
        os.mkfifo(kept)  # opening it waits for somebody who writes
        assert isinstance(await it.ask(), LoginRefused)
        assert it.logins == 1
        os.close(os.open(kept, os.O_RDWR | os.O_NONBLOCK))  # lets the thread go


async def test_a_typed_secret_is_replaced_by_what_the_profile_finds_later(
    server: ClockedServer, kept: Path
) -> None:
    gone(kept)
    async with window(server, Sources(file=str(kept))) as it:
        await it.bench.sign_in("admin", server.secret)
        put(kept, await rotate(server))
        assert await it.ask() is None


async def test_the_secret_of_one_user_is_never_sent_for_another(server: ClockedServer, kept: Path) -> None:
    sources = Sources("f", "v", ("c",), keyring=True, environment=True, url="u")
    there = Target("u", "admin", None, "prod", sources=sources)
    assert there.signed_in("ann", Secret("x", "y")).sources == Sources(keyring=True, url="u")
    assert there.signed_in("admin", Secret("x", "y")).sources == sources
    of_admin = module.Finding("admin", Sources(file=str(kept)))
    assert module.known_credentials("ann", "pw", of_admin).look_again is None
    assert module.known_credentials("admin", "pw", of_admin).look_again is not None
    assert module.known_credentials("admin", "pw", module.Finding("admin", Sources())).look_again is None


async def test_reconnecting_looks_again_too(server: ClockedServer, kept: Path) -> None:
    async with window(server, Sources(file=str(kept))) as it:
        put(kept, await rotate(server))
        await it.bench.reconnect()
        assert it.is_calm


async def test_two_windows_take_the_new_secret_each_for_itself(server: ClockedServer, kept: Path) -> None:
    sources = Sources(file=str(kept))
    async with window(server, sources) as one, window(server, sources) as other:
        put(kept, await rotate(server))
        assert await one.ask() is None
        assert await other.ask() is None
        assert one.is_calm
        assert other.is_calm
