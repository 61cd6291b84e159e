"""From options, settings and environment to the instance that is meant and the secret to sign in with.

What goes before what is decided in `workbench.profiles`; here the settings are read and a person is asked.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui import paths
from karma_tui.cli.options import Where
from karma_tui.cli.output import print_error
from karma_tui.errors import AuthError, KarmaError, UsageError
from karma_tui.library.secrets import Secret, file_warning, from_prompt
from karma_tui.workbench.profiles import PROFILE, URL, Ask, Chosen, Wanted, choose, with_secret
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from karma_tui.library.profiles import Profile
    from karma_tui.library.settings import LoadedSettings


def target_of(where: Where, *, ask: bool) -> Target:
    """The instance and its secret. `ask` allows a question at the terminal; without it nothing is looked for
    yet, and the secret is None unless an option names its file.

    Raises UsageError for an unknown profile, an address or a file that cannot be meant, StorageError for
    an unreadable secret file, AuthError where a secret is needed, none is given and nobody can be asked.
    """
    target = chosen(where).target
    if target.is_local:
        return target
    from karma_tui.workbench.connect import check_address  # the local instance needs none of it

    check_address(target.url)
    if where.secret_file and (warning := file_warning(Path(where.secret_file))):
        print_error(warning)
    return found_secret(target) if ask else target


def found_secret(target: Target) -> Target:
    """With the secret, looked for or typed. Raises KarmaError as `target_of`."""
    found = with_secret(target, asker(), print_error)
    if found.secret is None and not found.is_local:
        raise AuthError(
            f"No password or secret for {target.username} at {target.profile}",
            "There is no terminal to ask for it.",
            "Give --secret-file FILE, or set KARMA_TUI_SECRET.",
        )
    return found


def chosen(where: Where) -> Chosen:
    """The instance that is meant, and who said so. Raises UsageError, StorageError."""
    if where.data:
        data_file(Path(where.data))
    settings = _settings(where)
    profiles: Sequence[Profile] = ()
    default, file = "", "the settings"
    if settings is not None:
        profiles, default = settings.settings.profiles, settings.settings.profile
        file = str(settings_file())
    wanted = Wanted(
        where.url, where.profile, where.user, where.secret_file, where.data, where.ask, where.read_only
    )
    return choose(wanted, profiles, default, os.environ, file)


def settings_file() -> Path:
    """Where the settings are. Raises StorageError."""
    return paths.config_dir() / paths.SETTINGS_FILE


def _settings(where: Where) -> LoadedSettings | None:
    """The settings if a profile may be meant; reading them takes longer than all else that is done here."""
    if where.url or where.data or (os.environ.get(URL) and not where.profile):
        return None
    path = settings_file()
    if not path.exists() and not (where.profile or os.environ.get(PROFILE)):
        return None
    from karma_tui.library.settings import load_settings

    loaded = load_settings(path)
    for error in loaded.errors:
        print_error(error)
    return loaded


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


def asker() -> Ask | None:
    """Asks at the terminal; None if there is none."""
    return _ask if sys.stderr is not None and sys.stderr.isatty() else None


def _ask(target: Target, reason: KarmaError | None) -> Secret | None:
    from getpass import getpass

    if reason is not None:
        print_error(reason)
    try:
        typed = getpass(f"Password or secret of {target.username} at {target.profile}: ", stream=sys.stderr)
    except EOFError:
        return None
    return from_prompt(typed) if typed else None
