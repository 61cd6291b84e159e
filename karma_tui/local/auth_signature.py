"""Signatures: what a logged-in user shows instead of a password (spec http-1.0 section 3, kvm-0.1 section 8).

88 bytes: issue time (8, little-endian seconds), random bytes (32), the user id masked by them (16), MAC
(32, HMAC-SHA-512/256 over the rest). The real servers mask with one block of AES under the random bytes,
which anybody can undo; the standard library has no AES and a signature is opaque to its bearer, so here a
hash of the random bytes is the mask. Spelled in base64: 1.0 URL alphabet without padding, MAC keyed by
the secret's text; 0.1 standard alphabet with padding, MAC keyed by the decoded secret. Both are accepted
whatever the dialect of the request. Users and passwords are not known here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

from karma_tui.lang.nodes import Dialect

LIFETIME = 900
"""Seconds that a signature is good for."""

LENGTH = 88

_SIGNED = slice(0, 56)
_MAC = slice(56, 88)
_SPELLING = re.compile(r"[A-Za-z0-9+/_-]*(={0,2})\Z")
_REMEMBERED = 4096


class BadSignature(Exception):
    """Why a decoded signature is not accepted: "invalid token length", "token expired", "invalid token"."""


def spelled(token: bytes, dialect: Dialect) -> str:
    """The text of a signature in the dialect's alphabet."""
    if dialect is Dialect.V01:
        return base64.b64encode(token).decode("ascii")
    return base64.urlsafe_b64encode(token).decode("ascii").rstrip("=")


@lru_cache(_REMEMBERED)
def spelling_of(text: str) -> Dialect | None:
    """Which dialect's spelling a signature has; None for what is no base64 text, or could be both."""
    match = _SPELLING.match(text)
    if match is None or not text:
        return None
    return Dialect.V01 if match[1] or "+" in text or "/" in text else Dialect.V1


@lru_cache(_REMEMBERED)
def decoded(text: str) -> bytes | None:
    """The bytes of a signature, from either alphabet, padded or not; None if it is no base64 text."""
    if _SPELLING.match(text) is None:
        return None
    plain = text.rstrip("=").translate(_TO_STANDARD)
    if text.endswith("=") and len(text) % 4:
        return None
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None


_TO_STANDARD = str.maketrans("-_", "+/")


class Signer:
    """Issues and verifies the signatures of one secret; verified ones are remembered until they expire."""

    def __init__(self, secret: str, now: Callable[[], float], random_bytes: Callable[[int], bytes]) -> None:
        self._now = now
        self._random_bytes = random_bytes
        self._verified: OrderedDict[bytes, str] = OrderedDict()
        self._keys: dict[Dialect, bytes] = {}
        self.rotate(secret)

    def rotate(self, secret: str) -> None:
        """Use another secret from now on; all signatures issued so far become invalid."""
        self._keys = {Dialect.V1: secret.encode("utf-8"), Dialect.V01: base64.b64decode(secret)}
        self._verified.clear()

    def issue(self, user: str, dialect: Dialect) -> bytes:
        """A new signature of a user (a record id of 16 ASCII characters), valid from now on."""
        salt = self._random_bytes(32)
        issued = int(self._now()).to_bytes(8, "little")
        signed = issued + salt + _masked(salt, user.encode("ascii"))
        return signed + self._mac(signed, dialect)

    def verify(self, token: bytes) -> str:
        """The user id in a signature; checked in the order length, age, MAC. Raises BadSignature."""
        if len(token) != LENGTH:
            raise BadSignature("invalid token length")
        if int.from_bytes(token[:8], "little") + LIFETIME < self._now():
            self._verified.pop(token, None)
            raise BadSignature("token expired")
        user = self._verified.get(token)
        if user is None:
            user = self._verify_mac(token)
        return user

    def issuer(self, token: bytes) -> Dialect | None:
        """In which dialect a signature was issued, by its MAC; None if it was not issued here."""
        signed, mac = token[_SIGNED], token[_MAC]
        for dialect in Dialect:
            if hmac.compare_digest(self._mac(signed, dialect), mac):
                return dialect
        return None

    def _verify_mac(self, token: bytes) -> str:
        if self.issuer(token) is None:
            raise BadSignature("invalid token")
        user = _masked(token[8:40], token[40:56]).decode("latin-1")
        self._verified[token] = user
        if len(self._verified) > _REMEMBERED:
            self._verified.popitem(last=False)
        return user

    def _mac(self, signed: bytes, dialect: Dialect) -> bytes:
        return hmac.digest(self._keys[dialect], signed, "sha512_256")


def _masked(salt: bytes, user: bytes) -> bytes:
    """A user id masked by the random bytes of its signature; masking twice gives it back."""
    mask = hashlib.sha256(salt).digest()[: len(user)]
    return bytes(a ^ b for a, b in zip(user, mask, strict=True))
