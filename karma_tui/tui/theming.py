"""Our themes as Textual's: a plain conversion, with the syntax colours as variables `$syntax-…`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.app import App
from textual.theme import Theme as TextualTheme

from karma_tui.themes import Theme

DEFAULT = "dark"


def register(app: App[Any], themes: Iterable[Theme]) -> None:
    """Make the themes known to the app."""
    for theme in themes:
        app.register_theme(textual_theme(theme))


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual wants it. Its colours were checked when it was loaded."""
    colours = dict(theme.colours)
    return TextualTheme(
        name=theme.name,
        primary=colours.pop("primary"),
        dark=theme.dark,
        ansi=theme.ansi,
        variables={**theme.widgets, **syntax_variables(theme.syntax)},
        **colours,  # type: ignore[arg-type]
    )


def syntax_variables(syntax: Mapping[str, str]) -> dict[str, str]:
    """`{"string": c}` as `{"syntax-string": c}`."""
    return {f"syntax-{kind}": colour for kind, colour in syntax.items()}
