"""Compiles regular expressions for both dialects.

RE2 prints every pattern it does not take to the process's standard error; the pattern is the user's, who
is told in the answer, so RE2 is kept quiet here and must be called nowhere else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

_SINGLE_BYTE = re.compile(r"(?>[^\\]|\\Q.*?(?:\\E|\Z)|\\[^QC])*+\\C", re.DOTALL)
"""The escape for a byte of a character, which RE2 takes and the servers' own engine does not."""


@lru_cache(maxsize=256)
def compiled(source: str) -> Any:
    """The pattern; raises ValueError with the reason if the servers do not take it."""
    if "\\C" in source and _SINGLE_BYTE.match(source):
        raise ValueError("invalid escape sequence: \\C")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not a pattern"
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None
