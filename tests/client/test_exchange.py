"""What is told of requests on the wire, and what is told of none."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator

import pytest

from karma_tui.client import exchange as exchanges
from karma_tui.client.api import Client
from karma_tui.client.exchange import HIDDEN_BODY, KEPT, SHOWN, Exchange, Phase, listen
from karma_tui.client.repeats import noting, repeating
from karma_tui.client.signature import Signature
from karma_tui.client.trace import Telling, Trace
from karma_tui.errors import ConnectionFailed, KarmaError, QueryRefused
from karma_tui.lang.nodes import Dialect
from karma_tui.redact import register
from tests.client.fakes import Bench, client_of, codec_error, reply
from tests.client.raw_server import Talk, answer, raw_server

SIGNATURE = Signature("a-signature")


@pytest.fixture
def told() -> Iterator[list[Exchange]]:
    steps: list[Exchange] = []
    stop = listen(steps.append)
    yield steps
    stop()
    assert exchanges.listeners == []


async def test_sizes_times_and_status_of_an_exchange_are_told(told: list[Exchange]) -> None:
    packed = gzip.compress(b"[1,2,3]" * 100)

    async def behave(talk: Talk) -> None:
        await talk.say(answer(packed, "Content-Encoding: gzip", "Content-Type: application/json"))

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        await client.query(b'{"a":1}', SIGNATURE)
        await client.query(b'{"a":2}', SIGNATURE)
        await client.aclose()
    assert [it.phase for it in told] == [Phase.SENT, Phase.ANSWERING, Phase.DONE] * 2
    first, second = told[2], told[5]
    assert (first.method, first.path, first.what, first.status) == ("POST", "/", "query", 200)
    assert (first.sent, first.received, first.unpacked) == (7, len(packed), 700)
    assert first.encoding == "gzip"
    assert first.is_signed
    assert first.request_text == '{"a":1}'
    assert first.is_fresh
    assert first.connecting is not None
    assert first.first_byte is not None
    assert first.total is not None
    assert 0 <= first.connecting <= first.first_byte <= first.total
    assert not second.is_fresh
    assert second.connecting is None
    assert second.number > first.number
    assert "a-signature" not in repr(told)


async def test_a_sink_and_a_stream_are_told_with_their_sizes(told: list[Exchange]) -> None:
    class Sink:
        def begin(self) -> None: ...

        def feed(self, data: bytes) -> None: ...

    client = client_of(lambda _: reply(b"[1,2]"))
    await client.query(b"{}", SIGNATURE, Sink())
    assert (told[-1].received, told[-1].unpacked) == (5, 5)
    async with client.http.stream("GET", "/admin/export") as raw:
        parts = [part async for part in raw.chunks]
    assert (told[-1].what, told[-1].received) == ("export", len(b"".join(parts)))


async def test_a_body_that_is_sent_in_pieces_is_counted(told: list[Exchange]) -> None:
    async def pieces() -> object:
        yield b"abc"
        yield b"de"

    client = client_of(lambda _: reply())
    await client.http.send("POST", "/admin/import", content=pieces())  # type: ignore[arg-type]
    assert (told[-1].what, told[-1].sent, told[-1].body) == ("import", 5, b"")


async def test_the_body_of_a_sign_in_is_told_to_nobody(told: list[Exchange]) -> None:
    bench = Bench()
    bench.server.password = bench.password = "sesame-open"
    await bench.session.sign_in()
    signed = next(it for it in told if it.what == "sign in" and it.is_over)
    assert signed.sent > 0
    assert signed.request_text == HIDDEN_BODY
    assert "sesame" not in repr([(it, it.body, it.refusal) for it in told])
    bench.server.password = "other"
    with pytest.raises(KarmaError):
        await bench.session.sign_in()
    assert told[-1].status == 403
    assert "sesame" not in repr([(it, it.body, it.refusal) for it in told])


async def test_what_a_refusing_server_says_is_told(told: list[Exchange]) -> None:
    client = client_of(lambda _: codec_error())
    with pytest.raises(QueryRefused):
        await client.query(b"true", SIGNATURE)
    assert (told[-1].phase, told[-1].status) == (Phase.DONE, 400)
    assert "codecError" in told[-1].refusal_text
    assert not told[-1].is_well


async def test_faults_and_cancelling_are_told(told: list[Exchange]) -> None:
    async def silent(talk: Talk) -> None:
        await talk.reader.read()
        raise ConnectionError

    async with raw_server(silent, read_timeout=0.01) as server:
        client = Client(server.endpoint)
        with pytest.raises(ConnectionFailed):
            await client.query(b"{}", SIGNATURE)
    failed = told[-1]
    assert failed.phase is Phase.FAILED
    assert "silent" in told[-1].error_text
    arrived = asyncio.Event()

    async def waiting(talk: Talk) -> None:
        arrived.set()
        await talk.reader.read()
        raise ConnectionError

    async with raw_server(waiting) as server:
        client = Client(server.endpoint)
        task = asyncio.create_task(client.query(b"{}", SIGNATURE))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    last = told[-1]
    assert last.phase is Phase.CANCELLED
    assert last.is_over


async def test_a_repeated_request_tells_why(told: list[Exchange]) -> None:
    bench = Bench()
    await bench.session.sign_in()
    bench.server.valid.clear()
    reasons: list[str] = []
    with noting(reasons):
        await bench.session.run(b"{}", writes=False)
    assert reasons == ["the session had run out"]
    over = [it for it in told if it.is_over]
    assert [it.again for it in over if it.what == "query"][-2:] == ["", "the session had run out"]
    assert not any(it.again for it in over if it.what == "sign in")


async def test_reasons_are_noted_only_by_those_who_ask() -> None:
    reasons: list[str] = []
    with repeating("the connection was lost"), noting(reasons):
        pass
    assert reasons == []


def test_a_long_body_never_shows_the_beginning_of_a_secret() -> None:
    secret = "canary-" + "x" * 200
    register(secret)
    for at in (0, SHOWN - 50, SHOWN, KEPT - 100, KEPT - 5):
        body = (b"a" * at + secret.encode()).ljust(KEPT * 2, b"b")[:KEPT]
        text = Exchange(1, 0.0, "POST", "/", "s", body=body).request_text
        assert "canary" not in text
        assert len(text) <= SHOWN + 1
    many = (secret + " ").encode() * 200
    assert "canary" not in Exchange(1, 0.0, "POST", "/", "s", body=many[:KEPT]).request_text


async def test_nothing_is_noted_while_nobody_listens() -> None:
    client = client_of(lambda _: reply(b"1"))
    client.dialect = Dialect.V1
    trace = client.http._trace("GET", "/", {}, private=False)
    assert type(trace) is Trace
    stop = listen(lambda _: None)
    assert type(client.http._trace("GET", "/", {}, private=False)) is Telling
    stop()
    stop()


async def test_finding_out_the_dialect_is_told_as_what_it_is(told: list[Exchange]) -> None:
    bench = Bench()
    await bench.session.sign_in()
    found = [it for it in told if it.what == "dialect" and it.is_over]
    assert [it.status for it in found] == [200, 400]
    assert all(it.is_well for it in found)
