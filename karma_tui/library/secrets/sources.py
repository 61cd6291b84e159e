"""The places where the secret for one instance and user may be found, in the order they are looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from karma_tui.errors import KarmaError
from karma_tui.library.secrets.environment import from_environment, from_variable
from karma_tui.library.secrets.file import file_warning, from_file
from karma_tui.library.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and what was wrong on the way."""

    secret: Secret | None = None
    warnings: tuple[KarmaError, ...] = ()
    failure: KarmaError | None = None
    """The last source that could not be read, if no secret was found."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to look, a plain value; tried in the order file, variable, command, keyring, environment."""

    file: str = ""
    variable: str = ""
    command: tuple[str, ...] = ()
    keyring: bool = False
    environment: bool = False
    """Whether KARMA_TUI_SECRET may be meant for this instance."""
    prompt: bool = False
    """Nothing is looked for: the secret is typed each time."""
    url: str = ""
    """The keyring keeps secrets by address and user."""

    @property
    def may_find(self) -> bool:
        """Whether there is any place to look at."""
        named = self.file or self.variable or self.command or self.keyring or self.environment
        return bool(named) and not self.prompt

    def of_another_user(self) -> Sources:
        """What is left of it for another user: only the keyring keeps secrets by user."""
        return Sources(keyring=self.keyring, prompt=self.prompt, url=self.url)

    def look(self, username: str, environment: Mapping[str, str] = os.environ) -> Looked:
        """Find the secret; never raises. Waits for command and keyring: not for an event loop."""
        if self.prompt:
            return Looked()
        warnings: list[KarmaError] = []
        failure: KarmaError | None = None
        for read in self._readers(username, environment):
            try:
                secret = read()
            except KarmaError as error:
                failure = error
                warnings.append(error)
                continue
            if secret is None:
                continue
            exposed = file_warning(Path(self.file)) if self.file and not failure else None
            return Looked(secret, (*warnings, exposed) if exposed else tuple(warnings))
        return Looked(None, tuple(warnings), failure)

    def _readers(
        self, username: str, environment: Mapping[str, str]
    ) -> Iterator[Callable[[], Secret | None]]:
        if self.file:
            yield lambda: from_file(Path(self.file))
        if self.variable:
            yield lambda: from_variable(self.variable, environment)
        if self.command:
            from karma_tui.library.secrets.command import from_command  # for those who name one

            yield lambda: from_command(self.command)
        if self.keyring:
            from karma_tui.library.secrets.ring import from_keyring

            yield lambda: from_keyring(self.url, username)
        if self.environment:
            yield lambda: from_environment(environment)


NO_SOURCES = Sources()
