"""The HTTP interface over a real socket, where the conformance corpus does not look."""

from __future__ import annotations

import base64
import gzip
import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from .driving import Server, start

SEVEN = b'{"function":[[],[{"int32":7}]]}'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("http"), "--empty")
    yield running
    running.stop(signal.SIGKILL)


@pytest.fixture
def signed(server: Server) -> dict[str, str]:
    server.log_in()
    return {"X_Karma_Codec": "json", "X_Karma_Signature": server.signature}


def machine(body: bytes) -> Any:
    document = json.loads(body)
    return document.get("humanReadableError", {}).get("machine", document)


def text_model() -> dict[str, object]:
    definition = {"data": {"union": ["string", {"struct": {}}]}}
    return {"create": [{"tag": {"string": "_model"}}, {"function": [["self"], [definition]]}]}


def count(model: Any) -> dict[str, object]:
    return {"length": {"all": {"data": {"ref": model}}}}


def create(model: Any, text: str) -> dict[str, object]:
    return {"create": [{"data": {"ref": model}}, {"function": [["self"], [{"string": text}]]}]}


def test_every_answer_may_be_read_by_any_page(server: Server, signed: dict[str, str]) -> None:
    asked = {"Access_Control_Request_Headers": "a, b", "Access_Control_Request_Method": "PUT"}
    for method, path in (("OPTIONS", "/x"), ("GET", "/"), ("POST", "/"), ("GET", "/nope")):
        reply = server.send(method, path, SEVEN, **signed, **asked)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["access-control-allow-headers"] == "a, b"
        assert reply.headers["access-control-allow-methods"] == "PUT"


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nope", 404)])
def test_answers_are_compressed_on_demand_even_when_empty(
    server: Server, signed: dict[str, str], path: str, status: int
) -> None:
    reply = server.send("POST", path, SEVEN, **signed, Accept_Encoding="br, gzip;q=0")
    assert (reply.status, reply.headers["content-encoding"]) == (status, "gzip")
    assert gzip.decompress(reply.body) == (b"7" if status == 200 else b"")


def test_big_answer_is_compressed_whole(server: Server, signed: dict[str, str]) -> None:
    text = "ü" * 100_000
    body = json.dumps({"function": [[], [{"string": text}]]}).encode()
    plain = server.send("POST", "/", body, **signed)
    packed = server.send("POST", "/", body, **signed, Accept_Encoding="gzip")
    assert json.loads(gzip.decompress(packed.body)) == plain.json == text


def test_oversized_body_is_cut_and_the_connection_closed(server: Server, signed: dict[str, str]) -> None:
    reply = server.send("POST", "/", SEVEN[:-1] + b" " * (8 * 1024 * 1024), **signed)
    assert machine(reply.body) == {"codecError": {"name": "json", "offset": 8 * 1024 * 1024}}
    assert reply.headers["connection"] == "close"


def test_connection_survives_refusals(server: Server, signed: dict[str, str]) -> None:
    connection = server.connection()
    headers = {name.replace("_", "-"): value for name, value in signed.items()}
    for body, status in ((b"{", 400), (SEVEN, 200), (b"", 400), (SEVEN, 200)):
        connection.request("POST", "/", body, headers)
        reply = connection.getresponse()
        reply.read()
        assert reply.status == status
    connection.close()


def test_chunked_body_is_understood(server: Server, signed: dict[str, str]) -> None:
    connection = server.connection()
    headers = {name.replace("_", "-"): value for name, value in signed.items()}
    connection.request("POST", "/", iter([SEVEN[:5], SEVEN[5:]]), headers, encode_chunked=True)
    assert connection.getresponse().read() == b"7"
    connection.close()


def test_unknown_codec_is_refused_in_words(server: Server, signed: dict[str, str]) -> None:
    reply = server.send("POST", "/", SEVEN, **signed | {"X_Karma_Codec": "xml"})
    assert (reply.status, reply.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert b"available codecs: json" in reply.body


def test_signature_names_what_is_wrong_with_it(server: Server, signed: dict[str, str]) -> None:
    raw = base64.urlsafe_b64decode(server.signature + "==")
    for token, problem in (
        (bytes(8) + raw[8:], "token expired"),
        (raw[:-1] + bytes([raw[-1] ^ 1]), "invalid token"),
    ):
        text = base64.urlsafe_b64encode(token).decode().rstrip("=")
        reply = server.send("POST", "/", SEVEN, **signed | {"X_Karma_Signature": text})
        assert reply.status == 403
        assert machine(reply.body)["permissionDeniedError"]["inputParsingError"]["problem"] == problem


def test_page_of_no_length_is_empty(server: Server, signed: dict[str, str]) -> None:
    reply = server.send("GET", "/rest/_tag?length=0", b"", **signed)
    assert (reply.status, reply.json, reply.headers.get("link")) == (200, [], None)


def test_dialect_01_is_answered_as_by_its_server(server: Server, signed: dict[str, str]) -> None:
    reply = server.send("POST", "/", b'{"tag":"_model"}', X_Karma_Codec="json")
    assert (reply.status, reply.body) == (403, b'{"permissionDeniedError":{}}')
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    reply = server.send("POST", "/", b'{"tag":"_model"}')
    assert reply.status == 400
    assert b"X-Karma-Codec header" in reply.body


def test_dialect_01_is_answered_so_after_a_reset_of_its_own_too(
    server: Server, signed: dict[str, str]
) -> None:
    server.send("POST", "/", b'{"tag":"_model"}', **signed)
    reset = server.send("POST", "/admin/reset", b"", **signed)
    assert reset.headers["content-type"] == "text/plain; charset=utf-8"
    assert server.send("GET", "/").body == b"karma.run 1.4.0"
    assert server.log_in().body.endswith(b'=="')
    cut = server.signature[:106] + "=="
    reply = server.send("POST", "/", b"5", X_Karma_Codec="json", X_Karma_Signature=cut)
    assert (reply.status, reply.body) == (403, b'{"permissionDeniedError":{}}')


def test_rest_is_spoken_in_1_0_by_a_signature_that_was_issued_to_speak_01(
    server: Server, signed: dict[str, str]
) -> None:
    server.send("POST", "/", b'{"tag":"_model"}', **signed)
    assert server.send("GET", "/rest/_tag", b"", **signed).status == 404
    assert server.log_in().body.endswith(b'=="')
    reply = server.send("GET", "/rest/_tag", b"", X_Karma_Signature=server.signature)
    assert (reply.status, len(reply.json)) == (200, 6)


def test_pinned_dialect_decides_everything(tmp_path: Path) -> None:
    pinned = start(tmp_path, "--empty", "--dialect", "0.1")
    try:
        assert pinned.send("GET", "/").body == b"karma.run 1.4.0"
        assert pinned.log_in().body.endswith(b'=="')
        dump = pinned.send("GET", "/admin/export", X_Karma_Codec="json", X_Karma_Signature=pinned.signature)
        assert dump.headers["content-encoding"] == "gzip"
        assert gzip.decompress(dump.body).startswith(b"SQLite format 3")
    finally:
        pinned.stop()


def test_export_and_import_bring_back_the_old_state(server: Server, signed: dict[str, str]) -> None:
    model = server.ask(text_model())
    server.ask(create(model, "one"))
    dump = server.send("GET", "/admin/export", b"", **signed)
    assert dump.headers["content-disposition"] == 'attachment; filename="data.db.zip"'
    server.ask(create(model, "two"))
    assert server.ask(count(model)) == 2
    assert server.send("POST", "/admin/import", dump.body, **signed).status == 200
    assert server.ask(count(model)) == 1
    server.ask(create(model, "three"))
    assert server.ask(count(model)) == 2


def test_refused_import_changes_nothing(server: Server, signed: dict[str, str]) -> None:
    model = server.ask(text_model())
    reply = server.send("POST", "/admin/import", b"no dump", **signed)
    assert (reply.status, reply.body) == (500, b'{"internalError":"import failed"}')
    assert server.ask(count(model)) == 0


def test_parallel_writers_all_succeed(server: Server, signed: dict[str, str]) -> None:
    model = server.ask(text_model())
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: server.ask(create(model, f"word {number}")), range(40)))
    assert server.ask(count(model)) == 40


def test_deep_nesting_is_answered(server: Server, signed: dict[str, str]) -> None:
    body = b'{"function":[[],[' + b'{"not":' * 10_000 + b'{"bool":true}' + b"}" * 10_000 + b"]]}"
    assert server.send("POST", "/", body, **signed).json is True


def test_rotated_secret_lets_only_its_owner_in(tmp_path: Path) -> None:
    rotating = start(tmp_path, "--empty")
    try:
        rotating.log_in()
        signed = {"X_Karma_Codec": "json", "X_Karma_Signature": rotating.signature}
        assert rotating.send("POST", "/admin/rotate_instance_secret", X_Karma_Secret="wrong").status == 403
        reply = rotating.send("POST", "/admin/rotate_instance_secret", X_Karma_Secret=rotating.secret)
        assert (reply.status, reply.body) == (200, b"")
        assert rotating.send("POST", "/", SEVEN, **signed).status == 403
        assert rotating.log_in().status == 403
        new = (tmp_path / "data.db.secret").read_text().strip()
        assert new != rotating.secret
        assert rotating.log_in(password=new).status == 200
    finally:
        rotating.process.terminate()
        logged = rotating.process.communicate()[1]
    assert "secret was replaced" in logged
    assert new not in logged
