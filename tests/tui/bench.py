"""An instance in memory for the app's tests: answers what it was told to, when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from karma_tui.client.sink import Sink
from karma_tui.errors import KarmaError, Span
from karma_tui.library.history.origin import Origin
from karma_tui.schema import TaggedModel
from karma_tui.tui.ports import SessionFacts
from karma_tui.workbench.parameters import Given
from karma_tui.workbench.run import Outcome, Run
from karma_tui.workbench.target import Target

BOOK = TaggedModel(
    "book",
    "B",
    {"struct": {"title": {"string": {}}, "author": {"ref": ["META", "A"]}, "[b]x[/b]": {"bool": {}}}},
)
AUTHOR = TaggedModel("author", "A", {"struct": {"name": {"string": {}}}})


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is told."""

    user: str = "ann"
    endpoint: str = "db.example.org"
    dialect: str = "1.0"
    state: str = "live"
    seconds_left: float | None = 872.0
    refreshed_ago: float | None = 28.0
    message: str = ""


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class FakeBench:
    """Every expression gets the next answer; `hold` makes it wait for ever."""

    answers: list[Run | KarmaError | Exception] = field(default_factory=list)
    models: list[TaggedModel] | KarmaError = field(default_factory=lambda: [BOOK, AUTHOR])
    session: Session = field(default_factory=Session)
    hold: bool = False
    ran: list[tuple[str, int]] = field(default_factory=list)
    confirmed: list[tuple[str, int]] = field(default_factory=list)
    confirmed_with: list[str] = field(default_factory=list)
    """The profile's name that came with each run."""
    given: list[Given | None] = field(default_factory=list)
    """The values of parameters that came with each run."""
    origins: list[Origin | None] = field(default_factory=list)
    confirmations: list[Run] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    sign_in_errors: list[KarmaError] = field(default_factory=list)
    reconnect_errors: list[KarmaError] = field(default_factory=list)
    catalogue_reads: int = 0
    closed: bool = False
    arriving: asyncio.Event = field(default_factory=_set)
    """Clear it to keep a result that is there already from being complete."""
    is_arriving: bool = False

    async def run(
        self,
        text: str,
        stretch: Span | None = None,
        *,
        sink: Sink | None = None,
        confirmed: str = "",
        given: Given | None = None,
        origin: Origin | None = None,
    ) -> Run:
        self.given.append(given)
        self.origins.append(origin)
        self.confirmed_with.append(confirmed)
        start, end = (stretch.start, stretch.end) if stretch is not None else (0, len(text))
        self.ran.append((text[start:end], start))
        if self.hold:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else result(b"[1,2,3]")
        if isinstance(answer, Exception):
            raise answer
        if sink is not None and answer.ok:
            sink.begin()
            for piece in self.pieces(answer.body):
                sink.feed(piece)
                await asyncio.sleep(0)
            self.is_arriving = not self.arriving.is_set()
            await self.arriving.wait()
            self.is_arriving = False
        return answer

    def pieces(self, body: bytes) -> list[bytes]:
        return [body[start : start + 65_536] for start in range(0, len(body), 65_536)]

    async def confirm(self, text: str, stretch: Span | None = None) -> Run:
        start, end = (stretch.start, stretch.end) if stretch is not None else (0, len(text))
        self.confirmed.append((text[start:end], start))
        return self.confirmations.pop(0)

    def session_view(self) -> Session:
        return self.session

    async def instance_catalogue(self) -> list[TaggedModel]:
        self.catalogue_reads += 1
        if isinstance(self.models, KarmaError):
            raise self.models
        return self.models

    async def reconnect(self) -> None:
        if self.reconnect_errors:
            raise self.reconnect_errors.pop(0)

    async def sign_in(self, username: str, password: str) -> None:
        self.signed_in.append((username, password))
        if self.sign_in_errors:
            raise self.sign_in_errors.pop(0)

    async def close(self) -> None:
        self.closed = True


@dataclass
class FakeOpener:
    """Opens the bench, after the errors it was given have been raised one by one."""

    bench: FakeBench = field(default_factory=FakeBench)
    errors: list[KarmaError] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    async def __call__(self, target: Target, *, on_session: Callable[[SessionFacts], None]) -> FakeBench:
        self.targets.append(target)
        if self.errors:
            raise self.errors.pop(0)
        on_session(self.bench.session)
        return self.bench


def result(body: bytes, *, writes: bool = False) -> Run:
    """A run that went well."""
    return Run(Outcome.OK, body, 0.012, writes=writes)


def failure(error: KarmaError) -> Run:
    """A run that did not."""
    return Run(Outcome.ERROR, elapsed=0.005, error=error)
