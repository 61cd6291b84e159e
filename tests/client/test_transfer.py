"""Compression: exactly the bytes that were sent, or an error, never a part of them."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.client.transfer import BrokenEncoding, Unpacking, decode


@given(st.binary(max_size=3000))
def test_what_was_packed_comes_out(data: bytes) -> None:
    assert decode(gzip.compress(data), "gzip") == data
    assert decode(data, "identity") == data


@given(st.binary(max_size=300), st.data())
def test_a_shortened_stream_is_never_taken_for_whole(data: bytes, draw: st.DataObject) -> None:
    packed = gzip.compress(data)
    cut = draw.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BrokenEncoding):
        decode(packed[:cut], "gzip")


def test_an_empty_body_needs_no_stream() -> None:
    assert decode(b"", "gzip") == b""


def test_several_members_are_one_body() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b"), "GZIP") == b"ab"


@pytest.mark.parametrize(
    ("raw", "encoding"), [(b"x", "br"), (b"plain", "gzip"), (gzip.compress(b"a", mtime=0) + b"x", "gzip")]
)
def test_unknown_or_damaged_streams_are_refused(raw: bytes, encoding: str) -> None:
    with pytest.raises(BrokenEncoding):
        decode(raw, encoding)


def test_a_bomb_is_refused() -> None:
    with pytest.raises(BrokenEncoding, match="more than"):
        decode(gzip.compress(bytes(100_000)), "gzip", limit=99_999)
    assert len(decode(gzip.compress(bytes(100_000)), "gzip", limit=100_000)) == 100_000


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_pieces_of_a_compressed_answer_make_the_same_text(size: int) -> None:
    packed = gzip.compress(b"one" * 50) + gzip.compress(b"two")
    unpacking = Unpacking("gzip")
    pieces = [unpacking.feed(packed[start : start + size]) for start in range(0, len(packed), size)]
    unpacking.finish()
    assert b"".join(pieces) == decode(packed, "gzip") == b"one" * 50 + b"two"


def test_a_compressed_answer_that_stops_short_is_an_error_in_pieces_too() -> None:
    unpacking = Unpacking("gzip")
    unpacking.feed(gzip.compress(b"one" * 50)[:-4])
    with pytest.raises(BrokenEncoding):
        unpacking.finish()
