"""The user's own editor, started with the terminal."""

from __future__ import annotations

import subprocess

from karma_tui.repl.terminal_mode import given_away


def edited(text: str) -> str:
    """A text as the user's own editor left it. Raises KarmaError. Waits for the editor: for a thread."""
    from karma_tui.workbench.outside import edit_outside

    def run(command: list[str]) -> int:
        with given_away():
            return subprocess.run(command, check=False).returncode

    return edit_outside(text, run)
