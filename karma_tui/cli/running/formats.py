"""A result in the format that was asked for, piece by piece, as bytes to write.

JSON and raw are the bytes that came, so nothing that reads results is loaded for them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError

if TYPE_CHECKING:
    from karma_tui.lang.check.labels import TypeLabel
    from karma_tui.lang.nodes import Dialect
    from karma_tui.results.document import Document

TABLES = {"csv": "CSV", "tsv": "TSV", "markdown": "MARKDOWN"}
_EXPORTS = {"pretty": "PRETTY", "ndjson": "NDJSON", "parquet": "PARQUET", **TABLES}


def written(
    body: bytes, wanted: str, typed: Callable[[], tuple[TypeLabel | None, Dialect]]
) -> Iterator[bytes]:
    """The bytes of a result. `typed` tells the static type of the result, which only KVM text asks for.

    Raises UsageError for what the format cannot write.
    """
    if wanted == "json":
        yield body
        if not body.endswith(b"\n"):
            yield b"\n"
        return
    from karma_tui.results.document import Document

    document = Document.from_bytes(body)
    match wanted:
        case "pretty" if _is_text(document):
            yield body  # no JSON: there is nothing to lay out, and nothing must get lost
            yield b"\n"
        case "raw":
            yield _raw(document, body)
        case "text":
            yield _kvm(document, typed)
        case "table":
            yield from _table(document)
        case _:
            yield from exported(document, wanted)


def exported(document: Document, wanted: str) -> Iterator[bytes]:
    """As the app's own export writes it."""
    from karma_tui.results.export import Format, export

    for chunk in export(document, Format[_EXPORTS[wanted]]):
        if chunk.data:
            yield chunk.data


def refuse_unfit(wanted: str, out: str) -> None:
    """Raises UsageError for what must not go where it would go."""
    if wanted == "parquet":
        if not out and sys.stdout is not None and sys.stdout.isatty():
            raise UsageError(
                "Parquet is no text: it would garble the terminal", hint="Name a file: --out NAME.parquet."
            )
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise UsageError(
                "Parquet cannot be written: pyarrow is not installed",
                hint="Install it: pip install 'karma-tui[parquet]'.",
            )


def _raw(document: Document, body: bytes) -> bytes:
    """A text's own characters; anything else as it came."""
    if bytes(document.root[:1]) != b'"' or document.kind.value != "value":
        return body
    from karma_tui.results.strings import decode_string

    return decode_string(document.root).encode("utf-8", "surrogatepass")


def _kvm(document: Document, typed: Callable[[], tuple[TypeLabel | None, Dialect]]) -> bytes:
    from karma_tui.results.as_kvm import kvm_text

    _refuse_text(document)
    label, dialect = typed()
    return kvm_text(document.text(), label, dialect).encode() + b"\n"


def _table(document: Document) -> Iterator[bytes]:
    import os

    from karma_tui.results.text_table import TableLook, table_lines

    _refuse_text(document)
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    room = os.get_terminal_size(sys.stdout.fileno()).columns if is_terminal else None
    for line in table_lines(document, TableLook(room=room or None)):
        yield "".join(part.text for part in line).rstrip().encode("utf-8", "replace") + b"\n"


def _is_text(document: Document) -> bool:
    return document.kind.value == "text"


def _refuse_text(document: Document) -> None:
    if _is_text(document):
        raise UsageError("This answer is not JSON", "It has no records and no values.", "Use --format raw.")
