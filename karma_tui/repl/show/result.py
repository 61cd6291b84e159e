"""Showing a result: its lines, what of it is left out, and to a file where that is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from karma_tui.repl.desk import Desk, Last
from karma_tui.repl.output_file import OutputFile
from karma_tui.repl.show.lines import export_bytes, kvm_of, lines_of
from karma_tui.repl.show.pager import show
from karma_tui.results.document import Document, Form
from karma_tui.results.line_refs import LineRefs
from karma_tui.results.rows import Path


async def show_document(desk: Desk, document: Document, text: str, base: Path = ()) -> None:
    """Show a result that has come; it is the last one from now on. Raises KarmaError."""
    last = desk.last = Last(document, text, LineRefs(), base)
    if desk.out is not None:
        await asyncio.to_thread(write_to, desk, desk.out, document)
        return
    await show_on(desk, last)


async def show_on(desk: Desk, last: Last) -> None:
    """Show the result from where it was left. Raises KarmaError."""
    total = last.many
    await show(desk.printer, lines_of(desk, last), paged=desk.choices.pager)
    limit = desk.choices.limit
    end = total if not limit else min(total, last.shown + limit)
    if desk.printer.is_terminal and end < total:
        desk.printer.say(
            f"{end:,} of {total:,} shown. \\more shows the next ones, \\export FILE writes all of them."
        )
    elif end < total:
        desk.printer.say(f"{end:,} of {total:,} written; \\set limit 0 writes all", "warning")
    last.shown = end


def write_to(desk: Desk, file: OutputFile, document: Document) -> None:
    """Append the whole result to a file, in the format that is chosen. For a thread. Raises KarmaError."""
    for data in file_bytes(desk, document):
        file.write(data)
    file.end_result()


def file_bytes(desk: Desk, document: Document) -> Iterator[bytes]:
    """The whole result as bytes; trees and tables as they look without colours, at any width."""
    match desk.choices.format:
        case "json" | "ndjson" | "csv" as format_:
            return _with_line_end(export_bytes(document, format_))
        case "text":
            return iter([kvm_of(desk, document).encode("utf-8", "backslashreplace") + b"\n"])
        case _:
            return _drawn(desk, document)


def _with_line_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    last = b""
    for piece in pieces:
        yield piece
        last = piece or last
    if not last.endswith(b"\n"):
        yield b"\n"


def _drawn(desk: Desk, document: Document) -> Iterator[bytes]:
    from karma_tui.results.text_table import TableLook, table_lines
    from karma_tui.results.text_tree import TreeLook, tree_lines

    if desk.choices.format == "table":
        lines = table_lines(document, TableLook(room=None, names=desk.names))
    else:
        look = TreeLook(room=desk.printer.size[0], depth=desk.choices.depth, names=desk.names)
        lines = tree_lines(document, look, LineRefs())
    return (
        f"{''.join(part.text for part in line).rstrip()}\n".encode("utf-8", "backslashreplace")
        for line in lines
    )


def facts(document: Document) -> str:
    """How much it is: `1,204 records`; "" for a single value."""
    match document.kind:
        case Form.LIST:
            return f"{document.records:,} record{'' if document.records == 1 else 's'}"
        case Form.EMPTY:
            return "empty answer"
        case _:
            return ""
