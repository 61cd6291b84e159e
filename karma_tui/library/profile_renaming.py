"""Calls a profile something else, with all that is kept by its name: history, drafts, values typed last.

Secrets in the keyring are kept by address, and columns by query: they need nothing. Works in threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.drafts import drafts_of_profile, rename_drafts
from karma_tui.library.history.history import History
from karma_tui.library.known_tags import tags_path
from karma_tui.library.profile_file import rename_profile
from karma_tui.library.snippets.kept import KeptOfSnippets
from karma_tui.library.uses import uses_path


@dataclass(frozen=True, slots=True)
class Renamed:
    """What came of it; `troubles` are the things that are still kept by the old name."""

    was_default: bool
    troubles: tuple[StorageError, ...] = ()


def rename_with_all(settings: Path, state: Path, data: Path | None, old: str, new: str) -> Renamed:
    """The settings first: if they cannot be changed nothing is. `data` is the folder of the history.

    Raises UsageError for a name that is taken, not there or cannot be used, ConfigError, StorageError.
    """
    was_default = rename_profile(settings, old, new)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("drafts", lambda: rename_drafts(state, drafts_of_profile(old), drafts_of_profile(new))),
        ("values of parameters", lambda: KeptOfSnippets(state).profile_renamed(old, new)),
    ]
    if data is not None:
        steps.append(("history", lambda: History(data).rename_profile(old, new)))
    for path_of in (uses_path, tags_path):
        steps.append(("names for completion", partial(_move, path_of(state, old), path_of(state, new))))
    troubles = []
    for what, step in steps:
        try:
            step()
        except StorageError as error:
            told = f"The profile is called {new} now, but its {what} could not follow"
            troubles.append(StorageError(told, f"{error.title}. {error.detail}", error.hint))
    return Renamed(was_default, tuple(troubles))


def _move(old: Path, new: Path) -> None:
    try:
        old.replace(new)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError("A file cannot be moved", f"{old}: {error.strerror or error}.") from error
