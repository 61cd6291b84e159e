"""Writing records in a transaction: create, update, delete, with everything that is checked on the way.

What is special about the default models is in special.py, copies by migrations are in migrate.py.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.constants import UNSURE
from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.model_value import model_json, words
from karma_tui.lang.machine.refusal import Refused, execution, object_not_found, permission_denied, validation
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.validate import Misfit, misfit
from karma_tui.lang.machine.values import Record, Ref, Value
from karma_tui.lang.nodes import Json
from karma_tui.local.permissions import Permissions
from karma_tui.local.ports import Key, StoredRecord, UniqueTaken, WriteTransaction
from karma_tui.local.read import Reader
from karma_tui.local.schema import Schema
from karma_tui.local.shape import conformed, materialised, targets, unique_keys
from karma_tui.local.special import Special

if TYPE_CHECKING:
    from karma_tui.local.run import Run

Maker: TypeAlias = Callable[[Value], Value]
_LETTERS: Final = string.ascii_letters


def new_id(rng: random.Random) -> str:
    """16 random letters."""
    return "".join(rng.choices(_LETTERS, k=16))


class Writer:
    """The writes of one transaction by one user."""

    __slots__ = ("_reader", "_rng", "_special", "_tx", "now", "permissions", "run", "schema")

    def __init__(
        self, tx: WriteTransaction, reader: Reader, special: Special, now: str, rng: random.Random
    ) -> None:
        self._tx = tx
        self._reader = reader
        self._special = special
        self.now = now
        self.run: Run
        self._rng = rng
        self.schema: Schema = reader.schema
        self.permissions: Permissions = reader.permissions

    def create(
        self, model: str, makers: dict[str, Maker], known: frozenset[str] = frozenset()
    ) -> dict[str, Ref]:
        """Create records of a model together; each maker is given the refs of all by their keys.

        `known` are the keys whose makers yield constants, which the compiler has checked.
        """
        refs = self._new_refs(model, makers)
        values = {}
        for key, make in makers.items():
            value = make(refs)
            if type(value) is Record:
                raise self._unfit(Misfit(self.schema.model(model), value, ()))
            values[key] = self.valid(model, value, key in known)
        self._create(model, refs, values)
        return refs

    def has_rules(self, model: str) -> bool:
        """Whether a model is one of the default ones, which have rules of their own."""
        return self._special.concerns(model)

    def create_constants(self, model: str, data: Mapping[str, Json]) -> dict[str, Ref] | None:
        """As `create`, of the JSON of data that refer to nothing in the request.

        None, and nothing is written, if they are not plain data of the model, or it has rules of its own.
        """
        if self.has_rules(model):
            return None
        try:
            values = {key: self.schema.constant(model, datum) for key, datum in data.items()}
        except UNSURE:
            return None
        refs = self._new_refs(model, data)
        self._create(model, refs, values)
        return refs

    def _new_refs(self, model: str, keys: Iterable[str]) -> dict[str, Ref]:
        return {key: Ref(model, new_id(self._rng)) for key in keys}

    def _create(self, model: str, refs: Mapping[str, Ref], values: Mapping[str, Value]) -> None:
        """Store valid values as new records together, checking and doing whatever goes with it."""
        records = [(refs[key].record, value) for key, value in values.items()]
        fresh = {(model, record) for record, _ in records}
        for record, value in records:
            self._special.before_create(model, record, value)
        unasked = [
            key for key, value in records if not self._permitted("create", model, key, self.now, value)
        ]
        for record, value in records:
            self.put(model, record, self.now, value, fresh)
        for record, value in records:
            self._special.after_write(model, record, value, self)
        for record in unasked:
            self._permit("create", model, record)

    def update(self, model: str, record: str, value: Value, keeps_edges: bool = False) -> None:
        """Replace a record's value; quiet where there is no such record, as the real server is.

        With `keeps_edges` a value that refers to nothing leaves the old references in the graph.
        """
        value = self.valid(model, value)
        before = self._reader.find(model, record)
        if before is None:
            return
        if not self.permissions.allows("update", before):
            raise permission_denied()
        permitted = self._permitted("update", model, record, before.created, value)
        self.put(model, record, before.created, value, (), keeps_edges)
        self._special.after_write(model, record, value, self)
        if not permitted:
            self._permit("update", model, record)

    def delete(self, model: str, record: str) -> Value:
        """Delete a record and answer its value; a model's records go with it."""
        self.schema.model(model)
        found = self._reader.find(model, record)
        if found is None:
            raise object_not_found(model, record)
        if not self.permissions.allows("delete", found):
            raise permission_denied()
        self._special.before_delete(found)
        if [key for key in self._tx.referrers(model, record) if key != (model, record)]:
            raise execution("delete: there are graph relations to the object being deleted.")
        self.remove(model, record)
        self._special.after_delete(found, self)
        return found.value

    def valid(self, model: str, value: Value, known: bool = False) -> Value:
        """The value as it will be stored; refuses what does not belong to the model.

        A `known` value is a constant, which the compiler has checked.
        """
        type_ = self.schema.model(model)
        if not known:
            value = materialised(value)
            wrong = None if accepts(type_, value) else misfit(type_, value)
            if wrong is not None:
                raise self._unfit(wrong)
        return self._special.stored_form(model, conformed(type_, value))

    def _unfit(self, found: Misfit) -> Refused:
        want = model_json(found.want, self.schema.meta)
        return validation(want, show(found.have), found.path, words(found.want))

    def put(
        self,
        model: str,
        record: str,
        created: str,
        value: Value,
        fresh: Iterable[Key],
        keeps_edges: bool = False,
    ) -> None:
        """Store a value that has been found valid; `fresh` are records that need not exist yet."""
        type_ = self.schema.model(model)
        found = targets(value)
        for target in found:
            if target not in fresh and target != (model, record) and self._tx.get(*target) is None:
                raise execution("referenced object not found", object_not_found(*target).human)
        if keeps_edges and not found:
            found = list(self._tx.referred(model, record))
        self.store(
            model, record, created, value, found, unique_keys(type_, value, self.schema.uniques(model))
        )

    def store(
        self,
        model: str,
        record: str,
        created: str,
        value: Value,
        refers: Iterable[Key],
        uniques: Iterable[tuple[str, bytes]],
    ) -> None:
        """Hand a record to the store as it is."""
        self._reader.wrote(model, record)
        stored = StoredRecord(model, record, created, self.now, encode_stored(value))
        try:
            self._tx.put(stored, refers, uniques)
        except UniqueTaken:
            raise execution("unique constraint violation") from None

    def copy(self, model: str, record: str, value: Value) -> None:
        """Store what a migration made: no references, no unique keys, created and updated now."""
        self.store(model, record, self.now, value, (), ())

    def remove(self, model: str, record: str) -> None:
        """Take a record out of the store."""
        self._reader.wrote(model, record)
        self._tx.delete(model, record)

    def set_tag(self, name: str, model: str | None) -> None:
        """Let a tag name a model, or nothing."""
        self._tx.set_setting(f"tag/{name}", model)

    def renew(self) -> None:
        """Note that an expression writes, or might have."""
        self._tx.renew(self.now)

    def models_changed(self) -> None:
        """Read models anew from here on."""
        self.schema.forget(self._tx.version(self.schema.meta))

    def _permitted(self, operation: str, model: str, record: str, created: str, value: Value) -> bool:
        """Whether the user may write a record, asked before unique keys and references tell of others.

        False if the permission cannot say so of a record that is not there; refuses if the user may not.
        """
        if self.permissions.test(operation) is None:
            return True
        given = Record(model, record, created, self.now, value, encode_stored(value))
        try:
            allowed = self.permissions.allows(operation, given)
        except Refused:
            return False
        if not allowed:
            raise permission_denied()
        return True

    def _permit(self, operation: str, model: str, record: str) -> None:
        if self.permissions.test(operation) is None:
            return
        found = self._reader.find(model, record)
        if found is not None and not self.permissions.allows(operation, found):
            raise permission_denied()
