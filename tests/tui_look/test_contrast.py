"""Every theme can be read in every state: computed from the cells that are painted, not from the files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.pilot import Pilot
from textual.widgets import Button, Input

from karma_tui.contrast import SHAPE, TEXT, colour_of, contrast, weak_pairs
from karma_tui.errors import QueryRefused
from karma_tui.themes import load_themes, shipped_folder
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.records.choice_screen import ChoiceScreen
from karma_tui.tui.theming import textual_theme
from karma_tui.tui.widgets.editor import Editor
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, settled, type_text
from tests.tui_look.walking import PAPER, XTERM, colours, weak

THEMES = load_themes([shipped_folder()]).themes
RECORDS = b'[{"a":1,"b":"x y","c":null,"d":true,"e":["A","B"],"f":1.5},{"a":3,"b":"x","c":4}]'
TEXT_OF_ALL_KINDS = 'all(tag("book")) // remark\n{"a": 5, "b": true}\nfoo(1.5, $x, bar) i32 ? ]\n'

Act = Callable[[Pilot[Any]], Awaitable[object]]


def keys(*pressed: str) -> Act:
    async def act(pilot: Pilot[Any]) -> None:
        await press(pilot, *pressed)

    return act


async def typed(pilot: Pilot[Any]) -> None:
    await type_text(pilot, TEXT_OF_ALL_KINDS)
    pilot.app.screen.query_one(Editor).move_cursor((0, 5))


async def found_in_editor(pilot: Pilot[Any]) -> None:
    await press(pilot, "ctrl+f", "a")


async def with_result(pilot: Pilot[Any]) -> None:
    pilot.app.screen.query_one(Editor).load_text('all(tag("book"))')
    await press(pilot, "f5", "f6")


async def found_in_result(pilot: Pilot[Any]) -> None:
    await press(pilot, "slash", "x", "enter", "down")


async def failed(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, KarmaApp) and isinstance(app.desk.opener, FakeOpener)
    app.desk.opener.bench.answers = [failure(QueryRefused("no", "the\nreason"))]
    await press(pilot, "f5")


async def alarmed(pilot: Pilot[Any]) -> None:
    from dataclasses import replace

    app = pilot.app
    assert isinstance(app, KarmaApp) and isinstance(app.desk.opener, FakeOpener)
    bench = app.desk.opener.bench
    bench.session = replace(bench.session, seconds_left=42.0)
    app.notify("told", severity="information")
    app.notify("warned", severity="warning")
    app.notify("failed", severity="error")
    app.screen.query_one("#status").refresh()
    await pilot.pause()


async def hovered(pilot: Pilot[Any]) -> None:
    await pilot.hover("#models", offset=(3, 1))


async def buttons(pilot: Pilot[Any]) -> None:
    """One of each kind, calm, disabled, with the focus, below the mouse."""
    kinds = ("default", "primary", "success", "warning", "error")
    rest = [Button(f"{kind} rest", variant=kind, classes="probe") for kind in kinds]  # type: ignore[arg-type]
    off = [Button(f"{kind} off", variant=kind, disabled=True, classes="probe") for kind in kinds]  # type: ignore[arg-type]
    line = Input(placeholder="hint", classes="probe")
    await pilot.app.screen.query_one("#results").mount(*rest, *off, line)
    rest[0].focus()
    await pilot.hover(rest[1])


async def without_probes(pilot: Pilot[Any]) -> None:
    await pilot.app.screen.query(".probe").remove()


async def change_keys(pilot: Pilot[Any]) -> None:
    pilot.app.action_change_keys()  # type: ignore[attr-defined]
    await settled(pilot)


async def choice(pilot: Pilot[Any]) -> None:
    pilot.app.push_screen(ChoiceScreen("Which?", ["one", "two", "three"]))
    await settled(pilot)


STATES: dict[str, list[Act]] = {
    "the first frame": [],
    "an expression": [typed],
    "a selection": [typed, keys("ctrl+a", "shift+end")],
    "matches in the editor": [typed, found_in_editor],
    "completions": [keys(*"le"), keys("ctrl+space")],
    "problems": [typed, keys("f4")],
    "messages": [typed, keys("f12")],
    "a tree": [with_result, keys("down")],
    "matches in the tree": [with_result, keys("e"), found_in_result],
    "a table": [with_result, keys("2", "right")],
    "matches in the table": [with_result, keys("2"), found_in_result],
    "JSON": [with_result, keys("3", "down")],
    "a chart": [with_result, keys("4", "down")],
    "an error": [with_result, failed],
    "an error with the focus": [with_result, failed, keys("f6")],
    "an alarm and three notes": [alarmed],
    "a row below the mouse": [hovered],
    "the catalogue": [keys("f6", "f6"), keys("down", "right")],
    "buttons and inputs": [buttons],
    "the help": [keys("f1")],
    "themes": [keys("f9")],
    "a menu": [with_result, keys("shift+f10", "down")],
    "changing keys": [change_keys, keys("down", "down")],
    "pressing a key": [change_keys, keys("enter")],
    "a choice": [choice],
    "functions": [keys(*"length"), keys("f1")],
    "export": [with_result, keys("E")],
    "copying": [with_result, keys("y")],
    "history": [keys("f10")],
    "snippets": [keys("f3")],
    "saving": [typed, keys("ctrl+s")],
    "a graph": [keys("f6", "f6", "G")],
    "the palette": [keys("ctrl+p", "r")],
}


WITH_ALL_THEMES = {
    "the first frame",
    "an expression",
    "a selection",
    "a tree",
    "a table",
    "buttons and inputs",
}
TELLING_THEMES = ("dark", "dusk", "parchment", "ansi-16", "ansi-16-light")
"""Those with the least contrast, and those of the terminal: what is readable in them is so in the others."""
WITH_256 = 4.0
"""The least contrast on terminals of 256 colours, where every colour becomes the nearest one there is."""
OPENED_ANEW = {"the palette"}
"""Nobody can choose a theme while it is open."""


@pytest.mark.parametrize("state", STATES)
async def test_every_text_can_be_read_in_every_theme(
    open_app: OpenApp, opener: FakeOpener, state: str
) -> None:
    opener.bench.answers = [result(RECORDS)] * 3
    async with open_app(size=(120, 36)) as (app, pilot):
        for act in STATES[state]:
            await act(pilot)
        await settled(pilot)
        found: dict[str, float] = {}
        for name in THEMES if state in WITH_ALL_THEMES else TELLING_THEMES:
            app.theme = name
            if state in OPENED_ANEW:
                await press(pilot, "escape")
                for act in STATES[state]:
                    await act(pilot)
            await pilot.pause()
            found |= {f"{name}: {text}": ratio for text, ratio in weak(app).items()}
            if not THEMES[name].ansi:
                few = weak(app, WITH_256, few=True)
                found |= {f"{name} of 256 colours: {text}": ratio for text, ratio in few.items()}
        assert found == {}


@pytest.mark.parametrize("name", THEMES)
def test_the_files_of_themes_say_nothing_that_is_hard_to_read(name: str) -> None:
    assert list(weak_pairs(THEMES[name])) == []


@pytest.mark.parametrize("name", [name for name, theme in THEMES.items() if not theme.ansi])
def test_what_must_be_seen_stands_out(name: str) -> None:
    variables = textual_theme(THEMES[name]).to_color_system().generate()

    def of(variable: str) -> tuple[int, int, int]:
        colour = colour_of(variables[variable][:7])
        assert colour is not None
        return colour

    for ground in ("background", "surface"):
        for shape in (
            "border",
            "border-blurred",
            "block-cursor-background",
            "scrollbar",
            "input-cursor-background",
        ):
            assert contrast(of(shape), of(ground)) >= SHAPE, (shape, ground)
    assert contrast(of("block-cursor-foreground"), of("block-cursor-background")) >= TEXT
    assert contrast(of("border"), of("border-blurred")) > 1.2, "the focus changes something"


def test_at_least_eight_themes_are_there_for_dark_and_light_grounds() -> None:
    assert len(THEMES) >= 8
    assert sum(theme.dark for theme in THEMES.values()) >= 4
    assert sum(not theme.dark for theme in THEMES.values()) >= 4
    for theme in THEMES.values():
        assert bool(theme.ansi) is theme.name.startswith("ansi-")


@pytest.mark.parametrize("name", ["high-contrast", "high-contrast-light"])
def test_high_contrast_is_high(name: str) -> None:
    theme = THEMES[name]
    ground = colour_of(theme.colours["background"])
    assert ground is not None
    texts = [*theme.syntax.values(), theme.colours["foreground"], theme.colours["error"]]
    assert all(contrast(colour, ground) >= 7 for colour in map(colour_of, texts) if colour is not None)


@pytest.mark.parametrize("name", THEMES)
async def test_the_cursor_of_the_editor_is_seen_in_every_theme(open_app: OpenApp, name: str) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "Q")
        app.theme = name
        await press(pilot, "home")
        palette = (XTERM if THEMES[name].dark else PAPER) if THEMES[name].ansi else DEFAULT_TERMINAL_THEME
        strip = next(it for it in app.screen._compositor.render_strips(app.size) if "Q" in it.text)
        pieces = list(strip)
        at = next(number for number, it in enumerate(pieces) if it.text == "Q")
        cursor, beside = pieces[at], pieces[at + 1]
        assert cursor.style is not None and beside.style is not None
        text, ground = colours(cursor.style, palette)
        assert contrast(ground, colours(beside.style, palette)[1]) >= SHAPE, "the block stands out"
        assert contrast(text, ground) >= TEXT, "the letter below it can be read"
