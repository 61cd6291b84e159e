"""Trying a profile over real sockets: own authority, client certificate, proxy, and every fault."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from karma_tui.client.dialect import PROBES
from karma_tui.errors import LoginRefused
from karma_tui.lang.nodes import Dialect
from karma_tui.library.profiles import Profile
from karma_tui.library.secrets import Secret
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.profile_test import State, Step, steps
from karma_tui.workbench.profiles import target_of_profile
from karma_tui.workbench.target import Target
from tests.client.raw_server import RawServer, Talk, answer, raw_server
from tests.workbench.instance import Starter, bench_on

PEM = str(Path(__file__).parents[1] / "client" / "tls" / "self-signed.pem")
SECRET = Secret("s3cret", "file x")


@asynccontextmanager
async def karma(
    *, dialect: Dialect = Dialect.V1, tls: bool = False, ahead: float = 0.0
) -> AsyncIterator[RawServer]:
    """Says just what a karma.run server says to someone who tries it."""

    async def behave(talk: Talk) -> None:
        date = f"Date: {formatdate(time.time() + ahead, usegmt=True)}"
        path = talk.head.split(" ")[1].removeprefix("http://db.example.test")
        if talk.head.startswith("GET"):
            await talk.say(answer(b"karma.run 1.0.0", date))
        elif path == "/auth":
            is_right = json.loads(talk.body)["password"] == SECRET.value
            said = b'"c2lnbmF0dXJl"' if is_right else _refusal({"permissionDeniedError": {}})
            await talk.say(answer(said, date, status="200 OK" if is_right else "403 Forbidden"))
        elif talk.body == PROBES[dialect]:
            await talk.say(answer(b"true", date))
        else:
            said = _refusal({"codecError": {"name": "json", "offset": 0}})
            await talk.say(answer(said, date, status="400 Bad Request"))

    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=PEM)
        context.load_cert_chain(PEM)
        context.verify_mode = ssl.CERT_REQUIRED
    async with raw_server(behave, tls=context) as server:
        yield server


def _refusal(machine: object) -> bytes:
    return json.dumps({"humanReadableError": {"human": "", "machine": machine}}).encode()


async def tried(url: str, secret: Secret | None = SECRET, **keys: Any) -> list[Step]:
    target = target_of_profile(Profile("x", url, "ann", **keys))
    return [step async for step in steps(replace(target, secret=secret))]


def names(found: list[Step]) -> list[tuple[str, str]]:
    return [(step.name, str(step.state)) for step in found]


async def test_a_good_profile_passes_every_step() -> None:
    async with karma() as server:
        found = await tried(server.endpoint.url)
    assert names(found) == [
        ("address", "ok"),
        ("connection", "ok"),
        ("answer", "ok"),
        ("sign-in", "ok"),
        ("dialect", "ok"),
        ("clock", "ok"),
    ]
    assert "file x" in found[3].detail
    assert found[4].detail == "1.0"
    assert all("s3cret" not in repr(step) for step in found)


async def test_an_authority_and_a_client_certificate_of_ones_own() -> None:
    async with karma(tls=True) as server:
        found = await tried(server.endpoint.url, ca_file=PEM, client_cert=PEM)
        assert ("encryption", "ok") in names(found)
        assert found[-1].state is State.OK
        unknown = await tried(server.endpoint.url)
        assert names(unknown)[1:] == [("connection", "ok"), ("encryption", "failed")]
        assert "ca_file" in str(unknown[-1].error)
        unshown = await tried(server.endpoint.url, ca_file=PEM)
        assert unshown[-1].state is State.FAILED
        assert "client_cert" in str(unshown[-1].error)
        unverified = await tried(server.endpoint.url, verify=False, client_cert=PEM)
        assert ("encryption", "note") in names(unverified)


async def test_certificates_that_are_not_there_are_told(tmp_path: Path) -> None:
    async with karma(tls=True) as server:
        found = await tried(server.endpoint.url, ca_file=str(tmp_path / "no.pem"))
    assert names(found)[-1] == ("certificates", "failed")


async def test_a_home_in_a_certificates_path_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").symlink_to(PEM)
    async with karma(tls=True) as server:
        found = await tried(server.endpoint.url, ca_file="~/ca.pem", client_cert="~/ca.pem")
    assert found[-1].state is State.OK


async def test_a_proxy_is_used_for_everything() -> None:
    async with karma() as proxy:
        found = await tried("http://db.example.test", proxy=proxy.endpoint.url)
        assert [step.state for step in found[1:]] == [State.OK] * 5
        assert proxy.endpoint.url in found[0].detail
        lines = [talk.head.split("\r\n")[0] for talk in proxy.requests]
    assert all(" http://db.example.test/" in line for line in lines)


async def test_an_encrypted_server_is_reached_through_a_tunnel() -> None:
    asked: list[str] = []
    async with karma(tls=True) as server:
        port = int(server.endpoint.url.rpartition(":")[2])

        async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[0])
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))

        proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
        where = proxy.sockets[0].getsockname()[1]
        found = await tried(
            "https://db.example.test", proxy=f"http://127.0.0.1:{where}", verify=False, client_cert=PEM
        )
        proxy.close()
    assert found[-1].state is State.OK
    assert asked == ["CONNECT db.example.test:443 HTTP/1.1"]


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        return
    finally:
        writer.close()


async def test_a_refused_secret_names_its_source() -> None:
    async with karma() as server:
        found = await tried(server.endpoint.url, Secret("wrong", "keyring (test)"))
        assert names(found)[-1] == ("sign-in", "failed")
        assert "keyring (test)" in str(found[-1].error)
        target = Target(server.endpoint.url, "ann", Secret("wrong", "command pass"), "x")
        with pytest.raises(LoginRefused) as caught:
            await open_instance(target)
    assert "command pass" in caught.value.detail
    assert "wrong" not in caught.value.detail


async def test_without_a_secret_the_sign_in_is_left_out() -> None:
    async with karma() as server:
        found = await tried(server.endpoint.url, None)
    assert names(found)[-1] == ("sign-in", "skipped")


async def test_a_dialect_that_the_server_does_not_speak_is_told() -> None:
    async with karma(dialect=Dialect.V01) as server:
        assert names(await tried(server.endpoint.url, dialect="0.1"))[4] == ("dialect", "ok")
        found = await tried(server.endpoint.url, dialect="1.0")
    assert names(found)[4] == ("dialect", "failed")
    assert "speaks dialect 0.1" in found[4].detail


async def test_a_clock_that_is_off_is_worth_a_word() -> None:
    async with karma(ahead=600) as server:
        found = await tried(server.endpoint.url)
    assert found[-1].state is State.NOTE
    assert "ahead" in found[-1].detail


async def test_nobody_there_somebody_else_there_and_no_address() -> None:
    async def web(talk: Talk) -> None:
        await talk.say(answer(b"<html>Welcome</html>", "Content-Type: text/html"))

    async with raw_server(web) as server:
        found = await tried(server.endpoint.url)
    assert names(found)[1:] == [("connection", "ok"), ("answer", "failed")]
    assert names(await tried(server.endpoint.url))[1:] == [("connection", "failed")]
    assert names(await tried("nonsense")) == [("address", "failed")]
    assert names(await tried("http://db.example.test", proxy=server.endpoint.url))[0] == ("address", "note")


async def test_giving_up_closes_the_connection() -> None:
    reached = asyncio.Event()

    async def silent(talk: Talk) -> None:
        reached.set()
        if not await talk.reader.read(1):
            raise ConnectionError

    async with raw_server(silent) as server:
        target = Target(server.endpoint.url, "ann", SECRET, "x")

        async def go() -> None:
            async for _ in steps(target):
                pass

        trial = asyncio.create_task(go())
        await asyncio.wait_for(reached.wait(), 10)
        trial.cancel()
        await asyncio.wait([trial])
        await asyncio.wait_for(server.hung_up.wait(), 10)


async def test_a_dialect_that_is_told_is_not_asked_for() -> None:
    async with karma(dialect=Dialect.V01) as server:
        profile = Profile("x", server.endpoint.url, "ann", dialect="0.1", read_timeout=9.0)
        async with await open_instance(replace(target_of_profile(profile), secret=SECRET)) as workbench:
            assert workbench.dialect is Dialect.V01
        assert [talk.body for talk in server.requests if talk.body in PROBES.values()] == []


@pytest.mark.parametrize("dialect", ["1.0", "0.1"])
async def test_a_real_server_of_either_dialect_passes(dialect: str, place: Place) -> None:
    starter = Starter("--dialect", dialect)
    try:
        async with bench_on(place, starter) as bench:
            await bench.start()
            secret = Secret(place.secret.read_text().strip(), "file")
            target = Target(f"unix:{place.socket}", "admin", secret, "x")
            found = [step async for step in steps(target)]
    finally:
        starter.close()
    assert [step.state for step in found] == [State.OK] * 6
    assert found[4].detail == dialect
