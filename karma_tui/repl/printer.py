"""The one place that writes to the terminal while no prompt is shown: lines with colours, errors, talk.

Data goes to standard output; at a terminal talk goes there too, so that it stands where it belongs, and
without one to standard error. A reader that went away is remembered, and nothing is written to it again.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from karma_tui.repl.look import OF_KIND, Look

if TYPE_CHECKING:
    from karma_tui.errors import KarmaError, StorageError
    from karma_tui.results.preview import Part

_PICTURE = re.compile(r"\s*\d* \| ")

Piece = tuple[str, str]
"""A text, safe to print, and the key of its colour (`look`); "" for none."""


class Printer:
    """Writes to the two standard streams."""

    def __init__(self, look: Look, *, is_terminal: bool, plain: bool) -> None:
        self.look = look
        self.is_terminal = is_terminal
        self.plain = plain
        self._has_transient = False
        self.is_gone = False
        """Whether nothing can be written to standard output any more."""
        self.is_ending = False
        """Whether a signal ends the program."""
        self.failure: StorageError | None = None
        """Why, unless its reader just went away."""

    def end(self) -> None:
        """The program is to end: whoever shows something stops."""
        self.is_ending = True

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines of the terminal; of a pipe a width that is good to read."""
        size = shutil.get_terminal_size((100, 24))
        return max(20, size.columns), max(4, size.lines)

    def styled(self, pieces: Iterable[Piece]) -> str:
        """A line as it is written."""
        coloured = self.look.coloured
        return "".join(coloured(text, key) if key else text for text, key in pieces)

    def data(self, text: str) -> None:
        """Write to standard output."""
        self._write(sys.stdout, text)

    def line(self, *pieces: Piece) -> None:
        """A line of talk."""
        self._write(sys.stdout if self.is_terminal else sys.stderr, self.styled(pieces) + "\n")

    def say(self, text: str, key: str = "comment") -> None:
        """Lines of talk in one colour; foreign parts of it must have been made safe."""
        for line in text.split("\n"):
            for part in self._wrapped(line):
                self.line((part, key))

    def error(self, error: KarmaError, text: str = "", name: str = "") -> None:
        """An error with its place in the text. Secrets are masked, control characters shown."""
        from karma_tui.lang.excerpt import error_lines
        from karma_tui.redact import redact

        first, *rest = redact("\n".join(error_lines(error, text, name))).split("\n")
        self._write(sys.stdout if self.is_terminal else sys.stderr, self.styled([(first, "error")]) + "\n")
        for line in rest:
            for part in self._wrapped(line):
                self._write(sys.stdout if self.is_terminal else sys.stderr, f"{part}\n")

    def _wrapped(self, line: str) -> list[str]:
        """A line of words over as many as it takes on a terminal; a picture of a place stays as it is."""
        width = self.size[0]
        if not self.is_terminal or len(line) < width or _PICTURE.match(line):
            return [line]
        from textwrap import wrap

        indent = " " * (len(line) - len(line.lstrip()))
        return wrap(line, width - 1, subsequent_indent=indent, break_on_hyphens=False) or [line]

    def transient(self, text: str) -> None:
        """Replace the line that is being written by another; "" takes it away. Not on dumb terminals."""
        if self.is_terminal and not self.plain and (text or self._has_transient):
            self._has_transient = False
            self._write(sys.stdout, f"\r\x1b[K{text}")
            self._has_transient = bool(text)

    def _write(self, stream: TextIO | None, text: str) -> None:
        if stream is None or (self.is_gone and stream is sys.stdout):
            return
        if self._has_transient:
            self._has_transient = False
            text = f"\r\x1b[K{text}"
        try:
            stream.write(text)
            stream.flush()
        except UnicodeEncodeError:
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
        except OSError as failure:
            self._leave(stream)
            # a pipe without a reader and a terminal that was closed are no failure
            if stream is sys.stdout and failure.errno not in (errno.EPIPE, errno.EIO):
                from karma_tui.errors import StorageError

                self.failure = StorageError("Standard output cannot be written", failure.strerror or "")

    def _leave(self, stream: TextIO) -> None:
        """Point a broken stream at nothing, or the interpreter complains when it flushes at the end."""
        self.is_gone = self.is_gone or stream is sys.stdout
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def pieces_of(line: Sequence[Part]) -> list[Piece]:
    """A line of a result in the colours of its parts."""
    return [(part.text, OF_KIND[part.kind.value]) for part in line]


def pieces_of_text(line: str) -> list[Piece]:
    """A line of KVM text or JSON in the colours of the language."""
    from karma_tui.lang.text_lexing import lex_line
    from karma_tui.repl.look import OF_CLASS

    out: list[Piece] = []
    at = 0
    for start, end, name in lex_line(line)[0]:
        if start > at:
            out.append((line[at:start], ""))
        out.append((line[start:end], OF_CLASS.get(name, name)))
        at = end
    out.append((line[at:], ""))
    return out
