"""A user's keys on disk: the table `keys` of the settings, or a file of its own that the settings name.

In both, `[keys]` holds action = "keys", and `[keys.SCOPE]` those of a view or a dialogue. What the names mean
is not known here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karma_tui import toml_text
from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.files import read_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_TITLE = "The keys cannot be read"


def read_keys(value: object, settings: Path) -> tuple[dict[str, str], list[ConfigError]]:
    """The setting `keys`, a table or the name of a file, as `scope.action` -> keys; and what is wrong."""
    if isinstance(value, str):
        return read_key_file(settings.parent / Path(value).expanduser())
    return _flat(value, settings)


def read_key_file(path: Path) -> tuple[dict[str, str], list[ConfigError]]:
    """A file with a table `keys`; nothing else may be in it."""
    try:
        table = toml_text.loads(read_text(path))
    except StorageError as error:
        return {}, [ConfigError(_TITLE, error.detail, error.hint)]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [ConfigError(_TITLE, f"{path}: {error}.", "The default keys are used.")]
    keys, problems = _flat(table.get("keys", {}), path)
    strange = [name for name in table if name != "keys"]
    problems += [
        ConfigError(_TITLE, f"{path}: {name} is not known here.", "A key map begins with [keys].")
        for name in strange
    ]
    return keys, problems


def _flat(value: object, path: Path) -> tuple[dict[str, str], list[ConfigError]]:
    """Tables within the table as names with a dot, one level deep."""
    if not isinstance(value, dict):
        return {}, [ConfigError(_TITLE, f"{path}: keys must be a table, or the name of a file.")]
    found: dict[str, str] = {}
    problems = []
    for name, keys in value.items():
        inner = (
            {f"{name}.{it}": text for it, text in keys.items()} if isinstance(keys, dict) else {name: keys}
        )
        for action, text in inner.items():
            if isinstance(text, str):
                found[action] = text
            else:
                wrong = f"{path}: keys.{action} must be a text in quotes."
                problems.append(ConfigError(_TITLE, wrong, 'Write it as action = "f5, ctrl+j".'))
    return found, problems


def save_keys(settings: Path, changes: Mapping[str, str | None]) -> None:
    """Set keys where the user has them, None: forget what was set. Comments stay.

    Raises ConfigError for a file that is broken or cannot be changed, StorageError.
    """
    from karma_tui.library.settings_file import by_document, change_settings  # loaded for who changes only

    def edit(document: TOMLDocument) -> None:
        import tomlkit

        _put(document, changes, tomlkit.table, lambda table: table.add(tomlkit.nl()))

    def edit_and_name(document: TOMLDocument) -> None:
        """As `edit`; a table that only stood in the names of others is written out once it is empty."""
        import tomlkit

        edit(document)
        if not document["keys"]:
            del document["keys"]
            document["keys"] = tomlkit.table()

    def expect(table: dict[str, Any]) -> None:
        _put(table, changes, dict, lambda _: None)

    change_settings(_home(settings), [by_document(edit), by_document(edit_and_name)], expect)


def _home(settings: Path) -> Path:
    """The file that holds the keys. Raises ConfigError or StorageError."""
    if not settings.exists():
        return settings
    try:
        value = toml_text.loads(read_text(settings)).get("keys", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(
            "The settings file is broken, so nothing was saved", f"{settings}: {error}."
        ) from error
    home = settings.parent / Path(value).expanduser() if isinstance(value, str) else settings
    if home != settings and not home.exists():
        raise StorageError("The key map does not exist", f"{home} is named by keys in {settings.name}.")
    return home


def _put(
    table: Any, changes: Mapping[str, str | None], make: Callable[[], Any], end: Callable[[Any], object]
) -> None:
    """Into plain values or a document alike, whose keys are read and written in the same way.

    `make` makes a table within, `end` puts an empty line after one that is new.
    """
    if "keys" not in table:
        table["keys"] = make()
    keys, added = table["keys"], []
    for name, text in changes.items():
        scope, _, action = name.rpartition(".")
        is_new = bool(scope) and scope not in keys
        if is_new and text is not None:
            keys[scope] = make()
        place = keys.get(scope, {}) if scope else keys
        if text is not None:
            place[action] = text
        elif action in place:
            del place[action]
        if is_new and text is not None:
            added.append(place)
        elif scope and scope in keys and not place:
            del keys[scope]
    for place in added:
        end(place)
