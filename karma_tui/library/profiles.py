"""Profiles: how to reach an instance, as the user wrote it into the settings.

A profile names where its secret is to be found; it never holds the secret itself. What each key may be is
in `profile_keys`.
"""

from __future__ import annotations

from dataclasses import dataclass

LOCAL = "local"
"""Name of the local instance among the profiles; none of the user's own may be called so."""

AUTO = "auto"


def names_user(url: str) -> bool:
    """Whether an address has a user name or a password in it, which nobody should keep or print."""
    return "@" in url.partition("://")[2].partition("/")[0]


@dataclass(frozen=True, slots=True)
class Reach:
    """The manner of connecting; times in seconds, "" for what is not said."""

    dialect: str = AUTO
    """`1.0`, `0.1`, or `auto`: the server is asked."""
    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    """The longest silence while waiting for an answer."""
    proxy: str = ""
    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""
    verify: bool = True


AS_USUAL = Reach()


@dataclass(frozen=True, slots=True)
class Profile:
    """One `[profiles.NAME]` table of the settings; the fields' names are its keys."""

    name: str
    url: str
    """http://, https:// or unix:// address of the instance."""
    username: str = "admin"
    secret_file: str = ""
    """A file with the password or instance secret and nothing else."""
    protected: bool = False
    """Destructive actions ask for the profile's name to be typed."""
    read_only: bool = False
    """Whatever writes is refused before it is sent."""
    description: str = ""
    dialect: str = AUTO
    colour: str = ""
    """Of the name in the status bar: one of `profile_keys.COLOURS`, or `#rrggbb`."""
    secret_env: str = ""
    """Name of the environment variable with the secret."""
    secret_command: tuple[str, ...] = ()
    """Words of a command that prints the secret on its first line; no shell is between."""
    keyring: bool = False
    """The system's keyring keeps the secret."""
    prompt: bool = False
    """The secret is always asked for."""
    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    proxy: str = ""
    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""
    verify: bool = True

    @property
    def reach(self) -> Reach:
        """How to connect."""
        return Reach(
            self.dialect,
            self.connect_timeout,
            self.read_timeout,
            self.proxy,
            self.ca_file,
            self.client_cert,
            self.client_key,
            self.verify,
        )

    @property
    def names_source(self) -> bool:
        """Whether it says itself where its secret is."""
        return bool(self.secret_file or self.secret_env or self.secret_command or self.keyring or self.prompt)
