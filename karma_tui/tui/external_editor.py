"""The app steps aside while the user's own editor has the terminal (`workbench.outside`)."""

from __future__ import annotations

import subprocess
from typing import Any

from textual.app import App, SuspendNotSupported

from karma_tui.errors import UsageError
from karma_tui.workbench import outside


def edit_outside(app: App[Any], text: str) -> str:
    """Let the user edit a text outside; the text as it was left. Raises what `outside.edit_outside` does."""

    def run(command: list[str]) -> int:
        try:
            with app.suspend():
                return subprocess.run(command, check=False).returncode
        except SuspendNotSupported as error:
            raise UsageError(
                "An editor cannot be started from here", "This terminal cannot be handed over."
            ) from error

    return outside.edit_outside(text, run)
