"""What a newcomer reads before the first result: the three things to do next, with the keys as they are."""

from __future__ import annotations

from collections.abc import Mapping

from karma_tui.tui.actions import ACTIONS, keys_of


def key_of(name: str, keymap: Mapping[str, str]) -> str:
    """The first key of an action for use in a sentence: `F5`, `Ctrl+S`; the palette's name if it has none."""
    action = next(action for action in ACTIONS if action.name == name)
    key = keys_of(action, keymap).split(",")[0]
    return "+".join(part.capitalize() for part in key.split("+")) if key else "the palette"


def welcome_text(keymap: Mapping[str, str]) -> str:
    """A few lines, each with something to try."""
    run, help_key, save = (key_of(name, keymap) for name in ("run", "help", "save_snippet"))
    return (
        f"Type an expression above and press {run}, for example:\n\n"
        '  all(tag("_tag"))      the tags of this instance\n'
        '  all(tag("_user"))     its users\n\n'
        f"{save} keeps an expression as a snippet, {help_key} shows all keys and a short tour."
    )
