"""`karma-tui` without a word behind it: the usual start of the app, which argparse need not be loaded for."""

from __future__ import annotations

from types import SimpleNamespace

APP = "karma_tui.cli.starting:app"


def nothing_said() -> SimpleNamespace:
    """What argparse would have found; a test holds the two together."""
    return SimpleNamespace(
        **dict.fromkeys(("url", "profile", "user", "secret_file", "data", "log_file")),
        **dict.fromkeys(("ask", "read_only", "no_history", "no_color"), False),
        command="app",
    )
