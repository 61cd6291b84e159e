"""Themes of the user's own: saved files show at once, broken ones are told and leave the last good look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from karma_tui.themes import load_themes, shipped_folder
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.look import is_still, shown_instead
from karma_tui.tui.theme_watch import ThemeWatch
from karma_tui.tui.user_files import UserFiles
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, settled, toasts, type_text
from tests.tui_look.walking import cells

OWN = (shipped_folder() / "dark.toml").read_text().replace('name = "dark"', 'name = "mine"')
PINK = "#ff88cc"


def begin(files: UserFiles, text: str = OWN) -> Path:
    files.themes.mkdir()
    file = files.themes / "mine.toml"
    file.write_text(text)
    files.settings.write_text('theme = "mine"\n')
    return file


async def a_second_later(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, KarmaApp)
    watch = app.look._watch
    assert isinstance(watch, ThemeWatch) and watch.is_on
    await watch.look_now()
    await settled(pilot)


def colours_on_screen(pilot: Pilot[Any]) -> set[str]:
    return {
        it.style.color.get_truecolor().hex
        for it in cells(pilot.app)
        if it.style is not None and it.style.color
    }


async def test_a_saved_theme_is_shown_at_once(open_app: OpenApp, files: UserFiles) -> None:
    file = begin(files)
    async with open_app() as (_, pilot):
        await type_text(pilot, '"a string"')
        assert PINK not in colours_on_screen(pilot)
        file.write_text(OWN.replace('string = "#a5d38b"', f'string = "{PINK}"'))
        await a_second_later(pilot)
        assert PINK in colours_on_screen(pilot)


async def test_a_broken_theme_leaves_the_last_good_look_and_tells_all_at_once(
    open_app: OpenApp, files: UserFiles
) -> None:
    file = begin(files)
    async with open_app() as (app, pilot):
        file.write_text(
            OWN.replace("#a5d38b", "greeen").replace("[widgets]", "[widgits]").replace("keyword", "kw")
        )
        await a_second_later(pilot)
        assert app.theme == "mine"
        told = toasts(pilot)
        for part in ("mine.toml", "syntax.string = 'greeen'", "widgits", "syntax.kw", "syntax.keyword"):
            assert part in told.replace("\n", ""), part
        assert len(app._notifications) == 1
        await a_second_later(pilot)
        assert len(app._notifications) == 1, "it is not told again"
        file.write_text(OWN.replace("#a5d38b", PINK))
        await a_second_later(pilot)
        await type_text(pilot, '"a string"')
        assert PINK in colours_on_screen(pilot)


async def test_half_a_file_does_no_harm(open_app: OpenApp, files: UserFiles) -> None:
    file = begin(files)
    async with open_app() as (app, pilot):
        file.write_text(OWN[: len(OWN) // 2] + "= =")
        await a_second_later(pilot)
        assert app.theme == "mine"
        file.unlink()
        await a_second_later(pilot)
        assert app.theme == "mine"
        assert "Traceback" not in screen_text(pilot)


async def test_a_new_theme_comes_into_the_list_that_is_open(open_app: OpenApp, files: UserFiles) -> None:
    files.themes.mkdir()
    async with open_app() as (app, pilot):
        await press(pilot, "f9")
        (files.themes / "mine.toml").write_text(OWN)
        await a_second_later(pilot)
        assert "mine" in screen_text(pilot)
        assert app.theme == "dark"
        await press(pilot, "escape")


def watches(app: KarmaApp) -> bool:
    watch = app.look._watch
    return watch is not None and watch.is_on


async def test_nothing_is_watched_without_a_theme_of_ones_own(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (app, pilot):
        assert not watches(app)
        await press(pilot, "f9")
        assert watches(app)
        await press(pilot, "escape")
        assert not watches(app)


async def test_a_theme_of_three_colours_can_be_read(open_app: OpenApp, files: UserFiles) -> None:
    from tests.tui_look.walking import weak

    syntax = OWN[OWN.index("[syntax]") : OWN.index("[widgets]")]
    colours = 'primary = "#88aaff"\nforeground = "#dddddd"\nbackground = "#101010"\n'
    begin(files, f'name = "mine"\n[colours]\n{colours}{syntax}')
    async with open_app(size=(120, 30)) as (app, pilot):
        await type_text(pilot, 'all(tag("book")) // c')
        await press(pilot, "f5", "f6")
        assert weak(app) == {}
        await press(pilot, "f9")
        assert weak(app) == {}


# --- motion and colours


def test_stillness_is_said_by_the_setting_or_the_environment() -> None:
    assert is_still("on", {})
    assert not is_still("off", {"KARMA_TUI_REDUCED_MOTION": "1"})
    assert is_still("auto", {"KARMA_TUI_REDUCED_MOTION": "1"})
    assert not is_still("auto", {"KARMA_TUI_REDUCED_MOTION": "0"})
    assert not is_still("auto", {})


async def test_with_reduced_motion_nothing_moves_or_blinks(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('reduced_motion = "on"\n')
    async with open_app() as (app, pilot):
        assert app.animation_level == "none"
        await press(pilot, "ctrl+f")
        assert getattr(app.focused, "cursor_blink", None) is False
        await press(pilot, "escape", "f1")
        assert getattr(app.focused, "cursor_blink", None) is False


async def test_without_it_lines_to_type_in_blink_as_usual(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f1")
        assert getattr(app.focused, "cursor_blink", None) is True


def test_with_sixteen_colours_a_theme_of_these_is_taken() -> None:
    themes = load_themes([shipped_folder()]).themes
    assert shown_instead(themes["ember"], themes) == "ansi-16"
    assert shown_instead(themes["parchment"], themes) == "ansi-16-light"
    assert shown_instead(themes["ansi-16-light"], themes) == "ansi-16-light"
