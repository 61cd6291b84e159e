"""Changing one setting in the user's file with every comment, order and spacing kept.

Apart from reading because tomlkit takes longer to import than the whole of reading does.
"""

from __future__ import annotations

from pathlib import Path

from karma_tui.errors import ConfigError
from karma_tui.library.files import read_text, write_private

_FIRST_LINES = """\
# Settings of karma-tui. Whatever is left out has its default.
#
# theme = "dark"          name of a theme: dark, light, high-contrast, ansi-16, or one of your own
# profile = ""            profile opened at start; empty opens the local instance
# catalogue = "auto"      auto, shown or hidden
#
# [keys]                  action name = "keys"; an empty text takes a key away
# run = "f5,ctrl+j"
#
# [profiles.production]
# url = "https://db.example.org"
# username = "editor"
# secret_file = "~/.secrets/karma"
# protected = true        changing or deleting asks for the profile's name
# read_only = true        whatever writes is refused

"""


def change_setting(path: Path, key: str, value: str) -> None:
    """Set one top-level key. Raises ConfigError if the file is broken (it stays untouched), StorageError."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(read_text(path) if path.exists() else _FIRST_LINES)
        document[key] = value
        text = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(
            "The settings file is broken, so nothing was saved",
            f"{path}: {error}.",
            "Correct the file; the change holds until you quit.",
        ) from error
    write_private(path, text)
