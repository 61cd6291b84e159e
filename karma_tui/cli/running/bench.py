"""An open instance for code that is not asynchronous: what a generator of results can stand on.

The event loop runs while something is waited for, and only then. Ctrl-C stops the waiting.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from karma_tui.cli.keeping import history_kept
from karma_tui.cli.opening import target_for
from karma_tui.cli.progress import Progress
from karma_tui.cli.running.interrupts import INTERRUPTS
from karma_tui.cli.target import asker
from karma_tui.errors import ConnectionFailed, ProtectedProfile
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.late_news import overlook_late_news
from karma_tui.workbench.profiles import signing_in

if TYPE_CHECKING:
    from karma_tui.cli.options import Where
    from karma_tui.library.history.origin import Origin
    from karma_tui.schema.model import TaggedModel
    from karma_tui.workbench.paging import Page
    from karma_tui.workbench.parameters import Given
    from karma_tui.workbench.run import Run
    from karma_tui.workbench.target import Target
    from karma_tui.workbench.workbench import Workbench

T = TypeVar("T")

_TICK = 0.25


@contextmanager
def bench_for(place: Where, limit: float | None, progress: Progress) -> Iterator[Bench]:
    """The instance that was asked for, open; a secret that is refused is asked for again, at a terminal."""
    with INTERRUPTS.heard(), target_for(place, ask=True) as target, ExitStack() as stack:
        yield open_bench(target, limit, progress, stack)


def open_bench(target: Target, limit: float | None, progress: Progress, stack: ExitStack) -> Bench:
    """As `bench_for`, for a target; it stays open as long as the stack."""
    return signing_in(target, asker(), lambda it: stack.enter_context(Bench(it, limit, progress)))


class Bench:
    """Opens the instance when entered. `limit`: seconds for everything, signing in included."""

    def __init__(self, target: Target, limit: float | None, progress: Progress) -> None:
        self._target = target
        self._limit = limit
        self._deadline = None if limit is None else time.monotonic() + limit
        self._progress = progress
        self._runner = asyncio.Runner()
        overlook_late_news(self._runner.get_loop())
        self._open: Workbench | None = None
        self._taken: Taken | None = None

    def __enter__(self) -> Bench:
        # loading modules makes thousands of objects that stay; to look through them time and again for
        # garbage, as Python does by itself, would take a tenth of a short run's time
        gc.disable()
        try:
            self._open = self._await(lambda: open_instance(self._target, history=history_kept(), face="run"))
        except BaseException:
            self._progress.clear()
            self._runner.close()
            raise
        finally:
            gc.enable()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        try:
            if self._open is not None:
                INTERRUPTS.run(self._runner.get_loop(), self._open.close)
        finally:
            self._runner.close()

    @property
    def profile(self) -> str:
        """What the instance is called."""
        return self._target.profile

    @property
    def workbench(self) -> Workbench:
        """What was opened."""
        assert self._open is not None, "entered"
        return self._open

    def run(
        self,
        text: str,
        *,
        confirmed: str,
        given: Given | None,
        page: Page | None = None,
        origin: Origin | None = None,
    ) -> Run:
        """One run that succeeded. Raises the KarmaError of one that did not."""
        taken = Taken() if self._progress.is_on else None
        self._taken = taken
        run = self._await(
            lambda: self.workbench.run(
                text, confirmed=confirmed, given=given, page=page, origin=origin, sink=taken
            )
        )
        if isinstance(run.error, ProtectedProfile):
            run.error.hint = f"Give --confirm {run.error.profile} to send it."
        if run.error is not None:
            raise run.error
        return run if taken is None else replace(run, body=taken.body())

    def models(self) -> list[TaggedModel]:
        """The instance's models; their names are kept for completion. Raises KarmaError."""
        from karma_tui import paths
        from karma_tui.library.known_tags import remember_tags

        models = self._await(self.workbench.instance_catalogue)
        remember_tags(paths.state_dir(), self._target.profile, (model.tag for model in models))
        return models

    def _await(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return INTERRUPTS.run(self._runner.get_loop(), lambda: self._limited(work))

    async def _limited(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        left = None if self._deadline is None else self._deadline - time.monotonic()
        ticking = asyncio.create_task(self._tick()) if self._progress.is_on else None
        try:
            async with asyncio.timeout(left):
                return await work()
        except TimeoutError:
            raise ConnectionFailed(
                f"No result within {self._limit:g} s",
                hint="If the expression writes, look first whether it took effect before running it again.",
            ) from None
        finally:
            if ticking is not None:
                ticking.cancel()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            self._progress.show(self._taken.told() if self._taken is not None else "")


class Taken:
    """What has come in of a result: a `Sink` that tells how much it is while one waits for the rest."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._begun = time.monotonic()

    def begin(self) -> None:
        """See `Sink`."""
        self._parts.clear()
        self._size = 0
        self._begun = time.monotonic()

    def feed(self, data: bytes) -> None:
        """See `Sink`."""
        self._parts.append(data)
        self._size += len(data)

    def body(self) -> bytes:
        """All of it."""
        return b"".join(self._parts)

    def told(self) -> str:
        """How much, and how much a second; nothing before there is anything."""
        seconds = time.monotonic() - self._begun
        if not self._size or not seconds:
            return ""
        return f"{self._size / 1e6:.1f} MB, {self._size / 1e6 / seconds:.1f} MB/s"
