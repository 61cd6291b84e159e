"""A small karma.run server for the app's tests: signs in, knows no models, and answers as it is told to."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.client.raw_server import RawServer, Talk, answer, raw_server

PASSWORD = "open sesame"
NOTHING_INSIDE = b'{"tags":[],"models":[]}'
NO_EXPRESSION = b'{"humanReadableError":{"human":"x","machine":{"codecError":{"name":"json","offset":0}}}}'
REFUSED = b'{"permissionDeniedError":{}}'


@dataclass
class Karma:
    """What the server says to queries; `logins` counts the accepted ones."""

    server: RawServer
    said: bytes
    logins: int = 0

    @property
    def url(self) -> str:
        return self.server.endpoint.url


@asynccontextmanager
async def karma_server(said: bytes = b"") -> AsyncIterator[Karma]:
    """Serve on loopback; `said` is the whole HTTP answer to every query of a user, `5` if empty."""

    async def behave(talk: Talk) -> None:
        await talk.say(_answer(talk, karma))

    async with raw_server(behave) as server:
        karma = Karma(server, said or answer(b"5"))
        yield karma


def _answer(talk: Talk, karma: Karma) -> bytes:
    method, path = talk.head.split(" ")[:2]
    if path == "/auth":
        if "x-karma-signature" not in talk.head.lower() and PASSWORD.encode() not in talk.body:
            return answer(REFUSED, status="403 Forbidden")
        karma.logins += 1
        return answer(_signature())
    if method == "GET":
        return answer(b"karma.run 1.0.0")
    if talk.body == b"true":
        return answer(NO_EXPRESSION, status="400 Bad Request")
    if b'{"bool":true}' in talk.body:
        return answer(b"true")
    if b'"metarialize"' in talk.body:
        return answer(NOTHING_INSIDE)
    return karma.said


def _signature() -> bytes:
    issued = int(time.time()).to_bytes(8, "little")
    return json.dumps(base64.urlsafe_b64encode(issued + bytes(80)).decode().rstrip("=")).encode()
