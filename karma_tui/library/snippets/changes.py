"""What is done to snippets: saved, renamed, duplicated, moved, deleted, shared, taken in.

Nothing here takes another file's place, and nothing is lost: what is deleted goes to a folder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from karma_tui.errors import ConfigError, StorageError
from karma_tui.lang.parameters.header import read_header, without_header
from karma_tui.library.file_names import same
from karma_tui.library.files import read_text, write_file
from karma_tui.library.snippets.header_edit import with_keys
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.snippet import MOST_BYTES, SUFFIX, Snippet, read_snippet
from karma_tui.library.snippets.trash import prune, stem_of
from karma_tui.library.snippets.writing import check_unchanged, create, free_path, make_folder

MOST_NAME = 100
_DEEPEST = 8
_FOLDER_PART = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,60}")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A snippet that was taken away, and where its file is now."""

    snippet: Snippet
    kept: Path


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises ConfigError if a snippet cannot be called so."""
    name = name.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable() or "/" in name:
        raise ConfigError(
            "This name cannot be used for a snippet",
            f"A name has 1 to {MOST_NAME} characters on one line, without control characters and /.",
            "Choose another name.",
        )
    return name


def checked_folder(folder: str) -> str:
    """A folder below a place, `reports/monthly`. Raises ConfigError for what leads elsewhere or is hidden."""
    parts = [part.strip() for part in folder.replace("\\", "/").split("/") if part.strip()]
    if len(parts) > _DEEPEST or any(not _FOLDER_PART.fullmatch(it) or it.startswith(".") for it in parts):
        raise ConfigError(
            "This folder cannot be used",
            f"{folder!r} must be at most {_DEEPEST} names with / between, none beginning with a dot.",
        )
    return "/".join(parts)


def taken(entries: Sequence[Snippet], place: Place, folder: str, name: str) -> Snippet | None:
    """The snippet that has this name in this folder, in whatever case."""
    full = same(f"{folder}/{name}" if folder else name)
    return next((it for it in entries if it.place == place and same(it.full_name) == full), None)


def save_new(
    place: Place,
    folder: str,
    name: str,
    text: str,
    *,
    description: str = "",
    tags: tuple[str, ...] = (),
    now: datetime | None = None,
) -> Snippet:
    """Keep an expression in a new file. A header that the text has is kept, with the name set anew.

    Raises ConfigError for a name or text that cannot be used, StorageError if it cannot be written.
    """
    name, folder = checked_name(name), checked_folder(folder)
    if not without_header(text).strip():
        raise ConfigError("An empty expression cannot be saved", hint="Type an expression first.")
    keys: dict[str, object] = {"name": name}
    if description:
        keys["description"] = description
    if tags:
        keys["tags"] = list(tags)
    header = read_header(text)
    if header is None or header.created is None:
        keys["created"] = (now or datetime.now(UTC)).replace(microsecond=0)
    written = with_keys(text, keys)
    path = free_path(make_folder(place, folder), name)
    create(path, written, is_private=place.is_users)
    return read_snippet(place, path, folder)


def replace(snippet: Snippet, text: str, *, description: str = "", tags: tuple[str, ...] = ()) -> Snippet:
    """Another expression in a snippet's file. A text without a header gets the file's own.

    Raises ConfigError, and StorageError if the file was changed since it was read.
    """
    if not without_header(text).strip():
        raise ConfigError("An empty expression cannot be saved", hint="Type an expression first.")
    check_unchanged(snippet)
    own = snippet.header
    if read_header(text) is None and own is not None and not snippet.is_broken:
        text = f"{snippet.text[: own.span.end]}\n{text}"
    keys: dict[str, object] = {"name": snippet.name}
    if description:
        keys["description"] = description
    if tags:
        keys["tags"] = list(tags)
    write_file(snippet.path, with_keys(text, keys))
    return read_snippet(snippet.place, snippet.path, snippet.folder)


def upgraded(text: str) -> str:
    """The text with a header of earlier versions in the present form; another text as it is."""
    header = read_header(text)
    return with_keys(text, {}) if header is not None and header.is_old and not header.faults else text


def rename(snippet: Snippet, name: str) -> Snippet:
    """Call it something else; its file is called so too. Raises ConfigError, StorageError."""
    name = checked_name(name)
    check_unchanged(snippet)
    has_name = snippet.header is not None and bool(snippet.header.name)
    path = free_path(snippet.path.parent, name, besides=snippet.path)
    text = snippet.text if path.stem == name and not has_name else with_keys(snippet.text, {"name": name})
    return _moved(snippet, snippet.place, snippet.folder, path, text)


def move(snippet: Snippet, place: Place, folder: str) -> Snippet:
    """Take it to another folder or place. Raises ConfigError, StorageError."""
    folder = checked_folder(folder)
    if place == snippet.place and folder == snippet.folder:
        return snippet
    check_unchanged(snippet)
    path = free_path(make_folder(place, folder), snippet.path.stem)
    return _moved(snippet, place, folder, path, snippet.text)


def duplicate(snippet: Snippet, entries: Sequence[Snippet]) -> Snippet:
    """A second one beside it, called `… copy`. Raises ConfigError, StorageError."""
    check_unchanged(snippet)
    base, number = snippet.name[: MOST_NAME - 10], 1
    while taken(entries, snippet.place, snippet.folder, name := _copy_name(base, number)) is not None:
        number += 1
    path = free_path(snippet.path.parent, name)
    create(path, with_keys(snippet.text, {"name": name}), is_private=snippet.place.is_users)
    return read_snippet(snippet.place, path, snippet.folder)


def delete(snippet: Snippet, trash: Path, now: datetime | None = None) -> Deleted:
    """Take the file away, to a folder from which it can be brought back for a while (`trash`).

    Raises StorageError.
    """
    check_unchanged(snippet)
    moment = now or datetime.now(UTC)
    try:
        trash.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = free_path(trash, stem_of(snippet.path.stem, moment))
        create(kept, snippet.text, is_private=True)
        snippet.path.unlink()
    except OSError as error:
        raise _failed("A snippet cannot be deleted", snippet.path, error) from error
    prune(trash, moment)
    return Deleted(snippet, kept)


def restore(deleted: Deleted) -> Snippet:
    """Bring a deleted snippet back to where it was. Raises StorageError if a file is there now."""
    snippet = deleted.snippet
    make_folder(snippet.place, snippet.folder)
    create(snippet.path, read_text(deleted.kept), is_private=snippet.place.is_users)
    try:
        deleted.kept.unlink()
    except OSError as error:
        raise _failed("A file cannot be removed", deleted.kept, error) from error
    return read_snippet(snippet.place, snippet.path, snippet.folder)


def share(snippet: Snippet, path: Path) -> Path:
    """Copy the file to a path, or into a folder. Never overwrites. Raises StorageError."""
    target = path / snippet.path.name if path.is_dir() else path
    create(target, snippet.text, is_private=False)
    return target


def take_in(path: Path, place: Place, folder: str) -> Snippet:
    """Copy a file from elsewhere to a place. Raises ConfigError if it is broken, StorageError."""
    found = read_snippet(place, path)
    if found.is_broken and found.error is not None:
        raise found.error
    if len(found.text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ConfigError("The file is too large for a snippet", str(path))
    target = free_path(make_folder(place, checked_folder(folder)), path.name.removesuffix(SUFFIX))
    create(target, found.text, is_private=place.is_users)
    return read_snippet(place, target, folder)


def _failed(title: str, path: Path, error: OSError) -> StorageError:
    return StorageError(title, f"{path}: {error.strerror or error}.")


def _copy_name(base: str, number: int) -> str:
    return f"{base} copy" if number == 1 else f"{base} copy {number}"


def _moved(snippet: Snippet, place: Place, folder: str, path: Path, text: str) -> Snippet:
    """The file under another path: the new one is written before the old one goes."""
    if path == snippet.path:
        if text != snippet.text:
            write_file(path, text)
        return read_snippet(place, path, folder)
    create(path, text, is_private=place.is_users)
    try:
        snippet.path.unlink()
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _failed("A file cannot be moved", snippet.path, error) from error
    return read_snippet(place, path, folder)
