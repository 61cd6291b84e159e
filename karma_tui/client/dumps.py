"""Taking a dump from a server and giving one to it, as streams, with a look at the file on the way.

The only part of this room that touches files. An export is kept byte by byte as sent, gets its name when
it is complete and found sound, and never replaces a file; an import is only sent after `dumpcheck.py`
found the file sound.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from karma_tui.client.answers import Asked, error_for, not_an_answer
from karma_tui.client.api import Client
from karma_tui.client.dumpcheck import (
    GZIP_START,
    MAX_DUMP,
    DumpInfo,
    UnusableDump,
    inspect,
    inspect_file,
)
from karma_tui.client.http import RawReply
from karma_tui.client.signature import Signature
from karma_tui.client.spool import Spool, existing, is_taken, whole
from karma_tui.errors import ConnectionFailed, DangerousRequest, NotKarmaError, StorageError
from karma_tui.lang.nodes import Dialect

Progress = Callable[[int], None]
"""Called with the bytes moved so far."""

INCOMPLETE = ".incomplete"
"""What the name of an export ends with that a server never finished."""

IMPORT_PATIENCE = 1800.0
"""Seconds that a server may be silent over an import: it reads all records anew before it answers."""

_CHUNK = 1 << 18
_ERROR_BODY = 1 << 20
_MOST_UNPACKED = 16 << 30


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A finished export; `usable` says whether a server could take it back, `why` what is wrong if not."""

    path: Path
    bytes: int
    sha256: str
    usable: bool
    why: str = ""


async def export(
    client: Client,
    signature: Signature,
    path: Path,
    progress: Progress | None = None,
    *,
    numbered: bool = False,
    checking: Callable[[], None] = lambda: None,
) -> ExportResult:
    """Write the server's dump to a new file once it is there and sound; `checking` hears of the look at it.

    `numbered` takes the next free name where `path` is taken. What is not sound is not kept, with two
    exceptions that are told as not usable: a dump too big for any server's import, and the unfinished
    stream of a 0.1 server, which never sends a better one, under a name that ends in `.incomplete`.
    Raises StorageError when the file exists or cannot be written, QueryRefused when the user is not the
    admin, ConnectionFailed when the transfer ends early, NotKarmaError for what is no dump.
    """
    if not numbered:
        await asyncio.to_thread(_refuse_existing, path)
    spool = await whole(partial(Spool.beside, path), Spool.discard)
    try:
        async with client.http.stream(
            "GET", "/admin/export", signature=signature.text, compressed=False
        ) as reply:
            await _check_reply(client, reply)
            cut = await _fill(spool, reply, progress)
        await asyncio.to_thread(spool.complete)
        checking()
        dialect = client.dialect or Dialect.V1
        fault = await asyncio.to_thread(_fault_of, spool.temporary, dialect)
        if fault or cut is not None:
            path = await asyncio.to_thread(_kept_name, client, spool, path, fault, cut)
            numbered = True
        publish = partial(spool.publish, path, numbered=numbered)
        path = await whole(publish, lambda name: name.unlink(missing_ok=True))
    except BaseException:
        await asyncio.to_thread(spool.discard)
        raise
    why = fault or ("The transfer did not end properly." if cut is not None else _too_big(spool.size))
    return ExportResult(path, spool.size, spool.digest.hexdigest(), not why, why)


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
    """Replace the server's data by a dump; all signatures end. Raises what `checked` and `send` raise."""
    async with checked(path, dialect, local=local) as dump:
        await send(client, signature, dump, progress)
        return dump.info


@dataclass(frozen=True, slots=True)
class Checked:
    """A sound dump, held open so that what is sent is what was looked at."""

    info: DumpInfo
    file: BinaryIO


@asynccontextmanager
async def checked(path: Path, dialect: Dialect, *, local: bool = False) -> AsyncIterator[Checked]:
    """Open a dump that may be sent. Raises DangerousRequest for any other file, StorageError."""
    file = await whole(partial(_open, path), lambda opened: opened.close())
    try:
        info = await asyncio.to_thread(inspect_file, file, path, dialect, local=local)
        yield Checked(info, file)
    except UnusableDump as error:
        raise _not_sent(path, error) from None
    finally:
        await asyncio.to_thread(file.close)


async def send(client: Client, signature: Signature, dump: Checked, progress: Progress | None = None) -> None:
    """Send a dump. Raises what says that it was not taken, or that nobody knows."""
    client.check_may_change("An import")
    patient = client.http.patient(IMPORT_PATIENCE)
    try:
        reply = await patient.send(
            "POST",
            "/admin/import",
            content=_upload(dump.file, progress),
            signature=signature.text,
            headers={"Content-Type": "application/octet-stream", "Content-Length": str(dump.info.size)},
        )
    finally:
        await patient.aclose()
    if reply.status != 200:
        raise error_for(client.endpoint, Asked.ADMIN, reply.status, reply.body)
    if reply.body[:64].lstrip().startswith(b"<"):
        raise not_an_answer(client.endpoint, reply.status, reply.body)


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


async def _fill(spool: Spool, reply: RawReply, progress: Progress | None) -> ConnectionFailed | None:
    """Write a stream to the spool; how it was cut off, if something came at all."""
    pending = bytearray()
    cut = None
    try:
        async for chunk in reply.chunks:
            pending += chunk
            if len(pending) >= _CHUNK:
                await asyncio.to_thread(spool.write, bytes(pending))
                pending.clear()
            if progress is not None:
                progress(spool.size + len(pending))
    except ConnectionFailed as error:
        if not spool.size and not pending:
            raise
        cut = error
    await asyncio.to_thread(spool.write, bytes(pending))
    if progress is not None:
        progress(spool.size)
    return cut


async def _upload(file: BinaryIO, progress: Progress | None) -> AsyncIterator[bytes]:
    sent = 0
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        yield chunk
        sent += len(chunk)
        if progress is not None:
            progress(sent)


def _kept_name(client: Client, spool: Spool, path: Path, fault: str, cut: ConnectionFailed | None) -> Path:
    """What to call an export that is not sound. Raises why it is not kept."""
    with spool.temporary.open("rb") as file:
        begins_well = file.read(2) == GZIP_START
    if client.dialect is Dialect.V01 and begins_well:
        return path.with_name(f"{path.name}{INCOMPLETE}")
    if cut is not None:
        raise ConnectionFailed(
            "The export broke off",
            f"{spool.size:,} bytes had come. {cut.title}. {cut.detail}".strip(),
            "Nothing was kept. Export again.",
        ) from cut
    raise NotKarmaError(
        f"What {client.endpoint.label} sent is no usable dump",
        fault,
        "Nothing was kept. A proxy in between may cut long answers; else look at the server's log.",
    )


def _too_big(size: int) -> str:
    return "The file has 1 GiB or more, which servers refuse to import." if size >= MAX_DUMP else ""


def _fault_of(path: Path, dialect: Dialect) -> str:
    """What is wrong with an exported file, or ""; a local instance's own form is as good as any."""
    try:
        inspect(path, dialect, local=True, limit=_MOST_UNPACKED)
    except UnusableDump as error:
        return str(error)
    return ""


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StorageError("The file cannot be read", f"{path}: {error.strerror or error}") from None


def _refuse_existing(path: Path) -> None:
    if is_taken(path):
        raise existing(path)


def _not_sent(path: Path, error: UnusableDump) -> DangerousRequest:
    return DangerousRequest(
        "This file is not sent: it would destroy the instance's data",
        f"{path.name}: {error}",
        "Import only files that an export gave, or a gzip of a 0.1 server's data file.",
    )
