"""Compiles regular expressions for both dialects.

RE2 prints every pattern it does not take to the process's standard error; the pattern is the user's, who
is told in the answer, so RE2 is kept quiet here and must be called nowhere else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2


@lru_cache(maxsize=256)
def compiled(source: str) -> Any:
    """The pattern; raises ValueError with RE2's reason if RE2 does not take it."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not a pattern"
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None
