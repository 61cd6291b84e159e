"""How to connect, as environment variables say it: each goes before what the profile says."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from karma_tui.errors import UsageError
from karma_tui.library.profile_keys import BY_NAME, typed
from karma_tui.library.profiles import Reach

VARIABLES = {
    "KARMA_TUI_DIALECT": "dialect",
    "KARMA_TUI_PROXY": "proxy",
    "KARMA_TUI_CA_FILE": "ca_file",
    "KARMA_TUI_CLIENT_CERT": "client_cert",
    "KARMA_TUI_CLIENT_KEY": "client_key",
    "KARMA_TUI_CONNECT_TIMEOUT": "connect_timeout",
    "KARMA_TUI_READ_TIMEOUT": "read_timeout",
}
"""Variable -> key of a profile. Verification is switched off in a profile only, where it can be seen."""


def reach_of(reach: Reach, environment: Mapping[str, str], origins: MutableMapping[str, str]) -> Reach:
    """With what the environment says; `origins` learns of it. Raises UsageError, never repeating a value."""
    values: dict[str, Any] = {}
    for variable, name in VARIABLES.items():
        if text := environment.get(variable, "").strip():
            value, problem = typed(BY_NAME[name], text)
            if problem:
                raise UsageError(f"{variable} cannot be used", f"It {problem}.", "Correct it, or unset it.")
            values[name] = value
            origins[name] = f"environment variable {variable}"
    return replace(reach, **values) if values else reach
