"""From options, settings and environment to the instance that is meant and the secret to sign in with."""

from __future__ import annotations

import sys
from pathlib import Path

from karma_tui import paths
from karma_tui.cli.options import Where
from karma_tui.cli.output import print_error
from karma_tui.errors import AuthError, UsageError
from karma_tui.library import secrets
from karma_tui.library.profiles import Profile
from karma_tui.library.secrets import Secret
from karma_tui.workbench.connect import check_address
from karma_tui.workbench.target import ADMIN, Target


def target_of(where: Where, *, ask: bool) -> Target:
    """The instance and its secret. `ask` allows a question at the terminal, else the secret may be None.

    Raises UsageError for an unknown profile, an address or a file that cannot be meant, StorageError for
    an unreadable secret file, AuthError where a secret is needed, none is given and nobody can be asked.
    """
    if where.url:
        profile = Profile(name=where.url, url=where.url)
    elif where.data:
        return Target(data=data_file(Path(where.data)))
    else:
        found = _profile(where.profile)
        if found is None:
            return Target()
        profile = found
    check_address(profile.url)
    username = where.user or profile.username or ADMIN
    secret = _secret(where.secret_file or profile.secret_file)
    if secret is None and ask:
        secret = _ask(username, profile.name)
    return Target(
        profile.url,
        username,
        secret,
        profile.name,
        protected=profile.protected,
        read_only=profile.read_only,
    )


def _profile(name: str) -> Profile | None:
    """The named profile, else the one the settings open at start; None means the local instance."""
    path = paths.config_dir() / "settings.toml"
    if not name and not path.exists():
        return None
    from karma_tui.library.settings import load_settings  # reads TOML, which most runs do without

    loaded = load_settings(path)
    for error in loaded.errors:
        print_error(error)
    wanted = name or loaded.settings.profile
    if not wanted:
        return None
    for profile in loaded.settings.profiles:
        if profile.name == wanted:
            return profile
    known = ", ".join(profile.name for profile in loaded.settings.profiles) or "none"
    raise UsageError(f"There is no profile called {wanted}", f"Profiles in {path}: {known}.")


def data_file(path: Path) -> Path:
    """The file, unless there can be none of that name: a mistyped path is told before anything is started."""
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder, not a data file", hint="Name a file in it; it is made if needed."
        )
    if not path.expanduser().absolute().parent.is_dir():
        raise UsageError(
            f"{path} cannot be a data file", f"There is no folder {path.parent}.", "Make the folder first."
        )
    return path


def _secret(path: str) -> Secret | None:
    return secrets.from_file(Path(path)) if path else secrets.from_environment()


def _ask(username: str, place: str) -> Secret:
    if sys.stderr is None or not sys.stderr.isatty():
        raise AuthError(
            f"No password or secret for {username} at {place}",
            "There is no terminal to ask for it.",
            "Give --secret-file FILE, or set KARMA_TUI_SECRET.",
        )
    from getpass import getpass

    try:
        return secrets.from_prompt(
            getpass(f"Password or secret of {username} at {place}: ", stream=sys.stderr)
        )
    except EOFError as failure:
        raise AuthError(f"No password or secret for {username} at {place}", "None was typed.") from failure
