"""Starts the local instance as users do, as a process, and talks to it over its socket."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class UnixConnection(http.client.HTTPConnection):
    """An HTTP connection over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=20)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(20)
        self.sock.connect(self._path)


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    secret: str
    signature: str = field(default="", repr=False)

    def connection(self) -> http.client.HTTPConnection:
        if self.url.startswith("unix:"):
            return UnixConnection(self.url.removeprefix("unix:"))
        return http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        connection = self.connection()
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def log_in(self, name: str = "admin", password: str | None = None) -> Reply:
        body = {"username": name, "password": self.secret if password is None else password}
        reply = self.send("POST", "/auth", json.dumps(body).encode(), X_Karma_Codec="json")
        if reply.status == 200:
            self.signature = reply.json
        return reply

    def ask(self, *expressions: Any) -> Any:
        """The result of expressions of dialect 1.0, asked as whoever logged in last."""
        if not self.signature:
            self.log_in()
        body = json.dumps({"function": [[], list(expressions)]}).encode()
        reply = self.send("POST", "/", body, X_Karma_Codec="json", X_Karma_Signature=self.signature)
        assert reply.status == 200, reply.body
        return reply.json

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(20)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return code


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "karma_tui.local", *words]


def refused(*words: str) -> subprocess.CompletedProcess[str]:
    """Start a server that is expected to end at once."""
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=30, check=False)


def start(folder: Path, *words: str) -> Server:
    """Start a server on the folder's data file and wait for the line that says it is ready."""
    data = folder / "data.db"
    process = subprocess.Popen(
        command("--data", str(data), *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        raise AssertionError(process.stderr.read())
    return Server(process, line.strip(), (folder / "data.db.secret").read_text().strip())
