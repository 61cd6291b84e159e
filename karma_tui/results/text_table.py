"""A result as a printed table: columns measured in cells, cut to a width; records below each other where
the columns do not fit. Lines are made one at a time; only the first records decide the widths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from karma_tui.results.cells import cell
from karma_tui.results.columns import Column, split
from karma_tui.results.document import Document, Form
from karma_tui.results.line_refs import LineRefs
from karma_tui.results.preview import Kind, Part, kind_of
from karma_tui.results.scan import Buffer
from karma_tui.results.table import Table
from karma_tui.results.width import cells, fitted, padded

Line = tuple[Part, ...]

_LOOK = 200
"""Rows whose values decide how wide the columns are."""
_WIDEST = 60
_NARROWEST = 8
"""Cells below which a column says too little: then the records are printed one below the other."""
_GAP = "  "


@dataclass(frozen=True, slots=True)
class TableLook:
    """How a table is printed."""

    room: int | None = 80
    """Cells of a line; None: as many as it takes."""
    first: int = 0
    most: int | None = None
    """Records that are shown; None: all."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    rule: bool = True
    """A line of dashes below the titles."""
    numbers: bool = True
    """The records' numbers in front."""
    vertical: bool | None = None
    """Each record's fields below each other; None: where the columns do not fit."""


def table_lines(document: Document, look: TableLook, refs: LineRefs | None = None) -> Iterator[Line]:
    """The lines of the table, titles first."""
    if document.kind is Form.EMPTY:
        yield (Part("empty", Kind.NOTE),)
        return
    if kind_of(document.root) is Kind.REF:  # a list of two ids is one reference
        parts = cell(document.root, look.names)
        yield refs.marked(parts, document.root) if refs is not None else parts
        return
    table = Table(document, look.names)
    if not len(table):
        yield (Part("no records", Kind.NOTE),)
        return
    stop = len(table) if look.most is None else min(len(table), look.first + look.most)
    rows = range(look.first, stop)
    columns = table.visible()
    single = document.kind is Form.VALUE
    if single and len(columns) == 1 and not columns[0].path:
        yield _cells(table, 0, columns, refs)[0]
        return
    widths = _widths(table, columns, rows[:_LOOK], refs)
    numbers = len(str(max(rows.start, rows.stop - 1))) if look.numbers and not single else 0
    fits = _fit(widths, None if look.room is None else look.room - (numbers + len(_GAP) if numbers else 0))
    vertical = look.vertical if look.vertical is not None else (fits is None or (single and len(columns) > 1))
    if vertical:
        yield from _below_each_other(table, columns, rows, look, refs)
    else:
        yield from _grid(table, columns, rows, look, refs, fits or widths, numbers)


def _cells(table: Table, row: int, columns: Sequence[Column], refs: LineRefs | None) -> list[Line]:
    fields = table.fields(row)
    if fields is None:  # a long record is split where it is printed
        fields = split(table.record(row), table.flat)
    out: list[Line] = []
    for column in columns:
        parts = table.cell(fields, column)
        value = fields.get(column.path)
        if refs is not None and value is not None:
            parts = refs.marked(parts, value)
        out.append(parts)
    return out


def _width(parts: Line) -> int:
    return sum(cells(part.text) for part in parts)


def _widths(table: Table, columns: Sequence[Column], rows: range, refs: LineRefs | None) -> list[int]:
    widths = [cells(table.columns.title(column.path)) for column in columns]
    for row in rows:
        for at, parts in enumerate(_cells(table, row, columns, refs)):
            widths[at] = max(widths[at], _width(parts))
    return [max(1, min(width, _WIDEST)) for width in widths]


def _fit(widths: list[int], room: int | None) -> list[int] | None:
    """Widths that fit, the widest made narrower; None if the columns would say too little then."""
    if room is None:
        return widths
    fitted_ = list(widths)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while over > 0:
        widest = max(fitted_)
        if widest <= _NARROWEST:
            return None
        second = max((width for width in fitted_ if width < widest), default=_NARROWEST)
        many = fitted_.count(widest)
        step = max(1, min(widest - max(second, _NARROWEST), -(-over // many)))
        for at, width in enumerate(fitted_):
            if width == widest and over > 0:
                fitted_[at] -= step
                over -= step
    return fitted_


def _grid(
    table: Table,
    columns: Sequence[Column],
    rows: range,
    look: TableLook,
    refs: LineRefs | None,
    widths: list[int],
    numbers: int,
) -> Iterator[Line]:
    right = [_is_number(table, rows[:_LOOK], column) for column in columns]
    titles = [fitted(_title(table, column), width) for column, width in zip(columns, widths, strict=True)]
    lead = " " * numbers + _GAP if numbers else ""
    yield _line(
        [Part(lead, Kind.NOTE)] if numbers else [],
        [(Part(title, Kind.KEY),) for title in titles],
        widths,
        right,
    )
    if look.rule:
        dashes = _GAP.join("-" * width for width in widths)
        yield (Part(("-" * numbers + _GAP if numbers else "") + dashes, Kind.PUNCTUATION),)
    for row in rows:
        start = [Part(str(_key(table, row)).rjust(numbers) + _GAP, Kind.NOTE)] if numbers else []
        yield _line(start, _cells(table, row, columns, refs), widths, right)


def _key(table: Table, row: int) -> int | str:
    key = table.key(row)
    return key[0] if key else row


def _title(table: Table, column: Column) -> str:
    from karma_tui.results.strings import visible

    return visible(table.columns.title(column.path))


def _is_number(table: Table, rows: range, column: Column) -> bool:
    found = False
    for row in rows:
        fields = table.fields(row)
        value: Buffer | None = fields.get(column.path) if fields is not None else None
        kind = kind_of(value) if value is not None else Kind.NULL
        if kind not in (Kind.NUMBER, Kind.NULL):
            return False
        found = found or kind is Kind.NUMBER
    return found


def _line(start: list[Part], row: Sequence[Line], widths: list[int], right: list[bool]) -> Line:
    out = list(start)
    last = len(widths) - 1
    for at, (parts, width, to_right) in enumerate(zip(row, widths, right, strict=True)):
        shown = _cut(parts, width)
        blanks = " " * (width - _width(shown))
        if to_right and blanks:
            out.append(Part(blanks, Kind.PUNCTUATION))
        out += shown
        if at < last:
            out.append(Part((_GAP if to_right else blanks + _GAP), Kind.PUNCTUATION))
    return tuple(out)


def _cut(parts: Line, room: int) -> Line:
    """The parts in a room; numbers of references stay whole, the reference before them is cut."""
    if _width(parts) <= room:
        return parts
    number = parts[-1:] if parts[-1].kind is Kind.NOTE and parts[-1].text.startswith(" (") else ()
    if number and _width(number) < room - 1:
        return (*_cut(parts[:-1], room - _width(number)), *number)
    out: list[Part] = []
    left = room
    for part in parts:
        text = fitted(part.text, left)
        out.append(Part(text, part.kind))
        left -= cells(text)
        if text != part.text or left <= 0:
            break
    if left <= 0 and out and not out[-1].text.endswith("…"):
        out[-1] = Part(fitted(out[-1].text + "……", cells(out[-1].text)), out[-1].kind)
    return tuple(out)


def _below_each_other(
    table: Table, columns: Sequence[Column], rows: range, look: TableLook, refs: LineRefs | None
) -> Iterator[Line]:
    titles = [_title(table, column) for column in columns]
    widest = min(max(map(cells, titles), default=0), 30)
    single = table.document.kind is Form.VALUE
    room = None if look.room is None else max(_NARROWEST, look.room - widest - len(_GAP))
    for row in rows:
        if not single:
            yield (Part(f"[{_key(table, row)}]", Kind.NOTE),)
        for title, parts in zip(titles, _cells(table, row, columns, refs), strict=True):
            if not parts:
                continue  # a field that the record does not have
            shown = parts if room is None else _cut(parts, room)
            yield Part(padded(fitted(title, widest), widest) + _GAP, Kind.KEY), *shown
