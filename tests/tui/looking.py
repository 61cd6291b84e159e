"""How a test looks at the app: as a person does, at the text on the screen."""

from __future__ import annotations

import re
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker

from karma_tui.tui.app import KarmaApp
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.views.view import VIEWS
from karma_tui.tui.widgets.buffers import Buffers


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until every worker is done, and what they told has been shown.

    A worker that waits for the user is not waited for: the one behind the sign-in dialogue, and a run
    that the bench holds back.
    """
    await pilot.pause()
    while any(not worker.is_finished and not _waits_for_user(pilot, worker) for worker in pilot.app.workers):
        await pilot.pause()
    await pilot.pause()


def _waits_for_user(pilot: Pilot[Any], worker: Worker[Any]) -> bool:
    if worker.group == "connect":
        return isinstance(pilot.app.screen, LoginScreen) and pilot.app.screen.is_current
    bench = _bench_of(pilot)
    return worker.group == "run" and (getattr(bench, "hold", False) or getattr(bench, "is_arriving", False))


def _bench_of(pilot: Pilot[Any]) -> object:
    app = pilot.app
    assert isinstance(app, KarmaApp)
    return getattr(app.desk.opener, "bench", None)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Put a text into the active buffer as pasting does."""
    buffers = pilot.app.screen_stack[0].query_one(Buffers)
    buffers.active.insert(text)
    await settled(pilot)


def fill(pilot: Pilot[Any], text: str) -> None:
    """Put a text into the input that has the focus."""
    focused = pilot.app.focused
    assert isinstance(focused, Input)
    focused.value = text


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settled(pilot)


def screen_text(pilot: Pilot[Any]) -> str:
    """Everything on the screen, a line per row, without colours; dialogues included."""
    strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
    return "\n".join(strip.text for strip in strips)


def facts_text(pilot: Pilot[Any]) -> str:
    """The line above the result, without the names of the views."""
    text = str(pilot.app.screen_stack[0].query_one("#facts", Static).content)
    return re.sub("^" + "".join(rf"{view.label}(?: \d+)?  " for view in VIEWS), "", text)


def toasts(pilot: Pilot[Any]) -> str:
    """All notifications, titles included."""
    return "\n".join(f"{toast.title}\n{toast.message}" for toast in pilot.app._notifications)


def buffer_texts(pilot: Pilot[Any]) -> list[tuple[str, str]]:
    """Title and text of every buffer."""
    return [(it.title, it.text) for it in pilot.app.screen_stack[0].query_one(Buffers).all()]


def shows(app: KarmaApp, kind: type[Screen[Any]]) -> bool:
    """Whether a screen of that kind is on top."""
    return isinstance(app.screen, kind)
