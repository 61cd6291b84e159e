"""Plain data become the same records without a session as with one, and only where nothing else counts."""

from __future__ import annotations

import json
import random
import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.constants import UNSURE, constant_reader
from karma_tui.lang.machine.constants_json import body_reader
from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.types import PRIMS, Enum, ListOf, Optional, SetOf, Struct, Type, UnionOf
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Asked, Refused
from karma_tui.local.plain import Plan, new_ids
from karma_tui.local.shape import targets

from .helpers import Database, function, tag
from .test_intake import datum
from .test_values import TYPED


def straight(type_: Type, data: Any) -> tuple[bytes, set[tuple[str, str]]] | None:
    """The body read straight from data, and where they point; None if the reader is not sure."""
    found: list[tuple[str, str]] = []
    try:
        return body_reader(type_, found)(data), set(found)
    except UNSURE:
        return None


def by_values(type_: Type, data: Any) -> tuple[bytes, set[tuple[str, str]]] | None:
    """The same by way of a value."""
    try:
        value = constant_reader(type_, {})(data)
    except UNSURE:
        return None
    return encode_stored(value), set(targets(value))


@given(TYPED)
def test_bodies_read_straight_are_those_of_the_values(pair: tuple[Type, Value]) -> None:
    type_, value = pair
    found = straight(type_, datum(value))
    assert found is None or found == by_values(type_, datum(value))


@given(TYPED, TYPED)
def test_data_of_another_type_are_never_read_straight(
    pair: tuple[Type, Value], other: tuple[Type, Value]
) -> None:
    found = straight(pair[0], datum(other[1]))
    assert found is None or found == by_values(pair[0], datum(other[1]))


FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**7), 10**7)


@given(FLOATS, st.text("aé\u2028<&", max_size=4), st.integers(-(2**63), 2**63 - 1))
def test_ordinary_records_are_read_straight(number: float, text: str, integer: int) -> None:
    fields: dict[str, Type] = {"n": PRIMS["int64"], "t": ListOf(PRIMS["string"]), "f": PRIMS["float"]}
    type_ = Struct({**fields, "o": Optional(PRIMS["bool"]), "s": SetOf(PRIMS["string"])})
    data: dict[str, Any] = {
        "n": {"int64": integer},
        "t": {"list": [{"string": text}]},
        "f": {"float": number},
    }
    data["s"] = {"set": [{"string": "b"}, {"string": "a"}]}
    for odd in ({}, {"o": {"null": None}}, {"o": {"bool": True}}):
        found = straight(type_, {"struct": {**data, **odd}})
        negative_zero = str(float(number)) == "-0.0"
        assert found == (None if negative_zero else by_values(type_, {"struct": {**data, **odd}}))


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (PRIMS["dateTime"], {"dateTime": "2020-01-01T00:00:00.5Z"}),
        (PRIMS["dateTime"], {"dateTime": "2020-02-30T00:00:00Z"}),
        (SetOf(PRIMS["string"]), {"set": [{"string": "a"}, {"string": "a"}]}),
        (SetOf(PRIMS["float"]), {"set": [{"float": 1}, {"float": 1.0}]}),
        (Enum(frozenset({"a"})), {"symbol": "b"}),
        (UnionOf({"a": PRIMS["null"]}), {"union": ["b", {"null": None}]}),
        (PRIMS["int8"], {"int8": 128}),
        (PRIMS["int8"], {"int8": True}),
        (PRIMS["bool"], {"bool": 1}),
        (PRIMS["string"], {"string": "a", "int8": 1}),
        (PRIMS["float"], {"float": "1"}),
        (PRIMS["null"], {"null": False}),
        (Struct({"a": PRIMS["bool"]}), {"struct": {}}),
        (Struct({"a": Optional(PRIMS["bool"])}), {"struct": {"b": {"bool": True}}}),
    ],
)
def test_what_takes_a_second_look_is_not_read_straight(type_: Type, data: Any) -> None:
    assert straight(type_, data) is None


def model_of(users: str) -> Any:
    """A model with a reference into the model of users, which may miss."""
    fields = {"name": {"string": {}}, "friend": {"optional": {"ref": users}}, "sizes": {"set": {"int8": {}}}}
    return {"struct": fields}


def record(**fields: Any) -> Any:
    return function("x", {"data": {"struct": {"name": {"string": "é<"}, "sizes": {"set": []}, **fields}}})


def requests(user: str, users: str) -> list[Any]:
    """Requests that bring records in, plain and less so."""
    friend = {"friend": {"ref": [users, user]}}
    odd = {"sizes": {"set": [{"int8": 1}, {"int8": 1}]}}
    return [
        {"create": [tag("t"), record()]},
        {"create": [tag("t"), record(**friend)]},
        {"create": [tag("t"), record(friend={"ref": [users, "nobodynobodynobo"]})]},
        {"create": [tag("t"), record(friend={"ref": ["nowherenowherenw", user]})]},
        {"createMultiple": [tag("t"), {"b": record(), "a": record(**friend), "<": record()}]},
        {"createMultiple": [tag("t"), {"b": record(), "a": record(**odd)}]},
        {"createMultiple": [tag("t"), {"b": record(), "a": record(name={"int8": 1})}]},
        {"createMultiple": [tag("t"), {}]},
        {"create": [tag("u"), record()]},
        {"create": [tag("_tag"), function("x", {"data": {"struct": {"tag": {"string": "new"}}}})]},
    ]


def outcomes(database: Database) -> list[Any]:
    """What all requests lead to, and what is there afterwards; ids are made equal."""
    users = database.ask(tag("_user"))[1]
    names = {"mapList": [{"all": tag("t")}, function("i", "v", {"field": ["name", {"scope": "v"}]})]}
    seen: list[Any] = []
    for request in requests(database.user, users):
        try:
            seen.append(database.ask(request))
        except Refused as refused:
            seen.append(refused.machine)
        seen.append(database.ask(names))
    stored = database.store.snapshot()
    found = [record for records in stored.records.values() for record in records.values()]
    seen.append(sorted([(without_ids(each.body.decode()), each.created, each.updated) for each in found]))
    seen.append(sorted([len(holders) for holders in stored.incoming.values()]))
    return seen


def without_ids(seen: object) -> str:
    return re.sub(r"\b[A-Za-z]{16}\b", "ID", str(seen))


def prepared(kind: str) -> Database:
    """A database in which the plain way is open, or not."""
    database = Database()
    model = model_of(database.ask(tag("_user"))[1])
    ref = database.model(model, "t")
    database.model(model, "u")
    if kind == "migrated":
        target = database.model(model, "v")
        links = {"source": {"ref": ref}, "target": {"ref": target}}
        step = {"struct": {**links, "expression": {"union": ["auto", {"struct": {}}]}}}
        database.ask({"create": [tag("_migration"), function("x", {"data": {"list": [step]}})]})
    return database


@pytest.mark.parametrize("kind", ["plain", "migrated"])
def test_both_ways_lead_to_the_same(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = outcomes(prepared(kind))
    monkeypatch.setattr(Plan, "take", lambda *_: None)
    assert without_ids(found) == without_ids(outcomes(prepared(kind)))


def create(database: Database, user: str, **fields: Any) -> bytes:
    body = {"function": [[], [{"create": [tag("t"), record(**fields)]}]]}
    return database.engine.run(json.dumps(body).encode(), user, Dialect.V1)


def made_plainly(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Collects of every request that brings records in whether it went the plain way."""
    taken: list[bool] = []
    take = Plan.take

    def noted(*arguments: Any) -> Any:
        found = take(*arguments)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(Plan, "take", noted)
    return taken


def test_plan_lasts_until_something_changes_that_it_was_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    database, taken = prepared("plain"), made_plainly(monkeypatch)
    engine = database.engine
    roles = database.ask({"first": {"all": tag("_user")}})["roles"]
    eve = {"username": "eve", "password": "", "roles": [role[1] for role in roles]}
    found = json.loads(engine.rest_create("_user", json.dumps([eve]).encode(), database.user))[0][1]
    create(database, found), create(database, found)
    engine.rest_update("_user", found, json.dumps({**eve, "roles": []}).encode(), database.user)
    with pytest.raises(Refused) as forbidden:
        create(database, found)
    assert "permissionDeniedError" in str(forbidden.value.machine)
    engine.rest_update("_user", found, json.dumps(eve).encode(), database.user)
    create(database, found)
    engine.rest_delete("_user", found, database.user)
    with pytest.raises(Refused) as gone:
        create(database, found)
    assert gone.value.machine == {"executionError": {"problem": "user id not found"}}
    assert taken == [True, True, False, True, False]
    assert len(database.ask({"all": tag("t")})) == 3


def test_records_follow_a_migration_that_began_after_the_first_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database, taken = prepared("plain"), made_plainly(monkeypatch)
    create(database, database.user)
    target = database.model(model_of(database.ask(tag("_user"))[1]), "v")
    step = {"source": database.ask(tag("t"))[1], "target": target[1], "expression": {"auto": {}}}
    database.engine.rest_create("_migration", json.dumps([[step]]).encode(), database.user)
    create(database, database.user)
    assert (len(database.ask({"all": tag("v")})), taken) == (2, [True, False])


def test_records_of_a_model_that_is_held_in_memory_are_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    database, taken = prepared("plain"), made_plainly(monkeypatch)
    for number in range(1, 4):
        create(database, database.user, sizes={"set": [{"int8": number}]})
        assert len(database.ask({"all": tag("t")})) == number
    assert taken == [True] * 3


def test_each_of_a_group_has_its_own_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    database, taken = prepared("plain"), made_plainly(monkeypatch)
    users = database.ask(tag("_user"))[1]
    bodies = [
        json.dumps({"function": [[], [request]]}).encode() for request in requests(database.user, users)
    ]
    bodies.append(b"{}")
    together = database.engine.run_together([Asked(body, database.user) for body in bodies])
    kinds = {type(None): "-", bytes: "answered", Refused: "refused"}
    found = " ".join([kinds[type(outcome)] for outcome in together])
    assert found == "answered answered refused - answered answered - answered answered - -"
    assert taken == [True, True, False, False, True, False, False, True, True, False]
    assert len(database.ask({"all": tag("t")})) == 7


def test_ids_are_random_letters_and_never_alike() -> None:
    rng = random.Random(1)
    for count in (1, 2, 500):
        made = [*new_ids(rng, count), *new_ids(rng, count)]
        assert len(set(made)) == 2 * count
        assert all(re.fullmatch("[A-Za-z]{16}", each) for each in made)
    assert set("".join(new_ids(rng, 500))) == set(string.ascii_letters)
