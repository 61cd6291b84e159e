"""The user's own editor, started with the terminal."""

from __future__ import annotations

import subprocess


def edited(text: str) -> str:
    """A text as the user's own editor left it. Raises KarmaError. Waits for the editor: for a thread."""
    from karma_tui.workbench.outside import edit_outside

    return edit_outside(text, lambda command: subprocess.run(command, check=False).returncode)
