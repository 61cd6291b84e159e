"""One snippet: its file, what the header says, and what is wrong with it."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from karma_tui.errors import ConfigError, ExpressionError, Span, StorageError
from karma_tui.lang.parameters.header import Header, Parameter, read_header, without_header
from karma_tui.lang.parameters.places import SIGN, names_in, refuse_bound, spelled
from karma_tui.lang.source import fault
from karma_tui.library.files import read_text
from karma_tui.library.snippets.places import Place

SUFFIX: Final = ".kvm"
MOST_BYTES: Final = 1_000_000
"""Bytes of a file; nobody writes a longer expression by hand."""

Stamp = tuple[int, int]
"""Time of change in ns and size of a file when it was read."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A saved expression, or a file that cannot be used: then `error` says why."""

    name: str
    folder: str
    """Folders below the place, with `/` between; "" for none."""
    place: Place
    path: Path
    text: str = field(default="", repr=False)
    """The whole file, header included."""
    header: Header | None = field(default=None, repr=False)
    problems: tuple[ConfigError, ...] = ()
    """All that is wrong with it, each with file, line and column in its detail."""
    is_broken: bool = False
    """Whether it cannot be run as it is."""
    stamp: Stamp | None = None

    @property
    def full_name(self) -> str:
        """The name with its folders before it."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def expression(self) -> str:
        """The text without the header."""
        return (self.text[self.header.span.end :] if self.header is not None else self.text).strip("\r\n")

    @property
    def description(self) -> str:
        """What the header says of it; "" if nothing."""
        return self.header.description if self.header is not None else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The header's tags."""
        return self.header.tags if self.header is not None else ()

    @property
    def created(self) -> datetime | None:
        """When it was made, if the header says so."""
        return self.header.created if self.header is not None else None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What the header declares."""
        return self.header.parameters if self.header is not None else ()

    @property
    def error(self) -> ConfigError | None:
        """The first of the problems."""
        return self.problems[0] if self.problems else None


def read_snippet(place: Place, path: Path, folder: str = "") -> Snippet:
    """A file as a snippet. Never raises: what cannot be read or used is told in `problems`."""
    try:
        if leads_out(place, path):
            raise StorageError("It is a link that leads out of the project", f"{path} is not followed.")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise StorageError("This is no file", f"{path} is something else.")
        if status.st_size > MOST_BYTES:
            raise StorageError("A file is too large", f"{path} has more than {MOST_BYTES:,} bytes.")
        text = read_text(path)
    except StorageError as error:
        broken = ConfigError(error.title, error.detail, error.hint)
        return Snippet(path.stem, folder, place, path, problems=(broken,), is_broken=True)
    except OSError as failure:
        broken = ConfigError("A snippet cannot be read", f"{path}: {failure.strerror or failure}.")
        return Snippet(path.stem, folder, place, path, problems=(broken,), is_broken=True)
    header = read_header(text)
    faults = list(header.faults) if header is not None else []
    is_broken = bool(faults)
    if not without_header(text, header).strip():
        faults.append(fault(text, Span(len(text), len(text)), "There is no expression", "The file is empty."))
        is_broken = True
    faults += parameter_faults(text, header)
    return Snippet(
        (header.name if header is not None else "") or path.stem,
        folder,
        place,
        path,
        text,
        header,
        tuple(told(error, path) for error in faults),
        is_broken,
        (status.st_mtime_ns, status.st_size),
    )


def leads_out(place: Place, path: Path) -> bool:
    """Whether a link takes a project's file elsewhere: nobody's own files may be reached that way."""
    if place.is_users:
        return False
    try:
        inside = place.folder.resolve().parent
        return not path.resolve().is_relative_to(inside)
    except (OSError, RuntimeError):
        return True


def parameter_faults(text: str, header: Header | None) -> list[ExpressionError]:
    """Parameters that are declared and not used, or used and not declared."""
    declared = {it.name: it for it in header.parameters} if header is not None else {}
    body = without_header(text, header)
    if not declared and SIGN not in body:
        return []
    from karma_tui.lang.recognise import read  # the reader is for those who have parameters

    try:
        root = read(body).root
    except ExpressionError as error:
        return [error] if declared else []
    try:
        refuse_bound(root, declared)
    except ExpressionError as error:
        where = error.span or Span(0, 0)
        return [fault(text, where, error.title, error.detail, error.hint)]
    used = names_in(root)
    faults = [
        fault(
            text,
            used[name] or Span(0, 0),
            f"The parameter {spelled(name)} is not declared",
            "The header has no parameter of this name.",
            f'Declare it: [[parameters]], name = "{name}", type = "…"',
        )
        for name in used
        if name not in declared
    ]
    faults += [
        fault(
            text,
            parameter.span or Span(0, 0),
            f"The parameter {name} is never used",
            f"{spelled(name)} stands nowhere in the expression.",
            "Use it, or take it out of the header.",
        )
        for name, parameter in declared.items()
        if name not in used
    ]
    return faults


def told(error: ExpressionError, path: Path) -> ConfigError:
    """An error about a place in a file, with both in words."""
    where = f"{path}, line {error.line}, column {error.column}" if error.line else str(path)
    detail = error.detail.removeprefix(f"Line {error.line}, column {error.column}: ")
    return ConfigError(error.title, f"{where}: {detail}" if detail else f"{where}.", error.hint, error.span)
