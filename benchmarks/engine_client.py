"""A server under load, as benchmarks/engine.py needs it: started or found, spoken to over raw sockets.

The client does as little as possible per request (no parsing of answers, one buffer per request), so
that what is measured is the server. Only loopback addresses are accepted: loads create thousands of records.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 300
"""Seconds that one request of the set-up may take."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server: where it is, the signature to use, and its process (None: unknown, not measured)."""

    url: str
    signature: str
    pid: int | None
    first_answer: float | None = None
    """Seconds from starting the process to its first answer."""

    @property
    def cpu(self) -> float:
        """Seconds of processor time that the process has used so far; 0 if the process is unknown."""
        if self.pid is None:
            return 0.0
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self, what: str) -> float | None:
        """Megabytes of the process: `VmRSS` now or `VmHWM` at most."""
        if self.pid is None:
            return None
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
        return None

    def post(self, expression: Any) -> bytes:
        """The answer to a query program of one expression; raises urllib's HTTPError for a refusal."""
        return _post(self.url + "/", {"function": [[], [expression]]}, self.signature)

    def get(self, path: str) -> bytes:
        """The answer to a GET of a path; raises urllib's HTTPError for a refusal."""
        headers = {"X-Karma-Codec": "json", "X-Karma-Signature": self.signature}
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            body: bytes = answer.read()
            return body


def reach(url: str, secret_file: Path, pid: int | None = None, begun: float | None = None) -> Target:
    """Log in as admin at a server; `begun` is when its process was started, in `perf_counter` seconds."""
    url = url.rstrip("/")
    if urlparse(url).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SystemExit(f"{url} is not on this machine; a benchmark writes thousands of records")
    secret = secret_file.read_text(encoding="utf-8").strip()
    signature = json.loads(_post(url + "/auth", {"username": "admin", "password": secret}, ""))
    return Target(url, signature, pid, None if begun is None else time.perf_counter() - begun)


@contextmanager
def local_instance(folder: Path) -> Iterator[Target]:
    """A local instance with an empty data file in `folder`, as a process of its own; ended afterwards."""
    data = folder / "benchmark.db"
    command = [sys.executable, "-m", "karma_tui.local", "--data", str(data), "--empty"]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            yield reach(url, data.with_name(data.name + ".secret"), process.pid, begun)
        finally:
            process.terminate()


_ECHO = """
import asyncio

class Fixed(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 1\\r\\n\\r\\n3")

async def serve():
    server = await asyncio.get_running_loop().create_server(Fixed, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(serve())
"""


@contextmanager
def fixed_answers() -> Iterator[Target]:
    """A process that answers everything alike at once: what this client and machine reach at most."""
    with subprocess.Popen([sys.executable, "-c", _ECHO], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Target(f"http://127.0.0.1:{process.stdout.readline().strip()}", "x" * 118, process.pid)
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class Drive:
    """One measurement: requests per second, latencies in ms (sorted), server's processor ms per request."""

    rate: float
    latencies: list[float]
    cpu: float

    def quantile(self, share: float) -> float:
        """The latency in ms that this share of the requests did not exceed."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]


async def drive(target: Target, request: Callable[[int], bytes], connections: int, seconds: float) -> Drive:
    """Send requests for so many seconds (each connection at least one); RuntimeError for a refusal."""
    numbers = count()
    latencies: list[float] = []
    used, begun = target.cpu, time.perf_counter()
    workers = [_worker(target, request, numbers, begun + seconds, latencies) for _ in range(connections)]
    await asyncio.gather(*workers)
    spent = time.perf_counter() - begun
    cpu = (target.cpu - used) * 1000 / len(latencies)
    return Drive(len(latencies) / spent, sorted(latencies), cpu)


def query_request(target: Target, body: bytes) -> bytes:
    """The bytes of a POST of a query."""
    head = (
        f"POST / HTTP/1.1\r\nHost: {urlparse(target.url).netloc}\r\nX-Karma-Codec: json\r\n"
        f"X-Karma-Signature: {target.signature}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def page_request(target: Target, path: str) -> bytes:
    """The bytes of a GET of a path."""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: {urlparse(target.url).netloc}\r\n"
        f"X-Karma-Codec: json\r\nX-Karma-Signature: {target.signature}\r\n\r\n"
    )
    return head.encode("ascii")


async def _worker(
    target: Target,
    request: Callable[[int], bytes],
    numbers: Iterator[int],
    stop: float,
    latencies: list[float],
) -> None:
    place = urlparse(target.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 26)
    while True:
        data = request(next(numbers))
        begun = time.perf_counter()
        writer.write(data)
        await _answer(reader)
        ended = time.perf_counter()
        latencies.append((ended - begun) * 1000)
        if ended >= stop:
            break
    writer.close()
    await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer to its end and throw it away."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError((head + await reader.read(400)).decode("utf-8", "replace"))
    if b"content-length:" in head:
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        return
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


def _post(url: str, data: Any, signature: str) -> bytes:
    headers = {"X-Karma-Codec": "json", "Content-Type": "application/json"}
    if signature:
        headers["X-Karma-Signature"] = signature
    request = urllib.request.Request(url, json.dumps(data).encode("utf-8"), headers)
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
        body: bytes = answer.read()
        return body
