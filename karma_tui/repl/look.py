"""The theme's colours for a terminal of any depth: as styles for the prompt, as escapes for what is printed.

Everything that has a colour is named by a key of the theme's `[syntax]`, or `error`, `warning`, `title`.
With no colours (`Depth.NONE`) there is not one escape, not even for bold.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.themes import Theme

OF_CLASS = {
    "function.unknown": "error",
    "key": "field",
    "key.function": "function",
    "number.suffix": "keyword",
    "parameter": "name",
    "reference": "constant",
}
"""The theme's key for each class of the lexer; a class that is missing here is a key itself."""

OF_KIND = {
    "null": "constant",
    "bool": "constant",
    "number": "number",
    "string": "string",
    "list": "punctuation",
    "object": "punctuation",
    "ref": "function",
    "text": "name",
    "key": "field",
    "punctuation": "punctuation",
    "note": "comment",
}
"""The theme's key for each kind of a result's parts."""

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_LEVELS = (0, 95, 135, 175, 215, 255)
_SIXTEEN = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205)),
    *((229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255)),
    *((255, 0, 255), (0, 255, 255), (255, 255, 255)),
)
_BOLD = frozenset({"title", "error"})


class Depth(IntEnum):
    """How many colours a terminal has."""

    NONE = 0
    SIXTEEN = 4
    MANY = 8
    TRUE = 24


def depth_of(environment: Mapping[str, str], *, plain: bool = False) -> Depth:
    """The colours of a terminal by its environment; none with NO_COLOR (set to anything) or a dumb one."""
    term = environment.get("TERM", "")
    if plain or environment.get("NO_COLOR") or term in ("", "dumb", "unknown"):
        return Depth.NONE
    if term.startswith("vt") or term.endswith("-m"):
        return Depth.NONE
    if environment.get("COLORTERM", "") in ("truecolor", "24bit") or term.endswith("-direct"):
        return Depth.TRUE
    return Depth.MANY if "256color" in term else Depth.SIXTEEN


class Look:
    """Colours by their keys. Without a theme nothing has a colour yet."""

    def __init__(self, depth: Depth, theme: Theme | None = None) -> None:
        self.depth = depth
        self._colours: dict[str, str] = {}
        if theme is not None and depth is not Depth.NONE:
            self._colours = {**theme.colours, "title": theme.colours["foreground"], **theme.syntax}
            self._colours["warning"] = theme.colours.get("warning", theme.syntax["constant"])
        self._escapes: dict[str, str] = {}

    def coloured(self, text: str, key: str) -> str:
        """A text to print, in the colour of a key."""
        start = self._escape(key) if text else ""
        return f"{start}{text}\x1b[0m" if start else text

    def ending(self) -> str:
        """What ends whatever colour a terminal is left in."""
        return "" if self.depth is Depth.NONE else "\x1b[0m"

    def rules(self) -> list[tuple[str, str]]:
        """Styles for the prompt: a class for each key, and the places of the line editor."""
        if self.depth is Depth.NONE:
            return _RULES_WITHOUT_COLOURS
        found = [(key, _prompt_colour(value)) for key, value in self._colours.items()]
        faint = _prompt_colour(self._colours.get("comment", "ansi_bright_black"))
        panel = _prompt_colour(self._colours.get("panel", "ansi_default")) or "default"
        text = _prompt_colour(self._colours.get("foreground", "ansi_default")) or "default"
        error = _prompt_colour(self._colours.get("error", "ansi_red"))
        warning = _prompt_colour(self._colours.get("warning", "ansi_yellow"))
        return [
            *found,
            ("prompt", "bold"),
            ("suggestion", faint),
            ("problem.error", f"underline {error}"),
            ("problem.warning", f"underline {warning}"),
            ("said.error", error),
            ("said.warning", warning),
            ("said.active", "bold underline"),
            ("bottom-toolbar", f"noreverse bg:{panel} {text}"),
            ("matching-bracket.cursor", "bold underline"),
            ("matching-bracket.other", "bold underline"),
            ("completion-menu.completion", f"noreverse bg:{panel} {text}"),
            ("completion-menu.completion.current", f"reverse bold bg:{panel} {text}"),
            ("completion-menu.meta.completion", f"noreverse bg:{panel} {faint}"),
            ("completion-menu.meta.completion.current", f"reverse bg:{panel} {text}"),
        ]

    def _escape(self, key: str) -> str:
        if self.depth is Depth.NONE:
            return ""
        found = self._escapes.get(key)
        if found is None:
            colour = _sgr(self._colours.get(key, ""), self.depth)
            codes = [*(["1"] if key in _BOLD else []), *([colour] if colour else [])]
            found = self._escapes[key] = f"\x1b[{';'.join(codes)}m" if codes else ""
        return found


_RULES_WITHOUT_COLOURS = [
    ("prompt", "bold"),
    ("problem.error", "underline"),
    ("problem.warning", "underline"),
    ("said.active", "underline"),
    ("bottom-toolbar", "noreverse"),
    ("matching-bracket.cursor", "bold underline"),
    ("matching-bracket.other", "bold underline"),
    ("completion-menu.completion", "reverse"),
    ("completion-menu.completion.current", "noreverse bold"),
]


def _prompt_colour(value: str) -> str:
    """A colour as the line editor names it."""
    if value.startswith("#"):
        return value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])
    name = value.removeprefix("ansi_")
    if name == "default":
        return ""
    bright = name.startswith("bright_")
    name = name.removeprefix("bright_")
    if name == "black":
        return "ansibrightblack" if bright else "ansiblack"
    if name == "white":
        return "ansiwhite" if bright else "ansigray"
    return f"ansi{'bright' if bright else ''}{name}"


def _sgr(value: str, depth: Depth) -> str:
    """The parameters that select a foreground colour; "" for the terminal's own."""
    if value.startswith("ansi_"):
        name = value.removeprefix("ansi_")
        bright = name.startswith("bright_")
        name = name.removeprefix("bright_")
        return str((90 if bright else 30) + _ANSI.index(name)) if name in _ANSI else ""
    if not value.startswith("#"):
        return ""
    digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    if depth is Depth.TRUE:
        return f"38;2;{red};{green};{blue}"
    if depth is Depth.MANY:
        return f"38;5;{_nearest_of_many(red, green, blue)}"
    at = min(range(16), key=lambda it: _distance(_SIXTEEN[it], (red, green, blue)))
    return str(30 + at if at < 8 else 90 + at - 8)


def _nearest_of_many(red: int, green: int, blue: int) -> int:
    """The number in the palette of 256: of its cube or of its greys, whichever is nearer."""
    steps = [min(range(6), key=lambda it: abs(_LEVELS[it] - part)) for part in (red, green, blue)]
    cube = (_LEVELS[steps[0]], _LEVELS[steps[1]], _LEVELS[steps[2]])
    grey = max(0, min(23, ((red + green + blue) // 3 - 3) // 10))
    shade = 8 + 10 * grey
    wanted = (red, green, blue)
    if _distance((shade, shade, shade), wanted) < _distance(cube, wanted):
        return 232 + grey
    return 16 + 36 * steps[0] + 6 * steps[1] + steps[2]


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
