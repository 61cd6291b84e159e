"""Snippets: expressions worth keeping, one plain `.kvm` file each, that fit into git and any editor.

    // name: long books
    // created: 2026-02-03T04:05:06+00:00

    filterList(all(tag("book")), (i, b) => gtInt32(b.pages, 300))

A file without that header is a snippet too, named like the file. A file that cannot be used is
listed with its error and never touched. No screens, no running.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.files import read_text, write_private

SUFFIX = ".kvm"
MAX_NAME = 100

_HEADER = re.compile(r"//[ \t]*(name|created):[ \t]*(.*?)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A saved expression. `created` is None for a file written by hand without a date."""

    name: str
    text: str
    created: datetime | None
    path: Path


@dataclass(frozen=True, slots=True)
class BrokenSnippet:
    """A file in the snippets folder that is no usable snippet, and why."""

    path: Path
    error: ConfigError

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return self.path.name


class SnippetFolder:
    """The snippets of one folder. The folder is read anew each time: git and editors change it too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Snippet | BrokenSnippet]:
        """Everything in the folder by name, broken files included. Raises StorageError."""
        entries = [_read(path) for path in self._files()]
        return sorted(entries, key=lambda entry: (entry.name.casefold(), entry.path.name))

    def get(self, name: str) -> Snippet:
        """The snippet of that name. Raises ConfigError if there is none, or its file is broken."""
        for entry in self.all():
            if isinstance(entry, Snippet) and entry.name == name:
                return entry
            if isinstance(entry, BrokenSnippet) and entry.path.stem == name:
                raise entry.error
        raise ConfigError(
            f"There is no snippet called {name!r}",
            f"Looked in {self._folder}.",
            "List the snippets to see their names.",
        )

    def search(self, words: str) -> list[Snippet | BrokenSnippet]:
        """`matching` over the whole folder. Raises StorageError."""
        return matching(self.all(), words)

    def save(self, name: str, text: str, *, replace: bool = False, now: datetime | None = None) -> Snippet:
        """Keep an expression under a name.

        Raises ConfigError if the name cannot be used, the text is empty, or the name is taken and
        `replace` is not set; StorageError if the file cannot be written. A replaced snippet keeps its
        date and its file.
        """
        name = _checked_name(name)
        if not text.strip():
            raise ConfigError("An empty expression cannot be saved", hint="Type an expression first.")
        taken = self.find(name)
        if taken and not replace:
            raise ConfigError(
                f"A snippet called {name!r} exists already",
                f"It is kept in {taken.path}.",
                "Choose another name, or replace it.",
            )
        created = taken.created if taken else (now or datetime.now(UTC)).replace(microsecond=0)
        path = taken.path if taken else self._free_path(name)
        header = f"// name: {name}\n" + (f"// created: {created.isoformat()}\n" if created else "")
        write_private(path, f"{header}\n{text.rstrip()}\n")
        return Snippet(name, text.rstrip(), created, path)

    def delete(self, snippet: Snippet) -> None:
        """Remove a snippet's file. Raises StorageError."""
        try:
            snippet.path.unlink()
        except OSError as error:
            detail = f"{snippet.path}: {error.strerror or error}."
            raise StorageError("A snippet cannot be deleted", detail) from error

    def _files(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.suffix == SUFFIX and path.is_file()]
        except FileNotFoundError:
            return []
        except OSError as error:
            detail = f"{self._folder}: {error.strerror or error}."
            raise StorageError("The snippets folder cannot be read", detail) from error

    def find(self, name: str) -> Snippet | None:
        """The snippet of that name, if there is one. Raises StorageError."""
        return next((it for it in self.all() if isinstance(it, Snippet) and it.name == name), None)

    def _free_path(self, name: str) -> Path:
        """A file name made of the snippet's name that no file has; the folder is created if missing."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            detail = f"{self._folder}: {error.strerror or error}."
            raise StorageError("The snippets folder cannot be created", detail) from error
        stem, number = file_stem(name), 1
        taken = {path.name.casefold() for path in self._folder.iterdir()}
        while (candidate := f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}") in taken:
            number += 1
        return self._folder / candidate


def matching(entries: Sequence[Snippet | BrokenSnippet], words: str) -> list[Snippet | BrokenSnippet]:
    """The entries whose name or text has all the words, case aside; those matching by name first."""
    wanted = words.casefold().split()
    by_name, by_text = [], []
    for entry in entries:
        name = entry.name.casefold()
        text = entry.text.casefold() if isinstance(entry, Snippet) else ""
        if all(word in name for word in wanted):
            by_name.append(entry)
        elif all(word in name or word in text for word in wanted):
            by_text.append(entry)
    return by_name + by_text


def file_stem(name: str) -> str:
    """A file name of plain lower-case letters, digits and dashes: safe on every system and in every shell."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "snippet"


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise ConfigError(
            "This name cannot be used for a snippet",
            f"A name has 1 to {MAX_NAME} characters on one line, without control characters.",
            "Choose another name.",
        )
    return name


def _read(path: Path) -> Snippet | BrokenSnippet:
    try:
        return _parse(path, read_text(path))
    except StorageError as error:
        return BrokenSnippet(path, ConfigError("A snippet cannot be read", error.detail, error.hint))
    except ConfigError as error:
        return BrokenSnippet(path, error)


def _parse(path: Path, content: str) -> Snippet:
    """Split header and expression. Raises ConfigError for a date that is none, or for no expression."""
    lines = content.splitlines(keepends=True)
    header: dict[str, str] = {}
    while lines and (match := _HEADER.match(lines[0].rstrip("\r\n"))):
        header[match[1]] = match[2]
        lines.pop(0)
    text = "".join(lines).strip("\r\n").rstrip()
    if not text.strip():
        raise ConfigError("A snippet is empty", f"{path} has no expression.", "Write one, or delete it.")
    try:
        created = datetime.fromisoformat(header["created"]) if "created" in header else None
    except ValueError as error:
        detail = f"{path}: created: {header['created']!r} is not a date like 2026-02-03T04:05:06Z."
        raise ConfigError(
            "A snippet has a date that is none", detail, "Correct or remove that line."
        ) from error
    return Snippet(header.get("name") or path.stem, text, created, path)
