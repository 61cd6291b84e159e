"""The embedded instance as a real server in a process of its own, with data in a temporary folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from karma_tui.client.api import Client
from karma_tui.client.credentials import Credentials
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.session import Session

_PATIENCE = 10


@dataclass(frozen=True)
class LocalServer:
    """Where it is, and the file that holds its secret."""

    endpoint: Endpoint
    secret_file: Path

    @property
    def secret(self) -> str:
        return self.secret_file.read_text("ascii").strip()


@contextmanager
def local_server(folder: Path, *words: str, socket: Path | None = None) -> Iterator[LocalServer]:
    """Start the server, wait for its line, and end it afterwards."""
    place = ("--socket", str(socket)) if socket else ("--port", "0")
    files = ("--data", str(folder / "data"), "--secret-file", str(folder / "secret"), "--empty")
    command = [sys.executable, "-P", "-m", "karma_tui.local", *place, *files, *words]
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode().strip()
        assert line, log.read_text()
        endpoint = Endpoint("http://localhost", socket=str(socket)) if socket else Endpoint(line)
        yield LocalServer(endpoint, folder / "secret")
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


@asynccontextmanager
async def admin_session(server: LocalServer) -> AsyncIterator[Session]:
    """A signed-in session of the instance's admin."""

    async def secret() -> str:
        return server.secret

    client = Client(server.endpoint)
    session = Session(client, Credentials("admin", secret, unattended=True))
    try:
        await session.sign_in()
        yield session
    finally:
        await session.stop()
        await client.aclose()


def program(*body: Any) -> bytes:
    """A query of dialect 1.0."""
    return json.dumps({"function": [[], list(body)]}).encode()


def create(tag: str, value: Any) -> Any:
    """The expression that stores a value under a tag."""
    lambda_ = {"function": [["x"], [value]]}
    return {"create": [{"tag": {"string": tag}}, lambda_]}


STRING_MODEL = {"data": {"union": ["string", {"struct": {}}]}}


async def make_tag(session: Session, tag: str) -> None:
    """A model of plain strings under a tag, with two records."""
    tagged = {"data": {"struct": {"tag": {"string": tag}, "model": {"expr": create("_model", STRING_MODEL)}}}}
    await session.run(program(create("_tag", tagged)), writes=True)
    for text in ("one", "two"):
        await session.run(program(create(tag, {"string": text})), writes=True)
