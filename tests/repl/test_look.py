"""Every theme's colours at the prompt and in what is printed, on terminals of any depth."""

from __future__ import annotations

import pytest
from prompt_toolkit.styles import Style

from karma_tui.lang.text_lexing import CLASSES
from karma_tui.repl.look import OF_CLASS, OF_KIND, Depth, Look, depth_of
from karma_tui.results.preview import Kind
from karma_tui.themes import SYNTAX, load_themes, shipped_folder

THEMES = load_themes((shipped_folder(),)).themes


@pytest.mark.parametrize("name", sorted(THEMES))
@pytest.mark.parametrize("depth", list(Depth))
def test_every_theme_gives_styles_that_the_line_editor_takes(name: str, depth: Depth) -> None:
    assert Style(Look(depth, THEMES[name]).rules())


def test_there_are_styles_before_a_theme_is_read() -> None:
    for depth in Depth:
        assert Style(Look(depth).rules())


def test_everything_that_has_a_colour_has_one_of_the_theme() -> None:
    assert set(OF_KIND) == {kind.value for kind in Kind}
    assert {*OF_KIND.values(), *(OF_CLASS.get(name, name) for name in CLASSES)} <= set(SYNTAX)


def test_without_colours_there_is_no_escape() -> None:
    look = Look(Depth.NONE, THEMES["dark"])
    assert look.coloured("text", "error") == "text"
    assert not any("#" in style or "ansi" in style for _, style in look.rules())


def test_colours_are_as_many_as_the_terminal_has() -> None:
    theme = THEMES["dark"]
    assert Look(Depth.TRUE, theme).coloured("x", "string") == "\x1b[38;2;165;211;139mx\x1b[0m"
    assert Look(Depth.MANY, theme).coloured("x", "string").startswith("\x1b[38;5;")
    assert Look(Depth.SIXTEEN, theme).coloured("x", "string")[:3] in ("\x1b[3", "\x1b[9")
    assert Look(Depth.TRUE, theme).coloured("", "string") == ""


@pytest.mark.parametrize(
    ("environment", "depth"),
    [
        ({"TERM": "xterm-256color"}, Depth.MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"TERM": "xterm"}, Depth.SIXTEEN),
        ({"TERM": "linux"}, Depth.SIXTEEN),
        ({"TERM": "dumb"}, Depth.NONE),
        ({"TERM": "vt100"}, Depth.NONE),
        ({}, Depth.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Depth.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Depth.MANY),
    ],
)
def test_the_environment_tells_how_many_colours_there_are(environment: dict[str, str], depth: Depth) -> None:
    assert depth_of(environment) is depth
    assert depth_of(environment, plain=True) is Depth.NONE
