"""Profiles: how to reach an instance, as the user wrote it into the settings.

A profile names where its secret is to be found; it never holds the secret itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One `[profiles.NAME]` table of the settings."""

    name: str
    url: str
    """http://, https:// or unix:// address of the instance."""
    username: str = "admin"
    secret_file: str = ""
    """A file with the password or instance secret; "" means environment, else ask."""
    protected: bool = False
    """Destructive actions ask for the profile's name to be typed."""
    read_only: bool = False
    """Whatever writes is refused before it is sent."""
