"""The expressions that read and change single records, built as nodes for either dialect.

Values come in as data typed by their model, never as text. What changes a record looks at its `updated`
time in the same expression, which a server runs as one transaction: the record is changed if nobody did so
meanwhile, else the answer is null. A server writes times to the second and keeps them finer, so "not
changed since 12:00:07" is "updated before 12:00:08"; who compares must compare the values as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Function,
    Items,
    Json,
    Literal,
    Many,
    Node,
    Raw,
    Ref,
    Table,
    Word,
)
from karma_tui.lang.print_text import print_pretty
from karma_tui.schema.forms.datum import sent_expression
from karma_tui.schema.forms.shape import Model, Shape, shape_of
from karma_tui.schema.forms.values import canonical
from karma_tui.schema.model import TaggedModel

_RECORD = "record"
_WIDTH = 70
"""Columns of an expression: a dialogue of 80 shows it as it is."""
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Which record: the ids of its model and its own."""

    model_id: str
    record_id: str


class Writer:
    """Writes expressions in a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._is_v1 = dialect is Dialect.V1
        self._catalogue = catalogue(dialect)

    def text(self, *body: Node) -> str:
        """An expression as KVM text, which says the same and can be shown."""
        return print_pretty(Function((), body), self._dialect, _WIDTH)

    def ref(self, ref: RecordRef) -> Node:
        """The reference as an expression."""
        if self._is_v1:
            return Data(Ref(ref.model_id, ref.record_id))
        return self.call(
            "newRef", self.call("model", self._string(ref.model_id)), self._string(ref.record_id)
        )

    def model(self, model: TaggedModel) -> Node:
        """A model by its tag, else by its id."""
        if model.tag:
            return self.call("tag", self._string(model.tag))
        return self.call("model", self._string(model.model_id))

    def read(self, ref: RecordRef) -> tuple[Node, ...]:
        """The record with its metadata."""
        return (self.call("metarialize", self.call("get", self.ref(ref))),)

    def read_all(self, refs: Sequence[RecordRef]) -> tuple[Node, ...]:
        """Several records of any models, with metadata, as a list."""
        rows = tuple(self.read(ref)[0] for ref in refs)
        if self._is_v1:
            return (Data(Items("list", tuple(Expr(row) for row in rows))),)
        return (self.call("newList", Many(rows)),)

    def create(self, model: TaggedModel, value: Json) -> tuple[Node, ...]:
        """A new record. Raises Unfit."""
        written = self._whole(Model(model.model), value)
        if self._is_v1:
            return (self.call("create", self.model(model), Function(("self",), (written,))),)
        return (self.call("create", self.model(model), written),)

    def update(
        self, ref: RecordRef, model: Model, before: Json, value: Json, unless_after: str
    ) -> tuple[Node, ...]:
        """Another value for a record, if it was not changed after `unless_after` (RFC 3339, "": in any case).

        Where dialect 1.0 can, only the fields that differ from `before` are written, into the record as it
        is then. Raises Unfit.
        """
        if not self._is_v1:
            return self._update_old(ref, model, value, unless_after)
        record = self.call("scope", Word(_RECORD))
        change = self.call("update", self.ref(ref), self._changed(model, before, value, record))
        body: Node = change
        if unless_after:
            updated = self.call("field", Word("updated"), self.call("metarialize", record))
            limit = Literal("dateTime", just_after(unless_after))
            body = self.call("if", self.call("before", updated, limit), change, Literal("null", None))
        return (self.call("define", Word(_RECORD), self.call("get", self.ref(ref))), body)

    def delete(self, ref: RecordRef) -> tuple[Node, ...]:
        """The end of a record."""
        return (self.call("delete", self.ref(ref)),)

    def referrers(self, ref: RecordRef, models: list[TaggedModel], most: int) -> tuple[Node, ...]:
        """Who refers to a record: for each model, or all together in 1.0, how many and the first of them."""
        if self._is_v1:
            found = self.call("scope", Word("found"))
            return (
                self.call("define", Word("found"), self.call("allReferrers", self.ref(ref))),
                self._counted(found, most),
            )
        entries = tuple(
            (model.model_id, self._counted(self.call("referrers", self.ref(ref), self._by_id(model)), most))
            for model in models
        )
        return (self.call("newStruct", Table(entries)),)

    def page(self, model: TaggedModel, needle: str, start: int, many: int) -> tuple[Node, ...]:
        """Records of a model with metadata, those that have `needle` in one of their texts."""
        record = self.call("scope", Word(_RECORD)) if self._is_v1 else self.call("arg")
        found: Node = self.call("all", self._by_id(model))
        if needle:
            found = self._filtered(found, record, _SPECIAL.sub(r"\\\g<0>", needle))
        found = self.call("slice", found, self._int64(start), self._int64(many))
        row = self.call("metarialize", record)
        mapper = Function(("index", _RECORD), (row,)) if self._is_v1 else row
        return (self.call("mapList", found, mapper),)

    def with_metadata(self, expression: Node) -> Node:
        """A list of records as a list of records with metadata."""
        record = self.call("scope", Word(_RECORD)) if self._is_v1 else self.call("arg")
        row = self.call("metarialize", record)
        return self.call("mapList", expression, Function(("index", _RECORD), (row,)) if self._is_v1 else row)

    def call(self, name: str, *args: Node) -> Call:
        """A call by name with its first arguments; others are left out."""
        spec = self._catalogue.get(name)
        if spec is None:
            raise ValueError(f"dialect {self._dialect} has no {name}")
        return Call(name, args + (None,) * (len(spec.params) - len(args)))

    def _filtered(self, found: Node, record: Node, pattern: str) -> Node:
        strings = self.call("extractStrings", record)
        if self._is_v1:
            text = self.call("joinStrings", self._string("\n"), strings)
            test = self.call("matchRegex", Word(pattern), text, Word(True), Word(False))
            return self.call("filterList", found, Function(("index", _RECORD), (test,)))
        text = self.call("joinStrings", strings, self._string("\n"))
        test = self.call("matchRegex", self._string(pattern), text, Literal("", True))
        return self.call("filter", found, test)

    def _counted(self, found: Node, most: int) -> Node:
        count = self.call("length", found)
        first = self.call("slice", found, self._int64(0), self._int64(most))
        if self._is_v1:
            return Data(Fields("struct", (("count", Expr(count)), ("first", Expr(first)))))
        return self.call("newStruct", Table((("count", count), ("first", first))))

    def _update_old(self, ref: RecordRef, model: Model, value: Json, unless_after: str) -> tuple[Node, ...]:
        """As `update`, with the whole value."""
        change = self.call("update", self.ref(ref), self._whole(model, value))
        record = self.call("metarialize", self.call("get", self.ref(ref)))
        updated = self.call("field", self._string("updated"), record)
        limit = self._string(just_after(unless_after) if unless_after else "9999-01-01T00:00:00Z")
        return (self.call("if", self.call("before", updated, limit), change, Literal("", None)),)

    def _whole(self, model: Model, value: Json) -> Node:
        return sent_expression(model, value) if self._is_v1 else self.call("contextual", Raw(value))

    def _changed(self, model: Model, before: Json, value: Json, record: Node) -> Node:
        """The new value: the record with the fields that differ set, or all of it."""
        shape = shape_of(model)
        fields = _differing(shape, before, value)
        if not _is_plain_struct(model) or fields is None:
            return self._whole(model, value)
        changed: Node = record
        for name, inner, part in fields:
            written = sent_expression(inner, part, is_field=True)
            changed = self.call("setField", Word(name), written, changed)
        return changed

    def _by_id(self, model: TaggedModel) -> Node:
        return self.call("model", self._string(model.model_id))

    def _string(self, text: str) -> Node:
        return Literal("string" if self._is_v1 else "", text)

    def _int64(self, number: int) -> Node:
        return Literal("int64", number) if self._is_v1 else self.call("newInt", Raw(number))


def just_after(moment: str) -> str:
    """A second later than a server's time, in UTC: what was updated at that time was updated before this."""
    later = datetime.fromisoformat(moment).astimezone(UTC) + timedelta(seconds=1)
    return later.strftime("%Y-%m-%dT%H:%M:%SZ")


def _differing(shape: Shape, before: Json, value: Json) -> list[tuple[str, Model, Json]] | None:
    """The fields of a struct in which two values differ; None if one of them is no such struct."""
    if shape.kind != "struct" or not isinstance(before, dict) or not isinstance(value, dict):
        return None
    return [
        (name, model, value.get(name))
        for name, model in shape.parts
        if canonical(model, before.get(name)) != canonical(model, value.get(name))
    ]


def _is_plain_struct(model: Model) -> bool:
    """Whether a server can reach the fields of a record: not through a recursion (spec kvm-1.0 §4.4)."""
    json = model.json
    while isinstance(json, dict) and len(json) == 1:
        ((case, payload),) = json.items()
        if case == "struct":
            return True
        if case == "unique":
            json = payload
        elif case == "annotation" and isinstance(payload, dict):
            json = payload.get("model")
        else:
            return False
    return False
