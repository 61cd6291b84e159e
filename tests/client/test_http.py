"""The wire: what is sent, what is never sent, and every way in which an answer can go wrong."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.faults import ConnectionDropped
from karma_tui.client.http import Http
from karma_tui.client.signature import Signature
from karma_tui.errors import (
    ConnectionFailed,
    DangerousRequest,
    KarmaError,
    NotKarmaError,
    ServerCrashed,
    StorageError,
    UsageError,
)
from karma_tui.lang.nodes import Dialect
from tests.client.fakes import reply
from tests.client.raw_server import Behaviour, Talk, answer, raw_server

SIGNATURE = Signature("sig")


@pytest.fixture(autouse=True, params=["library", "socket"])
def over(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every server of these tests is on loopback, which the HTTP library talks to, or on a Unix socket."""
    if request.param == "socket":
        served = partial(raw_server, socket=tmp_path / "socket")
        monkeypatch.setattr(sys.modules[__name__], "raw_server", served)
    return str(request.param)


async def query(behaviour: Behaviour, body: bytes = b"{}", read_timeout: float = 5.0) -> bytes:
    """The answer to one query at a server of that behaviour."""
    async with raw_server(behaviour, read_timeout=read_timeout) as server:
        client = Client(server.endpoint)
        try:
            return (await client.query(body, SIGNATURE)).body
        finally:
            await client.aclose()


async def fault(behaviour: Behaviour, read_timeout: float = 5.0) -> KarmaError:
    """The error that one query at a server of that behaviour ends with."""
    with pytest.raises(KarmaError) as caught:
        await query(behaviour, read_timeout=read_timeout)
    return caught.value


def saying(data: bytes, *, close: bool = True) -> Behaviour:
    async def behave(talk: Talk) -> None:
        await talk.say(data)
        if close:
            talk.writer.close()

    return behave


async def test_headers_of_a_request() -> None:
    async with raw_server(saying(answer(b"true"))) as server:
        client = Client(server.endpoint)
        await client.query(b'{"x":1}', SIGNATURE)
        await client.aclose()
        [talk] = server.requests
    lines = talk.head.split("\r\n")
    assert lines[0] == "POST / HTTP/1.1"
    headers = {line.split(":")[0].lower(): line.split(": ", 1)[1] for line in lines[1:] if line}
    assert headers["x-karma-codec"] == "json"
    assert headers["x-karma-signature"] == "sig"
    assert headers["accept-encoding"] == "identity"
    assert "expect" not in headers
    assert "content-encoding" not in headers
    assert talk.body == b'{"x":1}'


async def test_a_distant_server_may_compress() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return reply(gzip.compress(b"[1]"), content_encoding="gzip")

    http = Http(Endpoint("http://db.example.org"), transport=httpx.MockTransport(handler))
    found = await http.send("POST", "/", content=b"x")
    assert found.body == b"[1]"
    assert seen[0].headers["accept-encoding"] == "gzip"


async def test_a_unix_socket_serves_as_well(tmp_path: Path) -> None:
    async with raw_server(saying(answer(b"7")), socket=tmp_path / "s") as server:
        client = Client(server.endpoint)
        assert (await client.query(b"{}", SIGNATURE)).body == b"7"
        await client.aclose()


async def test_one_connection_serves_many_requests_also_after_errors() -> None:
    answers = [answer(b"", status="500 Internal Server Error"), answer(b"1"), answer(b"2")]

    async def behave(talk: Talk) -> None:
        await talk.say(answers.pop(0))

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        with pytest.raises(ServerCrashed):
            await client.query(b"{}", SIGNATURE)
        assert (await client.query(b"{}", SIGNATURE)).body == b"1"
        assert (await client.query(b"{}", SIGNATURE)).body == b"2"
        await client.aclose()
        assert server.connections == 1


async def test_an_empty_500_is_a_crash() -> None:
    assert isinstance(await fault(saying(answer(b"", status="500 Internal Server Error"))), ServerCrashed)


async def test_a_close_without_an_answer_on_a_new_connection_is_a_crash() -> None:
    found = await fault(saying(b""))
    assert isinstance(found, ServerCrashed)
    assert found.status == 0


async def test_a_close_without_an_answer_on_a_kept_connection_is_a_lost_connection() -> None:
    async def behave(talk: Talk) -> None:
        if len(server.requests) == 1:
            await talk.say(answer(b"1"))
        else:
            talk.writer.close()

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        await client.query(b"{}", SIGNATURE)
        with pytest.raises(ConnectionDropped):
            await client.query(b"{}", SIGNATURE)
        await client.aclose()


async def test_an_answer_cut_in_the_middle_is_told() -> None:
    found = await fault(saying(answer(b'{"a":', length=5000)))
    assert isinstance(found, ConnectionDropped)
    assert "cut off" in found.title


async def test_a_chunked_answer_without_its_end_is_told() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n"
    assert isinstance(await fault(saying(head)), ConnectionDropped)


async def test_a_shortened_gzip_is_told() -> None:
    packed = gzip.compress(b"[1,2,3]" * 100)[:-6]
    found = await fault(saying(answer(packed, "Content-Encoding: gzip")))
    assert isinstance(found, NotKarmaError)
    assert "no end" in found.detail


async def test_an_empty_gzip_is_an_empty_answer() -> None:
    assert await query(saying(answer(gzip.compress(b""), "Content-Encoding: gzip"))) == b""


async def test_a_web_page_is_no_answer() -> None:
    page = answer(b"<!doctype html><title>Hi</title>", "Content-Type: text/html")
    assert isinstance(await fault(saying(page)), NotKarmaError)


async def test_another_protocol_is_no_answer() -> None:
    assert isinstance(await fault(saying(b"220 mail.example.org ready\r\n\r\n")), NotKarmaError)


async def test_a_never_ending_answer_ends_by_silence() -> None:
    async def behave(talk: Talk) -> None:
        await talk.say(answer(b"[1,", length=100))
        await talk.reader.read()

    found = await fault(behave, read_timeout=0.05)
    assert isinstance(found, ConnectionFailed)
    assert "silent" in found.title


async def test_a_redirect_is_not_followed() -> None:
    moved = answer(b"", "Location: https://db.example.org/?auth=secret", status="301 Moved Permanently")
    async with raw_server(saying(moved)) as server:
        client = Client(server.endpoint)
        with pytest.raises(NotKarmaError) as caught:
            await client.login("ada", "pw")
        await client.aclose()
        assert len(server.requests) == 1
    assert "https://db.example.org/" in caught.value.detail
    assert "secret" not in str(caught.value)


async def test_an_answer_that_is_not_read_gives_its_connection_back() -> None:
    moved = answer(b"x", "Location: /elsewhere", status="301 Moved Permanently", length=1000)
    async with raw_server(saying(moved, close=False)) as server:
        client = Client(server.endpoint)
        with pytest.raises(NotKarmaError):
            await client.query(b"{}", SIGNATURE)
        await asyncio.wait_for(server.hung_up.wait(), 10)
        await client.aclose()


async def test_nobody_there_is_told() -> None:
    async with raw_server(saying(b"")) as server:
        endpoint = server.endpoint
    client = Client(endpoint)
    with pytest.raises(ConnectionFailed, match="Nothing answers"):
        await client.version()
    await client.aclose()


async def test_a_missing_socket_is_told(tmp_path: Path) -> None:
    client = Client(Endpoint("http://localhost", socket=str(tmp_path / "none")))
    with pytest.raises(ConnectionFailed, match="There is no socket"):
        await client.version()
    await client.aclose()


async def test_https_against_plain_http_is_told() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer(b"x", status="400 Bad Request"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(Endpoint(f"https://127.0.0.1:{port}"))
    with pytest.raises(ConnectionFailed) as caught:
        await client.version()
    await client.aclose()
    server.close()
    assert "encrypted" in caught.value.title


async def test_a_connect_timeout_is_told() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("slow", request=request)

    with pytest.raises(ConnectionFailed, match="did not answer within"):
        await Http(Endpoint("http://x"), transport=httpx.MockTransport(handler)).send("GET", "/")


async def test_cancelling_a_query_closes_the_connection() -> None:
    arrived = asyncio.Event()

    async def behave(talk: Talk) -> None:
        arrived.set()
        if not await talk.reader.read(1):
            raise ConnectionResetError

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        task = asyncio.create_task(client.query(b"{}", SIGNATURE))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.hung_up.wait(), 10)
        await client.aclose()


async def test_plain_http_and_sockets_load_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> ssl.SSLContext:
        raise AssertionError("certificates were loaded")

    monkeypatch.setattr(ssl, "create_default_context", refuse)
    assert await query(saying(answer(b"1"))) == b"1"


async def test_nothing_is_opened_before_the_first_request() -> None:
    client = Client(Endpoint("https://x", ca_file="/nowhere/ca.pem"))
    with pytest.raises(StorageError, match="authority file"):
        await client.version()
    await client.aclose()


async def test_proxies_of_the_environment_do_not_catch_local_traffic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    assert await query(saying(answer(b"1"))) == b"1"


async def test_a_proxy_of_an_unknown_kind_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    client = Client(Endpoint("http://db.example.org"))
    with pytest.raises(UsageError, match="proxy"):
        await client.version()


async def test_a_secret_that_http_cannot_carry_is_refused_and_not_repeated() -> None:
    async with raw_server(saying(answer(b""))) as server:
        client = Client(server.endpoint)
        for secret in ("geheim\nnis", "geheimniß"):
            with pytest.raises(UsageError) as caught:
                await client.rotate_secret(secret)
            assert "geheim" not in str(caught.value)
        await client.aclose()
        assert server.requests == []


async def test_a_host_name_that_cannot_be_is_no_connection() -> None:
    client = Client(Endpoint("http://xn--a.example"))
    with pytest.raises(ConnectionFailed):
        await client.version()
    await client.aclose()


async def test_a_body_of_unknown_length_goes_in_chunks() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b""
        yield b"c" * 20

    async def behave(talk: Talk) -> None:
        bodies.append(await talk.reader.readuntil(b"\r\n0\r\n\r\n"))
        await talk.say(answer(b"1"))

    bodies: list[bytes] = []
    async with raw_server(behave) as server:
        http = Http(server.endpoint)
        await http.send("POST", "/", content=chunks())
        await http.aclose()
        assert "transfer-encoding: chunked" in server.requests[0].head.lower()
    assert bodies == [b"2\r\nab\r\n14\r\n" + b"c" * 20 + b"\r\n0\r\n\r\n"]


async def test_a_body_may_come_in_chunks_or_to_the_end_of_the_connection() -> None:
    chunked = b"Transfer-Encoding: chunked\r\n\r\n2;x=y\r\n[1\r\n1\r\n]\r\n0\r\nX-Late: 1\r\n\r\n"
    assert await query(saying(b"HTTP/1.1 200 OK\r\n" + chunked, close=False)) == b"[1]"
    assert await query(saying(b"HTTP/1.1 200 OK\r\n\r\n[1]")) == b"[1]"
    assert await query(saying(b"HTTP/1.0 200 OK\r\n\r\n[1]")) == b"[1]"


async def test_what_comes_before_the_answer_is_not_the_answer() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert await query(saying(early + answer(b"1"))) == b"1"


async def test_repeated_headers_are_joined_and_names_are_in_lower_case() -> None:
    async with raw_server(saying(answer(b"1", "X-One: a", "x-one:  b \t", "X-Empty:"))) as server:
        http = Http(server.endpoint)
        found = (await http.send("GET", "/")).headers
        await http.aclose()
    assert (found["x-one"], found["x-empty"]) == ("a, b", "")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1",
        b"HTTP/1.1 200 OK\r\nNo header\r\n\r\n1",
        b"HTTP/1.1 9999 OK\r\n\r\n1",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    ],
)
async def test_a_head_that_cannot_be_is_not_of_karma_run(head: bytes, over: str) -> None:
    found = await fault(saying(head))
    if over == "library" and b"\r\n\r\n" not in head:
        assert isinstance(found, NotKarmaError | ServerCrashed)  # the library waits for its end
    else:
        assert isinstance(found, NotKarmaError)


@pytest.mark.parametrize("body", [b"x\r\n1\r\n0\r\n\r\n", b"1\r\n12\r\n0\r\n\r\n", b"0\r\n"])
async def test_broken_chunks_are_told(body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert isinstance(await fault(saying(head + body)), ConnectionDropped)


async def test_a_connection_that_was_closed_between_requests_is_not_used_again() -> None:
    async def behave(talk: Talk) -> None:
        await talk.say(answer(b"1"))
        talk.writer.close()
        await talk.writer.wait_closed()

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        for _ in range(3):
            await client.query(b"{}", SIGNATURE)
        assert server.connections == 3
        await client.aclose()


async def test_what_comes_unasked_is_never_taken_for_the_next_answer(over: str) -> None:
    if over == "library":
        pytest.skip("the library takes it")
    more = [answer(b"1") + answer(b'"of another"'), answer(b"2")]

    async def behave(talk: Talk) -> None:
        await talk.say(more.pop(0))

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        assert (await client.query(b"{}", SIGNATURE)).body == b"1"
        assert (await client.query(b"{}", SIGNATURE)).body == b"2"
        assert server.connections == 2
        await client.aclose()


async def test_requests_at_once_each_have_a_connection() -> None:
    both = asyncio.Barrier(2)

    async def behave(talk: Talk) -> None:
        await both.wait()
        await talk.say(answer(talk.body))

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        found = await asyncio.gather(*(client.query(body, SIGNATURE) for body in (b"1", b"2")))
        assert [it.body for it in found] == [b"1", b"2"]
        assert server.connections == 2
        await client.aclose()


async def test_closing_hangs_up_on_what_is_under_way(over: str) -> None:
    if over == "library":
        pytest.skip("what the library does then is its own business")
    arrived = asyncio.Event()

    async def behave(talk: Talk) -> None:
        arrived.set()
        if not await talk.reader.read(1):
            raise ConnectionResetError

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        task = asyncio.create_task(client.query(b"{}", SIGNATURE))
        await arrived.wait()
        await client.aclose()
        with pytest.raises(KarmaError):
            await task
        await asyncio.wait_for(server.hung_up.wait(), 10)


async def test_a_body_of_many_megabytes_comes_whole_and_lets_others_run() -> None:
    body = b"[" + b"12345678," * 1_000_000 + b"1]"
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    assert await query(saying(answer(body))) == body
    counting.cancel()
    assert turns > 50


@pytest.mark.parametrize(("dialect", "limit"), [(Dialect.V1, 8 << 20), (Dialect.V01, 1 << 20)])
async def test_a_body_that_would_be_cut_is_not_sent(dialect: Dialect, limit: int) -> None:
    sent: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(len(request.content))
        return reply(b"1")

    endpoint = Endpoint("http://127.0.0.1:9")
    client = Client(endpoint, http=Http(endpoint, transport=httpx.MockTransport(handler)))
    client.dialect = dialect
    with pytest.raises(DangerousRequest):
        await client.query(bytes(limit + 1), SIGNATURE)
    await client.query(bytes(limit), SIGNATURE)
    assert sent == [limit]


async def test_a_body_can_be_streamed_with_its_length() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"c"

    async with raw_server(saying(answer(b"1"))) as server:
        http = Http(server.endpoint)
        await http.send("POST", "/", content=chunks(), headers={"Content-Length": "3"})
        await http.aclose()
        assert server.requests[0].body == b"abc"
        assert "transfer-encoding" not in server.requests[0].head.lower()


class Collected:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []

    def begin(self) -> None:
        self.answers.append(b"")

    def feed(self, data: bytes) -> None:
        self.answers[-1] += data


async def fed(behaviour: Behaviour) -> tuple[list[bytes], KarmaError | None]:
    """What a sink gets of an answer, and the error that the query ends with."""
    sink = Collected()
    async with raw_server(behaviour, read_timeout=5.0) as server:
        client = Client(server.endpoint)
        try:
            await client.query(b"{}", SIGNATURE, sink)
        except KarmaError as error:
            return sink.answers, error
        finally:
            await client.aclose()
    return sink.answers, None


async def test_a_sink_gets_the_body_of_a_success_unpacked() -> None:
    body = b"[" + b"1," * 100_000 + b"1]"
    packed = gzip.compress(body)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    assert await fed(saying(head + packed)) == ([body], None)


async def test_a_sink_gets_nothing_of_an_error_and_of_a_web_page() -> None:
    answers, error = await fed(saying(answer(b'{"humanReadableError":{}}', status="400 Bad Request")))
    assert answers == [] and error is not None
    answers, error = await fed(saying(answer(b"<html>sign in</html>")))
    assert answers == [b""] and isinstance(error, NotKarmaError)


async def test_an_answer_that_breaks_off_is_an_error_with_a_sink_too() -> None:
    answers, error = await fed(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,"))
    assert answers == [b"[1,"] and isinstance(error, ConnectionFailed)
