"""Which record is meant: the ref under the cursor, else the record with metadata that the cursor is in.

A record without metadata tells neither its id nor its model; unless it was asked for by them.
"""

from __future__ import annotations

from karma_tui.errors import KarmaError
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Literal, Node, Ref, Word
from karma_tui.lang.recognise import read
from karma_tui.results.document import Document, Form
from karma_tui.results.envelope import envelope_around, ref_of, value_at
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.rows import Path
from karma_tui.workbench.record_expressions import RecordRef, Writer


def located(document: Document, path: Path, expression: str, dialect: Dialect) -> RecordRef | None:
    """The record at a path of a result; `expression` is what brought the result."""
    value = value_at(document, path)
    if value is not None and kind_of(value) is Kind.REF:
        found = ref_of(value)
        if found is not None and path[-1:] != ("model",):
            return RecordRef(found.model_id, found.record_id)
    around = envelope_around(document, path)
    if around is not None:
        ref = around[0].ref
        return RecordRef(ref.model_id, ref.record_id)
    return asked_for(expression, dialect) if document.kind is Form.VALUE else None


def asked_for(expression: str, dialect: Dialect) -> RecordRef | None:
    """The record of `get(ref("model", "record"))`, if that is all of the expression."""
    last = _last(expression, dialect)
    match last:
        case Call(name="get", args=(Data(datum=Ref(model=model, record=record)),)):
            return RecordRef(model, record)
        case Call(
            name="get",
            args=(
                Call(
                    name="newRef",
                    args=(
                        Call(name="model", args=(Literal(value=str(model)),)),
                        (Literal(value=str(record)) | Word(value=str(record))),
                    ),
                ),
            ),
        ):
            return RecordRef(model, record)
    return None


def with_metadata(expression: str, dialect: Dialect) -> str | None:
    """The expression with metadata around the records of its list; None if it cannot be read."""
    try:
        source = read(expression, dialect)
    except KarmaError:
        return None
    if not source.root.body or source.dialect is not dialect:
        return None
    *before, last = source.root.body
    writer = Writer(dialect)
    return writer.text(*before, writer.with_metadata(last))


def _last(expression: str, dialect: Dialect) -> Node | None:
    try:
        root: Function = read(expression, dialect).root
    except KarmaError:
        return None
    return root.body[0] if len(root.body) == 1 else None
