"""Our themes as Textual's: syntax colours as variables `$syntax-…`, and what a theme leaves to be worked out.

Textual's own guesses are too weak to read in places (hints, what is disabled, borders of lines to type in).
They are worked out here from the theme's colours, so that a user's theme of three colours can be read, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.theme import Theme as TextualTheme

from karma_tui.contrast import SHAPE, TEXT, Colour, colour_of, contrast
from karma_tui.themes import Theme

DEFAULT = "dark"

_STEPS = 20
_SURE = TEXT * 1.15
"""Enough that the nearest of 256 colours can still be read."""


def register(app: App[Any], themes: Iterable[Theme]) -> None:
    """Make the themes known to the app."""
    for theme in themes:
        app.register_theme(textual_theme(theme))


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual wants it. Its colours were checked when it was loaded."""
    colours = {**_grounds(theme), **theme.colours}
    theme = replace(theme, colours=dict(colours))
    return TextualTheme(
        name=theme.name,
        primary=colours.pop("primary"),
        dark=theme.dark,
        ansi=theme.ansi,
        variables={**worked_out(theme), **theme.widgets, **syntax_variables(theme.syntax)},
        **colours,  # type: ignore[arg-type]
    )


def syntax_variables(syntax: Mapping[str, str]) -> dict[str, str]:
    """`{"string": c}` as `{"syntax-string": c}`."""
    return {f"syntax-{kind}": colour for kind, colour in syntax.items()}


DEFAULTS = {"found-background": "ansi_default"}
"""Variables of our own, where a theme that is not ours has none."""


def worked_out(theme: Theme) -> dict[str, str]:
    """Colours of single places that the theme does not name, strong enough to be read or seen."""
    known = {name: colour_of(text) for name, text in theme.colours.items()}
    foreground, background = known.get("foreground"), known.get("background")
    if theme.ansi or foreground is None or background is None:
        return _OF_TERMINAL
    surface = known.get("surface") or background
    grounds = [background, surface, known.get("panel") or surface]
    muted = _towards(surface, foreground, grounds, _SURE)
    shape = _hex(_towards(surface, foreground, grounds[:2], SHAPE * 1.05))
    speaking = {name: _coloured(theme, name, foreground, grounds) for name in _SPEAKING}
    texts = [foreground, muted, *speaking.values(), *filter(None, map(colour_of, theme.syntax.values()))]
    return {
        **dict.fromkeys(
            ("foreground-muted", "foreground-disabled", "text-muted", "text-disabled"), _hex(muted)
        ),
        **{f"text-{name}": _hex(colour) for name, colour in speaking.items()},
        "border-blurred": shape,
        "scrollbar": shape,
        "block-cursor-foreground": _hex(_on_cursor(theme, [background, foreground])),
        "block-cursor-blurred-background": _hex(_tint(surface, foreground, texts)),
        "input-selection-background": _hex(_tint(surface, known["primary"] or surface, [foreground])),
        "found-background": _hex(_tint(surface, speaking["warning"], texts)),
    }


_SPEAKING = ("primary", "secondary", "accent", "warning", "error", "success")

_OF_TERMINAL = {
    **dict.fromkeys(("text-muted", "text-disabled", "foreground-muted", "link-color"), "ansi_default"),
    **{"link-color-hover": "ansi_default", "link-background-hover": "ansi_default"},
    "link-style-hover": "bold underline",
    "found-background": "ansi_default",
}
"""Nobody knows what a terminal's own colours are, so nothing is mixed from them."""


def _coloured(theme: Theme, name: str, foreground: Colour, grounds: list[Colour]) -> Colour:
    """The colour itself, if it can be read as text, else on its way to the foreground."""
    own = colour_of(theme.colours.get(name, theme.colours["primary"])) or foreground
    return _towards(own, foreground, grounds, _SURE)


def _grounds(theme: Theme) -> dict[str, str]:
    """Surface and panel, a little nearer to the letters than the background, where a theme has none."""
    foreground, background = map(colour_of, (theme.colours["foreground"], theme.colours["background"]))
    if theme.ansi or foreground is None or background is None:
        return {}
    return {
        "surface": _hex(_mixed(background, foreground, 0.04)),
        "panel": _hex(_mixed(background, foreground, 0.09)),
    }


def _on_cursor(theme: Theme, choice: list[Colour]) -> Colour:
    """What is best read on the row under the cursor."""
    ground = colour_of(theme.widgets.get("block-cursor-background", theme.colours["primary"])) or choice[0]
    return max((*choice, (0, 0, 0), (255, 255, 255)), key=lambda it: contrast(it, ground))


def _tint(ground: Colour, colour: Colour, texts: list[Colour]) -> Colour:
    """As much of the colour in the ground, up to two fifths, as lets all texts on it be read."""
    for step in range(_STEPS * 2 // 5, 0, -1):
        tint = _mixed(ground, colour, step / _STEPS)
        if all(contrast(text, tint) >= TEXT for text in texts):
            return tint
    return _mixed(ground, colour, 1 / _STEPS)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _towards(start: Colour, end: Colour, grounds: list[Colour], least: float) -> Colour:
    """The first colour on the way that has enough contrast with all grounds; the end if none has."""
    for step in range(_STEPS + 1):
        colour = _mixed(start, end, step / _STEPS)
        if all(contrast(colour, ground) >= least for ground in grounds):
            return colour
    return end


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
