"""The user's settings: one TOML file that a person edits and this program reads with suspicion.

Reading never fails: whatever cannot be used is reported, the default takes its place, and the file
is left as it is. Writing changes one value and keeps every comment (`settings_file`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from karma_tui import toml_text
from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.files import read_text
from karma_tui.library.key_file import read_keys
from karma_tui.library.profile_reading import read_profile
from karma_tui.library.profiles import Profile
from karma_tui.paths import SETTINGS_FILE

FILE_NAME = SETTINGS_FILE


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """How the editor answers to keys; the table `[editor]`."""

    keys: str = "plain"
    """`plain`, or `vi` for modal keys."""
    auto_pairs: bool = True
    """Whether brackets and quotes come in pairs while typing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; the fields' names are the keys of the file."""

    theme: str = "dark"
    """Name of a theme, shipped or the user's own."""
    profile: str = ""
    """Profile opened at start; "" opens the local instance."""
    catalogue: str = "auto"
    """`shown`, `hidden`, or `auto`: shown where the terminal has 100 columns."""
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Action, or scope.action -> keys, comma separated; "" takes the action's key away. In the file a table
    with one more for each scope, or the name of a file that has it."""
    profiles: tuple[Profile, ...] = ()
    completion: str = "on"
    """`on`: a list comes while one types; `key` or `off`: only when its key is pressed."""
    diagnostics: str = "on"
    """`on` or `off`: whether problems are looked for while one types."""
    editor: EditorSettings = EditorSettings()
    reduced_motion: str = "auto"
    """`on`: nothing moves or blinks by itself; `auto`: as the environment says; `off`."""
    page_size: int = 1_000
    """Records that are read at once where a model is browsed page by page, 1 to 100,000."""
    history: str = "on"
    """`on` or `off`: whether runs are recorded."""
    history_results: str = "on"
    """`on` or `off`: whether small results are kept beside the history, to be compared with later ones."""
    history_entries: int = 50_000
    """Runs that are kept, 100 to 1,000,000; pinned ones are not counted."""
    history_days: int = 0
    """Days that runs are kept, up to 36,500; 0 is for ever."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """What could be read, and what could not."""

    settings: Settings
    errors: tuple[ConfigError, ...] = ()


_CHOICES = {
    "catalogue": ("auto", "shown", "hidden"),
    "editor.keys": ("plain", "vi"),
    "completion": ("on", "key", "off"),
    "diagnostics": ("on", "off"),
    "reduced_motion": ("auto", "on", "off"),
}
_PRIVATE = ("history", "history_results")
"""Off where it cannot be told what is wanted: whoever mistypes such a wish must not be recorded."""
_NUMBERS = {
    "page_size": (1, 100_000),
    "history_entries": (100, 1_000_000),
    "history_days": (0, 36_500),
}
_STRINGS = ("theme", "profile", "catalogue", "completion", "diagnostics", "reduced_motion")


_UNREADABLE = Settings(history="off", history_results="off")
"""Where the file cannot be read: the user may have wanted no history."""


def load_settings(path: Path) -> LoadedSettings:
    """Read the settings file; a missing one means defaults. Never raises, never writes."""
    if not path.exists():
        return LoadedSettings(Settings())
    try:
        table = toml_text.loads(read_text(path))
    except StorageError as error:
        broken = ConfigError("The settings cannot be read", error.detail, error.hint)
        return LoadedSettings(_UNREADABLE, (broken,))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        broken = ConfigError(
            "The settings are not valid TOML",
            f"{path}: {error}.",
            "The defaults are used and no history is kept until it is corrected; the file is left as it is.",
        )
        return LoadedSettings(_UNREADABLE, (broken,))
    return _Reader(path).read(table)


class _Reader:
    """Reads one parsed file into Settings, collecting what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._errors: list[ConfigError] = []

    def read(self, table: Mapping[str, Any]) -> LoadedSettings:
        """All usable values, and an error for each of the others."""
        self._refuse_unknown(table, [entry.name for entry in fields(Settings)], "")
        values: dict[str, Any] = {}
        for key in _STRINGS:
            if key in table and self._is_string(table[key], key) and self._is_choice(table[key], key):
                values[key] = table[key]
        for key in _PRIVATE:
            if key in table:
                values[key] = self._switch(table[key], key)
        for key in _NUMBERS:
            if key in table and self._is_number(table[key], key):
                values[key] = table[key]
        values["editor"] = self._editor(self._table(table, "editor"))
        values["keys"], wrong = read_keys(table.get("keys", {}), self._path)
        self._errors += wrong
        values["profiles"] = self._profiles(self._table(table, "profiles"))
        return LoadedSettings(Settings(**values), tuple(self._errors))

    def _editor(self, table: Mapping[str, Any]) -> EditorSettings:
        self._refuse_unknown(table, [entry.name for entry in fields(EditorSettings)], "editor.")
        values: dict[str, Any] = {}
        keys, auto_pairs = table.get("keys", "plain"), table.get("auto_pairs", True)
        if self._is_string(keys, "editor.keys") and self._is_choice(keys, "editor.keys"):
            values["keys"] = keys
        if isinstance(auto_pairs, bool):
            values["auto_pairs"] = auto_pairs
        else:
            self._complain("editor.auto_pairs", "must be true or false")
        return EditorSettings(**values)

    def _profiles(self, table: Mapping[str, Any]) -> tuple[Profile, ...]:
        found = (self._profile(name, self._table(table, name, "profiles.")) for name in table)
        return tuple(profile for profile in found if profile is not None)

    def _profile(self, name: str, table: Mapping[str, Any]) -> Profile | None:
        return read_profile(name, table, self._complain)

    def _table(self, table: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._complain(where + key, "must be a table")
        return {}

    def _is_string(self, value: object, key: str) -> bool:
        if isinstance(value, str):
            return True
        self._complain(key, "must be a text in quotes")
        return False

    def _switch(self, value: object, key: str) -> str:
        if value in ("on", "off"):
            return str(value)
        if not isinstance(value, bool):
            self._complain(key, 'must be "on" or "off"', "It is off until it is corrected.")
        return "on" if value is True else "off"

    def _is_number(self, value: object, key: str) -> bool:
        least, most = _NUMBERS[key]
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return True
        self._complain(key, f"must be a whole number from {least} to {most}")
        return False

    def _is_choice(self, value: str, key: str) -> bool:
        choices = _CHOICES.get(key, (value,))
        if value in choices:
            return True
        self._complain(key, f"is {value!r}, but must be one of {', '.join(choices)}")
        return False

    def _refuse_unknown(self, table: Mapping[str, Any], known: list[str], where: str) -> None:
        for key in table:
            if key not in known:
                import difflib  # for the one who mistyped only

                near = difflib.get_close_matches(key, known, 1)
                hint = f"Did you mean {where}{near[0]}?" if near else f"Known here: {', '.join(known)}."
                self._complain(where + key, "is not a setting", hint)

    def _complain(self, key: str, problem: str, hint: str = "") -> None:
        hint = hint or "The default is used instead."
        self._errors.append(
            ConfigError(f"A setting cannot be used: {key}", f"{self._path}: {key} {problem}.", hint)
        )
