"""The app as the terminal that a clipboard is reached through.

Two private hooks of Textual 8.2 are used, because its own `copy_to_clipboard` writes texts of any length
to the terminal and knows no tmux: the text it keeps for pasting, and the driver. A test holds them.
"""

from __future__ import annotations

from typing import Any

from textual.app import App


class AppTerminal:
    """See `clipboard.Terminal`."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def keep(self, text: str) -> None:
        """Keep the text for pasting inside the app."""
        self._app._clipboard = text

    def write(self, sequence: str) -> bool:
        """Send a control sequence to the terminal; False if there is none."""
        driver = self._app._driver
        if driver is None:
            return False
        driver.write(sequence)
        return True
