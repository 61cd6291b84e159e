"""Who is logging in: the admin by the instance secret, everybody else by a bcrypt hash in `_user`.

It blocks for as long as bcrypt wants: call it from a thread, and from one only, so that guessing
passwords cannot use all processors. Signatures and HTTP are not known here.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

ADMIN = "admin"

_HASH = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}\Z")
_HIGHEST_COST = 16
"""bcrypt costs above this take longer than any client waits; such a hash never fits."""

_BCRYPT_BYTES = 72
"""bcrypt looks at no more of a password; longer ones are cut, as the real server's library does."""

FindUser = Callable[[str], tuple[str, str] | None]
"""Record id and password hash of the user of a name, or None."""


class Logins:
    """Checks names and passwords against the secret and the stored hashes."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode("utf-8")

    def rotate(self, secret: str) -> None:
        """Use another instance secret from now on."""
        self._secret = secret.encode("utf-8")

    def is_secret(self, text: str) -> bool:
        """Whether a text is the instance secret; takes the same time wherever the two differ."""
        return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self._secret)

    def user(self, name: str, password: str, root: Callable[[], str], find: FindUser) -> str | None:
        """The record id of the user who may log in with this password, or None."""
        if name == ADMIN and self.is_secret(password):
            return root()
        found = find(name)
        if found is None or not matches(password, found[1]):
            return None
        return found[0]


def matches(password: str, stored: str) -> bool:
    """Whether a password fits a stored bcrypt hash ($2a$, $2b$, $2y$); anything else fits nothing."""
    form = _HASH.match(stored)
    if form is None or int(form[1]) > _HIGHEST_COST:
        return False
    import bcrypt  # only where somebody other than the admin logs in

    secret = password.encode("utf-8", "surrogatepass")[:_BCRYPT_BYTES]
    try:
        return bcrypt.checkpw(secret, stored.encode("ascii"))
    except ValueError:  # a hash of the right form that bcrypt still cannot use
        return False
