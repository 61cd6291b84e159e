"""Walks over every cell that an app has painted, and tells which text is hard to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.color import Color, ColorSystem, ColorType
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, TerminalTheme
from textual.app import App

from karma_tui.contrast import TEXT, Colour, contrast

_LOW = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205)]
_HIGH = [
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
]
_SIXTEEN = ([*_LOW, (229, 229, 229)], [*_HIGH, (255, 255, 255)])

XTERM = TerminalTheme((0, 0, 0), (229, 229, 229), *_SIXTEEN)
"""What xterm paints for the sixteen colours; the defaults are those of a dark terminal."""

PAPER = TerminalTheme((255, 255, 255), (0, 0, 0), *_SIXTEEN)
"""The same on a light ground."""

_DIM = 0.6


def cells(app: App[Any]) -> Iterator[Segment]:
    """Every run of cells of one style, row by row."""
    for strip in app.screen._compositor.render_strips(app.size):
        yield from strip


def weak(app: App[Any], least: float = TEXT, *, few: bool = False) -> dict[str, float]:
    """Text with less contrast than that, with the contrast it has; `few`: on a terminal of 256 colours."""
    theme = app.current_theme
    palette = (XTERM if theme.dark else PAPER) if theme.ansi else DEFAULT_TERMINAL_THEME
    found = {}
    for segment in cells(app):
        if segment.style is None or not any(it.isalnum() for it in segment.text):
            continue
        text, ground = colours(with_256(segment.style) if few else segment.style, palette)
        ratio = contrast(text, ground)
        if ratio < least:
            found[f"{segment.text.strip()[:30]!r} {hexed(text)} on {hexed(ground)}"] = round(ratio, 2)
    return found


def colours(style: Style, palette: TerminalTheme) -> tuple[Colour, Colour]:
    """What is seen: text and ground, with reverse and dim as terminals paint them."""
    text = _rgb(style.color, palette, palette.foreground_color)
    ground = _rgb(style.bgcolor, palette, palette.background_color)
    if style.reverse:
        text, ground = ground, text
    if style.dim:
        text = mixed(ground, text, _DIM)
    return text, ground


def with_256(style: Style) -> Style:
    """The same with the colours that are sent to a terminal of 256."""
    color, ground = (
        it.downgrade(ColorSystem.EIGHT_BIT) if it is not None else None for it in (style.color, style.bgcolor)
    )
    return style + Style(color=color, bgcolor=ground)


def _rgb(color: Color | None, palette: TerminalTheme, default: Any) -> Colour:
    if color is None or color.type is ColorType.DEFAULT:
        return tuple(default)
    return tuple(color.get_truecolor(palette))  # type: ignore[return-value]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """So much of the other in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def hexed(colour: Colour) -> str:
    """As `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
