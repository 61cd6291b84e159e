"""The endpoints: what each sends, what it makes of the answer, and which traps it stays out of."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from karma_tui.client.api import Client
from karma_tui.client.dialect import detect
from karma_tui.client.signature import Signature
from karma_tui.errors import (
    DangerousRequest,
    LoginRefused,
    NotKarmaError,
    QueryRefused,
    ServerCrashed,
    SessionExpired,
    UsageError,
)
from karma_tui.lang.nodes import Dialect
from tests.client.fakes import client_of, codec_error, forbidden, json_reply, reply, signature_text

SIGNATURE = Signature("sig")


class Wire:
    """Remembers requests and gives one answer to all."""

    def __init__(self, answer: Callable[[], httpx.Response]) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer()

    @property
    def only(self) -> httpx.Request:
        [request] = self.requests
        return request


def on(answer: Callable[[], httpx.Response]) -> tuple[Client, Wire]:
    wire = Wire(answer)
    return client_of(wire), wire


async def test_version_needs_no_signature() -> None:
    client, wire = on(lambda: reply(b"karma.run 1.0.0\n"))
    assert await client.version() == "karma.run 1.0.0"
    assert (wire.only.method, wire.only.url.path) == ("GET", "/")
    assert "X-Karma-Signature" not in wire.only.headers


async def test_another_server_is_recognised_by_its_version() -> None:
    client, _ = on(lambda: reply(b"nginx"))
    with pytest.raises(NotKarmaError):
        await client.version()


async def test_login_sends_no_signature_and_keeps_the_answer_untouched() -> None:
    text = signature_text(1_700_000_000)
    client, wire = on(lambda: json_reply(text))
    assert (await client.login("ada", 'pä"ss')).text == text
    assert json.loads(wire.only.content) == {"username": "ada", "password": 'pä"ss'}
    assert "X-Karma-Signature" not in wire.only.headers
    assert "auth" not in wire.only.url.params


async def test_a_refused_login_does_not_repeat_the_password() -> None:
    client, _ = on(lambda: json_reply({"permissionDeniedError": {}}, 403))
    with pytest.raises(LoginRefused) as caught:
        await client.login("ada", "lovelace")
    assert "lovelace" not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b'""', b'"a b"', b'"a\\nb"', b'"\xc3\xa9"', b"[" * 5000]
)
async def test_a_login_without_a_signature_in_its_answer_is_none(body: bytes) -> None:
    client, _ = on(lambda: reply(body))
    with pytest.raises(NotKarmaError):
        await client.login("ada", "pw")


async def test_renewal_sends_the_signature_in_the_header_only() -> None:
    client, wire = on(lambda: json_reply("new"))
    assert (await client.renew(SIGNATURE)).text == "new"
    assert (wire.only.method, wire.only.url.path, wire.only.url.query) == ("GET", "/auth", b"")
    assert wire.only.headers["X-Karma-Signature"] == "sig"
    client, _ = on(lambda: json_reply({"requestError": "failed to decode user signature"}, 403))
    with pytest.raises(SessionExpired):
        await client.renew(SIGNATURE)


async def test_an_answer_keeps_its_bytes_and_the_servers_time() -> None:
    client, wire = on(lambda: reply(b"[+Inf, 1.50 ]", date="Tue, 14 Nov 2023 22:13:20 GMT"))
    answer = await client.query(b"{}", SIGNATURE)
    assert (answer.body, answer.status, answer.server_time) == (b"[+Inf, 1.50 ]", 200, 1_700_000_000)
    assert answer.elapsed >= 0
    assert wire.only.method == "POST"


async def test_reset_posts_and_shows_the_answer() -> None:
    client, wire = on(lambda: reply(b'"instance reset successful"'))
    assert await client.reset(SIGNATURE) == "instance reset successful"
    assert (wire.only.method, wire.only.url.path) == ("POST", "/admin/reset")


async def test_rotation_carries_the_secret_and_no_signature() -> None:
    client, wire = on(lambda: reply(b""))
    await client.rotate_secret("s3cret")
    assert wire.only.headers["X-Karma-Secret"] == "s3cret"
    assert "X-Karma-Signature" not in wire.only.headers
    client, _ = on(lambda: json_reply({"permissionDeniedError": {}}, 403))
    with pytest.raises(LoginRefused):
        await client.rotate_secret("wrong")


async def test_a_page_knows_its_neighbours() -> None:
    link = (
        '<http://elsewhere/rest/x?length=10&offset=90>; rel="last", <http://elsewhere/rest/x?length=10&offset=30>;'
        ' rel="next", <http://elsewhere/rest/x?offset=10>; rel="prev",'
        ' <http://elsewhere/rest/x?offset=0>; rel="first"'
    )
    client, wire = on(lambda: reply(b"[1,2]", link=link))
    page = await client.rest_list("x", SIGNATURE, offset=20, length=10, metadata=True)
    assert str(wire.only.url).endswith("/rest/x?offset=20&length=10&metadata=true")
    assert (page.first, page.previous, page.offset, page.next, page.last) == (0, 10, 20, 30, 90)
    assert page.body == b"[1,2]"


async def test_the_only_page_has_no_neighbours() -> None:
    client, wire = on(lambda: reply(b"[]", link='<http://x/?offset=no>; rel="next", junk'))
    page = await client.rest_list("x", SIGNATURE)
    assert page.next is None
    assert page.previous is None
    assert "metadata" not in str(wire.only.url)


async def test_a_page_of_length_0_is_never_asked_for() -> None:
    client, wire = on(lambda: reply(b"[]"))
    with pytest.raises(DangerousRequest):
        await client.rest_list("x", SIGNATURE, length=0)
    for offset, length in [(0, -1), (0, 1001), (-1, 10)]:
        with pytest.raises(UsageError):
            await client.rest_list("x", SIGNATURE, offset=offset, length=length)
    assert not wire.requests


@pytest.mark.parametrize("name", ["", ".", "..", "a/b"])
async def test_names_that_would_change_the_path_are_refused(name: str) -> None:
    client, wire = on(lambda: reply(b"1"))
    with pytest.raises(UsageError):
        await client.rest_get("x", name, SIGNATURE)
    with pytest.raises(UsageError):
        await client.rest_delete(name, "y", SIGNATURE)
    assert not wire.requests


async def test_rest_requests_have_their_methods_and_paths() -> None:
    client, wire = on(lambda: reply(b"1"))
    await client.rest_get("Bücher?", "id1", SIGNATURE, metadata=True)
    await client.rest_create("x", b"[1]", SIGNATURE)
    await client.rest_update("x", "id1", b"2", SIGNATURE)
    await client.rest_delete("x", "id1", SIGNATURE)
    assert [(r.method, r.url.raw_path.decode(), r.content) for r in wire.requests] == [
        ("GET", "/rest/B%C3%BCcher%3F/id1?metadata=true", b""),
        ("POST", "/rest/x", b"[1]"),
        ("PUT", "/rest/x/id1", b"2"),
        ("DELETE", "/rest/x/id1", b""),
    ]


def speaking(*dialects: Dialect) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        spoken = Dialect.V01 if request.content == b"true" else Dialect.V1
        return reply(b"true") if spoken in dialects else codec_error()

    return handler


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_the_dialect_is_the_one_that_is_understood(dialect: Dialect) -> None:
    assert await detect(client_of(speaking(dialect)), SIGNATURE) is dialect


@pytest.mark.parametrize("dialects", [(), tuple(Dialect)])
async def test_both_or_neither_dialect_is_no_karma_server(dialects: tuple[Dialect, ...]) -> None:
    with pytest.raises(NotKarmaError):
        await detect(client_of(speaking(*dialects)), SIGNATURE)


async def test_the_spelling_of_the_signature_orders_the_probes() -> None:
    bodies: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return speaking(Dialect.V01)(request)

    padded = signature_text(1_700_000_000) + "=="
    assert await detect(client_of(handler), Signature(padded)) is Dialect.V01
    assert bodies[0] == b"true"


async def test_signature_trouble_while_probing_is_no_dialect() -> None:
    client, _ = on(lambda: forbidden("token expired"))
    with pytest.raises(SessionExpired):
        await detect(client, SIGNATURE)


async def test_odd_answers_while_probing_are_told() -> None:
    for answer, kind in [
        (lambda: reply(b"1"), NotKarmaError),
        (lambda: reply(b"", 500), ServerCrashed),
        (lambda: json_reply({"internalError": "database uninitialized"}, 500), QueryRefused),
    ]:
        client, _ = on(answer)
        with pytest.raises(kind):
            await detect(client, SIGNATURE)
