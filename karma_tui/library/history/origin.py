"""Who has something run, and from which snippet: what only a face knows. Light: every face imports it."""

from __future__ import annotations

from dataclasses import dataclass

APP = "app"
"""The face's name of the full-screen app."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run comes from. The values of parameters come with the run itself."""

    face: str = APP
    """A word: `app`, `repl`, `run`, or the name of a command."""
    snippet: str = ""
    """The snippet's full name, if it is one."""
