"""The expressions by which administration looks around, built as nodes for either dialect; all only read.

A user's password never comes along: only whether there is one, and whether it could ever fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Fields, Function, Literal, Node, Table, Word
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.record_expressions import Writer

_HASH = r"^\$2[aby]\$[0-9][0-9]\$"
"""How a hash begins that a server can compare with."""


def records_text(dialect: Dialect, tag: str) -> str:
    """All records of a built-in model with their metadata."""
    writer = Writer(dialect)
    return writer.text(writer.with_metadata(_all(writer, tag)))


def list_text(dialect: Dialect, tag: str, fields: Sequence[str]) -> str:
    """Some fields of all records of a built-in model."""
    writer = Writer(dialect)
    record = _item(writer, dialect)
    parts = [(name, field_of(writer, dialect, name, record)) for name in fields]
    return writer.text(_mapped(writer, dialect, tag, _struct(dialect, parts)))


def users_text(dialect: Dialect) -> str:
    """All users: id, times, name, roles, and of the password `hashed` and `blank`."""
    writer = Writer(dialect)
    user = _item(writer, dialect)
    facts = writer.call("metarialize", user)
    password = field_of(writer, dialect, "password", user)
    parts = [
        ("id", writer.call("refTo", user)),
        ("updated", field_of(writer, dialect, "updated", facts)),
        ("username", field_of(writer, dialect, "username", user)),
        ("roles", field_of(writer, dialect, "roles", user)),
        ("hashed", _matches(writer, dialect, _HASH, password)),
        ("blank", _matches(writer, dialect, "^$", password)),
    ]
    return writer.text(_mapped(writer, dialect, "_user", _struct(dialect, parts)))


def field_of(writer: Writer, dialect: Dialect, name: str, of: Node) -> Node:
    """A field of a struct."""
    return writer.call("field", Word(name) if dialect is Dialect.V1 else Literal("", name), of)


def _matches(writer: Writer, dialect: Dialect, pattern: str, text: Node) -> Node:
    if dialect is Dialect.V1:
        return writer.call("matchRegex", Word(pattern), text, Word(False), Word(False))
    return writer.call("matchRegex", Literal("", pattern), text)


def _all(writer: Writer, tag: str) -> Call:
    return writer.call("all", writer.model(TaggedModel(tag, "", None)))


def _item(writer: Writer, dialect: Dialect) -> Node:
    return writer.call("scope", Word("record")) if dialect is Dialect.V1 else writer.call("arg")


def _struct(dialect: Dialect, parts: Sequence[tuple[str, Node]]) -> Node:
    if dialect is Dialect.V1:
        return Data(Fields("struct", tuple((name, Expr(part)) for name, part in parts)))
    return Call("newStruct", (Table(tuple(parts)),))


def _mapped(writer: Writer, dialect: Dialect, tag: str, row: Node) -> Node:
    mapper: Node = Function(("index", "record"), (row,)) if dialect is Dialect.V1 else row
    return writer.call("mapList", _all(writer, tag), mapper)
