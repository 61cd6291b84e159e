"""Which record a result is, if only the expression that brought it can tell; and how to have records told.

A record without metadata says neither its id nor its model.
"""

from __future__ import annotations

from karma_tui.errors import KarmaError
from karma_tui.lang.nodes import Call, Data, Dialect, Literal, Node, Ref, Word
from karma_tui.lang.recognise import read
from karma_tui.workbench.record_expressions import RecordRef, Writer


def asked_for(expression: str, dialect: Dialect) -> RecordRef | None:
    """The record of `get(ref("model", "record"))`, if that is all of the expression."""
    match _only(expression, dialect):
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


def _only(expression: str, dialect: Dialect) -> Node | None:
    try:
        body = read(expression, dialect).root.body
    except KarmaError:
        return None
    return body[0] if len(body) == 1 else None
