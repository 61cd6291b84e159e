"""The prompt with a real server that takes its session no longer: the same text runs after signing in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.library.secrets import NO_SOURCES, Secret, Sources
from karma_tui.repl.desk import Desk
from karma_tui.repl.live import Told
from karma_tui.repl.running import run_text
from karma_tui.repl.toolbar import toolbar
from karma_tui.workbench.target import Target
from tests.client.clocked import ClockedServer, clocked_server
from tests.client.wire import Wire, wire_to
from tests.repl.desk import desk_of

MAKES_A_TAG = 'create(tag("_tag"), x => ({tag: "t", model: first(all(tag("_tag"))).model}))'


class Somebody:
    """Answers questions for a secret; `asked` are the questions."""

    def __init__(self, *answers: str) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        assert secret
        self.asked.append(question)
        return self._answers.pop(0) if self._answers else None

    async def go_on(self, question: str) -> bool:
        return True


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    with clocked_server(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))


def keep(file: Path, secret: str) -> None:
    file.write_text(secret)


@asynccontextmanager
async def at(server: ClockedServer, sources: Sources = NO_SOURCES) -> AsyncIterator[tuple[Desk, Wire]]:
    """Connected, models read."""
    server.show(time.time())
    async with wire_to(server.port) as wire:
        url = wire.endpoint.url
        secret = None if sources.may_find else Secret(server.secret, "test")
        desk = desk_of(target=Target(url, "admin", secret, url, sources=sources))
        await desk.link.ready()
        await desk.link.learned()
        wire.requests.clear()
        try:
            yield desk, wire
        finally:
            await desk.link.close()


async def revoke(server: ClockedServer) -> None:
    """Another instance secret from now on."""
    client = Client(Endpoint(f"http://127.0.0.1:{server.port}"))
    await client.rotate_secret(server.secret)
    await client.aclose()


def bottom(desk: Desk, width: int) -> str:
    return "".join(text for _, text, *_ in toolbar(desk, Told(), width)).split("\n")[-1]


async def test_a_session_that_ran_out_is_begun_anew_without_a_question(
    server: ClockedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with at(server) as (desk, wire):
        server.show(time.time() + 1200)
        assert await run_text(desk, "int64(42)") is None
        assert wire.requests == ["query", "login", "query"]
    assert "42" in capsys.readouterr().out


async def test_after_another_secret_the_same_text_runs_once_the_new_one_was_typed(
    server: ClockedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with at(server) as (desk, _):
        await revoke(server)
        asked = Somebody("wrong", server.secret)
        desk.asker = asked
        assert await run_text(desk, "int64(42)") is None
        assert len(asked.asked) == 2
        said = capsys.readouterr()
        assert "42" in said.out
        assert "Signed in as admin" in said.out + said.err
        assert server.secret not in said.out + said.err


async def test_after_another_secret_nobody_is_asked_where_its_file_knows_it(
    server: ClockedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    keep(kept, server.secret)
    async with at(server, Sources(file=str(kept))) as (desk, wire):
        await revoke(server)
        keep(kept, server.secret)
        desk.asker = asked = Somebody("never")
        wire.requests.clear()
        assert await run_text(desk, "int64(42)") is None
        assert asked.asked == []
        assert wire.requests == ["query", "login", "login", "query"]
        assert "expired" not in bottom(desk, 160)
    said = capsys.readouterr()
    assert "42" in said.out
    assert server.secret not in said.out + said.err


async def test_who_would_rather_not_sign_in_is_told_that_the_session_is_over(server: ClockedServer) -> None:
    async with at(server) as (desk, _):
        await revoke(server)
        assert await run_text(desk, "int64(42)") is not None
        for width in (80, 160):
            assert "expired" in bottom(desk, width)
            assert "0:00" in bottom(desk, width)


async def test_a_writing_text_under_an_old_session_is_not_sent_twice_and_nobody_is_asked(
    server: ClockedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with at(server) as (desk, wire):
        server.show(time.time() + 1200)
        asked = Somebody("never")
        desk.asker = asked
        assert await run_text(desk, MAKES_A_TAG) is not None
        assert asked.asked == []
        assert wire.requests == ["query", "login"]
        said = capsys.readouterr()
        assert "before it ran anything" in said.out + said.err
        assert await run_text(desk, MAKES_A_TAG) is None


async def test_a_server_that_is_gone_is_told_at_the_bottom_until_it_is_back(server: ClockedServer) -> None:
    async with at(server) as (desk, wire):
        assert "!!" not in bottom(desk, 80)
        await wire.tear()
        assert await run_text(desk, "int64(42)") is not None
        for width in (80, 160):
            assert "!!" in bottom(desk, width)
        await wire.mend()
        assert await run_text(desk, "int64(42)") is None
        assert "!!" not in bottom(desk, 80)
