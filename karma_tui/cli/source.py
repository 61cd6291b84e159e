"""Where a headless run takes its expression from: the command line, a file or stdin."""

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


def read_source(expression: str | None, file: str, command: str) -> Source:
    """Fetch the expression: `-e`, else the file, else stdin.

    Raises StorageError for an unreadable file, UsageError where there is no text.
    """
    if expression is not None and file:
        raise UsageError("Both -e and a file were given", hint="Leave one of them out.")
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


def _read(expression: str | None, file: str) -> Source:
    if expression is not None:
        # words that are not UTF-8 arrive as lone surrogates, which no server could be sent
        return Source(_decode(expression.encode("utf-8", "surrogateescape"), "-e"), "-e")
    if file == "-":
        return Source(_decode(_read_stdin(), "stdin"), "stdin")
    try:
        return Source(_decode(Path(file).read_bytes(), file), file)
    except OSError as failure:
        raise StorageError(
            f"{file} cannot be read",
            failure.strerror or "",
            "An expression itself goes behind -e.",
        ) from failure


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise UsageError("There is no expression: standard input is closed", hint="Give a FILE or -e EXPR.")
    if sys.stdin.isatty():
        print_notice("reading an expression from the terminal; Ctrl-D ends it")
    return sys.stdin.buffer.read()


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise UsageError(
            f"{name} is not UTF-8 text",
            f"The byte at offset {failure.start} does not fit.",
            "Save it as UTF-8.",
        ) from failure
