"""Faults of our own in a window: reported in a file, told in one line, and the window goes on if it can.

What fails in an action or a worker leaves the rest of the app whole. What fails while something is drawn or
while messages are handled ends it, since Textual gives that widget up; the buffers are kept before.
One private hook of Textual 8.2 is overridden, `_fatal_error`; tests hold it.
"""

from __future__ import annotations

import asyncio
import errno
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode

from karma_tui import crashes
from karma_tui.errors import ExitCode, KarmaError
from karma_tui.tui.failures import notify_errors, unexpected
from karma_tui.tui.shown import shown_line

_GONE = frozenset({errno.EIO, errno.EBADF, errno.EPIPE, errno.ENXIO})
"""What writing to a terminal comes to that has been closed."""


class CalmApp(App[None], inherit_bindings=False):
    """A window that never shows a traceback."""

    _is_leaving = False

    last_words = ""
    """What is to be said on the terminal once the window has gone: one line."""

    def keep_typed(self) -> None:
        """Keep what would be lost with the window, at once; the app is about to end."""

    def tell_fault(self, failure: BaseException) -> None:
        """Something failed that the app can do without.

        What follows from the fault that ends the window is not told beside it.
        """
        if self.last_words:
            return
        notify_errors(self, [failure if isinstance(failure, KarmaError) else unexpected(failure)])

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """See Textual's; an action that fails is told."""
        crashes.doing(action.partition("(")[0] if isinstance(action, str) else action[1])
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as failure:  # a net: whatever it is, the app goes on
            self.tell_fault(failure)
            return True

    def _fatal_error(self) -> None:
        """End with a report instead of a traceback: Textual's own would show the values of variables."""
        failure = sys.exc_info()[1] or self._exception
        self._keep_all()
        if is_of_gone_terminal(failure):
            self.panic()
            return
        if not self.last_words:  # what follows from the first fault is not told beside it
            self.bell()
            self.last_words = farewell(failure)
        self.panic()

    async def let_go(self) -> None:
        """Keep and close what there is before the window goes."""

    async def end(self) -> None:
        """Leave, whatever goes wrong on the way; once, however many reasons there are."""
        if self._is_leaving:
            return
        self._is_leaving = True
        try:
            await self.let_go()
        except Exception as failure:  # a net: nothing may hold back who wants to leave
            self._keep_all()
            if not is_of_gone_terminal(failure):
                self.last_words = farewell(failure)
            self.exit(return_code=1)
        else:
            self.exit()

    def run_to_end(self) -> ExitCode:
        """Run until the user leaves, then say what there is to be said."""
        self.run()
        if self.last_words:
            with suppress(OSError):  # the terminal may be what has gone
                sys.stderr.write(f"{self.last_words}\n")
                sys.stderr.flush()
        return ExitCode(self.return_code or 0)

    def watch_faults(self, *, threads: bool) -> None:
        """Take in what would be printed over the screen: faults of tasks and, if wanted, of threads."""
        loop = asyncio.get_running_loop()

        def of_task(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            failure = context.get("exception")
            if is_of_gone_terminal(failure):
                self._leave_for_good()
            elif isinstance(failure, Exception) and not _is_late_news(context):
                self.tell_fault(failure)

        def of_thread(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is None or loop.is_closed():
                return
            if is_of_gone_terminal(args.exc_value):
                loop.call_soon_threadsafe(self._leave_for_good)
            else:
                loop.call_soon_threadsafe(self.tell_fault, args.exc_value)

        def of_nobody(args: Any) -> None:
            follows = sys.is_finalizing() or self.last_words or is_of_gone_terminal(args.exc_value)
            if args.exc_value is not None and not follows:
                crashes.note(args.exc_value)

        loop.set_exception_handler(of_task)
        if threads:
            threading.excepthook = of_thread
            sys.unraisablehook = of_nobody

    def _leave_for_good(self) -> None:
        """There is no terminal any more, and nobody to tell: that is no fault of ours."""
        self.run_worker(self.end(), group="quit", exit_on_error=False)

    async def tell_earlier(self, state: Path) -> None:
        """Say where the report of an earlier ending is, once."""
        try:
            found = await asyncio.to_thread(_untold, state)
        except KarmaError as error:
            notify_errors(self, [error])
            return
        if found:
            self.notify(
                f"Please report it with the file {found[-1]}",
                title="karma-tui ended with a fault of its own before",
                severity="warning",
                timeout=15,
                markup=False,
            )

    def _keep_all(self) -> None:
        try:
            self.keep_typed()
        except Exception as second:  # the first fault may have left anything behind
            crashes.note(second)


def is_of_gone_terminal(failure: BaseException | None) -> bool:
    """Whether something failed because the terminal has been closed: that is no fault of ours.

    An unreadable file or a broken connection may have the same numbers, so the terminal itself is asked.
    """
    import termios  # only where there are such terminals, and faults are rare

    if not isinstance(failure, OSError | termios.error) or failure.args[:1] == ():
        return False
    if failure.args[0] not in _GONE or sys.__stdin__ is None:
        return False
    try:
        termios.tcgetattr(sys.__stdin__)
    except (OSError, ValueError, termios.error):
        return True
    return False


def _is_late_news(context: dict[str, Any]) -> bool:
    from karma_tui.workbench.late_news import is_late_news  # faults are rare

    return is_late_news(context)


def farewell(failure: BaseException | None) -> str:
    """Write the report, and say where it is on one line."""
    line = crashes.note(failure, is_told=False) if failure is not None else "internal error"
    return shown_line(f"karma-tui had to end: {line}. What you typed comes back next time.")


def _untold(state: Path) -> list[Path]:
    found = crashes.untold(state)
    if found:
        crashes.mark_told(state)
    return found
