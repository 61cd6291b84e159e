"""Lines that are more than a screenful go through the user's pager; the others are written as they come.

The lines are made while the pager asks for them, so that a long result is never a text in memory, and leaving
the pager ends the work.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice

from karma_tui.errors import UsageError
from karma_tui.repl.printer import Piece, Printer
from karma_tui.repl.terminal_mode import given_away

Started = Callable[["subprocess.Popen[bytes]"], None]
"""Hears of the pager's process."""

_DEFAULT = "less -RFX"
_AT_ONCE = 1_000
"""Characters that are written before Ctrl-C is looked for again."""


def pager_command(environment: Mapping[str, str]) -> list[str]:
    """The pager to start: `PAGER`, else less if it is there; none where `PAGER` is empty or `cat`.

    Raises UsageError for a `PAGER` that cannot be understood.
    """
    words = environment.get("PAGER")
    if words is None:
        return shlex.split(_DEFAULT) if shutil.which("less") is not None else []
    try:
        command = shlex.split(words)
    except ValueError as error:
        raise UsageError("The pager cannot be started", f"PAGER={words}: {error}.") from error
    if not command or command == ["cat"]:
        return []
    is_bare_less = command in (["less"], ["/usr/bin/less"], ["/bin/less"])
    return [*command, "-RFX"] if is_bare_less and not environment.get("LESS") else command


async def show(printer: Printer, lines: Iterator[list[Piece]], *, paged: bool) -> None:
    """Write lines; cancelling stops it. Raises UsageError for a pager that cannot be started."""
    command = pager_command(os.environ) if paged and printer.is_terminal and not printer.plain else []
    if not command:
        await _write(printer, lines)
        return
    room = printer.size[1] - 2
    first = [*islice(lines, room + 1)]
    if len(first) <= room:
        await _write(printer, iter(first))
        return
    await _until_left(printer, command, (printer.styled(line) for line in chain(first, lines)))


async def _until_left(printer: Printer, command: list[str], lines: Iterator[str]) -> None:
    """Wait for the pager to be left. While it has the terminal, Ctrl-C is the pager's; what ends the
    program ends the pager, too."""
    started: list[subprocess.Popen[bytes]] = []
    paging = asyncio.ensure_future(asyncio.to_thread(_page, command, lines, started.append))
    while True:
        try:
            return await asyncio.shield(paging)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if paging.cancelled() or task is None:
                raise
            if printer.is_ending:
                for process in started:
                    process.kill()
                await asyncio.wait({paging})  # it puts the terminal right
                raise
            task.uncancel()


async def _write(printer: Printer, lines: Iterator[list[Piece]]) -> None:
    """By so little at a time that Ctrl-C is heard soon, however slow the line is."""
    is_whole = True
    try:
        for text in _blocks(printer.styled(line) for line in lines):
            for piece in _pieces(text):
                is_whole = piece.endswith("\n")
                printer.data(piece)
                if printer.is_gone:
                    return
                await asyncio.sleep(0)
    except asyncio.CancelledError:
        # what the terminal got may end within a colour, or within a line
        printer.data(printer.look.ending() + ("" if is_whole else "\n"))
        raise


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    """Lines with their ends, short ones together."""
    block: list[str] = []
    size = 0
    for line in lines:
        block.append(f"{line}\n")
        size += len(line)
        if size >= _AT_ONCE:
            yield "".join(block)
            block, size = [], 0
    yield "".join(block)


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces; none ends within the sequence of a colour."""
    at = 0
    while at < len(text):
        end = min(len(text), at + _AT_ONCE)
        escape = text.rfind("\x1b", at, end)
        if at < escape and "m" not in text[escape:end]:
            end = escape
        yield text[at:end]
        at = end


def _page(command: list[str], lines: Iterator[str], started: Started) -> None:
    with given_away():
        _feed(command, lines, started)


def _feed(command: list[str], lines: Iterator[str], started: Started) -> None:
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE)
    except OSError as error:
        raise UsageError(
            "The pager cannot be started", f"{command[0]}: {error.strerror or error}.", r"\set pager off"
        ) from error
    assert process.stdin is not None
    started(process)
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin as stream:
            for line in lines:  # whoever leaves the pager early has seen enough
                stream.write(f"{line}\n".encode("utf-8", "backslashreplace"))
    finally:
        process.wait()
