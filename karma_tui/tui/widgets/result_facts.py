"""What the line above a result says of its run: amounts, time, type and expression, in words."""

from __future__ import annotations

from karma_tui.results.document import Document, Form
from karma_tui.results.preview import size_text
from karma_tui.tui.messages import Request
from karma_tui.tui.shown import shown_line
from karma_tui.tui.snippets.heading import past_header
from karma_tui.workbench.run import Run

_TYPE = 28
"""Characters of a result's type; the row under the cursor tells its own in full."""

_SPARE = 8
"""Characters that a type may take before the expression is shortened for it."""

_EXCERPT = 44
"""Characters of an expression that fit beside amounts and time at 80 columns."""


def facts(request: Request, run: Run, document: Document, type_text: str = "") -> str:
    """`312 rows  41 kB  12 ms  all(tag("book"))  list of record of book`, and the remarks the run brought."""
    parts = [amount(document), size_text(document.size), elapsed_text(run.elapsed)]
    types = [_cut(type_text, _TYPE)] if type_text else []
    room = min(_EXCERPT, _EXCERPT + _SPARE - sum(len(it) + 2 for it in types))
    parts += [_cut(_on_one_line(request.expression), room), *types]
    remarks = [*run.messages, *([document.note] if document.note else [])]
    return "  ".join([*parts, *(f"Note: {shown_line(remark)}" for remark in remarks)])


def summary(run: Run, document: Document) -> str:
    """`312 rows, 41 kB in 12 ms`."""
    return f"{amount(document)}, {size_text(document.size)} in {elapsed_text(run.elapsed)}"


def elapsed_text(seconds: float) -> str:
    """Milliseconds below ten seconds, seconds above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def excerpt(text: str) -> str:
    """The beginning of an expression on one line."""
    return _cut(_on_one_line(text), _EXCERPT)


def _on_one_line(text: str) -> str:
    return shown_line(" ".join(past_header(text).split()))


def _cut(line: str, room: int) -> str:
    return line if len(line) <= room else line[: room - 1] + "…"


def amount(document: Document) -> str:
    """`312 rows`."""
    if document.kind is Form.LIST:
        return f"{document.records:,} row{'' if document.records == 1 else 's'}"
    return {Form.VALUE: "1 value", Form.TEXT: "text", Form.EMPTY: "no result"}[document.kind]


def file_facts(document: Document, size: int, seconds: float, name: str) -> str:
    """`312 rows  41 kB  0.3 s  books.json`, and what is odd about it."""
    note = [f"Note: {shown_line(document.note)}"] if document.note else []
    return "  ".join([amount(document), size_text(size), elapsed_text(seconds), shown_line(name), *note])


def growth(rows: int, size: int, seconds: float) -> str:
    """`41,000 rows so far, 13.1 MB at 52.4 MB/s`."""
    so_far = f"{rows:,} rows so far, {size_text(size)}"
    return f"{so_far} at {size_text(int(size / seconds))}/s" if seconds > 0.2 else so_far
