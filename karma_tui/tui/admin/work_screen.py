"""What the dialogues of administration share: one piece of work at a time, how far it is, and how it ended.

The work is a worker of the main screen and not of the dialogue's own: keys wait for those, and Escape must
get through.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, TypeVar

from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.admin.keys import WORK
from karma_tui.tui.failures import unexpected
from karma_tui.tui.shown import shown
from karma_tui.workbench.administration.progress import Meter

R = TypeVar("R")

_PACE = 0.2


class Fitting(Static):
    """What takes no line while there is nothing to tell: at 80 by 24 each line counts."""

    DEFAULT_CSS = "Fitting { height: auto; display: none; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def tell(self, content: Content) -> None:
        """Show it, or nothing."""
        self.update(content)
        self.display = bool(content.plain)


class WorkScreen(ModalScreen[R]):
    """A dialogue with lines `#progress` and `#problem`."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(WORK)
    DEFAULT_CSS = """
    WorkScreen .row { height: 1; align-horizontal: right; margin-top: 1; }
    WorkScreen .row Button { margin-left: 1; min-width: 0; }
    WorkScreen #progress, WorkScreen #done, WorkScreen #names { height: auto; }
    """
    STOPPED = "Cancelled. Nothing was done."
    """What to say when the work was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.meter = Meter(time.monotonic)
        self._work: Worker[None] | None = None
        self._timer: Timer | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is going on."""
        return self._work is not None and not self._work.is_finished

    @property
    def is_edited(self) -> bool:
        """The app asks before it is left."""
        return self.is_busy

    def leave(self, go: Callable[[], object]) -> None:
        """Leave the app only if the user agrees to what is lost."""
        from karma_tui.tui.screens.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self.stop()
                go()

        detail = "What is going on is stopped."
        self.app.push_screen(ConfirmScreen("Leave before it is done?", detail, "Leave"), answered)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while the dialogue tells how far it is; one thing at a time."""
        if self.is_busy:
            work.close()
            return
        self.complain("")
        self.meter = Meter(time.monotonic)
        root = self.app.screen_stack[0]
        self._work = root.run_worker(self._watched(work), group="administration", exit_on_error=False)
        self._timer = self.set_interval(_PACE, self._show_progress)
        self.busy_changed()

    def stop(self) -> None:
        """Stop what is going on."""
        if self._work is not None:
            self._work.cancel()

    def action_leave(self) -> None:
        """Stop, or else close."""
        if self.is_busy:
            self.stop()
        else:
            self.dismiss(None)

    def complain(self, error: KarmaError | str) -> None:
        """Show what is wrong, or "" for nothing."""
        text = Content(shown(redact(str(error))))
        for line in self.query("#problem").results(Static):
            line.update(text)

    def busy_changed(self) -> None:
        """Something has begun or ended."""

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            self.complain(self.STOPPED)
            raise
        except KarmaError as error:
            self.complain(error)
        except Exception as failure:
            self.complain(unexpected(failure))
        finally:
            self._work = None
            if self._timer is not None:
                self._timer.stop()
            self._tell("")
            if self.is_attached:
                self.busy_changed()

    def _show_progress(self) -> None:
        self._tell(f"{self.meter.line()}   {hint(WORK, self.app, ('leave', 'cancels'))}")

    def _tell(self, line: str) -> None:
        for shown_there in self.query("#progress").results(Static):
            shown_there.update(Content(shown(line)))
