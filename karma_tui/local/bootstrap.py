"""Filling an empty store: the default models, their tags, and the first expression, role and user."""

from __future__ import annotations

import random

from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.defaults import ALWAYS, ROOT_NAME, TAGS, default_models, model_type
from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.model_value import model_value
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Ref, Value
from karma_tui.local.ports import StoredRecord, WriteTransaction
from karma_tui.local.shape import targets, unique_keys, uniques_of
from karma_tui.local.write import new_id


def fill(tx: WriteTransaction, now: str, rng: random.Random) -> None:
    """Create everything that a new database has; `now` is the records' time."""
    ids = {tag: new_id(rng) for tag in TAGS}
    meta = ids["_model"]
    types = _models(tx, ids, now)

    def put(tag: str, value: Value) -> Ref:
        ref = Ref(ids[tag], new_id(rng))
        body = encode_stored(value)
        record = StoredRecord(ref.model, ref.record, now, now, body)
        tx.put(record, targets(value), unique_keys(types[tag], value, uniques_of(types[tag])))
        return ref

    for tag, model in ids.items():
        put("_tag", {"tag": tag, "model": Ref(meta, model)})
        tx.set_setting(f"tag/{tag}", model)
        tx.set_setting(f"default/{tag}", model)
    always = put("_expression", decoder(types["_expression"], {})(ALWAYS))
    permissions = dict.fromkeys(("create", "read", "update", "delete"), always)
    role = put("_role", {"name": "admins", "permissions": permissions})
    root = put("_user", {"username": ROOT_NAME, "password": "", "roles": [role]})
    tx.set_setting("root", root.record)
    tx.set_setting("meta", meta)


def _models(tx: WriteTransaction, ids: dict[str, str], now: str) -> dict[str, Type]:
    """Store the default models; their types by tag."""
    meta = ids["_model"]
    of_models = model_type(meta)
    read = decoder(of_models, {})
    types: dict[str, Type] = {"_model": of_models}
    values: dict[str, Value] = {"_model": model_value(of_models, meta)}
    for tag, definition in default_models(ids).items():
        value = read(definition)
        types[tag] = parse_model(value, show)
        values[tag] = value
    for tag, value in values.items():
        record = StoredRecord(meta, ids[tag], now, now, encode_stored(value))
        tx.put(record, targets(value), ())
    return types
