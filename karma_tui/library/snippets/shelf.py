"""All snippets of all places, found anew at each call; safe with links that go in circles and odd files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from karma_tui import paths
from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.file_names import same
from karma_tui.library.snippets.places import Place, places
from karma_tui.library.snippets.snippet import SUFFIX, Snippet, leads_out, read_snippet

DEEPEST: Final = 8
"""Folders inside of folders that are looked into."""
MOST_FILES: Final = 5_000
"""Snippets of one place; what is beyond them is left out, which `left_out` tells."""
_MOST_FOLDERS = 2_000


class Shelf:
    """The snippets of some places, the nearest place first."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self.left_out: tuple[Place, ...] = ()
        """Places with more files than are listed, after `all`."""

    @property
    def users(self) -> Place:
        """The user's own place."""
        return next(it for it in self.places if it.is_users)

    def all(self) -> list[Snippet]:
        """Everything, by place, folder and name; files that cannot be used included.

        Raises StorageError if the user's own folder cannot be read.
        """
        found: list[Snippet] = []
        left_out: list[Place] = []
        for place in self.places:
            entries: list[Snippet] = []
            for path, folder in _files(place):
                if len(entries) == MOST_FILES:
                    left_out.append(place)
                    break
                entries.append(read_snippet(place, path, folder))
            found += sorted(entries, key=_order)
        self.left_out = tuple(left_out)
        return found

    def changed(self) -> list[tuple[Path, int]]:
        """Every folder with the time of its last change: to notice that a file has come or gone.

        Raises StorageError as `all` does.
        """
        found = [folder for place in self.places for folder, _ in _folders(place)]
        return [(folder, folder.stat().st_mtime_ns) for folder in found if folder.exists()]

    def folders(self, place: Place) -> list[str]:
        """The folders of a place, as `Snippet.folder` names them."""
        return sorted({folder for _, folder in _folders(place) if folder}, key=str.casefold)

    def get(self, name: str) -> Snippet:
        """The snippet that is called so: by name, by `folder/name`, or by its file.

        The nearest place wins. Raises ConfigError if there is none, if several of the nearest place are
        meant, or if the file cannot be used.
        """
        entries = self.all()
        found = best(entries, name)
        if not found:
            from karma_tui.lang.catalogue import nearest

            near = nearest(name, tuple(it.name for it in entries if not it.is_broken))
            raise ConfigError(
                f"There is no snippet called {name!r}",
                f"Looked in {', '.join(str(place.folder) for place in self.places)}.",
                f"Did you mean {near}?" if near else "List the snippets to see their names.",
            )
        if len(found) > 1:
            raise ConfigError(
                f"Several snippets are called {name!r}",
                "; ".join(str(it.path) for it in found[:5]),
                "Say which with its folder or file: folder/name.",
            )
        if found[0].is_broken and found[0].error is not None:
            raise found[0].error
        return found[0]


def best(entries: Sequence[Snippet], name: str) -> list[Snippet]:
    """Those that a name means: of the nearest place that has any; an exact spelling before a like one."""
    wanted = name.strip().removesuffix(SUFFIX)
    for place in dict.fromkeys(it.place for it in entries):
        here = [it for it in entries if it.place == place]
        for is_meant in _MEANINGS:
            found = [it for it in here if is_meant(it, wanted)]
            if found:
                return found
    return []


def hidden(entries: Sequence[Snippet]) -> set[Path]:
    """The files whose name another one of a nearer place has."""
    seen: dict[str, Place] = {}
    found: set[Path] = set()
    for entry in entries:
        owner = seen.setdefault(same(entry.full_name), entry.place)
        if owner != entry.place:
            found.add(entry.path)
    return found


def standard_shelf(cwd: Path | None = None) -> Shelf:
    """The snippets of this user and of the project one works in. Raises StorageError."""
    try:
        here = cwd or Path.cwd()
    except OSError:  # the folder is gone
        here = Path("/")
    return Shelf(places(paths.config_dir() / "snippets", here))


def _by_file(entry: Snippet, name: str) -> bool:
    return name in (entry.path.stem, f"{entry.folder}/{entry.path.stem}")


def _alike(entry: Snippet, name: str) -> bool:
    return same(name) in (same(entry.full_name), same(entry.name), same(entry.path.stem))


_MEANINGS: Final[tuple[Callable[[Snippet, str], bool], ...]] = (
    lambda entry, name: entry.full_name == name,
    lambda entry, name: entry.name == name,
    _by_file,
    _alike,
)
"""What a name may mean, what it means first coming first."""


def _order(entry: Snippet) -> tuple[str, str, str]:
    return (entry.folder.casefold(), same(entry.name), entry.path.name)


def _files(place: Place) -> Iterator[tuple[Path, str]]:
    for folder, name in _folders(place):
        try:
            inside = sorted(it.name for it in folder.iterdir())
        except OSError:
            continue
        for entry in inside:
            path = folder / entry
            if entry.endswith(SUFFIX) and not entry.startswith(".") and not path.is_dir():
                yield path, name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether to look into it; a link that leads in a circle is no folder, and no trouble to the others."""
    try:
        return not entry.name.startswith(".") and entry.is_dir()
    except OSError:
        return False


def _folders(place: Place) -> Iterator[tuple[Path, str]]:
    """The folders of a place, each once however many links lead to it. Raises StorageError for the user's."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Path, str, int]] = [(place.folder, "", 0)]
    while waiting and len(seen) < _MOST_FOLDERS:
        folder, name, depth = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            if leads_out(place, folder):
                continue
            with os.scandir(folder) as entries:
                inner = sorted((it.name for it in entries if _is_folder(it)), reverse=True)
        except FileNotFoundError:
            continue
        except OSError as failure:
            if place.is_users and not name:
                raise StorageError(
                    "The snippets folder cannot be read", f"{folder}: {failure.strerror or failure}."
                ) from failure
            continue
        yield folder, name
        if depth < DEEPEST:
            waiting += [(folder / it, f"{name}/{it}" if name else it, depth + 1) for it in inner]
