"""A profile's colour on the screen: always a background with black or white on it, whichever reads better."""

from __future__ import annotations

COLOURS = {
    "red": "#b3261e",
    "orange": "#c2570c",
    "yellow": "#e3c000",
    "green": "#2e7d32",
    "cyan": "#00838f",
    "blue": "#1e5fb4",
    "magenta": "#8e24aa",
    "grey": "#5f6672",
}


def chip_style(colour: str) -> str:
    """Textual's style for a profile's name; bold alone for a profile without a colour, or an unknown one."""
    found = COLOURS.get(colour, colour)
    channels = _channels(found)
    if channels is None:
        return "bold"
    light = _luminance(*channels)
    text = "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"
    return f"bold {text} on #{''.join(f'{it:02x}' for it in channels)}"


def _channels(colour: str) -> tuple[int, int, int] | None:
    digits = colour.removeprefix("#")
    if not colour.startswith("#") or len(digits) not in (3, 6):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        return None


def _luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [
        it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4
        for it in (red / 255, green / 255, blue / 255)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
