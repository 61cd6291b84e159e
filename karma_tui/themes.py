"""Themes as data: reads `*.toml` theme files, checks every key and colour, and knows nothing of Textual.

A bad colour would only bring the app down later, at a style pass; so it is found here. Loading never
raises: usable themes and the failures of all files come back together.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from karma_tui import toml_text
from karma_tui.errors import ConfigError

COLOURS = (
    *("primary", "secondary", "accent", "foreground", "background", "surface", "panel", "boost"),
    *("warning", "error", "success"),
)
"""Keys of `[colours]`; primary, foreground and background are required."""

SYNTAX = (
    *("keyword", "function", "name", "field", "string", "number", "constant", "comment"),
    *("operator", "punctuation", "error"),
)
"""Keys of `[syntax]`: what the editor and the results tell apart; all are required."""

WIDGETS = (
    *("block-cursor-foreground", "block-cursor-background", "block-hover-background"),
    *("border", "border-blurred", "footer-key-foreground", "text-muted", "ansi-background"),
    *("ansi-foreground", "input-cursor-background", "input-cursor-foreground"),
    *("input-selection-background", "input-selection-foreground", "scrollbar", "scrollbar-hover"),
    *("scrollbar-active", "scrollbar-background", "screen-selection-background"),
    "screen-selection-foreground",
)
"""Keys of `[widgets]`: single places that the general colours do not suit; none is required."""

_MOST_BYTES = 1024 * 1024
_REQUIRED = ("primary", "foreground", "background")
_TOP = ("name", "dark", "ansi", "colours", "syntax", "widgets")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ANSI = {
    f"ansi_{bright}{colour}"
    for bright in ("", "bright_")
    for colour in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
} | {"ansi_default"}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Theme:
    """A checked theme: colours are `#rgb`, `#rrggbb` or a terminal's own `ansi_…` names."""

    name: str
    dark: bool
    ansi: bool
    """Keep to the sixteen colours of the terminal's own palette."""
    colours: Mapping[str, str] = field(hash=False)
    syntax: Mapping[str, str] = field(hash=False)
    widgets: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class LoadedThemes:
    """Themes by name (a later folder's wins), and everything that was wrong in any file."""

    themes: Mapping[str, Theme]
    errors: tuple[ConfigError, ...] = ()


def shipped_folder() -> Path:
    """The themes that come with the program: inside the installed package, else at the repository's root."""
    installed = Path(__file__).parent / "theme_files"
    return installed if installed.is_dir() else Path(__file__).resolve().parent.parent / "themes"


def load_themes(folders: Iterable[Path]) -> LoadedThemes:
    """Every usable theme of the folders in their order; a missing folder is an empty one. Never raises."""
    themes: dict[str, Theme] = {}
    errors: list[ConfigError] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            theme, problems = load_theme(path)
            errors.extend(problems)
            if theme is not None:
                themes[theme.name] = theme
    return LoadedThemes(themes, tuple(errors))


def load_theme(path: Path) -> tuple[Theme | None, list[ConfigError]]:
    """One file: a theme, or all that is wrong with it. Never raises."""
    problems: list[ConfigError] = []

    def complain(problem: str, hint: str = "") -> None:
        problems.append(ConfigError(f"A theme cannot be used: {path.stem}", f"{path}: {problem}.", hint))

    try:
        table = toml_text.loads(_bytes_of(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        complain(str(getattr(error, "strerror", None) or error))
        return None, problems
    theme = _theme(path.stem, table, complain)
    return (None if problems else theme), problems


def _bytes_of(path: Path) -> bytes:
    """Of a file, and no more than a theme may have: a pipe would be waited for. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {_MOST_BYTES} bytes")
    return data


def _theme(stem: str, table: Mapping[str, Any], complain: Callable[..., None]) -> Theme:
    """Check a whole table; what is wrong goes to `complain`, so that one reading tells everything."""
    _refuse_unknown(table, _TOP, "", complain)
    name = table.get("name", stem)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        complain(f"name {name!r} is not made of lower-case letters, digits and dashes")
        name = stem
    flags = {key: table.get(key, default) for key, default in (("dark", True), ("ansi", False))}
    for key, value in flags.items():
        if not isinstance(value, bool):
            complain(f"{key} must be true or false")
    colours = _colours(table, "colours", COLOURS, _REQUIRED, complain)
    syntax = _colours(table, "syntax", SYNTAX, SYNTAX, complain)
    widgets = _colours(table, "widgets", WIDGETS, (), complain)
    return Theme(name, flags["dark"] is True, flags["ansi"] is True, colours, syntax, widgets)


def _colours(
    table: Mapping[str, Any],
    section: str,
    known: tuple[str, ...],
    required: tuple[str, ...],
    complain: Callable[..., None],
) -> dict[str, str]:
    """One section's colours, each checked."""
    values = table.get(section, {})
    if not isinstance(values, dict):
        complain(f"{section} must be a table")
        return {}
    _refuse_unknown(values, known, f"{section}.", complain)
    missing = [f"{section}.{key}" for key in required if key not in values]
    if missing:
        complain(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    for key, value in values.items():
        if not isinstance(value, str) or not (_HEX.fullmatch(value) or value in _ANSI):
            complain(f"{section}.{key} = {value!r} is not a colour", "Write #rrggbb or a name like ansi_red.")
    return {key: str(value) for key, value in values.items()}


def _refuse_unknown(
    table: Mapping[str, Any], known: tuple[str, ...], where: str, complain: Callable[..., None]
) -> None:
    for key in table:
        if key not in known:
            import difflib  # for the one who mistyped only

            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean {where}{near[0]}?" if near else f"Known here: {', '.join(known)}."
            complain(f"{where}{key} is not known", hint)
