"""The line of keys: it never promises a key that does nothing, nor shows half of one."""

from __future__ import annotations

import pytest

from karma_tui.tui.app import KarmaApp
from karma_tui.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, settled


def told(app: KarmaApp) -> str:
    """The line at the bottom of the main screen, as painted."""
    bar = app.screen_stack[0].query_one("#keys", KeyBar)
    return bar.render().plain


async def test_a_dialogues_keys_are_told_while_it_is_open(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        assert "Run" in told(app)
        await press(pilot, "f9")
        assert "Cancel" in told(app)
        assert "Run" not in told(app)
        assert "Palette" in told(app)
        await press(pilot, "escape")
        assert "Run" in told(app)


async def test_the_keys_follow_a_dialogue_above_a_dialogue(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f9")
        assert "Functions" not in told(app)
        await press(pilot, "f1")
        assert "Functions" in told(app)
        assert "Cancel" not in told(app)
        await press(pilot, "escape")
        assert "Cancel" in told(app)


async def test_keys_that_a_dialogue_tells_itself_are_not_told_twice(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f3")
        assert app.screen.query(KeyBar)
        assert told(app).split() == ["^p", "Palette", "f1", "Help", "^q", "Quit"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 160])
async def test_entries_are_whole_and_the_way_to_all_others_stays(open_app: OpenApp, width: int) -> None:
    async with open_app(size=(width, 24)) as (app, pilot):
        await press(pilot, "f2")
        line = told(app)
        assert len(line) <= width - 2
        assert "Palette" in line
        if width >= 40:
            assert line.endswith("f1 Help  ^q Quit")
        if width < 160:
            assert "…" in line
        else:
            assert "…" not in line


def column(app: KarmaApp, word: str) -> tuple[int, int]:
    """Where the word is on the screen."""
    bar = app.screen_stack[0].query_one("#keys", KeyBar)
    return bar.content_region.x + told(app).index(word), bar.content_region.y


async def test_a_click_on_a_dialogues_key_does_what_the_key_does(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f9")
        assert len(app.screen_stack) == 2
        await pilot.click(offset=column(app, "Help"))
        await settled(pilot)
        assert len(app.screen_stack) == 3
        await press(pilot, "escape")
        await pilot.click(offset=column(app, "Cancel"))
        await settled(pilot)
        assert len(app.screen_stack) == 1


async def test_the_other_button_or_a_gap_does_nothing_below_a_dialogue(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f9")
        x, y = column(app, "Cancel")
        await pilot.click(offset=(x, y), button=3)
        await pilot.click(offset=(x, y - 1))
        await settled(pilot)
        assert len(app.screen_stack) == 2
