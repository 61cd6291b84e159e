"""The snippets for completion: read again when a folder has changed, beside the event loop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from karma_tui.errors import StorageError
from karma_tui.library.snippets.places import places
from karma_tui.library.snippets.shelf import Shelf


class SnippetNames:
    """Expressions by name, as they were when a folder changed last. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed: tuple[tuple[Path, int], ...] | None = None
        self._found: Mapping[str, str] = MappingProxyType({})

    def read(self) -> Mapping[str, str]:
        """All that can be used; the nearest place wins. Folders that cannot be read have none; the list
        of snippets tells why."""
        try:
            shelf = Shelf(places(self._folder, Path.cwd()))
            changed = tuple(shelf.changed())
        except OSError:
            return self._found
        except StorageError:
            changed = ()
        if changed != self._changed:
            self._changed, self._found = changed, _read(shelf)
        return self._found


def _read(shelf: Shelf) -> Mapping[str, str]:
    try:
        found = shelf.all()
    except StorageError:
        return {}
    return {entry.full_name: entry.expression for entry in reversed(found) if not entry.is_broken}
