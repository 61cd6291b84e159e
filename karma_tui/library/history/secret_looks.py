"""What secrets look like: names of fields whose values are secret, and hashes of passwords."""

from __future__ import annotations

import re
from itertools import pairwise

_NAMES = frozenset(
    (
        *("password", "passwords", "passwd", "passphrase", "pass", "pwd"),
        *("secret", "secrets", "credential", "credentials", "authorization", "cookie"),
    )
)
_PAIRS = frozenset((("api", "key"), ("access", "token"), ("auth", "token"), ("private", "key")))
HASH = r"\$(?:2[abxy]?|5|6|7|y|apr1|argon2(?:id?|d)|scrypt|pbkdf2(?:-\w+)?)\$[./A-Za-z0-9$=,+-]{20,}"
"""A password's hash, as a regular expression."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def is_secret_name(name: str) -> bool:
    """Whether a field or parameter of that name has a secret for its value."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return any(word in _NAMES for word in words) or any(pair in _PAIRS for pair in pairwise(words))
