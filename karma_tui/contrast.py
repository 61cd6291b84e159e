"""How well two colours can be told apart, as WCAG 2.2 counts it (success criteria 1.4.3 and 1.4.11). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.themes import Theme

TEXT = 4.5
"""The least contrast of text with its ground at level AA."""
SHAPE = 3.0
"""The least contrast of what must be seen but not read: a border that shows the focus, a cursor."""

_WEIGHTS = (0.2126, 0.7152, 0.0722)

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""


def contrast(one: Colour, other: Colour) -> float:
    """From 1, no difference, to 21, black on white."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))


def colour_of(text: str) -> Colour | None:
    """A theme's `#rgb` or `#rrggbb`; None for one of the terminal's own, which nobody knows."""
    if not text.startswith("#"):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def weak_pairs(theme: Theme) -> Iterator[str]:
    """What of a theme would be hard to read, each with its contrast; only what a theme file says itself."""
    colours, widgets = theme.colours, theme.widgets
    grounds = [name for name in ("background", "surface", "panel") if name in colours]
    texts = [("foreground", name, TEXT) for name in grounds]
    texts += [
        (name, "surface", TEXT) for name in ("warning", "error", "success", "accent") if name in colours
    ]
    for text, ground, least in texts:
        yield from _weak(f"colours.{text}", colours[text], ground, colours.get(ground), least)
    for name, value in theme.syntax.items():
        for ground in ("background", "surface"):
            yield from _weak(f"syntax.{name}", value, ground, colours.get(ground), TEXT)
    cursor = widgets.get("block-cursor-background", colours["primary"])
    if "block-cursor-foreground" in widgets:
        text = widgets["block-cursor-foreground"]
        yield from _weak("widgets.block-cursor-foreground", text, "the cursor's row", cursor, TEXT)
    yield from _weak("widgets.block-cursor-background", cursor, "background", colours["background"], SHAPE)


def _weak(name: str, text: str, ground_name: str, ground: str | None, least: float) -> Iterator[str]:
    colour, behind = colour_of(text), colour_of(ground or "")
    if colour is not None and behind is not None and contrast(colour, behind) < least:
        found = contrast(colour, behind)
        yield f"{name} {text} on {ground_name} {ground} has a contrast of {found:.1f}, less than {least:g}"
