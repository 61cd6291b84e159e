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
_PIECES = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\[:[^\]]*:\]|\\.|[^\]\\])*\]"
    r"|\(\?P?<(?P<name>[^>=!][^>]*)>|(?P<count>\{(?:\d+,)?[1-9]\d{8,}(?:,\d*)?\})",
    re.DOTALL,
)
"""What is looked at of a pattern: names of groups and enormous counts, where they are not mere letters."""


@lru_cache(maxsize=256)
def compiled(source: str) -> Any:
    """The pattern; raises ValueError with the reason if the servers do not take it."""
    if "\\C" in source and _SINGLE_BYTE.match(source):
        raise ValueError("invalid escape sequence: \\C")
    for piece in _PIECES.finditer(source):
        _refuse_what_is_newer(piece)
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not a pattern"
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None


def _refuse_what_is_newer(piece: re.Match[str]) -> None:
    """Refuse what RE2 has learnt since, or reads as letters, and the servers' engine does not take."""
    if piece["count"] is not None:
        raise ValueError(f"invalid repeat count: {piece['count']}")
    if piece["name"] is not None and not (piece[0].startswith("(?P") and piece["name"].isascii()):
        raise ValueError(f"invalid named capture: {piece[0]}")
