"""A clock that only moves when told, and a server of plain functions behind a mock transport."""

from __future__ import annotations

import asyncio
import base64
import heapq
import json
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

import httpx

from karma_tui.client.api import Client
from karma_tui.client.credentials import Credentials
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.http import Http
from karma_tui.client.session import Session
from karma_tui.client.session_state import SessionView

START = 1_700_000_000.0


class FakeClock:
    """Both clocks of a machine; `advance` lets time pass, `suspend` lets the machine sleep."""

    def __init__(self) -> None:
        self._wall = START
        self._monotonic = 100.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def wall(self) -> float:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (self._monotonic + seconds, self._count, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking sleepers in order, and let everybody run until nothing moves."""
        await settle()
        end = self._monotonic + seconds
        while self._waiting and self._waiting[0][0] <= end:
            due, _, future = heapq.heappop(self._waiting)
            self._step(max(due - self._monotonic, 0.0))
            if not future.done():
                future.set_result(None)
            await settle()
        self._step(end - self._monotonic)
        await settle()

    def suspend(self, seconds: float) -> None:
        """The lid closed: wall time passes, monotonic time does not."""
        self._wall += seconds

    def _step(self, seconds: float) -> None:
        self._wall += seconds
        self._monotonic += seconds


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(25):
        await asyncio.sleep(0)


def signature_text(issued: float, number: int = 0) -> str:
    """A signature as release 1.0 spells it, for an issue time."""
    raw = int(issued).to_bytes(8, "little") + number.to_bytes(80, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def reply(body: bytes = b"", status: int = 200, **headers: str) -> httpx.Response:
    """An answer whose body is still to be read, as from a network; `content_type` becomes Content-Type."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=named)


def json_reply(value: Any, status: int = 200) -> httpx.Response:
    """An answer of JSON."""
    return reply(json.dumps(value).encode(), status)


def forbidden_body(problem: str) -> dict[str, Any]:
    """What a server says about a signature at fault, on the KVM endpoint."""
    machine = {"permissionDeniedError": {"inputParsingError": {"problem": problem, "input": ""}}}
    return {"humanReadableError": {"human": "", "machine": machine}}


def forbidden(problem: str) -> httpx.Response:
    """The 403 with that body."""
    return json_reply(forbidden_body(problem), 403)


class FakeServer:
    """Logins, renewals and queries of one user; faults on demand; its clock is `skew` seconds ahead."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.skew = 0.0
        self.gateway_skew = 0.0
        """Seconds by which a gateway that writes the dates of all answers is ahead of this server."""
        self.password = "right"
        self.log: list[str] = []
        self.bodies: list[bytes] = []
        self.valid: dict[str, float] = {}
        self.answers: list[httpx.Response | Exception] = []
        """What the next queries get instead of `true`, in order."""
        self.is_away = False
        self.dump = b""
        """What an export gives."""
        self.hold: asyncio.Event | None = None
        """Set to make logins and renewals wait."""
        self.waiting = asyncio.Event()
        """Set when one of them does."""
        self.login_headers: list[httpx.Headers] = []
        self._number = 0

    def now(self) -> float:
        return self.clock.wall() + self.skew

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.is_away:
            self.log.append("away")
            raise httpx.ConnectError("refused", request=request)
        await asyncio.sleep(0)  # as on a network, others get their turn meanwhile
        response = await self._route(request)
        if isinstance(response, Exception):
            raise response
        response.headers["Date"] = formatdate(int(self.now() + self.gateway_skew), usegmt=True)
        return response

    async def _route(self, request: httpx.Request) -> httpx.Response | Exception:
        signature = request.headers.get("X-Karma-Signature")
        path = request.url.path
        if path == "/auth":
            if self.hold is not None:
                self.waiting.set()
                await self.hold.wait()
            return self._renew(signature) if signature else self._login(request)
        if path == "/admin/rotate_instance_secret":
            self.log.append(path)
            self.valid.clear()
            return reply()
        issued = self.valid.get(signature or "")
        if issued is None:
            return forbidden("invalid token")
        if self.now() > issued + 900:
            return forbidden("token expired")
        if path == "/admin/export":
            self.log.append(path)
            return reply(self.dump, content_type="application/zip")
        if path.startswith("/admin/"):
            self.log.append(path)
            self.valid.clear()
            return reply(b'"instance reset successful"')
        return self._query(request)

    def _login(self, request: httpx.Request) -> httpx.Response:
        self.login_headers.append(request.headers)
        self.log.append("login")
        if json.loads(request.content)["password"] != self.password:
            return json_reply({"permissionDeniedError": {}}, 403)
        return self._issue()

    def _renew(self, signature: str) -> httpx.Response:
        self.log.append("renew")
        issued = self.valid.get(signature)
        if issued is None or self.now() > issued + 900:
            return json_reply({"requestError": "failed to decode user signature"}, 403)
        return self._issue()

    def _issue(self) -> httpx.Response:
        self._number += 1
        text = signature_text(self.now(), self._number)
        self.valid[text] = float(int(self.now()))
        return json_reply(text)

    def _query(self, request: httpx.Request) -> httpx.Response | Exception:
        if request.content == b"true":
            return codec_error()
        if request.content == b'{"function":[[],[{"bool":true}]]}':
            return reply(b"true")
        self.log.append("query")
        self.bodies.append(request.content)
        return self.answers.pop(0) if self.answers else reply(b"true")


def codec_error() -> httpx.Response:
    """What a server says to an expression of the other dialect."""
    machine = {"codecError": {"name": "json", "offset": 0}}
    return json_reply({"humanReadableError": {"human": "", "machine": machine}}, 400)


Handler = Callable[[httpx.Request], httpx.Response] | Callable[[httpx.Request], Awaitable[httpx.Response]]


def client_of(handler: Any, **options: Any) -> Client:
    """A client whose requests end in a function."""
    endpoint = Endpoint("http://127.0.0.1:9", **options)
    return Client(endpoint, http=Http(endpoint, transport=httpx.MockTransport(handler)))


class Bench:
    """A session on a fake server under a fake clock, with everything a listener was told."""

    def __init__(self, *, keep: bool = True, unattended: bool = False) -> None:
        self.clock = FakeClock()
        self.server = FakeServer(self.clock)
        self.password: str | None = "right"
        self.asked = 0
        self.session = Session(
            client_of(self.server),
            Credentials("ada", self._ask, keep=keep, unattended=unattended),
            self.clock,
        )
        self.views: list[SessionView] = []
        self.session.listen(self.views.append)

    async def _ask(self) -> str | None:
        self.asked += 1
        return self.password

    @property
    def states(self) -> list[str]:
        return [str(view.state) for view in self.views]
