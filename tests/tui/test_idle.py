"""An app that nobody touches does next to nothing: what would wake it up is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.timer import Timer

from karma_tui.client.exchange import Phase, tell
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.http_log.test_http_log import ASKED
from tests.tui.looking import press, settled, type_text

PER_SECOND = 1.01
"""The clock of the status line, and nothing else."""

BLINKING = PER_SECOND + 2.0
"""With the cursor of a line to type in, which blinks."""


def ticking(pilot: Pilot[Any]) -> Iterator[Timer]:
    """The timers that will go off again and again."""
    nodes = [pilot.app, *pilot.app.screen_stack]
    nodes += [node for screen in pilot.app.screen_stack for node in screen.walk_children()]
    for node in nodes:
        for timer in node._timers:
            inside: Any = timer
            if inside._active.is_set() and inside._repeat is None:
                yield timer


def wakes(pilot: Pilot[Any]) -> float:
    """How often a second timers wake the app up."""
    return sum(1 / timer._interval for timer in ticking(pilot))


@pytest.mark.parametrize(
    ("keys", "most"),
    [
        ((), PER_SECOND),
        (("f12",), PER_SECOND),
        (("f11",), PER_SECOND),
        (("f3",), BLINKING),
        (("f1",), BLINKING),
    ],
)
async def test_an_idle_app_is_woken_up_once_a_second(
    open_app: OpenApp, opener: FakeOpener, keys: tuple[str, ...], most: float
) -> None:
    opener.bench.answers = [result(b'[{"title":"Dune"}]')]
    async with open_app(size=(100, 30)) as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5", *keys)
        await settled(pilot)
        assert wakes(pilot) <= most, [str(timer) for timer in ticking(pilot)]


async def test_the_log_ticks_only_while_something_goes_on(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "f11")
        tell(ASKED)
        await pilot.pause(0.15)
        tell(replace(ASKED, phase=Phase.DONE, status=200, total=0.1))
        await pilot.pause(0.15)
        assert wakes(pilot) <= PER_SECOND


async def test_the_count_would_see_a_timer_that_polls(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        app.screen.set_interval(0.1, lambda: None)
        assert wakes(pilot) > 10
