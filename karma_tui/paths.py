"""The only module that knows where things live on disk, so that nothing else guesses a path.

Each system's own convention is followed (platformdirs); `KARMA_TUI_HOME` puts everything below one
folder instead, for tests, containers and portable installs. Folders are created on demand, readable
by their owner alone. It must not read or write files.
"""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path

from karma_tui.errors import StorageError

APP_NAME = "karma-tui"
HOME_VARIABLE = "KARMA_TUI_HOME"
SETTINGS_FILE = "settings.toml"
"""In the folder of `config_dir`."""

_PRIVATE = 0o700


def config_dir() -> Path:
    """Settings, snippets and themes: what a user edits and backs up. Raises StorageError if unusable."""
    return _private_folder("config", "settings", "user_config_dir")


def data_dir() -> Path:
    """The local instance's database and other data that must not be lost. Raises StorageError."""
    return _private_folder("data", "data", "user_data_dir")


def state_dir() -> Path:
    """Drafts, history and logs: kept between runs, of no use on another machine. Raises StorageError."""
    return _private_folder("state", "state", "user_state_dir")


def runtime_dir() -> Path:
    """Sockets and lock files of running processes. Raises StorageError, also when another user owns it.

    On systems without a runtime folder per user it lies in the shared temporary folder, where anybody
    could have made it first: hence the check of the owner.
    """
    folder = _private_folder("run", "runtime", "user_runtime_dir")
    status = folder.stat()
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise StorageError(
            "The runtime folder belongs to another user",
            f"{folder} is owned by user id {status.st_uid}.",
            f"Set {HOME_VARIABLE} to a folder of your own.",
        )
    if stat.S_IMODE(status.st_mode) & 0o077:
        folder.chmod(_PRIVATE)
    return folder


def _private_folder(name: str, purpose: str, standard: str) -> Path:
    """The folder called `name` under the override, else the system's standard one; created if missing."""
    home = os.environ.get(HOME_VARIABLE, "")
    folder = Path(home).expanduser() / name if home else Path(_standard(standard))
    try:
        _create(folder)
    except OSError as error:
        raise _unusable(folder, purpose, error.strerror or str(error)) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _unusable(folder, purpose, "no permission to write there")
    return folder


def _standard(function: str) -> str:
    """Ask platformdirs, imported late as the override needs none of it; its warnings are not for users."""
    import platformdirs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(getattr(platformdirs, function)(APP_NAME))


def _create(folder: Path) -> None:
    """Make the folder and its missing parents, each for the owner alone; existing ones stay as they are."""
    for level in reversed([folder, *folder.parents]):
        if not level.exists():
            level.mkdir(mode=_PRIVATE, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, "it is a file, not a folder")


def _unusable(folder: Path, purpose: str, reason: str) -> StorageError:
    return StorageError(
        f"The {purpose} folder cannot be used",
        f"{folder}: {reason}.",
        f"Give yourself permission to write there, or set {HOME_VARIABLE} to another folder.",
    )
