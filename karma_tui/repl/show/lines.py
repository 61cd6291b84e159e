"""A result as lines of coloured pieces, in the format that is chosen; each is made when it is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from karma_tui.repl.desk import Desk, Last
from karma_tui.repl.printer import Piece, pieces_of, pieces_of_text
from karma_tui.results.document import Document, Form
from karma_tui.results.strings import visible

Line = list[Piece]

_LONGEST_COLOURED = 2_000
"""Characters of a line beyond which it is not coloured."""
_ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]"
)


def lines_of(desk: Desk, last: Last) -> Iterator[Line]:
    """The lines of the last result from the record `last.shown` on, at most as many records as are wanted."""
    match desk.choices.format:
        case "tree":
            return _tree(desk, last)
        case "table":
            return _table(desk, last)
        case "text":
            return _kvm(desk, last)
        case other:
            return _exported(desk, last, other)


def _tree(desk: Desk, last: Last) -> Iterator[Line]:
    from karma_tui.results.text_tree import TreeLook, tree_lines

    look = TreeLook(
        room=desk.printer.size[0],
        depth=desk.choices.depth,
        first=last.shown,
        most=desk.choices.limit or None,
        names=desk.names,
        base=last.base,
    )
    return (pieces_of(line) for line in tree_lines(last.document, look, last.refs))


def _table(desk: Desk, last: Last) -> Iterator[Line]:
    from karma_tui.results.text_table import TableLook, table_lines

    look = TableLook(
        room=desk.printer.size[0] if desk.printer.is_terminal else None,
        first=last.shown,
        most=desk.choices.limit or None,
        names=desk.names,
        rule=not desk.printer.plain,
        vertical={"on": True, "off": False}.get(desk.choices.vertical),
    )
    return (pieces_of(line) for line in table_lines(last.document, look, last.refs))


def _kvm(desk: Desk, last: Last) -> Iterator[Line]:
    text = kvm_of(desk, desk.some_of(last.document, last.shown))
    return (_coloured(line) for line in text.split("\n"))


def kvm_of(desk: Desk, document: Document) -> str:
    """The result as KVM text. Raises UsageError where it has none."""
    from karma_tui.lang.nodes import Dialect
    from karma_tui.results.as_kvm import kvm_text

    if document.kind in (Form.TEXT, Form.EMPTY):
        return document.text().tobytes().decode("utf-8", "replace")
    bench = desk.link.bench
    return kvm_text(document.text(), None, bench.dialect if bench is not None else Dialect.V1).rstrip("\n")


def _exported(desk: Desk, last: Last, format_: str) -> Iterator[Line]:
    document = desk.some_of(last.document, last.shown)
    show: Callable[[str], Line] = _coloured if format_ in ("json", "ndjson") else _bare
    is_read = desk.printer.is_terminal
    return (show(line) for line in _text_lines(export_bytes(document, format_, indented=is_read)))


def export_bytes(document: Document, format_: str, *, indented: bool = False) -> Iterator[bytes]:
    """The bytes of a result in a format of files; `json` as received unless it is to be `indented`.

    Text that is no JSON stays as it is.
    """
    from karma_tui.results.export import Format, export

    wanted = {"json": Format.PRETTY if indented else Format.JSON, "ndjson": Format.NDJSON, "csv": Format.CSV}[
        format_
    ]
    if document.kind is Form.TEXT:
        wanted = Format.JSON  # as received
    return (chunk.data for chunk in export(document, wanted))


def _text_lines(pieces: Iterator[bytes]) -> Iterator[str]:
    """The lines of a text that comes in pieces."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "surrogateescape")
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def _coloured(line: str) -> Line:
    line = _ACTING.sub(_escaped, line)
    return pieces_of_text(line) if len(line) <= _LONGEST_COLOURED else [(line, "")]


def _bare(line: str) -> Line:
    return [(visible(line.rstrip("\r").expandtabs(4)), "")]


def _escaped(found: re.Match[str]) -> str:
    """What would act on a terminal as the escape that JSON has for it: the value stays the same."""
    code = ord(found.group())
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
