"""Adds, changes and removes profiles in the user's settings file; see `settings_file` for how.

Works in threads, for all of it waits for the disk. No secret ever comes here: there is no key for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karma_tui import toml_text
from karma_tui.errors import UsageError
from karma_tui.library.profile_keys import BY_NAME, name_problem
from karma_tui.library.profiles import Profile
from karma_tui.library.settings_file import by_document, change_settings
from karma_tui.library.settings_text import with_keys, with_name, with_table, without_table

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_TABLE = "profiles"
_DEFAULT = "profile"


def add_profile(path: Path, profile: Profile) -> None:
    """Append a profile; only what differs from the defaults is written.

    Raises UsageError if the name cannot be used or is taken, ConfigError, StorageError.
    """
    if problem := name_problem(profile.name):
        raise UsageError("The profile cannot be called so", f"The name {problem}.", "Choose another name.")
    values = _plain(profile)

    def expect(table: dict[str, Any]) -> None:
        taken = table.setdefault(_TABLE, {})
        if not isinstance(taken, dict) or profile.name in taken:
            raise _taken(path, profile.name)
        taken[profile.name] = values

    def edit(document: TOMLDocument) -> None:
        import tomlkit

        entry = tomlkit.inline_table()
        for key, value in values.items():
            entry.append(key, value)
        _section(document).append(profile.name, entry)

    below = partial(with_table, keys=(_TABLE, profile.name), values=values)
    change_settings(path, [below, by_document(edit)], expect)


def change_profile(path: Path, name: str, changes: Mapping[str, object]) -> None:
    """Set keys of a profile; a value that is its default takes the key out. Raises as `add_profile`."""
    plain = {key: _toml(value) for key, value in changes.items()}
    gone = {key for key, value in changes.items() if key != "url" and value == BY_NAME[key].default}

    def apply(table: Any, values: Mapping[str, Any]) -> None:
        entry = table[name]
        for key, value in values.items():
            if key in gone:
                if key in entry:
                    del entry[key]
            elif key not in entry or entry[key] != value:
                entry[key] = value

    def expect(table: dict[str, Any]) -> None:
        _have(path, table, name)
        apply(table[_TABLE], plain)

    def edit(text: str) -> str:
        """Keys that are there in their places, new ones below them."""
        there = toml_text.loads(text)[_TABLE][name]
        new = {key: value for key, value in plain.items() if key not in there and key not in gone}
        old = {key: value for key, value in plain.items() if key not in new}
        text = by_document(lambda document: apply(_section(document), old))(text) if old else text
        return with_keys(text, (_TABLE, name), new)

    whole = by_document(lambda document: apply(_section(document), plain))
    change_settings(path, [edit, whole], expect)


def remove_profile(path: Path, name: str) -> bool:
    """Take a profile out; gives whether it was the one opened at start, which none is then.

    Raises UsageError if there is none of that name, ConfigError, StorageError.
    """
    was_default = False

    def expect(table: dict[str, Any]) -> None:
        nonlocal was_default
        _have(path, table, name)
        del table[_TABLE][name]
        was_default = table.get(_DEFAULT) == name
        if was_default:
            del table[_DEFAULT]
        if not table[_TABLE]:
            del table[_TABLE]

    def forget_default(document: TOMLDocument) -> None:
        if was_default:
            del document[_DEFAULT]

    def edit(document: TOMLDocument) -> None:
        del _section(document)[name]
        forget_default(document)
        if not document[_TABLE]:
            del document[_TABLE]

    def cut(text: str) -> str:
        return by_document(forget_default)(without_table(text, (_TABLE, name)))

    change_settings(path, [cut, by_document(edit)], expect)
    return was_default


def rename_profile(path: Path, old: str, new: str) -> bool:
    """Call a profile something else; gives whether it is the one opened at start, which it stays.

    Raises UsageError if there is none of that name, or the new one cannot be used or is taken,
    ConfigError, StorageError.
    """
    if problem := name_problem(new):
        raise UsageError("The profile cannot be called so", f"The name {problem}.", "Choose another name.")
    was_default = False

    def expect(table: dict[str, Any]) -> None:
        nonlocal was_default
        _have(path, table, old)
        if new in table[_TABLE]:
            raise _taken(path, new)
        table[_TABLE][new] = table[_TABLE].pop(old)
        was_default = table.get(_DEFAULT) == old
        if was_default:
            table[_DEFAULT] = new

    def follow(document: TOMLDocument) -> None:
        if was_default:
            document[_DEFAULT] = new

    def edit(document: TOMLDocument) -> None:
        section = _section(document)
        section[new] = section[old]
        del section[old]
        follow(document)

    def renamed(text: str) -> str:
        text = with_name(text, (_TABLE, old), new)
        return by_document(follow)(text) if was_default else text

    change_settings(path, [renamed, by_document(edit)], expect)
    return was_default


def set_default(path: Path, name: str) -> None:
    """Have that profile opened at start; "" for the local instance. Raises as `remove_profile`."""

    def expect(table: dict[str, Any]) -> None:
        if name:
            _have(path, table, name)
            table[_DEFAULT] = name
        else:
            table.pop(_DEFAULT, None)

    def edit(document: TOMLDocument) -> None:
        if name:
            document[_DEFAULT] = name
        elif _DEFAULT in document:
            del document[_DEFAULT]

    change_settings(path, [by_document(edit)], expect)


def _section(document: TOMLDocument) -> Any:
    return document[_TABLE]


def _taken(path: Path, name: str) -> UsageError:
    return UsageError(f"There is a profile called {name} already", f"{path} has it.", "Choose another name.")


def _have(path: Path, table: dict[str, Any], name: str) -> None:
    section = table.get(_TABLE)
    if not isinstance(section, dict) or not isinstance(section.get(name), dict):
        raise UsageError(f"There is no profile called {name}", f"{path} has none of that name.")


def _plain(profile: Profile) -> dict[str, Any]:
    """What the file says of a profile: its address, and whatever is not the default."""
    found: dict[str, Any] = {}
    for field in fields(profile):
        if field.name == "name":
            continue
        value = getattr(profile, field.name)
        if field.name == "url" or value != BY_NAME[field.name].default:
            found[field.name] = _toml(value)
    return found


def _toml(value: object) -> Any:
    """As TOML writes it: whole seconds without a point, words as a list."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value
