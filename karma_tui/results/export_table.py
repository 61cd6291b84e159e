"""What the table formats share: columns first, then the values of each record in them."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.results.document import Document
from karma_tui.results.export import Chunk, Options
from karma_tui.results.export_columns import LOOK, ExportColumn, RowReader, Survey
from karma_tui.results.scan import Buffer


class Rows:
    """The rows of a table to be written. Go through `prepare` first; then `columns` are known."""

    def __init__(self, document: Document, options: Options) -> None:
        self._document = document
        self.columns: tuple[ExportColumn, ...] = options.columns or ()
        self._survey = None if options.columns is not None else Survey(document)
        self.total = document.records * (1 if self._survey is None else 2)

    def prepare(self) -> Iterator[Chunk]:
        """Finds the columns, if none were given."""
        if self._survey is not None:
            for done in self._survey.steps():
                yield Chunk(b"", done, self.total)
            self.columns = self._survey.columns()

    def batches(self) -> Iterator[tuple[int, list[list[Buffer | None]]]]:
        """Some rows at a time, with how much of `total` is done then."""
        before = self.total - self._document.records
        read = RowReader(self.columns).read
        batch: list[list[Buffer | None]] = []
        number = 0
        for number, record in enumerate(self._document.iter_bytes(), 1):
            batch.append(read(record))
            if len(batch) == LOOK:
                yield before + number, batch
                batch = []
        if batch:
            yield before + number, batch


def encoded(text: str) -> bytes:
    """UTF-8; half a surrogate pair, which has no bytes there, is written as its escape, `\\ud83d`."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")
