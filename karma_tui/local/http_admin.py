"""What only the admin may do: export, import, reset, and changing the secret (spec http-1.0 section 6).

Packing and unpacking is imported when somebody asks for it: most instances are never dumped.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import chain
from pathlib import Path

from karma_tui.lang.nodes import Dialect
from karma_tui.local.http_answer import Answer
from karma_tui.local.http_instance import Instance
from karma_tui.local.http_refusal import denied, internal
from karma_tui.local.http_request import ClientGone, Receive

log = logging.getLogger(__name__)

_IMPORT_LIMIT = 1024 * 1024 * 1024
"""Bytes of a packed dump; as many or more are refused."""

_RESET_DONE = b'"instance reset successful"'


class Admin:
    """The administrative part of an instance's HTTP interface."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def rotate(self, secret: str) -> Answer:
        """Replace the instance secret, which the caller must know; the new one goes to the secret file."""
        if not self._instance.logins.is_secret(secret):
            raise denied()
        self._instance.rotate_secret()
        log.warning("the instance secret was replaced; the new one is in %s", self._instance.secret_file)
        return Answer()

    async def answer(
        self, path: str, user: str, dialect: Dialect, token: bytes | None, receive: Receive
    ) -> Answer:
        """Answer reset, export or import, told apart by the beginning of the path. Raises Refused.

        `token` is the caller's signature: who resets an instance goes on speaking the same dialect to it.
        """
        instance = self._instance
        if user != await instance.threads.read(instance.engine.root_user):
            raise denied()
        if path.startswith("admin/reset"):
            await instance.threads.write(instance.engine.reset)
            instance.dialects.begin_anew(token)
            log.warning("the instance was reset")
            return Answer(body=_RESET_DONE)
        if path.startswith("admin/export"):
            return await self._export(dialect)
        return await self._import(receive)

    async def _export(self, dialect: Dialect) -> Answer:
        from karma_tui.local.dump import export

        store = self._instance.store
        pieces = export(store, dialect)
        first = await asyncio.to_thread(next, pieces)  # what fails, fails before the answer has begun
        name = store.path.name.replace('"', "_")
        old = dialect is Dialect.V01
        headers = [("content-disposition", f'attachment; filename="{name}.{"gz" if old else "zip"}"')]
        if old:
            headers.append(("content-encoding", "gzip"))
        return Answer(
            content_type="application/octet-stream" if old else "application/zip",
            headers=tuple(headers),
            stream=chain((first,), pieces),
        )

    async def _import(self, receive: Receive) -> Answer:
        from karma_tui.local.dump import BadDump, import_dump, workspace

        instance = self._instance
        with workspace(instance.store) as folder:
            packed = Path(folder) / "packed"
            if not await _save_body(receive, packed):
                raise internal("import failed")
            try:
                imported = await instance.threads.write(import_dump, instance.store, packed)
            except BadDump as bad:
                log.warning("a dump was refused: %s", bad)
                raise internal("import failed") from None
            instance.renew_engine()
        log.warning("%s was imported; all data was replaced", imported.what)
        for note in imported.notes:
            log.warning("about the import: %s", note)
        return Answer()


async def _save_body(receive: Receive, target: Path) -> bool:
    """Write a request's body to a file; False if it is too big. Raises ClientGone."""
    size = 0
    with await asyncio.to_thread(target.open, "xb") as file:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            size += len(message.get("body", b""))
            if size >= _IMPORT_LIMIT:
                return False
            file.write(message.get("body", b""))
            if not message.get("more_body", False):
                return True
