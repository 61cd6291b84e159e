"""Made-up dumps with nothing but the pages that the checks look at."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

PAGE = 4096


def fnv1a(data: bytes) -> int:
    """The checksum of a meta page (dump-format §2.2)."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def bolt(pages: int = 4) -> bytes:
    """A database file: two meta pages, then nothing of interest."""
    metas = b""
    for number in (0, 1):
        body = struct.pack("<4I5Q", 0xED0CDAED, 2, PAGE, 0, 3, 0, 2, pages, number)
        meta = struct.pack("<QHHI", number, 4, 0, 0) + body + struct.pack("<Q", fnv1a(body))
        metas += meta.ljust(PAGE, b"\0")
    return metas + bytes(PAGE * (pages - 2))


def zipped(*entries: bytes) -> bytes:
    """A zip archive with those entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, entry in enumerate(entries):
            archive.writestr(f"/var/lib/karma{number}.data", entry)
    return buffer.getvalue()


@pytest.fixture
def sound_zip() -> bytes:
    """What a server of release 1.0 exports."""
    return zipped(bolt())
