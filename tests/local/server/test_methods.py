"""Any method makes a request, an unknown expectation or an endless head does not (http-1.0 section 1)."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from .driving import Server, start

SEVEN = b'{"function":[[],[{"int32":7}]]}'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("methods"), "--empty")
    yield running
    running.stop(signal.SIGKILL)


@pytest.fixture
def signed(server: Server) -> dict[str, str]:
    server.log_in()
    return {"X-Karma-Codec": "json", "X-Karma-Signature": server.signature}


METHODS = ["FOO", "foo", "get", "QUERY", "LOCK", "M-SEARCH", "CONNECT", "TRACE", "X"]


@pytest.mark.parametrize("method", METHODS)
def test_query_may_be_sent_with_any_method(server: Server, signed: dict[str, str], method: str) -> None:
    connection = server.connection()
    for _ in range(2):  # the second on the same connection
        connection.putrequest(method, "/")
        for name, value in {**signed, "Content-Length": str(len(SEVEN))}.items():
            connection.putheader(name, value)
        connection.endheaders(SEVEN)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"7")
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"karma.run 1.0.0"
    connection.close()


def test_body_that_comes_later_belongs_to_its_request(server: Server, signed: dict[str, str]) -> None:
    connection: http.client.HTTPConnection = server.connection()
    connection.putrequest("BREW", "/")
    for name, value in {**signed, "Content-Length": str(len(SEVEN))}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(SEVEN[:10])
    connection.send(SEVEN[10:])
    assert connection.getresponse().read() == b"7"
    connection.close()


def test_rest_names_the_method_that_it_does_not_know(server: Server, signed: dict[str, str]) -> None:
    named = {name.replace("-", "_"): value for name, value in signed.items()}
    reply = server.send("FOO", "/rest/_tag", b"", **named)
    assert reply.status == 400
    problem = json.loads(reply.body)["humanReadableError"]["machine"]["requestError"]
    assert problem.startswith("invalid HTTP method requested: FOO.")


def test_what_is_no_request_is_refused(server: Server) -> None:
    connection = server.connection()
    connection.connect()
    assert connection.sock is not None
    connection.sock.sendall(b"NOT/A/METHOD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert connection.sock.recv(12) == b"HTTP/1.1 400"
    connection.close()


EXPECTATIONS = [("", 200), ("100-continue", 200), ("100-Continue", 200), ("nonsense", 417), ("200-ok", 417)]


@pytest.mark.parametrize(("expectation", "status"), EXPECTATIONS)
def test_only_a_pause_may_be_expected(
    server: Server, signed: dict[str, str], expectation: str, status: int
) -> None:
    """endpoints-documented-vs-real: the documentation asks for an empty Expect header."""
    named = {name.replace("-", "_"): value for name, value in signed.items()}
    reply = server.send("POST", "/", SEVEN, Expect=expectation, **named)
    assert (reply.status, reply.body) == (status, b"7" if status == 200 else b"")


class Endless:
    """A connection over which a client sends the same again and again until the server has enough."""

    def __init__(self, server: Server) -> None:
        self._socket = socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=20)

    def answer(self, begin: bytes, again: bytes, most: int) -> bytes:
        """What comes back until the server closes; `most` bytes are sent at the utmost."""
        with contextlib.suppress(ConnectionError):  # the server has closed; what it said may still be read
            self._socket.sendall(begin)
            for _ in range(most // len(again) if again else 0):
                self._socket.sendall(again)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while piece := self._socket.recv(65536):
                answer += piece
        self._socket.close()
        return answer


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", b"a" * 50_000),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-Many: a\r\n" * 5_000),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-", b"a" * 50_000),
    ],
    ids=["value", "fields", "name"],
)
def test_head_without_end_is_given_up(server: Server, begin: bytes, again: bytes) -> None:
    answer = Endless(server).answer(begin, again, 20_000_000)
    # What was not read any more may have made the system throw the answer away.
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    connection = server.connection()
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"karma.run 1.0.0"
    connection.close()


def test_fields_without_end_after_a_body_are_given_up(server: Server, signed: dict[str, str]) -> None:
    head = "".join([f"{name}: {value}\r\n" for name, value in signed.items()]).encode()
    begin = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + head + b"\r\n2\r\n{}\r\n0\r\n"
    answer = Endless(server).answer(begin, b"X-Many: a\r\n" * 5_000, 20_000_000)
    assert b"HTTP/1.1 200" not in answer


def test_long_head_is_read(server: Server) -> None:
    connection = server.connection()
    connection.request("GET", "/", headers={f"X-{number}": "a" * 8000 for number in range(90)})
    assert connection.getresponse().read() == b"karma.run 1.0.0"
    connection.request("GET", "/", headers={"X": "a" * 900_000})
    assert connection.getresponse().read() == b"karma.run 1.0.0"
    connection.close()


@pytest.mark.parametrize("protocol", ["h2c", "websocket"])
@pytest.mark.parametrize("name", ["Upgrade", "upgrade"])
def test_offer_of_another_protocol_is_not_taken(
    server: Server, signed: dict[str, str], protocol: str, name: str
) -> None:
    """Some clients make it with each request over plain HTTP, the body following."""
    offer = {"Connection": "Upgrade, HTTP2-Settings", name: protocol, "HTTP2-Settings": "AAMAAABkAAQCAAAA"}
    connection = server.connection()
    for method in ("POST", "PUT", "BREW"):
        connection.request(method, "/", SEVEN, {**signed, **offer})
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"7")
    connection.request("GET", "/", headers=offer)
    assert connection.getresponse().read() == b"karma.run 1.0.0"
    connection.close()


def test_body_that_looks_like_a_head_is_left_as_it_is(server: Server, signed: dict[str, str]) -> None:
    looks = b"FOO / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"
    connection = server.connection()
    for _ in range(2):
        connection.putrequest("POST", "/")
        for name, value in {**signed, "Content-Length": str(len(SEVEN) + len(looks))}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(SEVEN)
        connection.send(looks)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"7")
    connection.close()


def test_path_may_have_letters_that_are_not_escaped(server: Server, signed: dict[str, str]) -> None:
    head = "".join([f"{name}: {value}\r\n" for name, value in signed.items()])
    request = f"GET /rest/größe?ö=ü HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}\r\n".encode()
    answer = Endless(server).answer(request, b"", 0)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    refusal = json.loads(answer[answer.index(b"\r\n\r\n") :])["humanReadableError"]["machine"]
    assert refusal["modelNotFoundError"][1] == "größe"
