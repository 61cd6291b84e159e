"""The open instance and the way to it: connected in the background, so that one can type at once.

What is slow to import (the client, the checker) is imported here, in threads, after the first prompt. A
failure is kept until somebody wants to run something; nothing here asks or prints.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, LoginRefused, StorageError

if TYPE_CHECKING:
    from karma_tui.library.history import History
    from karma_tui.library.secrets import Secret
    from karma_tui.library.uses import Uses
    from karma_tui.schema.catalogue import Catalogue
    from karma_tui.schema.model import TaggedModel
    from karma_tui.workbench.assist import Assist
    from karma_tui.workbench.session_text import SessionFacts
    from karma_tui.workbench.target import Target
    from karma_tui.workbench.workbench import Workbench


class Link:
    """One instance at a time; `changed` is called whenever there is something new to show."""

    def __init__(self, target: Target, changed: Callable[[], None] = lambda: None) -> None:
        self.target = target
        self.changed = changed
        self.uses: Uses | None = None
        self.history: History | None = None
        self.prepared = asyncio.Event()
        """Set once `history` is known: what runs before would not be kept."""
        self.bench: Workbench | None = None
        self.catalogue: Catalogue | None = None
        self.assist: Assist | None = None
        self.error: KarmaError | None = None
        """Why there is no connection."""
        self.remark: KarmaError | None = None
        """What went wrong beside it: the models could not be read, say."""
        self._opening: asyncio.Task[None] | None = None
        self._learning: asyncio.Task[None] | None = None

    @property
    def is_opening(self) -> bool:
        """Whether an attempt is going on."""
        return self._opening is not None and not self._opening.done()

    @property
    def was_refused(self) -> bool:
        """Whether a secret was sent and not accepted, rather than none being there."""
        return isinstance(self.error, LoginRefused)

    def session(self) -> SessionFacts | None:
        """The session as it is now; None before there is one."""
        return self.bench.session_view() if self.bench is not None else None

    def begin(self) -> None:
        """Connect, unless there is a connection or an attempt."""
        if self.bench is None and not self.is_opening:
            self.error = None
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def settled(self) -> None:
        """Wait for the attempt that is going on, however it ends."""
        if self._opening is not None:
            await asyncio.wait({self._opening})

    async def ready(self) -> Workbench:
        """The open instance; connects if need be. Raises KarmaError."""
        self.begin()
        if self._opening is not None:
            await asyncio.shield(self._opening)
        if self.bench is None:
            raise self.error or StorageError("There is no connection")
        return self.bench

    async def sign_in(self, username: str, secret: Secret) -> None:
        """Begin another session, or the first one. Raises KarmaError; the old session stays then."""
        if self.bench is not None:
            await self.bench.sign_in(username, secret.value)
            self.target = self.target.signed_in(username, secret)
        else:
            await self._stop()
            self.target = self.target.signed_in(username, secret)
            await self.ready()
        self.error = None
        self.learn()

    async def reconnect(self) -> None:
        """Connect anew. Raises KarmaError."""
        if self.bench is None:
            await self.ready()
        else:
            await self.bench.reconnect()
            self.learn()

    async def switch(self, target: Target) -> None:
        """Another instance from now on; what is known of the old one is forgotten. Raises KarmaError."""
        await self.close()
        self.target = target
        self.catalogue = None
        self.remark = None
        self.save_uses()
        self.assist = self.uses = None
        await self.ready()

    def save_uses(self) -> None:
        """Keep what was taken from proposals. Losing it costs nothing, so nobody hears of a failure."""
        if self.uses is not None:
            with contextlib.suppress(StorageError):
                self.uses.save()

    async def know_the_language(self) -> None:
        """Have help with the language, even without an instance."""
        if self.assist is None:
            assist = await asyncio.to_thread(self._make_assist)
            self.assist = self.assist or assist
            self.changed()

    def learn(self) -> None:
        """Read the models again, in the background."""
        if self.bench is not None:
            if self._learning is not None:
                self._learning.cancel()
            self._learning = asyncio.get_running_loop().create_task(self._learn(self.bench))

    async def learned(self) -> Catalogue:
        """The models, waited for. Raises KarmaError."""
        await self.ready()
        if self._learning is None or (self._learning.done() and self.catalogue is None):
            self.learn()
        if self._learning is not None:
            await asyncio.shield(self._learning)
        if self.catalogue is None:
            raise self.remark or StorageError("The models could not be read")
        return self.catalogue

    async def close(self) -> None:
        """Let go of the instance; no traffic."""
        await self._stop()
        bench, self.bench = self.bench, None
        if bench is not None:
            await bench.close()

    async def _stop(self) -> None:
        for task in (self._opening, self._learning):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._opening = self._learning = None

    async def _open(self) -> None:
        try:
            target = await asyncio.to_thread(_with_secret, self.target)
            connect = await asyncio.to_thread(import_module, "karma_tui.workbench.connect")
            await self.prepared.wait()
            self.bench = await connect.open_instance(
                target, on_session=lambda _: self.changed(), history=self.history, face="repl"
            )
            self.target = target
        except KarmaError as error:
            self.error = error
            self.changed()
        else:
            self.changed()
            self.learn()

    async def _learn(self, bench: Workbench) -> None:
        try:
            found = await bench.instance_catalogue()
            catalogue, assist = await asyncio.to_thread(self._taken_in, found)
        except KarmaError as error:
            self.remark = error
        else:
            assist.learn(found, bench.dialect, is_local=self.target.is_local)
            self.catalogue, self.assist, self.remark = catalogue, assist, None
        self.changed()

    def _taken_in(self, found: list[TaggedModel]) -> tuple[Catalogue, Assist]:
        from karma_tui.schema.catalogue import Catalogue

        return Catalogue.of(found), self.assist or self._make_assist()

    def _make_assist(self) -> Assist:
        """Help with the language, knowing nothing of an instance yet. Imports a lot: for a thread."""
        from karma_tui import paths
        from karma_tui.library.uses import Uses, uses_path
        from karma_tui.workbench.assist import Assist

        try:
            self.uses = Uses(uses_path(paths.state_dir(), self.target.profile))
            self.uses.load()
        except StorageError:
            self.uses = None
        return Assist(self.uses)


def _with_secret(target: Target) -> Target:
    """The target with its secret, if it can be found without asking. For a thread."""
    if target.is_local or target.secret is not None:
        return target
    from karma_tui.workbench.profiles import with_secret

    return with_secret(target)
