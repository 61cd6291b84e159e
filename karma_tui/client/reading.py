"""The last look at what leaves for an instance that is only to be read from.

Whoever builds a request has asked the profile's rules before (`workbench.guard`) and told it better. This
one trusts nobody's word for what a request does: it reads the very bytes that are about to be sent.
"""

from __future__ import annotations

import re

from karma_tui.errors import ExpressionError, ReadOnlyProfile
from karma_tui.lang.effects import WRITING, writes
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read

_SUSPECT = re.compile(rb'"(?:%s)"|\\' % b"|".join(name.encode() for name in sorted(WRITING)))
"""A writing function's name as a key, or an escape that could spell one."""


def writes_something(body: bytes, dialect: Dialect) -> bool:
    """Whether a request's body, JSON of a dialect, has a writing function; what cannot be read may."""
    if _SUSPECT.search(body) is None:
        return False
    try:
        return writes(read(body.decode(), dialect).root)
    except (ExpressionError, UnicodeDecodeError):
        return True


def not_sent(what: str) -> ReadOnlyProfile:
    """The refusal of a request that would change the instance."""
    return ReadOnlyProfile(
        "Not sent: this profile is read-only",
        f"{what} would change the instance.",
        "Take read_only out of the profile in the settings, or use another profile.",
    )
