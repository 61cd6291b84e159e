"""Which of the two languages a caller speaks, since one program stands for two servers.

A signature stays with the language it was first used for. Before that the body decides if it can, or the
path; else how the signature is spelled, if it has the length of one; else what the instance was last
spoken to in.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect
from karma_tui.local.auth_signature import LENGTH, spelling_of

_HEAD = re.compile(rb'[ \t\r\n]*\{[ \t\r\n]*"([A-Za-z0-9]{1,40})"[ \t\r\n]*:[ \t\r\n]*(.?)', re.DOTALL)
_HEAD_BYTES = 256
_REMEMBERED = 1024


def dialect_of_body(body: bytes) -> Dialect | None:
    """The dialect that a request's body is written in, None if it could be either or neither.

    `{"function":[` begins every expression of 1.0 and none of 0.1; an object that begins with the name
    of a 0.1 function is an expression of 0.1.
    """
    head = _HEAD.match(body, 0, _HEAD_BYTES)
    if head is None:
        return None
    if head[1] == b"function":
        return Dialect.V1 if head[2] == b"[" else None
    return Dialect.V01 if catalogue(Dialect.V01).get(head[1].decode("ascii")) else None


class DialectMemory:
    """What callers spoke so far; `pinned` makes it forget all of that and always answer the same."""

    def __init__(self, pinned: Dialect | None = None) -> None:
        self._pinned = pinned
        self._recent = pinned or Dialect.V1
        self._spoken: OrderedDict[bytes | None, Dialect] = OrderedDict()

    @property
    def recent(self) -> Dialect:
        """What the instance was last unmistakably spoken to in; 1.0 at first."""
        return self._recent

    def hear(self, body: bytes, text: str, token: bytes | None) -> Dialect:
        """The dialect of a request with a body for the KVM, remembered for its signature if it is clear."""
        heard = None if self._pinned or token in self._spoken else dialect_of_body(body)
        if heard is None:
            return self.of(text, token)
        self._recent = heard
        if token:
            self.remember(token, heard)
        return heard

    def of(self, text: str, token: bytes | None) -> Dialect:
        """The dialect of a request without such a body, by its signature (text, and bytes if decodable)."""
        if self._pinned:
            return self._pinned
        whole = token is not None and len(token) == LENGTH
        return self._known(token) or (spelling_of(text) if whole else None) or self._recent

    def of_rest(self, token: bytes | None) -> Dialect:
        """The dialect of a request for a path that only 1.0 has."""
        return self._pinned or self._known(token) or Dialect.V1

    def begin_anew(self, token: bytes | None = None) -> None:
        """Forget what the instance was last spoken to in, as it is a new one.

        What the signature of whoever made it anew speaks is how it will be spoken to next.
        """
        self._recent = self._pinned or self._known(token) or Dialect.V1

    def _known(self, token: bytes | None) -> Dialect | None:
        return self._spoken.get(token) if token else None

    def renew(self, old: bytes, new: bytes) -> None:
        """Let a renewed signature stay with the dialect of the one it replaces."""
        spoken = self._spoken.get(old)
        if spoken is not None:
            self.remember(new, spoken)

    def remember(self, token: bytes, dialect: Dialect) -> None:
        """Keep what a signature speaks."""
        self._spoken[token] = dialect
        self._spoken.move_to_end(token)
        if len(self._spoken) > _REMEMBERED:
            self._spoken.popitem(last=False)
