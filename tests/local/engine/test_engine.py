"""The engine as a whole: transactions, caches, permissions, and what crashes a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Refused, render
from karma_tui.local.ports import Moved, ReadTransaction

from .helpers import Database, function, numbers, scope, tag

TEXT: Any = {"string": {}}


@pytest.fixture
def db() -> Database:
    return Database()


def test_a_new_database_has_the_default_models_and_one_user(db: Database) -> None:
    names = db.ask({"mapList": [{"all": tag("_tag")}, function("i", "t", {"field": ["tag", scope("t")]})]})
    assert sorted(names) == ["_expression", "_migration", "_model", "_role", "_tag", "_user"]
    assert db.engine.find_user("admin") == (db.engine.root_user(), "")
    assert db.engine.find_user("nobody") is None


def test_initialising_twice_changes_nothing(db: Database) -> None:
    before = db.engine.root_user()
    db.engine.initialise()
    assert db.engine.root_user() == before


def test_a_reset_makes_new_ids_and_forgets_everything(db: Database) -> None:
    db.model(TEXT, "word")
    before = db.engine.root_user()
    db.engine.reset()
    db.user = db.engine.root_user()
    assert db.user != before
    assert db.ask({"tagExists": {"string": "word"}}) is False


def test_an_error_undoes_the_whole_query(db: Database) -> None:
    db.model(TEXT, "word")
    create = {"create": [tag("word"), function("_", {"string": "kiwi"})]}
    late = {"divInt32": [{"int32": 1}, {"int32": 0}]}
    assert db.refusal(create, late).machine == {"executionError": {"problem": "division by zero"}}
    assert db.ask({"length": {"all": tag("word")}}) == 0


def test_a_query_sees_its_own_writes_through_a_lazy_list(db: Database) -> None:
    db.model(TEXT, "word")
    create = {"create": [tag("word"), function("_", {"string": "kiwi"})]}
    assert db.ask({"define": ["l", {"all": tag("word")}]}, create, {"length": scope("l")}) == 1


def test_the_compile_cache_is_never_stale(db: Database) -> None:
    question = {"tagExists": {"string": "word"}}
    assert db.ask(question) is False
    db.refusal({"all": tag("word")})
    db.model(TEXT, "word")
    assert db.ask(question) is True
    assert db.ask({"all": tag("word")}) == []


def test_the_record_cache_follows_every_kind_of_write(db: Database) -> None:
    db.model(TEXT, "word")
    listing = {"all": tag("word")}
    made = db.ask({"create": [tag("word"), function("_", {"string": "a"})]})
    assert db.ask(listing) == ["a"]
    db.ask({"update": {"ref": {"data": {"ref": made}}, "value": {"string": "b"}}})
    assert db.ask(listing) == ["b"]
    db.ask({"create": [tag("word"), function("_", {"string": "c"})]})
    assert sorted(db.ask(listing)) == ["b", "c"]
    db.ask({"delete": {"data": {"ref": made}}})
    assert db.ask(listing) == ["c"]
    assert db.refusal({"get": {"data": {"ref": made}}}).machine == {"objectNotFoundError": made}


def test_modelOf_damages_nothing(db: Database) -> None:
    db.model({"struct": {"nick": {"optional": TEXT}}}, "person")
    create = {"create": [tag("person"), function("_", {"data": {"struct": {}}})]}
    made = {"data": {"ref": db.ask(create)}}
    for _ in range(2):
        assert db.ask({"modelOf": {"get": made}}) == {"struct": {"nick": {"optional": TEXT}}}
    assert db.ask({"get": made}) == {}


@pytest.mark.parametrize(
    "expression",
    [
        {"divInt8": [{"int8": 1}, {"int8": 0}]},
        {"memSort": [numbers(2, 1), function("x", {"data": {"list": [{"expr": scope("x")}]}})]},
        {"field": ["zz", {"data": {"struct": {"a": {"string": "x"}}}}]},
        {"indexTuple": [{"data": {"tuple": [{"int8": 1}]}}, -1]},
        {"signature": function("x", "y", scope("y"))},
        {"presentOrZero": {"data": {"union": ["a", {"string": "b"}]}}},
    ],
)
def test_what_crashes_a_real_server_is_refused_with_a_reason(db: Database, expression: Any) -> None:
    refused = db.refusal(expression)
    assert refused.status == 400
    assert refused.human


def test_an_endless_model_can_be_made_and_holds_nothing(db: Database) -> None:
    model = db.model({"recursion": {"label": "t", "model": {"recurse": "t"}}}, "endless")
    assert db.ask({"all": tag("endless")}) == []
    db.refusal({"create": [tag("endless"), function("_", {"string": "x"})]})
    with pytest.raises(Refused):
        db.engine.rest_create(model[1], b'["x"]', db.user)


def test_values_with_a_fraction_of_a_second_keep_it_in_storage(db: Database) -> None:
    db.model({"dateTime": {}}, "time")
    for text in ("2020-01-01T00:00:00.2Z", "2020-01-01T00:00:00.1Z"):
        db.ask({"create": [tag("time"), function("_", {"dateTime": text})]})
    earlier = {"before": [{"first": scope("l")}, {"dateTime": "2020-01-01T00:00:00.15Z"}]}
    sort = {"memSort": [{"all": tag("time")}, function("t", scope("t"))]}
    assert db.ask({"define": ["l", sort]}, earlier) is True
    assert db.ask({"all": tag("time")}) == ["2020-01-01T00:00:00Z"] * 2


def test_numbers_that_json_cannot_say_are_stored_and_written_bare(db: Database) -> None:
    db.model({"float": {}}, "number")
    infinite = {"divFloat": [{"float": 1}, {"float": 0}]}
    db.ask({"create": [tag("number"), function("_", infinite)]})
    assert db.raw({"all": tag("number")}) == b"[+Inf]"


def test_minus_zero_keeps_its_sign_in_storage(db: Database) -> None:
    db.model({"float": {}}, "number")
    zero = {"mulFloat": [{"float": 0}, {"float": -1}]}
    db.ask({"create": [tag("number"), function("_", zero)]})
    assert db.raw({"all": tag("number")}) == b"[-0]"
    assert db.raw({"divFloat": [{"float": 1}, {"first": {"all": tag("number")}}]}) == b"-Inf"


def test_a_user_without_a_role_reads_nothing_and_a_deleted_user_is_told_so(db: Database) -> None:
    body = json.dumps([{"username": "eve", "password": "", "roles": []}]).encode()
    eve = json.loads(db.engine.rest_create("_user", body, db.user))[0][1]
    listing = json.dumps({"function": [[], [{"length": {"all": tag("_tag")}}]]}).encode()
    assert db.engine.run(listing, eve, Dialect.V1) == b"0"
    db.engine.rest_delete("_user", eve, db.user)
    with pytest.raises(Refused) as caught:
        db.engine.run(listing, eve, Dialect.V1)
    assert caught.value.machine == {"executionError": {"problem": "user id not found"}}


def test_an_error_in_the_body_is_placed_in_bytes(db: Database) -> None:
    with pytest.raises(Refused) as caught:
        db.engine.run('{"function":[[],[{"string":"ü"},{"frob":1}]]}'.encode(), db.user, Dialect.V1)
    assert caught.value.machine == {"codecError": {"name": "json", "offset": 34}}


def test_a_type_error_says_where_the_types_part(db: Database) -> None:
    db.model({"struct": {"tags": {"list": TEXT}}}, "note")
    wrong = {"data": {"struct": {"tags": {"list": [{"string": "a"}, {"int8": 1}]}}}}
    human = db.refusal({"create": [tag("note"), function("_", wrong)]}).human
    assert human.startswith("Compilation Error\n=================\nProblem\n-------\ntype checking failed\n")
    assert 'struct field "tags", list item 1' in human
    names = {"mapList": [{"all": tag("note")}, function("i", "n", {"not": {"field": ["tags", scope("n")]}})]}
    assert 'Location\n--------\nstruct field "tags"' in db.refusal(names).human


def test_a_refusal_is_wrapped_unless_it_is_bare() -> None:
    machine: Any = {"permissionDeniedError": {}}
    wrapped = json.loads(render(Refused(400, machine, "No <way>")))
    assert wrapped == {"humanReadableError": {"human": "No <way>", "machine": machine}}
    assert b"\\u003cway\\u003e" in render(Refused(400, machine, "No <way>"))
    assert json.loads(render(Refused(403, machine, "", bare=True))) == machine


def test_a_migration_copies_and_keeps_in_step(db: Database) -> None:
    source = db.model({"struct": {"a": {"int32": {}}}}, "old")
    target = db.model({"struct": {"a": {"int32": {}}, "b": {"optional": TEXT}}}, "new")
    made = db.ask({"create": [tag("old"), function("_", {"data": {"struct": {"a": {"int32": 1}}}})]})
    step = {"source": source[1], "target": target[1], "expression": {"auto": {}}}
    db.engine.rest_create("_migration", json.dumps([[step]]).encode(), db.user)
    assert db.ask({"all": tag("new")}) == [{"a": 1}]
    value = {"data": {"struct": {"a": {"int32": 2}}}}
    db.ask({"update": {"ref": {"data": {"ref": made}}, "value": value}})
    assert db.ask({"all": tag("new")}) == [{"a": 2}]


def test_query_overtaken_by_a_writer_is_answered_from_the_newer_state(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, glances = db.store.read, []

    @contextmanager
    def overtaken() -> Iterator[ReadTransaction]:
        glances.append(1)
        with read() as transaction:
            monkeypatch.setattr(transaction, "get", _moved)
            monkeypatch.setattr(transaction, "all", _moved)
            yield transaction

    db.model(TEXT, "word")  # so that nothing of the new state is cached
    monkeypatch.setattr(db.store, "glance", overtaken)
    assert db.ask({"length": {"all": tag("_user")}}) == 1
    assert glances == [1]


def _moved(*_: object) -> None:
    raise Moved


def test_a_stored_expression_has_each_item_of_a_set_once(db: Database) -> None:
    body = {"data": {"set": [{"int8": 1}, {"int8": 2}, {"int8": 1}]}}
    made = json.loads(
        db.engine.rest_create("_expression", json.dumps([function("_", body)]).encode(), db.user)
    )
    items = db.ask({"get": {"data": {"ref": made[0]}}})["function"][1][0]["data"]["set"]
    assert sorted(items, key=str) == [{"int8": 1}, {"int8": 2}]


def test_the_user_is_a_user_whatever_the_tag_of_users_names() -> None:
    database = Database()
    word = database.model({"string": {}}, "word")
    tags = {"all": tag("_tag")}
    named = function("i", "t", {"equal": [{"field": ["tag", scope("t")]}, {"string": "_user"}]})
    users = {"refTo": {"first": {"filterList": [tags, named]}}}
    name = {"field": ["username", {"get": {"currentUser": {}}}]}
    moved = {"data": {"struct": {"tag": {"string": "_user"}, "model": {"ref": word}}}}
    database.ask({"update": {"ref": users, "value": moved}})
    assert database.ask(name) == "admin"
    database.ask({"delete": users})
    assert database.ask(name) == "admin"
