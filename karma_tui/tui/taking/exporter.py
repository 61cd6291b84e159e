"""What an export needs of the pane, and the writing itself, in a thread that can be stopped."""

from __future__ import annotations

import asyncio
import threading
from array import array
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from karma_tui.results.document import Document, Form
from karma_tui.results.export import Format, Options, export
from karma_tui.results.export_columns import ExportColumn
from karma_tui.workbench.exporting import Written, write_export


class Part(StrEnum):
    """How much of a result."""

    ALL = "all"
    SHOWN = "shown"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Exportable:
    """What there is to export: the whole result, what a filter and a sort leave, the record at hand."""

    whole: Document
    shown: Document
    record: int | None = None
    """Its number in the whole result."""
    columns: tuple[ExportColumn, ...] | None = None
    """Those of the table, if it is looked at."""

    def parts(self) -> list[tuple[Part, str]]:
        """What can be chosen, and how it is called."""
        found = [(Part.ALL, f"All {self.whole.records:,} records")]
        if self.whole.kind is not Form.LIST:
            found = [(Part.ALL, "The whole result")]
        if self.shown is not self.whole:
            found.insert(0, (Part.SHOWN, f"The {self.shown.records:,} records shown, in their order"))
        if self.record is not None:
            found.append((Part.RECORD, f"Record {self.record} alone"))
        return found

    def document(self, part: Part) -> Document:
        """The part itself."""
        if part is Part.RECORD and self.record is not None:
            return self.whole.picked(array("q", [self.record]))
        return self.whole if part is Part.ALL else self.shown


@dataclass(frozen=True, slots=True)
class Order:
    """What the user wants to have written."""

    part: Part
    format: Format
    path: Path
    only_columns: bool = False
    """Tables: only the columns of the table on the screen."""
    guard_formulas: bool = False


class Job:
    """One export. `done` of `total` are written, in whatever the format counts."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.done = 0
        self.total = 0

    def cancel(self) -> None:
        """Stop soon, and leave nothing behind."""
        self._stop.set()

    async def write(self, what: Exportable, order: Order, *, replace: bool) -> Written:
        """Write the file. Raises what `write_export` and the format raise."""
        options = Options(what.columns if order.only_columns else None, order.guard_formulas)
        chunks = export(what.document(order.part), order.format, options)
        try:
            return await asyncio.to_thread(
                write_export,
                chunks,
                order.path,
                replace=replace,
                stop=self._stop.is_set,
                progress=self._note,
            )
        finally:
            self._stop.set()

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total
