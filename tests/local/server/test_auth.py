"""Signatures, the secret and logins: accepted exactly when they should be, in both spellings."""

from __future__ import annotations

import base64
import hmac
import os
from pathlib import Path

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect
from karma_tui.local.auth_dialect import DialectMemory, dialect_of_body
from karma_tui.local.auth_login import Logins, matches
from karma_tui.local.auth_secret import fresh, load_or_create, store_secret
from karma_tui.local.auth_signature import BadSignature, Signer, decoded, spelled, spelling_of

SECRET = base64.b64encode(bytes(range(256)) * 2).decode()
USER = "AbCdEfGhIjKlMnOp"


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.time = 1_600_000_000.5

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signer(clock: Clock) -> Signer:
    return Signer(SECRET, clock, os.urandom)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_signature_has_the_recorded_layout(signer: Signer, clock: Clock, dialect: Dialect) -> None:
    token = signer.issue(USER, dialect)
    key = SECRET.encode() if dialect is Dialect.V1 else base64.b64decode(SECRET)
    assert int.from_bytes(token[:8], "little") == 1_600_000_000
    assert USER.encode() not in token
    assert token[56:] == hmac.new(key, token[:56], "sha512_256").digest()
    assert signer.verify(token) == USER
    assert signer.issuer(token) is dialect


def test_spellings_are_those_of_the_two_servers(signer: Signer) -> None:
    token = signer.issue(USER, Dialect.V1)
    new, old = spelled(token, Dialect.V1), spelled(token, Dialect.V01)
    assert (len(new), len(old), old[-2:]) == (118, 120, "==")
    assert decoded(new) == decoded(old) == token
    assert (spelling_of(new), spelling_of(old), spelling_of("***")) == (Dialect.V1, Dialect.V01, None)


@given(st.binary(max_size=100), st.sampled_from(list(Dialect)))
def test_every_spelling_can_be_read_back(token: bytes, dialect: Dialect) -> None:
    assert decoded(spelled(token, dialect)) == token


@pytest.mark.parametrize("text", ["***", "AAAA=", "A", "AAAA====", "AA A", "é", "AB\n"])
def test_nonsense_is_not_decodable(text: str) -> None:
    assert decoded(text) is None


@pytest.mark.parametrize(("age", "valid"), [(0, True), (899, True), (900, True), (901, False), (-3600, True)])
def test_signature_lives_fifteen_minutes(signer: Signer, clock: Clock, age: int, valid: bool) -> None:
    clock.time = 1_600_000_000
    token = signer.issue(USER, Dialect.V1)
    signer.verify(token)
    clock.time += age
    if valid:
        assert signer.verify(token) == USER
    else:
        with pytest.raises(BadSignature, match="token expired"):
            signer.verify(token)


def test_checks_come_in_the_order_length_age_mac(signer: Signer, clock: Clock) -> None:
    token = signer.issue(USER, Dialect.V1)
    stale = bytes(8) + token[8:]
    for wrong, problem in (
        (stale[:80], "invalid token length"),
        (stale, "token expired"),
        (token[:-1] + bytes([token[-1] ^ 1]), "invalid token"),
    ):
        with pytest.raises(BadSignature, match=f"^{problem}$"):
            signer.verify(wrong)


@given(st.integers(0, 87), st.integers(1, 255))
def test_no_byte_of_a_signature_can_be_changed(position: int, change: int) -> None:
    signer = Signer(SECRET, lambda: 1_600_000_000.0, os.urandom)
    token = bytearray(signer.issue(USER, Dialect.V01))
    token[position] ^= change
    with pytest.raises(BadSignature):
        signer.verify(bytes(token))


def test_rotation_voids_signatures(signer: Signer) -> None:
    token = signer.issue(USER, Dialect.V1)
    signer.verify(token)
    signer.rotate(fresh())
    with pytest.raises(BadSignature, match="invalid token"):
        signer.verify(token)


def test_missing_secret_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = load_or_create(path)
    assert len(secret) == 684
    assert len(base64.b64decode(secret)) == 512
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create(path) == secret
    store_secret(path, SECRET)
    assert (load_or_create(path), [entry.name for entry in tmp_path.iterdir()]) == (SECRET, ["secret"])


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", base64.b64encode(bytes(511))])
def test_unusable_secret_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        load_or_create(path)
    assert path.read_bytes() == content
    assert not content or content.decode("latin-1") not in str(caught.value)


def test_secret_in_an_impossible_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_or_create(tmp_path / "missing" / "secret")


def hashed(password: bytes, prefix: bytes = b"2b") -> str:
    return bcrypt.hashpw(password, bcrypt.gensalt(4, b"2b")).replace(b"$2b$", b"$" + prefix + b"$").decode()


@pytest.mark.parametrize("prefix", [b"2a", b"2b", b"2y"])
def test_all_hash_spellings_are_accepted(prefix: bytes) -> None:
    stored = hashed("pä55".encode(), prefix)
    assert matches("pä55", stored)
    assert not matches("pä56", stored)


def test_long_password_counts_to_its_72nd_byte() -> None:
    stored = hashed(b"x" * 72)
    assert matches("x" * 100, stored)
    assert not matches("x" * 71, stored)


@pytest.mark.parametrize("stored", ["", "plain-pw", "$2b$04$short", "$2b$31$" + "a" * 53, "$1$" + "a" * 57])
def test_what_is_no_usable_hash_fits_nothing(stored: str) -> None:
    assert not matches(stored, stored)
    assert not matches("plain-pw", stored)


def test_admin_logs_in_by_the_secret_and_users_by_their_hash() -> None:
    logins = Logins(SECRET)
    users = {"alice": ("id-of-alice", hashed(b"pw")), "admin": ("id-of-admin", "")}

    def login(name: str, password: str) -> str | None:
        return logins.user(name, password, lambda: "id-of-admin", users.get)

    assert login("admin", SECRET) == "id-of-admin"
    assert login("alice", "pw") == "id-of-alice"
    assert login("alice", SECRET) is login("admin", "") is login("admin", "pw") is None
    assert login("Alice", "pw") is login("nobody", "pw") is login("alice", users["alice"][1]) is None
    logins.rotate(fresh())
    assert login("admin", SECRET) is None


@pytest.mark.parametrize(
    ("body", "dialect"),
    [
        (b'{"function":[[],[{"int32":7}]]}', Dialect.V1),
        (b' {\n "function" : [ [], [] ] }', Dialect.V1),
        (b'{"tag":"_model"}', Dialect.V01),
        (b'{"newInt":1}', Dialect.V01),
        (b'{"function":{}}', None),
        (b'{"unheard":1}', None),
        (b"5", None),
        (b"", None),
        (b"{", None),
        (b" " * 9000, None),
        (b'{"username":"a","password":"b"}', None),
    ],
)
def test_body_tells_its_dialect(body: bytes, dialect: Dialect | None) -> None:
    assert dialect_of_body(body) is dialect


def test_signature_stays_with_its_dialect_and_the_instance_remembers_the_last() -> None:
    memory = DialectMemory()
    old, new = b"o" * 88, b"n" * 88
    as_new = spelled(new, Dialect.V1)
    assert memory.of("", None) is Dialect.V1
    assert memory.hear(b"5", as_new, new) is Dialect.V1
    assert memory.hear(b'{"tag":"_model"}', as_new, new) is Dialect.V01
    assert memory.hear(b"5", as_new, new) is Dialect.V01
    assert memory.hear(b'{"function":[[],[]]}', as_new, new) is Dialect.V01
    assert memory.recent is Dialect.V01
    assert memory.of("", None) is Dialect.V01
    assert memory.of(spelled(old, Dialect.V1), old) is Dialect.V1
    assert memory.hear(b'{"function":[[],[]]}', spelled(old, Dialect.V01), old) is Dialect.V1
    assert memory.of(spelled(old, Dialect.V01), old) is Dialect.V1
    assert memory.of("***", None) is Dialect.V1


def test_instance_that_was_reset_forgets_what_it_was_spoken_to_in() -> None:
    memory = DialectMemory()
    memory.hear(b'{"tag":"_model"}', "", b"x" * 88)
    memory.begin_anew()
    assert memory.of("", None) is Dialect.V1


def test_who_resets_an_instance_goes_on_speaking_the_same_dialect_to_it() -> None:
    memory = DialectMemory()
    old, new, silent = b"o" * 88, b"n" * 88, b"s" * 88
    memory.hear(b'{"tag":"_model"}', "", old)
    memory.hear(b'{"function":[[],[]]}', "", new)
    memory.begin_anew(old)
    assert memory.of("", None) is Dialect.V01
    memory.begin_anew(new)
    assert memory.of("", None) is Dialect.V1
    memory.begin_anew(old)
    memory.begin_anew(silent)
    assert memory.of("", None) is Dialect.V1


def test_what_has_not_the_length_of_a_signature_tells_no_dialect() -> None:
    memory = DialectMemory()
    cut = b"c" * 80
    assert memory.of(spelled(cut, Dialect.V01), cut) is Dialect.V1
    memory.hear(b'{"tag":"_model"}', "", b"o" * 88)
    assert memory.of(spelled(cut, Dialect.V1), cut) is Dialect.V01


def test_path_that_only_1_0_has_is_asked_for_in_1_0() -> None:
    memory = DialectMemory()
    old, silent = b"o" * 88, b"s" * 88
    memory.hear(b'{"tag":"_model"}', "", old)
    assert memory.of(spelled(silent, Dialect.V01), silent) is Dialect.V01
    assert memory.of_rest(silent) is memory.of_rest(None) is Dialect.V1
    assert memory.of_rest(old) is Dialect.V01
    assert DialectMemory(Dialect.V01).of_rest(silent) is Dialect.V01


def test_renewed_signature_keeps_the_dialect_of_the_old_one() -> None:
    memory = DialectMemory()
    unknown, old, new = b"u" * 88, b"o" * 88, b"n" * 88
    memory.renew(unknown, new)
    assert memory.of(spelled(new, Dialect.V1), new) is Dialect.V1
    memory.remember(old, Dialect.V01)
    memory.renew(old, new)
    assert memory.of(spelled(new, Dialect.V1), new) is Dialect.V01


def test_pinned_dialect_listens_to_nobody() -> None:
    memory = DialectMemory(Dialect.V01)
    token = b"n" * 88
    assert memory.hear(b'{"function":[[],[]]}', spelled(token, Dialect.V1), token) is Dialect.V01
    assert memory.of(spelled(token, Dialect.V1), token) is memory.recent is Dialect.V01


def test_memory_of_dialects_is_bounded() -> None:
    memory = DialectMemory()
    for number in range(1025):
        memory.remember(number.to_bytes(88, "big"), Dialect.V01)
    first, last = bytes(88), (1024).to_bytes(88, "big")
    assert memory.of(spelled(first, Dialect.V1), first) is Dialect.V1
    assert memory.of(spelled(last, Dialect.V1), last) is Dialect.V01
