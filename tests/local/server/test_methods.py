"""Any method makes a request, an unknown expectation does not (spec http-1.0 section 1)."""

from __future__ import annotations

import http.client
import json
import signal
from collections.abc import Iterator

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
