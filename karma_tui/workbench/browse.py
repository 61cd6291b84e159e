"""What faces ask to look around: pages of a model, counts, a record, who refers to it. All of it only reads.

The expressions are built as nodes for the instance's dialect and handed on as KVM text, so that they run,
are retried and are refused like a user's own (`workbench`). Models are named by their ids: a tag that was
moved meanwhile cannot lead astray.
"""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.errors import NotKarmaError
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Fields, Function, Literal, Node, Raw, Table, Word
from karma_tui.results.blocks import Block
from karma_tui.results.document import Document, Form
from karma_tui.results.envelope import Ref
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.record_expressions import RecordRef, Writer

MOST_REFERRERS = 1_000
"""Records that are shown of each model that refers to a record."""


def page_text(dialect: Dialect, model_id: str, start: int, many: int) -> str:
    """Up to `many` records with metadata from number `start` on, in the server's order."""
    writer = Writer(dialect)
    return writer.text(*writer.page(_model(model_id), "", start, many))


def count_text(dialect: Dialect, model_id: str) -> str:
    """How many records a model has."""
    writer = Writer(dialect)
    return writer.text(writer.call("length", writer.call("all", writer.model(_model(model_id)))))


def record_text(dialect: Dialect, ref: Ref) -> str:
    """A record with its metadata."""
    writer = Writer(dialect)
    return writer.text(*writer.read(RecordRef(ref.model_id, ref.record_id)))


def referrers_text(dialect: Dialect, ref: Ref, models: Sequence[TaggedModel]) -> str:
    """The records of these models that refer to a record: for each a list, by its name, with metadata."""
    writer = Writer(dialect)
    if len(models) == 1:
        return writer.text(_referrers(writer, dialect, ref, models[0]))
    named = [(model.name, _referrers(writer, dialect, ref, model)) for model in models]
    if dialect is Dialect.V1:
        return writer.text(Data(Fields("struct", tuple((name, Expr(found)) for name, found in named))))
    return writer.text(writer.call("newStruct", Table(tuple(named))))


def page_of(body: bytes) -> Block:
    """The records of an answer to `page_text`. Raises NotKarmaError if it is no list."""
    document = Document.from_bytes(body)
    if document.kind is not Form.LIST or document.cut is None:
        raise NotKarmaError("The page cannot be understood", "The server's answer is no list.")
    return Block(bytes(document.root), document.cut)


def count_of(body: bytes) -> int:
    """The number in an answer to `count_text`. Raises NotKarmaError if it is none."""
    text = body.strip()
    if not text.isdigit() or len(text) > 19:
        raise NotKarmaError("The count cannot be understood", "The server's answer is no number.")
    return int(text)


def _model(model_id: str) -> TaggedModel:
    return TaggedModel("", model_id, None)


def _referrers(writer: Writer, dialect: Dialect, ref: Ref, model: TaggedModel) -> Node:
    whom = writer.ref(RecordRef(ref.model_id, ref.record_id))
    found = writer.call("referrers", whom, writer.model(_model(model.model_id)))
    is_v1 = dialect is Dialect.V1
    start, many = (_int64(writer, number, is_v1=is_v1) for number in (0, MOST_REFERRERS))
    item: Call = writer.call("scope", Word("ref")) if is_v1 else writer.call("arg")
    row = writer.call("metarialize", writer.call("get", item))
    mapper: Node = Function(("index", "ref"), (row,)) if is_v1 else row
    return writer.call("mapList", writer.call("slice", found, start, many), mapper)


def _int64(writer: Writer, number: int, *, is_v1: bool) -> Node:
    return Literal("int64", number) if is_v1 else writer.call("newInt", Raw(number))
