"""How often names were taken from a list of completions: one small file per profile, so that the next list
has the likely ones on top.

Only names the program offered are kept, and numbers; never a text somebody typed. Losing the file costs
nothing, so what cannot be read is an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from karma_tui.digest import hex_digest
from karma_tui.errors import StorageError
from karma_tui.library.files import read_json, write_private

MOST_NAMES = 500
"""Names kept in a file; the least used go first."""

_LONGEST = 200
_MOST_USES = 1_000


def uses_path(state: Path, profile: str) -> Path:
    """Where a profile's counts are. The name of the file tells nothing about the profile."""
    return state / "uses" / f"{hex_digest(profile.encode(), 16)}.json"


class Uses:
    """The counts of one profile. `counted` and `add` are quick; `load` and `save` use the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts: dict[str, int] = {}
        self._new: dict[str, int] = {}

    @property
    def counted(self) -> Mapping[str, int]:
        """Name -> how often it was taken. A value of its own, safe to hand to a thread."""
        return dict(self._counts)

    def add(self, name: str) -> None:
        """It was taken once more."""
        if name and len(name) <= _LONGEST:
            self._new[name] = self._new.get(name, 0) + 1
            self._counts[name] = min(self._counts.get(name, 0) + 1, _MOST_USES)

    def load(self) -> None:
        """Read what earlier windows counted; a file that cannot be read counts nothing."""
        self._counts = _merged(self._stored(), self._new)

    def save(self) -> None:
        """Add what is new to the file, which other windows may have written to. Raises StorageError."""
        new, self._new = self._new, {}
        if not new:
            return
        counts = _merged(self._stored(), new)
        kept = dict(sorted(counts.items(), key=lambda entry: -entry[1])[:MOST_NAMES])
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                "A folder cannot be made", f"{self._path.parent}: {error.strerror or error}."
            ) from error
        write_private(self._path, json.dumps({"uses": kept}, ensure_ascii=False, indent=1) + "\n")

    def _stored(self) -> dict[str, int]:
        if not self._path.exists():
            return {}
        try:
            table = read_json(self._path)
        except (StorageError, ValueError, RecursionError):
            return {}
        found = table.get("uses") if isinstance(table, dict) else None
        return {
            name: min(count, _MOST_USES)
            for name, count in (found if isinstance(found, dict) else {}).items()
            if type(count) is int and count > 0 and len(name) <= _LONGEST
        }


def _merged(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    merged = dict(counts)
    for name, count in more.items():
        merged[name] = min(merged.get(name, 0) + count, _MOST_USES)
    return merged
