"""Where a headless run takes its expression from: the command line, a file, a snippet or stdin."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from karma_tui.cli.output import print_notice
from karma_tui.errors import StorageError, UsageError


@dataclass(frozen=True, slots=True)
class Source:
    """An expression's text and what to call the place it came from in messages."""

    text: str
    name: str
    snippet: str = ""
    """The snippet's name, if it is one."""
    path: str = ""
    """The file it came from, if it came from one."""


def read_source(expression: str | None, file: str, command: str, snippet: str = "") -> Source:
    """Fetch the expression: `-e`, else the snippet, else the file, else stdin.

    Raises StorageError for an unreadable file, UsageError where there is no text, ConfigError for a snippet
    that does not exist or is broken.
    """
    if snippet:
        return _snippet(snippet)
    source = _read(expression, file or "-")
    if source.text.strip():
        return source
    if command != "run" and expression is None:
        raise UsageError(
            "There is no expression on standard input",
            "The app opens only where both input and output are a terminal.",
            "A script gives its expression on standard input, or with -e EXPR behind `run` or `open DUMP`.",
        )
    raise UsageError(f"There is no expression: {source.name} is empty", hint="Give a FILE or -e EXPR.")


def read_file(file: str, hint: str = "") -> Source:
    """A file's text, or with "-" stdin's. Raises StorageError, and UsageError if it is not UTF-8."""
    if file == "-":
        return Source(decoded(read_stdin(), "stdin"), "stdin")
    try:
        return Source(decoded(Path(file).read_bytes(), file), file, path=file)
    except OSError as failure:
        raise StorageError(
            f"{file} cannot be read",
            failure.strerror or "",
            hint,
        ) from failure


def read_stdin() -> bytes:
    """What comes in by stdin. Raises UsageError if it is closed."""
    if sys.stdin is None:
        raise UsageError("There is no expression: standard input is closed", hint="Give a FILE or -e EXPR.")
    if sys.stdin.isatty():
        print_notice("reading an expression from the terminal; Ctrl-D ends it")
    return sys.stdin.buffer.read()


def decoded(content: bytes, name: str) -> str:
    """Bytes as text, a mark at the beginning left out. Raises UsageError if they are not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise UsageError(
            f"{name} is not UTF-8 text",
            f"The byte at offset {failure.start} does not fit.",
            "Save it as UTF-8.",
        ) from failure


def _read(expression: str | None, file: str) -> Source:
    if expression is not None:
        # words that are not UTF-8 arrive as lone surrogates, which no server could be sent
        return Source(decoded(expression.encode("utf-8", "surrogateescape"), "-e"), "-e")
    return read_file(file, "An expression itself goes behind -e.")


def _snippet(name: str) -> Source:
    from karma_tui.library.snippets import standard_shelf

    snippet = standard_shelf().get(name)
    return Source(snippet.text, str(snippet.path), snippet.full_name, str(snippet.path))
