"""What is known of a buffer besides its text: its title, and the file it is a copy of, if any."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from karma_tui.library.drafts import Buffer

_TITLE = "query "
_EXACT = 200_000
"""Characters up to which a text is compared with its file at each change; longer ones count as changed."""


class HasText(Protocol):
    """An editor, as far as it matters here."""

    @property
    def text(self) -> str:
        """The whole text."""


@dataclass(slots=True)
class OpenBuffer:
    """A buffer's title and file."""

    title: str
    path: Path | None = None
    saved: str | None = None
    """The text of the file when it was last read or written; None if that is not known."""
    stamp: tuple[int, int] | None = None
    """Time of change and size of the file then, to notice that somebody else has written it."""
    is_changed: bool = False

    @classmethod
    def of(cls, buffer: Buffer) -> OpenBuffer:
        """As drafts have kept it."""
        return cls(buffer.title, Path(buffer.path) if buffer.path else None)

    @property
    def label(self) -> str:
        """The title as the tab shows it: with a star if the file is another text."""
        return f"{self.title} *" if self.is_changed else self.title

    def kept(self, text: str, *, closed: bool = False) -> Buffer:
        """As drafts keep it."""
        return Buffer(self.title, text, str(self.path) if self.path else "", closed)

    def is_saved(self, path: Path, text: str, stamp: tuple[int, int] | None) -> None:
        """The file has this text now."""
        self.path, self.saved, self.stamp = path, text, stamp

    def look(self, editor: HasText) -> bool:
        """Find out whether the text differs from the file; True if that is news."""
        before = self.is_changed
        if self.path is None:
            self.is_changed = False
        elif self.saved is None or len(self.saved) > _EXACT:
            self.is_changed = self.saved is not editor.text
        else:
            self.is_changed = editor.text != self.saved
        return self.is_changed is not before


def free_number(taken: Collection[str]) -> str:
    """The first of `query 1`, `query 2`... that is not taken."""
    number = 1
    while f"{_TITLE}{number}" in taken:
        number += 1
    return f"{_TITLE}{number}"


def unique(title: str, taken: Collection[str]) -> str:
    """The title, made another one if it is taken: the next free number, or a number behind a name."""
    if title not in taken:
        return title
    if is_numbered(title):
        return free_number(taken)
    number = 2
    while f"{title} ({number})" in taken:
        number += 1
    return f"{title} ({number})"


def is_numbered(title: str) -> bool:
    """Whether a title is one of ours rather than a name somebody chose."""
    return title.startswith(_TITLE) and title.removeprefix(_TITLE).isdigit()
