"""Whether a result holds something secret, such as users with their passwords' hashes: it is not kept then.

Everything that `redact` would mask is found, at some 70 MB/s, in pieces so that other threads have a turn.
"""

from __future__ import annotations

import re

from karma_tui.redact import is_known

_PIECE = 1 << 19
_LAP = 4_096
"""Bytes that two pieces share, so that a secret on the edge is seen whole."""

_NAMES = (b"password", b"secret", b"signature", b"authorization", b"cookie")
"""What the names of `redact` are made of."""

_SIGNATURE = 118
"""Characters of the shortest secret that is known by its looks; see `redact`."""
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-%="
_RUNS = bytes(byte if byte in _BASE64 else 32 for byte in range(256))


def has_secret(body: bytes) -> bool:
    """Whether there is one."""
    return any(_has_one(body[max(0, start - _LAP) : start + _PIECE]) for start in range(0, len(body), _PIECE))


def _has_one(piece: bytes) -> bool:
    low = piece.lower()
    return (
        (any(name in low for name in _NAMES) and _has_value(low))
        or (b"auth=" in low and (b"?auth=" in low or b"&auth=" in low))
        or (b"://" in piece and re.search(rb"://[^/\s:@]*:[^/\s@]+@", piece) is not None)
        or (b"$" in piece and _has_hash(piece))
        or any(len(run) >= _SIGNATURE for run in piece.translate(_RUNS).split())
        or is_known(piece.decode("utf-8", "replace"))
    )


def _has_value(low: bytes) -> bool:
    return re.search(b"(?:" + b"|".join(_NAMES) + rb")[\"']?\s*[:=]", low) is not None


def _has_hash(piece: bytes) -> bool:
    from karma_tui.library.history.secret_looks import HASH

    return re.search(HASH.encode(), piece) is not None
