"""What release 1.0.0 does where a tidier server would do otherwise: one test per sentence of the spec."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import Database, function, scope, tag


@pytest.fixture
def database() -> Database:
    return Database()


def text(value: str) -> dict[str, Any]:
    return {"string": value}


def data(datum: Any) -> dict[str, Any]:
    return {"data": datum}


def auto_migration(source: list[str], target: list[str]) -> dict[str, Any]:
    auto = {"union": ["auto", {"struct": {}}]}
    step = {"struct": {"source": {"ref": source}, "target": {"ref": target}, "expression": auto}}
    return {"create": [tag("_migration"), function("_", data({"list": [step]}))]}


def machine(database: Database, *body: Any) -> Any:
    return database.refusal(*body).machine


ONE_OF_TWO = data({"map": {"b": {"int32": 2}}})
WITH_A = {"setKey": {"name": "a", "value": {"int32": 1}, "in": ONE_OF_TWO}}


def test_what_is_known_of_a_new_key_is_taken_for_all_keys(database: Database) -> None:
    """kvm-1.0 section 4.5, "visible bugs of const propagation"."""
    every = {"mapMap": [WITH_A, function("k", "v", scope("v"))]}
    assert database.ask(every) == {"a": 1, "b": 1}
    assert database.ask({"assertPresent": {"key": [text("b"), WITH_A]}}) == 1
    assert database.ask({"key": [text("b"), WITH_A]}) == 2


def test_set_whose_elements_change_does_not_migrate(database: Database) -> None:
    """kvm-1.0 section 7: an internal function has a parameter too many."""
    source = database.model({"set": {"int32": {}}}, "source")
    target = database.model({"set": {"optional": {"int32": {}}}}, "target")
    assert machine(database, auto_migration(source, target)) == {
        "compilationError": {
            "problem": "expected function of 1 parameters, have 2",
            "program": {"function": [["i", "source"], [{"scope": "source"}]]},
        }
    }


def test_set_of_something_else_has_no_migration_to_compile(database: Database) -> None:
    """kvm-1.0 section 7: the conversion of the elements is looked for first."""
    source = database.model({"set": {"int32": {}}}, "source")
    target = database.model({"set": {"string": {}}}, "target")
    expected: Any = {"autoMigrationError": {"problem": [{"setElements": {}}]}}
    assert machine(database, auto_migration(source, target)) == expected


def test_union_that_loses_a_case_does_not_migrate(database: Database) -> None:
    """kvm-1.0 section 7: the target needs all cases of the source."""
    source = database.model({"union": {"a": {"int32": {}}, "b": {"string": {}}}}, "source")
    target = database.model({"union": {"a": {"int32": {}}}}, "target")
    expected = {"compilationError": {"problem": "type checking failed", "program": {"scope": "source"}}}
    assert machine(database, auto_migration(source, target)) == expected


def test_optional_becomes_null_only_where_there_is_no_conversion(database: Database) -> None:
    """kvm-1.0 section 7: "convert or null"; a conversion that does not compile is neither."""
    numbers = database.model({"struct": {"a": {"set": {"int32": {}}}}}, "numbers")
    changed = database.model({"struct": {"a": {"optional": {"set": {"optional": {"int32": {}}}}}}}, "changed")
    words = database.model({"struct": {"a": {"optional": {"set": {"string": {}}}}}}, "words")
    assert "compilationError" in machine(database, auto_migration(numbers, changed))
    made = {"create": [tag("numbers"), function("_", data({"struct": {"a": {"set": [{"int32": 1}]}}}))]}
    record = database.ask(made)[1]
    database.ask(auto_migration(numbers, words))
    assert database.ask({"get": data({"ref": [words[1], record]})}) == {}


def test_optional_of_a_resolved_value_is_none_to_the_checker(database: Database) -> None:
    """kvm-1.0 section 4.6: values are right, presentOrZero is refused, isPresent works."""
    database.model({"struct": {"nick": {"optional": {"string": {}}}}}, "person")
    for nick in (text("x"), {"null": None}):
        database.ask({"create": [tag("person"), function("_", data({"struct": {"nick": nick}}))]})
    people = {"resolveAllRefs": {"all": tag("person")}}
    nicks = {"field": ["nick", scope("p")]}
    answers = database.ask({"mapList": [people, function("i", "p", {"isPresent": nicks})]})
    assert sorted(answers) == [False, True]
    assert sorted(map(str, database.ask(people))) == ["{'nick': 'x'}", "{}"]
    assert machine(database, {"mapList": [people, function("i", "p", {"presentOrZero": nicks})]}) == {
        "compilationError": {"problem": "presentOrZero: argument is always present", "program": nicks}
    }


def test_lazy_list_cannot_be_part_of_a_record(database: Database) -> None:
    """kvm-1.0 section 3.2: status 400; memSort or reverseList around it makes it a list."""
    database.model({"struct": {"ns": {"list": {"string": {}}}}}, "bag")
    names = {"mapList": [{"all": tag("_tag")}, function("i", "t", {"field": ["tag", scope("t")]})]}

    def created(numbers: Any) -> dict[str, Any]:
        return {"create": [tag("bag"), function("_", data({"struct": {"ns": {"expr": numbers}}}))]}

    assert database.refusal(created(names)).status == 400
    assert database.ask({"length": {"all": tag("bag")}}) == 0
    database.ask(created({"reverseList": names}))
    database.ask(created({"memSort": [names, function("n", scope("n"))]}))
    assert database.ask({"length": {"all": tag("bag")}}, {"length": {"all": tag("bag")}}) == 2


@pytest.mark.parametrize("offset", ["+24:01", "+00:60", "-24:00", "+24:60"])
def test_offset_of_a_full_day_or_hour_is_read(database: Database, offset: str) -> None:
    written = f"2020-01-01T00:00:00{offset}"
    assert database.ask({"dateTime": written}).startswith("2020-01-01T00:00:00")


@pytest.mark.parametrize("offset", ["+25:00", "-25:00", "+00:61", "+99:99"])
def test_offset_beyond_that_is_a_malformed_time(database: Database, offset: str) -> None:
    """Found by the reader of requests, as every literal that does not fit."""
    assert "codecError" in machine(database, {"dateTime": f"2020-01-01T00:00:00{offset}"})


def test_what_a_constant_struct_lacks_is_held_for_present(database: Database) -> None:
    """kvm-1.0 section 5, field; every other use makes the real server answer 500, here it is refused."""
    gap = {"field": ["q", data({"struct": {"a": {"int32": 1}}})]}
    assert database.ask({"isPresent": gap}) is True
    for use in (gap, {"assertPresent": gap}, {"equal": [gap, {"null": None}]}):
        assert "compilationError" in machine(database, use)


def test_what_a_struct_known_at_run_time_lacks_is_refused(database: Database) -> None:
    role = {"first": {"all": tag("_role")}}
    assert "compilationError" in machine(database, {"isPresent": {"field": ["q", role]}})
