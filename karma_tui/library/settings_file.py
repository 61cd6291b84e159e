"""Changing the user's settings file with every comment, order and spacing kept.

Windows take turns by a lock beside the file, the text is read within it, and looked at again before it is
replaced, for editors that know nothing of locks. A file that is broken, or in which more would change than
was meant, is left as it is. Apart from reading because tomlkit takes longer to import than all of that does.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from karma_tui import toml_text
from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.files import read_text, real_path, write_private
from karma_tui.library.settings_text import with_newlines_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Edit: TypeAlias = Callable[[str], str]
"""A change of the file's text. It may fail, or do harm: what comes of it is checked."""

_FIRST_LINES = """\
# Settings of karma-tui. Whatever is left out has its default.
#
# theme = "dark"          name of a theme; `karma-tui themes` lists them
# reduced_motion = "auto" on: nothing moves or blinks by itself; auto: as the environment says; off
# profile = ""            profile opened at start; empty opens the local instance
# catalogue = "auto"      auto, shown or hidden
#
# [keys]                  action name = "keys"; an empty text takes a key away; `karma-tui keys` lists them
# run = "f5,ctrl+j"
#
# [keys.tree]             those of a view or a dialogue
# expand_all = "e"
#
# [profiles.production]
# url = "https://db.example.org"
# username = "editor"
# secret_file = "~/.secrets/karma"
# protected = true        changing or deleting asks for the profile's name
# read_only = true        whatever writes is refused

"""

_PATIENCE = 5.0
"""Seconds to wait for another window, which needs milliseconds."""
_TRIES = 3


def change_setting(path: Path, key: str, value: str) -> None:
    """Set one top-level key. Raises ConfigError if the file is broken (it stays untouched), StorageError."""

    def edit(document: TOMLDocument) -> None:
        document[key] = value

    def expect(table: dict[str, Any]) -> None:
        table[key] = value

    change_settings(path, [by_document(edit)], expect)


def by_document(edit: Callable[[TOMLDocument], None]) -> Edit:
    """A change of the text through tomlkit."""

    def changed(text: str) -> str:
        import tomlkit

        document = tomlkit.parse(text)
        edit(document)
        return tomlkit.dumps(document)

    return changed


def change_settings(path: Path, edits: Sequence[Edit], expect: Callable[[dict[str, Any]], None]) -> None:
    """Change the file by the first of `edits` after which it says what `expect` made of its plain values.

    `expect` may raise KarmaError, and nothing is written then. Raises ConfigError if the file is broken or
    cannot be changed this way, StorageError if it cannot be written.
    """
    _refuse_read_only(path)
    with _turn(path):
        for _ in range(_TRIES):
            before = read_text(path) if path.exists() else None
            text = _changed(path, _FIRST_LINES if before is None else before, edits, expect)
            if text == before:
                return
            now = read_text(path) if path.exists() else None
            if now == before:
                write_private(path, text)
                return
    raise ConfigError(
        "The settings file keeps changing, so nothing was saved", f"{path} is written to by another program."
    )


def _changed(path: Path, text: str, edits: Sequence[Edit], expect: Callable[[dict[str, Any]], None]) -> str:
    from tomlkit.exceptions import TOMLKitError

    try:
        wanted = toml_text.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(
            "The settings file is broken, so nothing was saved",
            f"{path}: {error}.",
            "Correct the file; the change holds until you quit.",
        ) from error
    before = toml_text.loads(text)
    expect(wanted)
    if wanted == before:
        return text
    for edit in edits:
        try:
            changed = with_newlines_of(text, edit(text))
            if toml_text.loads(changed) == wanted:
                return changed
        except (TOMLKitError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue  # tomlkit gives up in many ways on layouts it does not know
    raise _unchangeable(path)


def _unchangeable(path: Path) -> ConfigError:
    return ConfigError(
        "The settings file cannot be changed by the program, so nothing was saved",
        f"{path} is laid out in a way that would not survive it.",
        "Change it in an editor.",
    )


def _refuse_read_only(path: Path) -> None:
    """Replacing a file asks its folder for permission only; whoever made the file read-only meant it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_IMODE(mode) & 0o222:
        raise StorageError(
            "The settings file is read-only, so nothing was saved",
            f"{path} has mode {stat.S_IMODE(mode):04o}.",
            f"Run: chmod u+w {path}",
        )


@contextlib.contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Hold the lock. File systems that know no locks are written to without; raises StorageError."""
    target = real_path(path)
    lock = target.with_name(f".{target.name}.lock")
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            "A file cannot be written",
            f"{path}: {error.strerror or error}.",
            "Check the folder's permissions and the free space.",
        ) from error
    try:
        _wait(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StorageError(
                    "The settings are being changed by another window", f"{path} is locked.", "Try again."
                ) from None
            time.sleep(0.02)
        except OSError:
            return
        else:
            return
