"""Where a password or an instance secret comes from: a file, the environment, or a person asked.

A `Secret` hides its value from reprs and is known to the redactor from its first moment on. It must
never be stored, logged or put into a command line; the source is named so that a wrong one can be found.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.redact import register

ENVIRONMENT_VARIABLES = ("KARMA_TUI_SECRET", "KARMA_SECRET")
"""Looked at in this order; the first that is not empty counts."""

_MAX_BYTES = 64 * 1024
"""Far above any secret: a mistyped path to a big file must not be sent anywhere."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or instance secret and where it came from, in words for the user."""

    value: str = field(repr=False)
    source: str

    def __post_init__(self) -> None:
        register(self.value)


def from_prompt(value: str) -> Secret:
    """What a person typed."""
    return Secret(value, "typed in")


def from_environment(environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The secret of KARMA_TUI_SECRET, else KARMA_SECRET; None if neither is set."""
    for name in ENVIRONMENT_VARIABLES:
        if value := environment.get(name, ""):
            return Secret(value, f"environment variable {name}")
    return None


def from_file(path: Path) -> Secret:
    """A file's text without its trailing newline. Raises StorageError if unreadable, empty or too large."""
    path = path.expanduser()
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ValueError(f"larger than {_MAX_BYTES} bytes")
        value = data.decode("utf-8").rstrip("\r\n")
        if not value:
            raise ValueError("empty")
    except UnicodeDecodeError as error:
        raise _unusable(path, "not text") from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    return Secret(value, f"file {path}")


def _unusable(path: Path, reason: str) -> StorageError:
    return StorageError(
        "The secret cannot be read from its file",
        f"{path}: {reason}.",
        "Name a file that holds the secret and nothing else.",
    )
