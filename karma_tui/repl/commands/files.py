"""`\\export` and `\\out`: results into files."""

from __future__ import annotations

import asyncio
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.repl.output_file import OutputFile
from karma_tui.results.export import Format, export, format_of
from karma_tui.results.preview import size_text
from karma_tui.results.strings import visible
from karma_tui.workbench.exporting import AlreadyThere, Written, write_export

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_NAMES = {
    **{each.value: each for each in Format},
    "markdown": Format.MARKDOWN,
    "jsonl": Format.NDJSON,
}


async def export_(desk: Desk, words: str) -> None:
    """Write the whole last result to a file, whole or not at all."""
    last = desk.result()
    path, format_ = _read(words)
    document = last.document
    stopped = False

    def write(replace: bool) -> Written:
        chunks = export(document, format_)
        return write_export(chunks, path, replace=replace, stop=lambda: stopped)

    try:
        try:
            written = await asyncio.to_thread(partial(write, False))
        except AlreadyThere:
            typed = await desk.ask(f"{visible(str(path))} exists already. Replace it? (y/N) ")
            if typed is None or typed.strip().casefold() not in ("y", "yes"):
                desk.printer.say("It was left as it is.")
                return
            written = await asyncio.to_thread(partial(write, True))
    except asyncio.CancelledError:
        stopped = True
        raise
    desk.printer.say(f"{visible(str(written.path))}: {size_text(written.size)}, {format_.value}")


async def out(desk: Desk, words: str) -> None:
    """From now on results go to a file; or no longer."""
    found = _words(words)
    if len(found) > 1 or (words and not any(found)):
        raise UsageError("Which file?", hint=r"\out FILE; a name with blanks is put in quotes.")
    before, desk.out = desk.out, None
    if before is not None:
        await asyncio.to_thread(before.close)
        many = f"{before.results} result{'' if before.results == 1 else 's'}"
        desk.printer.say(f"{visible(str(before.path))} has {many} more; results are shown again.")
    if words:
        path = _path(found[0])
        desk.out = await asyncio.to_thread(OutputFile.open, path)
        desk.printer.say(rf"Results are added to {visible(str(path))} until \out")
    elif before is None:
        raise UsageError("Which file?", hint=r"\out FILE sends results there, \out ends that.")


def _read(words: str) -> tuple[Path, Format]:
    found = _words(words)
    if not found or len(found) > 2:
        raise UsageError("Which file?", hint=r"\export FILE [FORMAT]; a name with blanks is put in quotes.")
    path = _path(found[0])
    if len(found) == 2:
        named = _NAMES.get(found[1].lower())
        if named is None:
            raise UsageError(f"There is no format {found[1]!r}", f"There are {', '.join(_NAMES)}.")
        return path, named
    by_name = format_of(path.name)
    if by_name is None:
        raise UsageError(
            "The file's name does not tell the format",
            f"Known ends: {', '.join(dict.fromkeys(it.ending for it in Format))}.",
            r"Say it behind the name: \export FILE json",
        )
    return path, by_name


def _path(word: str) -> Path:
    return Path(word).expanduser().absolute()


def _words(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError as error:
        raise UsageError("The file's name cannot be read", f"{error}.") from error
