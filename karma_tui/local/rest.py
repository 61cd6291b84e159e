"""The REST requests in a session: the same reading and writing as the language's, addressed by path."""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.lang.machine.encode import encode
from karma_tui.lang.machine.refusal import compilation, model_not_found
from karma_tui.lang.machine.types import ListOf
from karma_tui.lang.machine.values import Record, Ref, Value
from karma_tui.local.rest_json import read_body
from karma_tui.local.session import Session


def model_of(session: Session, resource: str) -> str:
    """The model id that a resource names: a tag, else an id; refuses unknown ones."""
    schema = session.schema
    model = schema.tag(resource) or resource
    if schema.find(model) is None:
        raise model_not_found(schema.meta, resource)
    return model


def listing(session: Session, resource: str, offset: int, length: int, metadata: bool) -> tuple[bytes, int]:
    """A page of the readable records, and how many there are in all."""
    model = model_of(session, resource)
    session.check_user()
    page, total = session.reader.page(model, offset, length)
    return encode([_shown(session, record, metadata) for record in page]), total


def one(session: Session, resource: str, record: str, metadata: bool) -> bytes:
    """One record; a model may be named by a tag."""
    model = model_of(session, resource)
    session.check_user()
    if model == session.schema.meta:
        record = session.schema.tag(record) or record
    return encode(_shown(session, session.reader.get(model, record), metadata))


def _shown(session: Session, record: Record, metadata: bool) -> Value:
    return session.reader.metarialized(record) if metadata else record


def create(session: Session, resource: str, body: bytes) -> bytes:
    """Create the records of a list together; their refs in order."""
    model = model_of(session, resource)
    session.check_user()
    values = read_body(body, ListOf(session.schema.model(model)))
    makers = {str(at): _maker(value) for at, value in enumerate(values)}
    return encode(list(session.run.writer.create(model, makers).values()))


def _maker(value: Value) -> Callable[[Value], Value]:
    return lambda _: value


def update(session: Session, resource: str, record: str, body: bytes) -> bytes:
    """Replace a record's value; its ref."""
    model = model_of(session, resource)
    if model == session.schema.meta:
        raise compilation("update: models are immutable")
    session.check_user()
    value = read_body(body, session.schema.model(model))
    session.run.writer.update(model, record, value)
    return encode(Ref(model, record))


def delete(session: Session, resource: str, record: str | None) -> bytes:
    """Delete a record, or the model of that id; its value."""
    if record is None:
        model, record = session.schema.meta, resource
    else:
        model = model_of(session, resource)
    session.check_user()
    return encode(session.run.writer.delete(model, record))
