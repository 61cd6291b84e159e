"""Which instance is meant and who signs in: a plain value, light to import; faces build it early."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from karma_tui.library.profiles import AS_USUAL, LOCAL, Reach
from karma_tui.library.secrets import NO_SOURCES, Secret, Sources

__all__ = ["ADMIN", "LOCAL", "Target", "name_of_dump"]

ADMIN = "admin"
"""The user that signs in with the instance secret."""


@dataclass(frozen=True, slots=True)
class Target:
    """An instance to open. An empty `url` is the local instance, kept in `data` (None: the user's own)."""

    url: str = ""
    username: str = ADMIN
    secret: Secret | None = None
    """None: not known yet, see `sources`; else a face may ask for it. The local instance never needs one."""
    profile: str = LOCAL
    data: Path | None = None
    dump: Path | None = None
    """A dump that the local instance begins with; the file itself is never written to."""
    folder: Path | None = None
    """A private folder for what is made of the dump; None where `data` keeps it."""
    protected: bool = False
    """Destructive actions ask for the profile's name."""
    read_only: bool = False
    """Nothing that writes is sent."""
    reach: Reach = AS_USUAL
    """How to connect."""
    colour: str = ""
    """Of the profile's name where it is shown; "" for none of its own."""
    sources: Sources = NO_SOURCES
    """Where the secret may be found; nothing is read before `profiles.with_secret` looks."""

    def signed_in(self, username: str, secret: Secret) -> Target:
        """With a secret that somebody gave; what is found elsewhere is never sent for another user."""
        its = self.sources if username == self.username else self.sources.of_another_user()
        return replace(self, username=username, secret=secret, sources=its)

    @property
    def called(self) -> str:
        """The profile's name, with what is special about it."""
        return f"{self.profile} (read-only)" if self.read_only else self.profile

    @property
    def is_local(self) -> bool:
        """Whether the local instance is meant."""
        return not self.url


def name_of_dump(dump: Path) -> str:
    """What an instance opened from a dump is called: its file name, readable whatever bytes it has."""
    return os.fsencode(dump.name).decode("utf-8", "replace")
