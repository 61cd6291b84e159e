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
    unpacking = Unpacking(encoding if raw else "", limit)
    plain = unpacking.feed(raw)
    unpacking.finish()
    return plain


class Unpacking:
    """Undoes a compression piece by piece; raises BrokenEncoding as `decode` does."""

    def __init__(self, encoding: str, limit: int = MAX_ANSWER) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip"):
            raise BrokenEncoding(f"unknown compression: {encoding}")
        self._is_plain = name in ("", "identity")
        self._limit = limit
        self._size = 0
        self._stream = zlib.decompressobj(_GZIP)
        self._has_begun = False

    def feed(self, raw: bytes) -> bytes:
        """The plain bytes that the next piece brings."""
        if self._is_plain:
            return self._counted(raw)
        parts: list[bytes] = []
        while raw:
            if self._stream.eof:
                self._stream = zlib.decompressobj(_GZIP)
            self._has_begun = True
            try:
                part = self._stream.decompress(raw, self._limit - self._size + 1)
            except zlib.error as error:
                raise BrokenEncoding(f"not gzip, or damaged: {error}") from None
            parts.append(self._counted(part))
            raw = self._stream.unused_data
        return b"".join(parts)

    def finish(self) -> None:
        """There is no more; raises if the stream is not at its end. An empty body has none."""
        if self._has_begun and not self._stream.eof:
            raise BrokenEncoding("the gzip stream has no end")

    def _counted(self, part: bytes) -> bytes:
        self._size += len(part)
        if self._size > self._limit:
            raise BrokenEncoding(f"more than {self._limit:,} bytes after unpacking")
        return part
