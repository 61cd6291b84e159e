"""How results were looked at: the columns of a table, the field of a chart, kept for each query.

One small file. It names no query and holds no data of a result: queries are told apart by a digest of their
text, and what views keep are paths, names of fields and numbers. Losing the file loses nothing of worth, so
one that cannot be read is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from karma_tui.digest import hex_digest
from karma_tui.errors import StorageError
from karma_tui.library.files import read_json, write_private

FILE_NAME = "views.json"
MOST_QUERIES = 300
"""Queries that are remembered; those looked at longest ago are forgotten."""

_VERSION = 1

Plain = Mapping[str, Any]
"""What a view keeps: values that JSON can hold."""

Kept = dict[str, dict[str, Plain]]
"""By the query's digest and the view's name."""


class ViewChoices:
    """The choices of all views, in memory; `load` and `save` do the reading and writing, for a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: Kept = {}
        self._changed: Kept = {}

    def of(self, query: str, view: str) -> Plain:
        """What a view kept for a query; empty if nothing."""
        return self._kept.get(_digest(query), {}).get(view, {})

    def keep(self, query: str, view: str, choices: Plain) -> None:
        """What a view wants to have again. Nothing is written yet."""
        digest = _digest(query)
        for kept in (self._kept, self._changed):
            views = kept.pop(digest, {})
            kept[digest] = {**views, view: choices}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self._changed)

    def load(self) -> None:
        """Reads the file; a missing or unreadable one counts as empty. What was kept before stays."""
        self._kept = _merged(_read(self._path), self._kept)

    def save(self) -> None:
        """Writes what was kept since the last time, beside what other windows wrote. Raises StorageError."""
        changed, self._changed = self._changed, {}
        if not changed:
            return
        queries = list(_merged(_read(self._path), changed).items())[-MOST_QUERIES:]
        text = json.dumps({"version": _VERSION, "queries": dict(queries)}, ensure_ascii=False)
        try:
            write_private(self._path, text)
        except StorageError:
            self._changed = _merged(changed, self._changed)
            raise


def _merged(
    old: dict[str, dict[str, Plain]], new: dict[str, dict[str, Plain]]
) -> dict[str, dict[str, Plain]]:
    """Both, the new ones last."""
    merged = dict(old)
    for digest, views in new.items():
        merged[digest] = {**merged.pop(digest, {}), **views}
    return merged


def _read(path: Path) -> Kept:
    try:
        if not path.exists():
            return {}
        content = read_json(path)
    except (StorageError, OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("version") != _VERSION:
        return {}
    queries = content.get("queries")
    if not isinstance(queries, dict):
        return {}
    return {
        digest: {view: plain for view, plain in views.items() if isinstance(plain, dict)}
        for digest, views in queries.items()
        if isinstance(views, dict)
    }


def _digest(query: str) -> str:
    """The same for texts that differ in their layout only."""
    return hex_digest(" ".join(query.split()).encode("utf-8", "surrogatepass"), 24)
