"""Parquet, for data frames and warehouses: needs pyarrow, which is loaded when it is asked for.

A column gets a type of its own only if that holds every value exactly: bool, int64, uint64, or float64
where each number is the nearest to what was sent. All other columns are text. What the text is stands in
the column's metadata under `karma`: `text` strings as they are, `number` digits as sent, `json` values of
several kinds, lists and objects as JSON. Parquet has one kind of nothing: null and absent are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final

from karma_tui.errors import UsageError
from karma_tui.results.document import Document
from karma_tui.results.export import Chunk, Options, one_line
from karma_tui.results.export_columns import LOOK, ExportColumn, RowReader, Survey, Values, opened_by, spread
from karma_tui.results.export_table import encoded
from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8

ROW_GROUP: Final = 20_000
_BOOL, _NUMBER, _TEXT, _OTHER = 1, 2, 4, 8
_SIGNED: Final = 1 << 63
_SAFE: Final = 1 << 53
_QUOTE, _NULL = b'"n'


class Stored(Enum):
    """How a column is stored."""

    BOOL = "bool"
    INT = "int64"
    UNSIGNED = "uint64"
    FLOAT = "float64"
    TEXT = "text"
    NUMBER = "number"
    JSON = "json"


class Seen:
    """What kinds of values a column has."""

    __slots__ = ("_high", "_is_exact", "_is_whole", "_kinds", "_low")

    def __init__(self) -> None:
        self._kinds = 0
        self._low = self._high = 0
        self._is_whole = self._is_exact = True

    def note(self, value: Buffer) -> None:
        """Look at one value."""
        head = value[0] if len(value) else _NULL
        if head == _QUOTE:
            self._kinds |= _TEXT
        elif head in b"tf":
            self._kinds |= _BOOL
        elif head in b"[{":
            self._kinds |= _OTHER
        elif head != _NULL:
            self._kinds |= _NUMBER
            self._note_number(utf8(value))

    def _note_number(self, text: str) -> None:
        if self._is_whole and len(text) <= 21 and text.removeprefix("-").isdecimal() and text != "-0":
            number = int(text)
            self._low, self._high = min(self._low, number), max(self._high, number)
            if -_SAFE <= number <= _SAFE:
                return
        else:
            self._is_whole = False
        self._is_exact = self._is_exact and _is_exact(text)

    def stored(self) -> Stored:
        """The type that holds all of it."""
        if self._kinds == _BOOL:
            return Stored.BOOL
        if self._kinds in (0, _TEXT):
            return Stored.TEXT
        if self._kinds != _NUMBER:
            return Stored.JSON
        if self._is_whole and self._low >= -_SIGNED and self._high < _SIGNED:
            return Stored.INT
        if self._is_whole and self._low >= 0 and self._high < 2 * _SIGNED:
            return Stored.UNSIGNED
        return Stored.FLOAT if self._is_exact else Stored.NUMBER


def parquet(document: Document, options: Options) -> Iterator[Chunk]:
    """See `export.export`. Raises UsageError if pyarrow is not installed."""
    arrow, writer_of = _library()
    total = 2 * document.records
    seen: defaultdict[Path, Seen] = defaultdict(Seen)
    columns = options.columns or ()
    for done in _look(document, options, seen):
        if isinstance(done, tuple):
            columns = done
        else:
            yield Chunk(b"", done, total)
    if not columns:
        raise UsageError("There is nothing to write", "Parquet needs at least one record with a value.")
    kept = [seen[column.path].stored() for column in columns]
    fields = [
        arrow.field(utf8(encoded(column.title)), _type(arrow, stored), metadata={"karma": stored.value})
        for column, stored in zip(columns, kept, strict=True)
    ]
    schema = arrow.schema(fields)
    sink = _Sink()
    with writer_of(sink, schema) as writer:
        waiting: list[list[Any]] = [[] for _ in columns]
        for done, rows in _some(document, columns):
            for column, stored, found in zip(waiting, kept, zip(*rows, strict=True), strict=True):
                column.extend(None if it is None else value(it, stored) for it in found)
            if len(waiting[0]) >= ROW_GROUP or done == document.records:
                arrays = [
                    arrow.array(column, type=field.type)
                    for column, field in zip(waiting, fields, strict=True)
                ]
                writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
                waiting = [[] for _ in columns]
            yield Chunk(sink.take(), document.records + done, total)
    yield Chunk(sink.take(), total, total)


def value(text: Buffer, stored: Stored) -> Any:
    """A value that is not absent as what is stored of it."""
    if text[0] == _NULL and bytes(text) == b"null":
        return None
    match stored:
        case Stored.BOOL:
            return text[0] == ord("t")
        case Stored.INT | Stored.UNSIGNED:
            return int(utf8(text))
        case Stored.FLOAT:
            return float(utf8(text))
        case Stored.TEXT if text[0] == _QUOTE:
            return utf8(encoded(decode_string(text)))
        case Stored.NUMBER:
            return utf8(text)
    return utf8(encoded(one_line(text)))


def _look(
    document: Document, options: Options, seen: defaultdict[Path, Seen]
) -> Iterator[int | tuple[ExportColumn, ...]]:
    """Looks at all values; now and then how many records that were, at the end the columns."""

    def see(values: Values, flat: frozenset[Path]) -> None:
        for path, found in values.items():
            has_columns = (not path or path in flat) and first(found) == b"{" and is_container(found)
            if not has_columns:
                seen[path].note(found)

    if options.columns is None:
        survey = Survey(document)
        yield from survey.steps(see)
        yield survey.columns()
        return
    flat = opened_by(options.columns)
    for number, record in enumerate(document.iter_bytes(), 1):
        see(spread(record, flat), flat)
        if number % LOOK == 0:
            yield number
    yield options.columns


def _some(
    document: Document, columns: tuple[ExportColumn, ...]
) -> Iterator[tuple[int, list[list[Buffer | None]]]]:
    read = RowReader(columns).read
    rows: list[list[Buffer | None]] = []
    number = 0
    for number, record in enumerate(document.iter_bytes(), 1):
        rows.append(read(record))
        if len(rows) == LOOK:
            yield number, rows
            rows = []
    if rows:
        yield number, rows


class _Sink:
    """A file in memory that gives away what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def _library() -> tuple[Any, Callable[..., Any]]:
    try:
        import pyarrow  # 100 MB that few people need: an extra, loaded when wanted
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise UsageError(
            "Parquet cannot be written here",
            "It needs the library pyarrow, which is not installed.",
            "Install it with: pip install 'karma-tui[parquet]'",
        ) from error
    return pyarrow, ParquetWriter


def _type(arrow: Any, stored: Stored) -> Any:
    types = {
        Stored.BOOL: arrow.bool_,
        Stored.INT: arrow.int64,
        Stored.UNSIGNED: arrow.uint64,
        Stored.FLOAT: arrow.float64,
    }
    return types.get(stored, arrow.string)()


def _is_exact(text: str) -> bool:
    """Whether the nearest float is written with just these digits."""
    number = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return True  # +Inf and its kin
    return not exact.is_finite() or Decimal(repr(number)) == exact
