"""The real server with a clock that a test sets, and a client's clock that takes the server's along.

The server's process looks at eight bytes of a file instead of the system's clock; everything else of it is
as users have it, the `Date` header included.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import mmap
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.client.fakes import START, FakeClock

_PATIENCE = 20
_PAUSE = 0.002
_TURNS = 25
"""Of the event loop, in which a worker that sends nothing is asleep again."""

_PROGRAM = """
import functools, mmap, struct, sys, time
file = open(sys.argv.pop(1), "rb")
shown = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)
time.time = lambda: struct.unpack("<d", shown[:8])[0]
import uvicorn
uvicorn.Config = functools.partial(uvicorn.Config, date_header=False)
from email.utils import formatdate
from karma_tui.local import http_app, process
whole = http_app.App.__call__
async def dated(self, scope, receive, send):
    async def with_date(message):
        if message["type"] == "http.response.start":
            date = formatdate(time.time(), usegmt=True).encode()
            message["headers"] = [*message["headers"], (b"date", date)]
        await send(message)
    await whole(self, scope, receive, with_date)
http_app.App.__call__ = dated
sys.exit(process.main())
"""


class ClockedServer:
    """A server in a folder that can end and begin again, with the same secret or another one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        time_file = folder / "time"
        time_file.write_bytes(struct.pack("<d", START))
        with time_file.open("r+b") as file:
            self._shown = mmap.mmap(file.fileno(), 8)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def secret_file(self) -> Path:
        return self._folder / "secret"

    @property
    def secret(self) -> str:
        return self.secret_file.read_text("ascii").strip()

    def show(self, time: float) -> None:
        """What its clock shows from now on."""
        self._shown[:8] = struct.pack("<d", time)

    def start(self) -> None:
        """Begin, and wait for the line that says where."""
        files = ("--data", str(self._folder / "data"), "--secret-file", str(self.secret_file), "--empty")
        command = [sys.executable, "-P", "-c", _PROGRAM, str(self._folder / "time"), "--port", "0", *files]
        with (self._folder / "log").open("ab") as said:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().strip()
        assert line, (self._folder / "log").read_text()
        self.port = int(line.rsplit(":", 1)[1])

    def stop(self) -> None:
        """End it as a service manager does."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=_PATIENCE)
            self._process = None

    def close(self) -> None:
        self.stop()
        self._shown.close()


@contextmanager
def clocked_server(folder: Path) -> Iterator[ClockedServer]:
    """A running one; ended afterwards."""
    server = ClockedServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.close()


class SharedClock(FakeClock):
    """A client's clock; the server's goes with it, `skew` seconds ahead. Waits for what is really sent."""

    def __init__(self, server: ClockedServer, skew: float = 0.0) -> None:
        super().__init__()
        self._server = server
        self.skew = skew
        self.sleepers = 0
        """Workers that should be asleep whenever time passes."""
        self._publish()

    def suspend(self, seconds: float) -> None:
        super().suspend(seconds)
        self._publish()

    def pass_by(self, seconds: float) -> None:
        """A sleep on a machine whose monotonic clock goes on meanwhile; nobody runs."""
        self._step(seconds)

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the client's clock by so much; no time passes."""
        self._wall += seconds
        self.skew -= seconds
        self._publish()

    async def advance(self, seconds: float) -> None:
        """As in a FakeClock, but the time stands still while somebody is waiting for the network."""
        await self.asleep()
        end = self._monotonic + seconds
        while self._waiting and self._waiting[0][0] <= end:
            due, _, future = heapq.heappop(self._waiting)
            self._step(max(due - self._monotonic, 0.0))
            if not future.done():
                future.set_result(None)
            await self.asleep()
        self._step(end - self._monotonic)

    async def asleep(self) -> None:
        """Wait until every worker waits for time to pass."""
        async with asyncio.timeout(_PATIENCE):
            for turn in itertools.count():
                if self._asleep() >= self.sleepers:
                    return
                await asyncio.sleep(0 if turn < _TURNS else _PAUSE)

    def _asleep(self) -> int:
        return sum(not future.done() for _, _, future in self._waiting)

    def _step(self, seconds: float) -> None:
        super()._step(seconds)
        self._publish()

    def _publish(self) -> None:
        self._server.show(self._wall + self.skew)
