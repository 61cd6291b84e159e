"""The lines of a header, and where each of them stands in the file."""

from __future__ import annotations

import re

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.source import position

_SETS = re.compile(r"""\s*(?:[\w"'.-]+\s*=|\[\[?\s*[\w"'.-]+\s*\]\]?\s*$)""")
_TABLE = re.compile(r"\s*\[\[\s*parameters\s*\]\]")


class Block:
    """The lines of a header without their slashes, and where each stands in the file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        self._lines: list[str] = []

    def add(self, start: int, line: str) -> None:
        """The next line; `start` is where it begins behind its slashes."""
        indent = line[:1] == " "
        self._starts.append(start + indent)
        self._lines.append(line[indent:].rstrip("\r"))

    @property
    def sets_keys(self) -> bool:
        """Whether it is a header at all, and not some other comment between two lines."""
        return any(_SETS.match(line) for line in self._lines)

    @property
    def toml(self) -> str:
        """All of them."""
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def spot(self, line: int, column: int) -> Span:
        """The rest of a line; both from 1."""
        if not 0 < line <= len(self._lines):
            return self.last_line()
        start, text = self._starts[line - 1], self._lines[line - 1]
        begin = min(column - 1, max(0, len(text) - 1))
        return Span(start + begin, start + max(len(text), begin + 1))

    def last_line(self) -> Span:
        """Where reading ended."""
        return self.spot(len(self._lines), 1) if self._lines else Span(0, 5)

    def line_of(self, key: str, start: int = 1, stop: int | None = None) -> Span | None:
        """The first line that sets a key, from one line to before another."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for at in range(start, stop or len(self._lines) + 1):
            if pattern.match(self._lines[at - 1]):
                line = self._lines[at - 1]
                return self.spot(at, len(line) - len(line.lstrip()) + 1)
        return None

    def tables(self) -> list[int]:
        """The lines, from 1, with `[[parameters]]`."""
        return [at for at, line in enumerate(self._lines, 1) if _TABLE.match(line)]

    def fault_at(self, error: ExpressionError, span: Span) -> ExpressionError:
        """The same error with its place."""
        error.span = Span(span.start, max(span.start, span.end))
        error.line, error.column = position(self._text, span.start)
        return error
