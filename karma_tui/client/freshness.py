"""Getting round the compile cache of release 1.0, which answers by a query's text and never forgets.

`all(tag("x"))` sent before the tag exists keeps failing after it exists, because the server keeps what
it compiled under a hash of the query (notes-for-client 7, 8). A different but equivalent query is
compiled anew: a string nobody reads, put first in the body. This module only changes nodes; when an
epoch begins is the session's business.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from karma_tui.errors import KarmaError, QueryRefused
from karma_tui.lang.nodes import Function, Literal

TAG_MISSING = "tag: not found"
"""The server's words about a tag unknown at compile time; the detail of the error begins with them."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of time in which this session may trust what the server has compiled.

    `session` is random, since the cache is shared with everybody; `number` counts up from 0.
    """

    session: str
    number: int = 0

    def next(self) -> Epoch:
        """The epoch after a write, a refresh or a missing tag."""
        return replace(self, number=self.number + 1)


def first_epoch() -> Epoch:
    """The epoch a new session begins with."""
    return Epoch(os.urandom(4).hex())


def with_nonce(function: Function, epoch: Epoch) -> Function:
    """The same query of dialect 1.0 under another text: `{"string": nonce}` first in its body.

    Nothing changes in epoch 0, nor for a query without a body, whose error would turn into an answer.
    """
    if epoch.number == 0 or not function.body:
        return function
    nonce = Literal("string", f"{epoch.session}.{epoch.number}")
    return replace(function, body=(nonce, *function.body))


def suspects_stale_tag(error: KarmaError) -> bool:
    """Whether the server misses a tag, which may only mean that it remembers an earlier answer."""
    return (
        isinstance(error, QueryRefused)
        and error.chain[:1] == ("compilationError",)
        and error.detail.startswith(TAG_MISSING)
    )
