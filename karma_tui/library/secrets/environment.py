"""Secrets in environment variables: the program's own, or one that a profile names."""

from __future__ import annotations

import os
from collections.abc import Mapping

from karma_tui.errors import ConfigError
from karma_tui.library.secrets.secret import Secret

ENVIRONMENT_VARIABLES = ("KARMA_TUI_SECRET", "KARMA_SECRET")
"""Looked at in this order; the first that is not empty counts."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The secret of KARMA_TUI_SECRET, else KARMA_SECRET; None if neither is set."""
    for name in ENVIRONMENT_VARIABLES:
        if value := environment.get(name, ""):
            return Secret(value, f"environment variable {name}")
    return None


def from_variable(name: str, environment: Mapping[str, str] = os.environ) -> Secret:
    """The secret of the variable that a profile names. Raises ConfigError if it is not set, or empty."""
    if value := environment.get(name, ""):
        return Secret(value, f"environment variable {name}")
    raise ConfigError(
        "The secret is not in its environment variable",
        f"{name} is not set.",
        "Set it, or name another source in the profile.",
    )
