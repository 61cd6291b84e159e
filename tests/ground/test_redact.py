from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.redact import MASK, redact, register


@given(st.binary(min_size=88, max_size=88), st.text(max_size=20))
def test_signatures_of_both_spellings_are_masked(token: bytes, around: str) -> None:
    standard = base64.b64encode(token).decode()
    for_address = base64.urlsafe_b64encode(token).decode().rstrip("=")
    for spelling in (standard, for_address, quote(standard, safe="")):
        assert spelling not in redact(f"{around} {spelling} {around}")


def test_an_instance_secret_is_masked_unregistered() -> None:
    secret = base64.b64encode(bytes(range(256)) * 2).decode()
    assert redact(f"the secret is {secret}!") == f"the secret is {MASK}!"


@pytest.mark.parametrize("secret", ['hun"ter\\two', "pässwörd", "with space & more", "ab"])
def test_a_registered_secret_is_masked_in_every_spelling(secret: str) -> None:
    register(secret)
    for spelling in (secret, json.dumps(secret), quote(secret, safe="")):
        assert secret not in redact(f"login as x with {spelling} failed")
        assert spelling.strip('"') not in redact(f"login as x with {spelling} failed")


@pytest.mark.parametrize("length", [53, 30])
def test_a_passwords_hash_is_masked_unregistered_and_cut(length: int) -> None:
    kept = "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"[:length]
    for mark in ("2a", "2b", "2y"):
        assert redact(f'{{"password": "${mark}$10${kept}"}}') == f'{{"password": {MASK}}}'
        assert redact(f"told ${mark}$10${kept}, and more") == f"told {MASK}, and more"


def test_an_empty_secret_masks_nothing() -> None:
    register("")
    assert redact("nothing to hide") == "nothing to hide"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Authorization: Bearer abc.def", "abc.def"),
        ("authorization = Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("{'X-Karma-Signature': 'tiny'}", "tiny"),
        ('{"username": "ann", "password": "s p a c e"}', "s p a c e"),
        ("X-Karma-Secret: tiny", "tiny"),
        ("http://host/?auth=tiny&x=1", "tiny"),
        ("https://ann:tiny@host/", "tiny"),
        ("KARMA_SECRET=tiny", "tiny"),
        ("Cookie: a=tiny", "tiny"),
    ],
)
def test_values_after_telling_names_are_masked(text: str, value: str) -> None:
    assert value not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        'filterList(all(tag("_user")), (i, u) => u.username == "ann")',
        "a" * 99,
        "/home/ann/" + "long/path-of/folders_and/" * 9 + "file.json",
        "HTTP 403 from db.example.org",
    ],
)
def test_harmless_text_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"newStruct":{"password":{"string":"tulip"},"username":{"string":"ada"}}}',
        '{"data":{"struct":{"password":{"newString": "tulip"}}}}',
        '{"struct":{"password": {"data": {"string":"tulip"}}}}',
        'create(tag("_user"), {password: "tulip"})',
    ],
)
def test_a_password_in_an_expression_is_masked_whatever_stands_around_it(text: str) -> None:
    assert "tulip" not in redact(text)
    assert text.startswith(redact(text)[:6])


def test_a_known_secret_is_masked_as_json_spells_it_with_or_without_ascii() -> None:
    secret = 'so "quoted" é and ☃'
    register(secret)
    for ascii_only in (True, False):
        assert redact(f"sent: {json.dumps(secret, ensure_ascii=ascii_only)}") == 'sent: "[hidden]"'
