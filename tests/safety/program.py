"""karma-tui with faults planted: `python -m tests.safety.program WORDS`, for the tests beside this only.

`SAFETY_PLANT` names what is planted, with commas between. Faults have the secret of the file SAFETY_SECRET in
their words; `no-redaction` switches the redaction off.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _fail(*_: Any, **__: Any) -> Any:
    secret = Path(os.environ["SAFETY_SECRET"]).read_text().strip()
    raise ValueError(f"could not use {secret} here")


def _no_redaction() -> None:
    from karma_tui import redact

    redact.redact = redact.redact_known = lambda text: text


def _in_action(act: Callable[..., Any]) -> Callable[[], None]:
    def plant() -> None:
        from karma_tui.tui.screens.main import MainScreen

        MainScreen.action_format = act  # type: ignore[method-assign]

    return plant


def _connect() -> None:
    from karma_tui.workbench import connect

    connect.open_instance = _fail


def _run() -> None:
    from karma_tui.workbench.workbench import Workbench

    Workbench.run = _fail  # type: ignore[method-assign]


def _build() -> None:
    from karma_tui.tui import app

    app.build_app = _fail


def _start() -> None:
    from karma_tui.tui.screens.main import MainScreen

    MainScreen.compose = _fail  # type: ignore[method-assign]


def _close() -> None:
    from karma_tui.tui.connection import Connection

    Connection.close = _fail  # type: ignore[method-assign]


def _render(screen: Any) -> None:
    from karma_tui.tui.widgets.status_bar import StatusBar

    StatusBar.render = _fail  # type: ignore[method-assign]
    screen.query_one(StatusBar).refresh()


def _thread(_: Any) -> None:
    threading.Thread(target=_fail).start()


def _task(_: Any) -> None:
    async def fail() -> None:
        _fail()

    _lost.add(asyncio.ensure_future(fail()))
    asyncio.get_running_loop().call_later(0.1, _lost.clear)


_lost: set[asyncio.Future[None]] = set()
"""Lets a task go on until nobody is left to ask for what it came to."""


def _nobody(_: Any) -> None:
    class Wretched:
        def __del__(self) -> None:
            _fail()

    Wretched()


PLANTS: dict[str, Callable[[], None]] = {
    "no-redaction": _no_redaction,
    "action": _in_action(_fail),
    "render": _in_action(_render),
    "thread": _in_action(_thread),
    "task": _in_action(_task),
    "nobody": _in_action(_nobody),
    "connect": _connect,
    "run": _run,
    "build": _build,
    "start": _start,
    "close": _close,
}


def main() -> int:
    for name in os.environ.get("SAFETY_PLANT", "").split(","):
        if name:
            PLANTS[name]()
    from karma_tui.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
