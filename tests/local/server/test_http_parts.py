"""The parts of the HTTP interface that need no engine: paths, bodies, credentials, page links."""

from __future__ import annotations

import posixpath
from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.nodes import Dialect
from karma_tui.local.http_login import read_credentials
from karma_tui.local.http_request import ClientGone, clean, first_values, parse, read_body
from karma_tui.local.http_rest import page_links, page_url


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("/", ""),
        ("//", ""),
        ("///", ""),
        ("/a/..", ""),
        ("/../..", ""),
        ("/rest//word/", "rest/word"),
        ("//rest/./word", "rest/word"),
        ("/rest/book/ ", "rest/book/ "),
        ("", ""),
    ],
)
def test_path_is_cleaned(path: str, cleaned: str) -> None:
    assert clean(path) == cleaned


@given(st.text("/.ab", max_size=20))
def test_cleaning_never_leaves_the_root(path: str) -> None:
    cleaned = clean("/" + path)
    assert not cleaned.startswith("/")
    assert ".." not in cleaned.split("/")
    assert cleaned == "" or posixpath.normpath(cleaned) == cleaned


def scope(**changes: Any) -> dict[str, Any]:
    return {"method": "GET", "path": "/", "scheme": "http", "query_string": b"", "headers": [], **changes}


def test_first_header_and_first_query_value_count() -> None:
    request = parse(
        scope(
            headers=[
                (b"x-karma-codec", b"json"),
                (b"x-karma-codec", b"xml"),
                (b"x-karma-signature", b"head"),
            ],
            query_string=b"auth=one&auth=two&metadata&empty=",
        )
    )
    assert (request.header("x-karma-codec"), request.signature) == ("json", "one")
    assert request.query == {"auth": "one", "metadata": "", "empty": ""}
    assert first_values("") == {}


def test_header_carries_the_signature_without_a_query() -> None:
    assert parse(scope(headers=[(b"x-karma-signature", b"head")])).signature == "head"
    assert parse(scope(query_string=b"auth=", headers=[(b"x-karma-signature", b"head")])).signature == "head"


class Body:
    """Pieces of a body as an ASGI server hands them over."""

    def __init__(self, *pieces: bytes, cut_off: bool = False) -> None:
        self.messages: list[MutableMapping[str, Any]] = [
            {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1 or cut_off}
            for at, piece in enumerate(pieces)
        ]
        self.messages.append({"type": "http.disconnect"})

    async def __call__(self) -> MutableMapping[str, Any]:
        return self.messages.pop(0)


@pytest.mark.parametrize("limit", [10, 11])
async def test_body_within_the_limit_is_whole(limit: int) -> None:
    assert await read_body(Body(b"01234", b"", b"56789"), limit) == (b"0123456789", False)


async def test_body_beyond_the_limit_is_cut_but_taken_in() -> None:
    body = Body(b"01234", b"56789", b"abc")
    assert await read_body(body, 7) == (b"0123456", True)
    assert len(body.messages) == 1


async def test_vanished_client_is_noticed() -> None:
    with pytest.raises(ClientGone):
        await read_body(Body(b"0123", cut_off=True))


@pytest.mark.parametrize(
    "body",
    [
        b'{"username":"ada","password":"p"}',
        b'{ "password" : "p", "username" : "ada" }',
        b'// hello\n{"username":"ada","password":"p",} trailing',
    ],
)
def test_credentials_are_read_leniently_in_dialect_1(body: bytes) -> None:
    given = read_credentials(body, Dialect.V1)
    assert (given.username, given.password) == ("ada", "p")
    assert "password" not in repr(given)


@pytest.mark.parametrize(
    ("body", "offset"),
    [
        (b"", 0),
        (b'{"username": "admin"}', 21),
        (b'{"password": "x"}', 17),
        (b'{"username": "admin", "password": 1}', 34),
        (b'{"username":"admin"', 19),
        (b'["admin"]', 0),
        ('{"username":"ü"'.encode(), 16),
    ],
)
def test_bad_credentials_are_refused_at_the_recorded_offset(body: bytes, offset: int) -> None:
    with pytest.raises(Refused) as caught:
        read_credentials(body, Dialect.V1)
    assert caught.value.machine == {"codecError": {"name": "json", "offset": offset}}
    assert (caught.value.status, caught.value.bare) == (400, False)


@pytest.mark.parametrize(
    "body",
    [b'{"username":"a","password":"b","z":1}', b'{"username":"a","password":"b"} x', b'{"username":"a"}'],
)
def test_dialect_01_is_strict_and_bare(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_credentials(body, Dialect.V01)
    assert (caught.value.status, caught.value.bare) == (400, True)


def test_number_is_no_password() -> None:
    with pytest.raises(Refused):
        read_credentials(b'{"username":"a","password":1.5}', Dialect.V1)


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ((0, 19, 20), [("last", 19), ("next", 19)]),
        ((0, 1, 20), [("last", 19), ("next", 1)]),
        ((7, 3, 20), [("last", 18), ("next", 10), ("prev", 4), ("first", 0)]),
        ((18, 5, 20), [("prev", 13), ("first", 0)]),
        ((100, 5, 20), [("prev", 95), ("first", 0)]),
        ((3, 100, 20), [("prev", 0), ("first", 0)]),
        ((0, 1000, 20), []),
        ((0, 0, 20), []),
        ((5, 0, 20), []),
    ],
)
def test_page_links_are_the_recorded_ones(page: tuple[int, int, int], links: list[tuple[str, int]]) -> None:
    assert page_links(*page) == links


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        (b"b=1&a=x%20y", "a=x+y&b=1&offset=3"),
        (b"x=%zz&length=3", "length=3&offset=3"),
        (b"x=%4&length=3&y=%", "length=3&offset=3"),
        (b"x=1;y=2&length=3", "length=3&offset=3"),
        (b"x=%FF", "offset=3&x=%FF"),
        ("x=ü".encode(), "offset=3&x=%C3%BC"),
        (b"offset=1&offset=2&x", "offset=3&x="),
        (b"x=2&x=1", "offset=3&x=2&x=1"),
    ],
)
def test_links_repeat_the_sound_parameters_sorted(raw: bytes, link: str) -> None:
    """http-1.0 section 5: all query parameters, sorted by name, the new offset among them."""
    scope = {"method": "GET", "path": "/rest/word", "scheme": "http", "query_string": raw}
    request = parse({**scope, "headers": [(b"host", b"h")]})
    assert page_url(request, 3) == f"http://h/rest/word?{link}"
