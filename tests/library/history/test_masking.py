from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.library.history.masking import masked, masked_parameter
from karma_tui.library.history.masking_texts import mask
from karma_tui.library.history.secret_looks import is_secret_name
from karma_tui.library.history.secret_results import has_secret
from karma_tui.redact import MASK, redact, redact_known, register
from tests.library.history.parts import Kept

HASH = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
SIGNATURE = "Ab3_" * 29 + "xy"
SECRET = "Zm9v+Q/x" * 90

LEAKING = [
    'with("c4n4ry", p => create(tag("_user"), s => ({username: "x", password: p})))',
    'with({a: "c4n4ry"}, p => create(tag("_user"), s => ({password: p.a})))',
    'mapList(["c4n4ry"], (i, p) => create(tag("_user"), s => ({password: join([p, "c4n4ry"])})))',
    'let a = "c4n4ry"; let p = a; create(tag("_user"), s => ({username: "x", password: p}))',
    'define("p", "c4n4ry"); create(tag("_user"), s => ({password: p}))',
    '{"function":[[],[{"define":["p",{"string":"c4n4ry"}]},{"create":[{"tag":{"string":"_user"}},'
    '{"function":[["s"],[{"data":{"struct":{"password":{"expr":{"scope":"p"}}}}}]]}]}]]}',
    '{"do":{"p":"c4n4ry","return":{"create":{"in":{"tag":"_user"},"value":{"newStruct":'
    '{"password":{"bind":"p"}}}}}}}',
    '{authorization: "c4n4ry", cookie: "c4n4ry"}',
    "Cookie: session=c4n4ry",
    'create(tag("_user"), self => ({username: "bob", password: "c4n4ry", roles: []}))',
    'filterList(all(tag("_user")), (i, u) => u.password == "c4n4ry")',
    'u.password == "c4n4ry"',
    '"c4n4ry" == u.password',
    'setField("password", "c4n4ry", u)',
    'field("password", u) == "c4n4ry"',
    "u['password'] == 'c4n4ry'",
    'let p = "c4n4ry"; create(tag("_user"), s => ({username: "x", password: p}))',
    'let first = "c4n4"; let p = join(["c4n4ry", first]); update(r, ({password: p}))',
    '{"function":[[],[{"create":[{"tag":{"string":"_user"}},{"function":[["s"],[{"data":{"struct":'
    '{"username":{"string":"bob"},"password":{"string":"c4n4ry"}}}}]]}]}]]}',
    '{"equal":[{"field":["password",{"scope":"u"}]},{"string":"c4n4ry"}]}',
    '{"filter":{"value":{"all":{"tag":"_user"}},"expression":{"equal":[{"field":"password"},"c4n4ry"]}}}',
    '// password: c4n4ry\nall(tag("x"))',
    "/* secret = c4n4ry */ all",
    "Authorization: Bearer c4n4ry",
    "curl -H 'X-Karma-Signature: c4n4ry'",
    "password: c4n4ry",
    'password = "c4n4ry"',
    '{password: "c4n4ry',
    '{"password": "c4n4ry',
    '({password: ("c4n4ry")',
    'mapMap({"api_key": "c4n4ry", accessToken: "c4n4ry"}, x)',
    '{userPassword: "c4n4ry", PASSWORD: "c4n4ry", `secret key`: "c4n4ry"}',
    "https://ann:c4n4ry@db.example.org/",
    '//---\n// [[parameters]]\n// name = "pw"\n// default = "c4n4ry"\n// secret = true\n//---\nf($pw)',
]

HARMLESS = [
    "m.struct({cookie: m.string(), authorization: m.bool()})",
    'with("x", p => create(tag("_user"), s => ({username: p, password: s.password})))',
    'all(tag("book"))',
    "m.struct({password: m.string(), name: m.string()})",
    'mapList(all(tag("_user")), (i, u) => ({name: u.username, secret: u.password, kind: "x"}))',
    '{secretary: "Ann", passenger: "Bob", compass: "N"}',
    'all(tag("password"))',
    'signature(() => all(tag("book")))',
    '//---\n// [[parameters]]\n// name = "n"\n// default = "3"\n// secret = false\n//---\nf($n)',
]


@pytest.mark.parametrize("text", LEAKING)
def test_what_belongs_to_a_secret_name_is_masked(text: str) -> None:
    found = masked(text)
    assert "c4n4ry" not in found and MASK in found


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_expressions_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("secret", [HASH, SIGNATURE, SECRET])
def test_hashes_signatures_and_instance_secrets_are_masked_wherever_they_stand(secret: str) -> None:
    for text in (f'f("{secret}")', f"{{x: '{secret}'}}", json.dumps({"string": secret}), secret):
        assert secret not in masked(text)
        assert has_secret(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "{password: " * 20_000 + '"c4n4ry"',
        '[{"password": ' * 20_000 + '"c4n4ry"',
        "(u.password == " * 20_000 + '"c4n4ry"',
        '("x" == u.password, ' * 20_000 + '"c4n4ry"',
        "setField('password', " * 20_000 + '"c4n4ry"',
        "let p = p; " * 10_000 + 'let p = "c4n4ry"; ({password: p})',
        "f(p => ({password: p}), " * 5_000 + '"c4n4ry"',
        "secret " * 20_000 + '"c4n4ry"',
    ],
)
def test_masking_a_hostile_text_takes_no_longer_than_a_long_one(text: str) -> None:
    before = time.process_time()
    assert "c4n4ry" not in masked(text)
    assert time.process_time() - before < 10


def test_parts_that_are_not_secret_stay_readable() -> None:
    text = 'create(tag("_user"), s => ({username: "bob", password: "x", roles: ["a"]}))'
    assert masked(text) == text.replace('"x"', f'"{MASK}"')


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [("password", True), ("userPassword", True), ("NEW_PASSWORD", True), ("apiKey", True), ("key", False),
     ("secretary", False), ("passage", False), ("instanceSecret", True), ("", False)],
)  # fmt: skip
def test_names_are_looked_at_word_by_word(name: str, is_secret: bool) -> None:
    assert is_secret_name(name) is is_secret
    assert (masked_parameter(name, '"plain"') == MASK) is is_secret


@given(st.text(max_size=80))
def test_masking_takes_any_text_and_does_the_same_twice(text: str) -> None:
    found = masked(f'{text} password: "c4n4ry",')
    assert masked(found) == found


@given(st.text(max_size=30), st.sampled_from([*LEAKING, *HARMLESS, HASH, "$5$" + "x" * 30]))
def test_no_text_that_has_a_secret_lacks_the_sign_of_one(text: str, more: str) -> None:
    whole = f"{more} {text}"
    assert masked(whole) == mask(redact_known(whole))


_PIECES = st.sampled_from(
    [
        '"password":"x"',
        "secret = 1",
        "?auth=abc",
        "://a:b@c",
        HASH,
        SIGNATURE,
        "Cookie: x",
        "book",
        '"a":1',
        " ",
        ",",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=5), max_size=8).map("".join))
def test_a_result_is_secret_if_anything_of_it_would_be_masked(text: str) -> None:
    body = text.encode("utf-8", "replace")
    if redact(body.decode()) != body.decode():
        assert has_secret(body)


def test_a_secret_on_the_edge_of_two_pieces_is_found() -> None:
    for shift in range(-70, 10, 7):
        assert has_secret(b"x, " * 174_763 + b" " * (72 + shift) + HASH.encode() + b" y" * 1000)


def test_no_secret_reaches_any_file(tmp_path: Path) -> None:
    register("c4n4ry-registered")
    kept = Kept(tmp_path)
    for text in LEAKING:
        kept.run(text, snippet="c4n4ry-registered"[:0])
    kept.run(f'f("{HASH}", "{SIGNATURE}", "{SECRET}", "c4n4ry-registered")')
    kept.run("parameters", parameters={"password": '"c4n4ry"', "n": "c4n4ry-registered"})
    kept.run("error", "error", title="refused c4n4ry-registered", endpoint="https://a:c4n4ry@db")
    for body in (
        b'[{"password":"c4n4ry"}]',
        json.dumps([HASH + "c4n4ry"]).encode(),
        b'["c4n4ry-registered"]',
    ):
        kept.run("result", body=body)
    bytes_kept = kept.every_byte()
    for secret in (b"c4n4ry", HASH.encode(), SIGNATURE.encode(), SECRET.encode()):
        assert secret not in bytes_kept
    assert b"result" in bytes_kept
