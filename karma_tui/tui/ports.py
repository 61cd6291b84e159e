"""What the app needs of the workbench, as Protocols: the seam where tests put their own.

The real ones are in `karma_tui.workbench`, imported only after the first frame is on the screen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from karma_tui.errors import Span
from karma_tui.schema import TaggedModel
from karma_tui.workbench.run import Run
from karma_tui.workbench.session_text import SessionFacts
from karma_tui.workbench.target import Target

__all__ = ["Bench", "Opener", "SessionFacts", "open_real"]

if TYPE_CHECKING:
    from karma_tui.client.sink import Sink
    from karma_tui.library.history.origin import Origin
    from karma_tui.tui.history.access import HistoryAccess
    from karma_tui.workbench.parameters import Given


class Bench(Protocol):
    """An open instance."""

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
        """Execute a text, or a stretch of it; cancelling the task cancels it. The result goes to `sink`.

        `confirmed` is a protected profile's name, given by the user for this; `given` are the values of
        parameters; `origin` says for the history that a user asked.
        """

    async def confirm(self, text: str, stretch: Span | None = None) -> Run:
        """Have the instance type a text without running it; the run's body is the answer."""

    def session_view(self) -> SessionFacts:
        """The session as it is now; costs nothing."""

    async def instance_catalogue(self) -> list[TaggedModel]:
        """Tags and models. Raises KarmaError."""

    async def reconnect(self) -> None:
        """Connect anew. Raises KarmaError."""

    async def sign_in(self, username: str, password: str) -> None:
        """Start another session. Raises KarmaError."""

    async def close(self) -> None:
        """Let go of everything."""


class Opener(Protocol):
    """Opens an instance; `on_session` is called whenever the session changes."""

    def __call__(self, target: Target, *, on_session: Callable[[SessionFacts], None]) -> Awaitable[Bench]:
        """Raises KarmaError: an AuthError if another user name, password or secret is needed."""


async def open_real(
    target: Target, *, on_session: Callable[[SessionFacts], None], access: HistoryAccess | None = None
) -> Bench:
    """The workbench itself, imported off the event loop because it takes a while."""
    import asyncio
    from importlib import import_module

    connect = await asyncio.to_thread(import_module, "karma_tui.workbench.connect")
    history = access.to_record if access is not None else None
    bench: Bench = await connect.open_instance(target, on_session=on_session, history=history)
    return bench
