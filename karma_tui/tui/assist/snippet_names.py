"""The user's snippets for completion: read again when the folder has changed, beside the event loop."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from karma_tui.errors import StorageError
from karma_tui.library.snippets.old import Snippet, SnippetFolder


class SnippetNames:
    """Texts by name, as they were when the folder changed last. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed = -1
        self._found: Mapping[str, str] = MappingProxyType({})

    def read(self) -> Mapping[str, str]:
        """All snippets. A folder that cannot be read has none; the list of snippets tells why."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            changed = 0
        if changed != self._changed:
            self._changed, self._found = changed, self._read()
        return self._found

    def _read(self) -> Mapping[str, str]:
        try:
            found = SnippetFolder(self._folder).all()
        except StorageError:
            return {}
        return {entry.name: entry.text for entry in found if isinstance(entry, Snippet)}
