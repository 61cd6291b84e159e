"""Kept results: one packed file each (`zcat` shows it), in a folder for the owner alone.

A result that holds a secret is not kept. The oldest go when there is too much; the table knows which file
belongs to which run, and a file that is gone is no error.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path

from karma_tui.library.history.secret_results import has_secret

_GZIP = zlib.MAX_WBITS | 16
_PIECE = 1 << 17


def write_result(folder: Path, body: bytes) -> tuple[str, int] | None:
    """Keep a result: its file's name and size. None if it holds a secret. Raises OSError."""
    if has_secret(body):
        return None
    packed = zlib.compressobj(level=1, wbits=_GZIP)
    data = packed.compress(body) + packed.flush()
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{os.urandom(8).hex()}.json.gz"
    path = folder / name
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError:
        remove_results(folder, [name])
        raise
    return name, len(data)


def read_result(folder: Path, name: str) -> bytes | None:
    """The result in a file; None if the file is gone or broken."""
    try:
        data = (folder / name).read_bytes()
        unpacked = zlib.decompressobj(wbits=_GZIP)
        body = unpacked.decompress(data)
    except (OSError, zlib.error):
        return None
    return body if unpacked.eof else None


def remove_results(folder: Path, names: list[str]) -> None:
    """Remove files; what cannot be removed stays."""
    for name in names:
        with contextlib.suppress(OSError):
            (folder / name).unlink()
