from __future__ import annotations

import pytest

from karma_tui.library.settings import load_settings
from karma_tui.themes import shipped_folder
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, toasts, type_text


async def test_the_default_theme_is_ours(open_app: OpenApp) -> None:
    async with open_app() as (app, _):
        assert app.theme == "dark"


async def test_choosing_a_theme_keeps_it_with_the_settings_comments(
    open_app: OpenApp, files: UserFiles
) -> None:
    files.settings.write_text('# mine\ncatalogue = "hidden"\n')
    async with open_app() as (app, pilot):
        await press(pilot, "f9", "down")
        assert app.theme == "dusk"
        await press(pilot, "enter")
    assert files.settings.read_text().startswith("# mine\n")
    assert load_settings(files.settings).settings.theme == "dusk"
    async with open_app() as (app, _):
        assert app.theme == "dusk"


async def test_leaving_the_picker_puts_the_former_theme_back(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f9", "down", "down")
        assert app.theme == "ember"
        await press(pilot, "escape")
        assert app.theme == "dark"
    assert not files.settings.exists()


async def test_every_shipped_theme_draws_the_whole_app(open_app: OpenApp) -> None:
    async with open_app(size=(120, 30)) as (app, pilot):
        await type_text(pilot, 'all(tag("book")) // all')
        await press(pilot, "f5")
        for name in app.desk.themes:
            app.theme = name
            await pilot.pause()
            assert 'all(tag("book")) // all' in screen_text(pilot)
            assert app.export_screenshot()


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
async def test_everything_on_the_main_screen_can_be_read(open_app: OpenApp, theme: str) -> None:
    async with open_app(size=(120, 30)) as (app, pilot):
        app.theme = theme
        await press(pilot, "ctrl+n")
        await type_text(pilot, 'all(tag("book"))\n// remark\n5')
        await press(pilot, "f5")
        weak = {
            segment.text.strip(): round(_contrast(text.get_truecolor(), ground.get_truecolor()), 1)
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if any(char.isalnum() for char in segment.text) and segment.style is not None
            if (text := segment.style.color) and (ground := segment.style.bgcolor)
            if _contrast(text.get_truecolor(), ground.get_truecolor()) < 4.5
        }
        assert weak == {}


async def test_a_users_own_theme_can_be_chosen(open_app: OpenApp, files: UserFiles) -> None:
    files.themes.mkdir()
    own = (shipped_folder() / "dark.toml").read_text().replace('name = "dark"', 'name = "mine"')
    (files.themes / "mine.toml").write_text(own)
    files.settings.write_text('theme = "mine"\n')
    async with open_app() as (app, _):
        assert app.theme == "mine"


async def test_all_that_is_wrong_with_the_users_files_comes_in_one_message(
    open_app: OpenApp, files: UserFiles
) -> None:
    files.themes.mkdir()
    (files.themes / "bad.toml").write_text("colours = 3\n")
    files.settings.write_text('them = "light"\ntheme = "drak"\n[keys]\nrum = "f5"\n')
    async with open_app() as (app, pilot):
        told = toasts(pilot)
        assert "Some of your files cannot be used" in told
        assert len(app._notifications) == 1
        for part in ("Did you mean theme?", "Did you mean dark?", "Did you mean run?", "bad.toml"):
            assert part in told
        assert app.theme == "dark"


async def test_a_broken_settings_file_is_told_and_left_untouched(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text("theme = ")
    async with open_app() as (app, pilot):
        assert "settings.toml" in toasts(pilot).replace("\n", "")
        await press(pilot, "f9", "down", "enter")
        assert "nothing was saved" in toasts(pilot)
        assert app.theme == "dusk"
    assert files.settings.read_text() == "theme = "


async def test_a_users_key_replaces_ours_everywhere(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    files.settings.write_text('[keys]\nrun = "alt+z"\nsnippets = ""\n')
    async with open_app() as (_, pilot):
        assert "alt+z Run" in screen_text(pilot)
        assert "press Alt+Z" in screen_text(pilot)
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f3")
        assert opener.bench.ran == []
        assert "Enter opens" not in screen_text(pilot)
        await press(pilot, "alt+z")
        assert opener.bench.ran == [("one()", 0)]
        await press(pilot, "f1")
        assert "no_key" not in screen_text(pilot)
        await press(pilot, *"selection")
        assert "alt+z                Run the selection" in screen_text(pilot)


async def test_no_color_is_honoured(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app() as (app, pilot):
        assert app.no_color
        assert "session 14:32" in screen_text(pilot)
