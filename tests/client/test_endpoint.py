"""Addresses: one spelling, no secrets in them, and sentences about what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.client.endpoint import Endpoint, parse_endpoint
from karma_tui.errors import UsageError


@pytest.mark.parametrize(
    ("given_text", "url"),
    [
        ("http://db.example.org", "http://db.example.org"),
        ("https://db.example.org:8443/", "https://db.example.org:8443"),
        (" http://127.0.0.1:8080/karma/ ", "http://127.0.0.1:8080/karma"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_an_address_has_one_spelling(given_text: str, url: str) -> None:
    assert Endpoint(given_text).url == url


def test_a_path_prefix_stands_before_every_path() -> None:
    assert Endpoint("https://example.org/db/one").address("/auth") == "https://example.org/db/one/auth"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "db.example.org",
        "localhost:8080",
        "ftp://x",
        "http://",
        "http://:80",
        "http://x:99999",
        "http://x:0",
    ],
)
def test_an_unusable_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Endpoint(text)


@pytest.mark.parametrize(
    "text", ["http://ada:lovelace@x", "http://ada@x", "ftp://ada:lovelace@x", "ada:lovelace@x"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint(text)
    assert "lovelace" not in str(caught.value)


def test_a_signature_in_an_address_is_refused() -> None:
    with pytest.raises(UsageError, match="query"):
        Endpoint("http://x/?auth=abc")


@pytest.mark.parametrize("text", ["http://x\n.org", "http://x y/", "http://x/\x1b[2J"])
def test_control_characters_and_blanks_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Endpoint(text)


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("http://localhost", True),
        ("http://127.3.2.1:80", True),
        ("http://[::1]", True),
        ("http://karma.localhost", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.org", False),
    ],
)
def test_what_is_local(url: str, is_local: bool) -> None:
    assert Endpoint(url).is_local is is_local


def test_a_socket_can_be_typed_as_an_address() -> None:
    for text in ("unix:/run/karma.sock", "unix:///run/karma.sock"):
        endpoint = parse_endpoint(text)
        assert endpoint.socket == "/run/karma.sock"
        assert endpoint.is_local
        assert endpoint.label == "unix:/run/karma.sock"
    with pytest.raises(UsageError, match="socket"):
        parse_endpoint("unix:")


def test_time_limits_are_positive() -> None:
    with pytest.raises(UsageError):
        Endpoint("http://x", connect_timeout=0)


def test_a_proxy_is_not_in_the_repr() -> None:
    assert "hunter2" not in repr(Endpoint("http://x", proxy="http://u:hunter2@proxy:3128"))
    for proxy in ("proxy:3128", "socks5://proxy", "http://", "http://proxy:99999"):
        with pytest.raises(UsageError):
            Endpoint("http://x", proxy=proxy)


@given(st.text(max_size=40))
def test_any_text_is_an_endpoint_or_a_usage_error(text: str) -> None:
    try:
        endpoint = parse_endpoint(text)
    except UsageError:
        return
    assert Endpoint(endpoint.url).url == endpoint.url
