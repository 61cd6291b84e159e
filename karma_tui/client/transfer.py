"""Undoing the compression of an answer, strictly: a stream that stops short is an error, not a short answer.

The HTTP library takes a gzip stream without its end for complete, and cannot tell an empty answer from
a broken one. The server compresses also empty answers (notes-for-client 18).
"""

from __future__ import annotations

import zlib

MAX_ANSWER = 1 << 30
"""Bytes of an answer that are held at most; more is refused rather than swallowed."""

_GZIP = 31


class BrokenEncoding(Exception):
    """The bytes are not what `Content-Encoding` says."""


def decode(raw: bytes, encoding: str, limit: int = MAX_ANSWER) -> bytes:
    """The plain bytes of an answer with that `Content-Encoding`.

    Raises BrokenEncoding for an unknown encoding, damage, a missing end, or more than `limit` bytes.
    """
    name = encoding.strip().lower()
    if name in ("", "identity") or not raw:
        return raw
    if name not in ("gzip", "x-gzip"):
        raise BrokenEncoding(f"unknown compression: {encoding}")
    parts: list[bytes] = []
    size = 0
    rest = raw
    while rest:
        stream = zlib.decompressobj(_GZIP)
        try:
            part = stream.decompress(rest, limit - size + 1)
        except zlib.error as error:
            raise BrokenEncoding(f"not gzip, or damaged: {error}") from None
        size += len(part)
        if size > limit:
            raise BrokenEncoding(f"more than {limit:,} bytes after unpacking")
        if not stream.eof:
            raise BrokenEncoding("the gzip stream has no end")
        parts.append(part)
        rest = stream.unused_data
    return b"".join(parts)
