from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from karma_tui.themes import Theme, load_themes, shipped_folder

GOOD = (shipped_folder() / "dark.toml").read_text()
SHIPPED = load_themes([shipped_folder()]).themes


def test_the_shipped_themes_are_all_usable() -> None:
    loaded = load_themes([shipped_folder()])
    assert {"dark", "light", "high-contrast", "ansi-16", "ansi-16-light", "colour-safe"} <= set(loaded.themes)
    assert len(loaded.themes) == len(list(shipped_folder().glob("*.toml")))
    assert loaded.errors == ()


@pytest.mark.parametrize("theme", SHIPPED.values(), ids=list(SHIPPED))
def test_every_colour_is_one_that_textual_knows(theme: Theme) -> None:
    for colour in [*theme.colours.values(), *theme.syntax.values(), *theme.widgets.values()]:
        Color.parse(colour)


def _contrast(one: str, other: str) -> float:
    """WCAG contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [channel / 255 for channel in Color.parse(colour).rgb]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "least"), [("dark", 4.5), ("light", 4.5), ("high-contrast", 7.0)])
def test_letters_stand_out_from_their_ground(name: str, least: float) -> None:
    theme = SHIPPED[name]
    letters = [*theme.syntax.values(), *(theme.colours[key] for key in ("foreground", "warning", "error"))]
    for ground in ("background", "panel"):
        for colour in letters:
            assert _contrast(colour, theme.colours[ground]) >= least, (colour, ground)


def test_all_problems_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        GOOD.replace('primary = "#6ea8dc"', 'primry = "#6ea8dc"').replace('"#a5d38b"', '"greenish"')
    )
    (tmp_path / "two.toml").write_text("name = [broken")
    (tmp_path / "three.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "good.toml").write_text(GOOD.replace('name = "dark"', 'name = "mine"'))
    loaded = load_themes([tmp_path])
    details = "\n".join(f"{error.detail} {error.hint}" for error in loaded.errors)
    assert "Did you mean colours.primary?" in details
    assert "colours.primary is missing" in details
    assert "syntax.string = 'greenish' is not a colour" in details
    assert all(str(tmp_path / f"{name}.toml") in details for name in ("one", "two", "three"))
    assert set(loaded.themes) == {"mine"}


def test_a_later_folder_replaces_a_theme_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD.replace("#14181d", "#000000"))
    themes = load_themes([shipped_folder(), tmp_path]).themes
    assert themes["dark"].colours["background"] == "#000000"


def test_a_missing_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert load_themes([tmp_path / "nowhere"]).themes == {}


def test_an_installed_package_brings_its_themes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("karma_tui.themes.__file__", str(tmp_path / "themes.py"))
    assert shipped_folder() != tmp_path / "theme_files"
    (tmp_path / "theme_files").mkdir()
    assert shipped_folder() == tmp_path / "theme_files"
