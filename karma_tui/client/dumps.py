"""Taking a dump from a server and giving one to it, as streams, with a look at the file on the way.

The only part of this room that touches files. An export is kept byte by byte as sent and never replaces
a file; an import is only sent after `dumpcheck.py` found the file sound. Dumps hold password hashes, so
files are readable by their owner alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from karma_tui.client.answers import Asked, error_for, not_an_answer
from karma_tui.client.api import Client
from karma_tui.client.dumpcheck import DumpInfo, UnusableDump, inspect, inspect_file
from karma_tui.client.http import RawReply
from karma_tui.client.signature import Signature
from karma_tui.errors import ConnectionFailed, DangerousRequest, StorageError
from karma_tui.lang.nodes import Dialect

Progress = Callable[[int], None]
"""Called with the bytes moved so far."""

_CHUNK = 1 << 18
_ERROR_BODY = 1 << 20


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A finished export; `usable` says whether a server could take it back, `why` what is wrong if not."""

    path: Path
    bytes: int
    sha256: str
    usable: bool
    why: str = ""


async def export(
    client: Client, signature: Signature, path: Path, progress: Progress | None = None
) -> ExportResult:
    """Write the server's dump to a new file and check it.

    A stream that ends early or falls silent after it began is kept and reported as not usable: servers
    of dialect 0.1 never finish theirs. Raises StorageError when the file exists or cannot be written,
    QueryRefused when the user is not the admin.
    """
    await asyncio.to_thread(_refuse_existing, path)
    spool = await asyncio.to_thread(_Spool.beside, path)
    try:
        async with client.http.stream(
            "GET", "/admin/export", signature=signature.text, compressed=False
        ) as reply:
            await _check_reply(client, reply)
            broken = await _fill(spool, reply, progress)
        await asyncio.to_thread(spool.publish, path)
    finally:
        await asyncio.to_thread(spool.discard)
    why = await asyncio.to_thread(_fault_of, path, client.dialect or Dialect.V1)
    return ExportResult(path, spool.size, spool.digest.hexdigest(), not (why or broken), why or broken)


async def check_import_file(path: Path, dialect: Dialect, *, local: bool = False) -> DumpInfo:
    """What is in a file that may be imported. Raises DangerousRequest when a server must not get it."""
    try:
        return await asyncio.to_thread(inspect, path, dialect, local=local)
    except UnusableDump as error:
        raise _not_sent(path, error) from None


async def import_dump(
    client: Client,
    signature: Signature,
    path: Path,
    dialect: Dialect,
    *,
    local: bool = False,
    progress: Progress | None = None,
) -> DumpInfo:
    """Replace the server's data by a dump; all signatures end.

    The file is checked again while open, and the same open file is sent. Raises DangerousRequest
    when the check fails; nothing is sent then.
    """
    file = await asyncio.to_thread(_open, path)
    try:
        try:
            info = await asyncio.to_thread(inspect_file, file, path, dialect, local=local)
        except UnusableDump as error:
            raise _not_sent(path, error) from None
        reply = await client.http.send(
            "POST",
            "/admin/import",
            content=_upload(file, progress),
            signature=signature.text,
            headers={"Content-Type": "application/octet-stream", "Content-Length": str(info.size)},
        )
    finally:
        await asyncio.to_thread(file.close)
    if reply.status != 200:
        raise error_for(client.endpoint, Asked.ADMIN, reply.status, reply.body)
    return info


async def _check_reply(client: Client, reply: RawReply) -> None:
    """Raise the error of an answer that is no dump."""
    content_type = reply.headers.get("content-type", "")
    if reply.status == 200 and not content_type.startswith(("text/html", "application/json")):
        return
    body = b""
    async for chunk in reply.chunks:
        body += chunk
        if len(body) > _ERROR_BODY:
            break
    if reply.status == 200:
        raise not_an_answer(client.endpoint, reply.status, body)
    raise error_for(client.endpoint, Asked.ADMIN, reply.status, body)


async def _fill(spool: _Spool, reply: RawReply, progress: Progress | None) -> str:
    """Write a stream to the spool; what went wrong on the way, if something came at all."""
    pending = bytearray()
    broken = ""
    try:
        async for chunk in reply.chunks:
            pending += chunk
            if len(pending) >= _CHUNK:
                await asyncio.to_thread(spool.write, bytes(pending))
                pending.clear()
                if progress is not None:
                    progress(spool.size)
    except ConnectionFailed as error:
        if not spool.size and not pending:
            raise
        broken = f"The transfer did not end properly: {error.title}."
    await asyncio.to_thread(spool.write, bytes(pending))
    if progress is not None:
        progress(spool.size)
    return broken


async def _upload(file: BinaryIO, progress: Progress | None) -> AsyncIterator[bytes]:
    sent = 0
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        yield chunk
        sent += len(chunk)
        if progress is not None:
            progress(sent)


class _Spool:
    """A private temporary file beside its later place, with size and checksum of what went in."""

    def __init__(self, file: BinaryIO, temporary: Path) -> None:
        self._file = file
        self._temporary = temporary
        self.size = 0
        self.digest = hashlib.sha256()

    @classmethod
    def beside(cls, path: Path) -> _Spool:
        """A spool in the folder of `path`. Raises StorageError when that cannot be."""
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
        except OSError as error:
            raise _unwritable(path, error) from None
        return cls(os.fdopen(handle, "wb"), Path(name))

    def write(self, data: bytes) -> None:
        """Append. Raises StorageError, as for a full disk."""
        try:
            self._file.write(data)
        except OSError as error:
            raise _unwritable(self._temporary, error) from None
        self.size += len(data)
        self.digest.update(data)

    def publish(self, path: Path) -> None:
        """Give the complete file its name, unless that has been taken meanwhile."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            _name_exclusively(self._temporary, path)
        except FileExistsError:
            raise _existing(path) from None
        except OSError as error:
            raise _unwritable(path, error) from None

    def discard(self) -> None:
        """Remove what is left of the temporary file."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def _name_exclusively(temporary: Path, path: Path) -> None:
    """Name a file without replacing another: by a link, or by claiming the name where links are unknown."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        path.open("xb").close()
        temporary.replace(path)


def _fault_of(path: Path, dialect: Dialect) -> str:
    """What makes an exported file unusable, or ""; a local instance's own form counts as usable."""
    try:
        inspect(path, dialect, local=True)
    except UnusableDump as error:
        return str(error)
    return ""


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StorageError("The file cannot be read", f"{path}: {error.strerror or error}") from None


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise _existing(path)


def _existing(path: Path) -> StorageError:
    return StorageError(
        "The file exists already", str(path), "Choose another name; dumps never replace a file."
    )


def _unwritable(path: Path, error: OSError) -> StorageError:
    return StorageError("The dump cannot be written", f"{path}: {error.strerror or error}")


def _not_sent(path: Path, error: UnusableDump) -> DangerousRequest:
    return DangerousRequest(
        "This file is not sent: it would destroy the instance's data",
        f"{path.name}: {error}",
        "Import only files that an export gave, or a gzip of a 0.1 server's data file.",
    )
