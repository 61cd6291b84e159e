"""Indented JSON made from JSON, token by token: no value is decoded, so no digit, key or escape can change.

Works on any depth, and on the bare `NaN` and `+Inf` of a real server (spec, notes for clients 9), which
the fast formatter of a library refuses; what it takes, it lays out in the same way.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+|"', re.DOTALL)
_STEP = b"  "
_DEEPEST = 200
"""Levels that are still indented further: beyond, the blanks would outgrow the data."""


def pretty(body: bytes) -> bytes:
    """The same JSON with one member per line, two spaces a level; `[]` and `{}` stay together."""
    from msgspec import DecodeError, json  # costs more than most runs without --format pretty take

    try:
        return json.format(body, indent=len(_STEP))
    except (DecodeError, RecursionError):
        return by_tokens(body)


def by_tokens(body: bytes) -> bytes:
    """As `pretty`, for any depth and for text that is nearly JSON."""
    out: list[bytes] = []
    depth = 0
    opened = False
    for found in _TOKEN.finditer(body):
        token = found.group()
        closing = token in (b"]", b"}")
        if closing:
            depth = max(0, depth - 1)
            if not opened:
                out.append(_line(depth))
        elif opened:
            out.append(_line(depth))
        opened = token in (b"[", b"{")
        out.append(token)
        if opened:
            depth += 1
        elif token == b",":
            out.append(_line(depth))
        elif token == b":":
            out.append(b" ")
    return b"".join(out)


def _line(depth: int) -> bytes:
    return b"\n" + _STEP * min(depth, _DEEPEST)
