"""`karma-tui fmt`: what an editor's format key does, for files and pipes."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from karma_tui.cli.options import options
from karma_tui.cli.output import print_chunks, print_error, print_notice
from karma_tui.cli.source import read_file
from karma_tui.errors import ExitCode, KarmaError, UsageError
from karma_tui.lang.format_buffer import format_buffer
from karma_tui.results.export import Chunk
from karma_tui.workbench.exporting import write_export

_NO_END = "\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    files: list[str]
    write: bool = False
    check: bool = False
    diff: bool = False


def run(found: Namespace) -> int:
    """Lay out every file; one that cannot be read does not keep the others from it."""
    wanted = options(Wanted, found)
    if wanted.write and (wanted.check or wanted.diff):
        raise UsageError("--write excludes --check and --diff", "They write nothing.", "Leave one out.")
    files = wanted.files or ["-"]
    if wanted.write and "-" in files:
        raise UsageError("Standard input cannot be written back", hint="Name files, or leave --write out.")
    failed, changed = ExitCode.OK, 0
    for file in files:
        try:
            changed += _one(file, wanted)
        except KarmaError as error:
            failed = failed or error.exit_code
            if error.span is None:
                print_error(error)
    if failed:
        return failed
    return ExitCode.DIFFERENT if wanted.check and changed else ExitCode.OK


def _one(file: str, wanted: Wanted) -> bool:
    """Do what is wanted with a file; whether its layout changes."""
    source = read_file(file)
    try:
        laid_out = laid_out_text(source.text)
    except KarmaError as error:
        if error.span is not None:
            print_error(error, source.text, source.name)
        raise
    changes = laid_out != source.text
    if wanted.diff:
        print_chunks((_diff(source.text, laid_out, source.name).encode("utf-8", "surrogatepass"),))
    if wanted.check:
        if changes:
            print_notice(f"{source.name} would be laid out anew")
    elif wanted.write:
        if changes:
            write_export(iter((Chunk(_as_was(file, laid_out), 1, 1),)), Path(file), replace=True)
    elif not wanted.diff:
        print_chunks((laid_out.encode("utf-8", "surrogatepass"),))
    return changes


def laid_out_text(text: str) -> str:
    """The text laid out, with a line end at its end, CRLF where it had those. Raises ExpressionError."""
    if not text.strip():
        return ""
    out = format_buffer(text) + "\n"
    return out.replace("\n", "\r\n") if _is_crlf(text) else out


def _is_crlf(text: str) -> bool:
    return text.count("\r\n") * 2 > text.count("\n")


def _as_was(file: str, text: str) -> bytes:
    """The bytes for a file, with the mark at its beginning if it had one."""
    with Path(file).open("rb") as stream:
        mark = b"\xef\xbb\xbf"
        return (mark if stream.read(3) == mark else b"") + text.encode()


def _diff(before: str, after: str, name: str) -> str:
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, f"{name} (laid out)"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
