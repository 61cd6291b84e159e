"""What release 0.1.4 does where a tidier server would do otherwise (spec kvm-0.1 and quirks-0.1)."""

from __future__ import annotations

from typing import Any

import pytest

from karma_tui.local.engine import Refused

from .driving import Instance, kind


@pytest.fixture
def instance() -> Instance:
    return Instance()


def tagged(model: str, name: str) -> dict[str, Any]:
    """The expression that gives a model a tag."""
    return {
        "create": {"in": {"tag": "_tag"}, "value": {"newStruct": {"tag": name, "model": {"model": model}}}}
    }


def untagged(name: str) -> dict[str, Any]:
    wanted = {"equal": [{"field": "tag"}, name]}
    found = {"filter": {"value": {"all": {"tag": "_tag"}}, "expression": wanted}}
    return {"delete": {"refTo": {"first": found}}}


def test_tag_that_was_missing_stays_missing_in_a_request_that_has_been_seen(instance: Instance) -> None:
    """kvm-0.1 section 3: the last 1024 compiled requests are kept, or their compile errors."""
    asked: Any = {"tag": "late"}
    assert kind(instance.refusal(asked)) == "compilationError"
    model = instance.model({"string": {}})
    instance.old(tagged(model, "late"))
    assert kind(instance.refusal(asked)) == "compilationError"
    assert instance.old({"all": asked}) == []
    assert instance.old({"tag": {"stringToLower": "LATE"}}) == model


def test_tag_that_was_there_stays_there_in_a_request_that_has_been_seen(instance: Instance) -> None:
    model = instance.model({"string": {}})
    instance.old(tagged(model, "gone"))
    assert instance.old({"tag": "gone"}) == model
    instance.old(untagged("gone"))
    assert instance.old({"tag": "gone"}) == model
    assert kind(instance.refusal({"all": {"tag": "gone"}})) == "compilationError"
    assert kind(instance.refusal({"tag": {"stringToLower": "GONE"}})) == "executionError"


def test_kept_refusals_are_told_anew_each_time(instance: Instance) -> None:
    first, second = instance.refusal({"add": [1, "x"]}), instance.refusal({"add": [1, "x"]})
    assert first is not second
    assert (first.machine, first.human) == (second.machine, second.human)


def test_another_database_begins_anew(instance: Instance) -> None:
    assert kind(instance.refusal({"tag": "late"})) == "compilationError"
    before = instance.old({"tag": "_user"})
    instance.engine.reset()
    assert instance.old({"tag": "_user"}) != before
    instance.old(tagged(instance.model({"string": {}}), "late"))
    assert isinstance(instance.old({"tag": "late"}), str)


@pytest.fixture
def friends(instance: Instance) -> tuple[str, str, str]:
    """A model of persons, and two of them, the second a friend of the first."""
    values = {"person": {"contextual": {"struct": {"friends": {"list": {"ref": "person"}}}}}}
    model = instance.old({"createMultiple": {"in": {"tag": "_model"}, "values": values}})["person"]
    ann = instance.create(model, {"friends": []})
    return model, ann, instance.create(model, {"friends": [ann]})


def ref(model: str, record: str) -> dict[str, Any]:
    return {"newRef": {"model": model, "id": record}}


def update(model: str, record: str, friends: list[str]) -> dict[str, Any]:
    return {"update": {"ref": ref(model, record), "value": {"contextual": {"friends": friends}}}}


def referrers(model: str, record: str) -> dict[str, Any]:
    return {"referrers": {"of": ref(model, record), "in": {"model": model}}}


def test_update_to_no_references_leaves_the_old_edges(
    instance: Instance, friends: tuple[str, str, str]
) -> None:
    """kvm-0.1, referential rules; the value itself is new."""
    model, ann, bob = friends
    instance.old(update(model, bob, []))
    assert instance.old({"get": ref(model, bob)}) == {"friends": []}
    assert instance.old(referrers(model, ann)) == [bob]
    assert kind(instance.refusal({"delete": ref(model, ann)})) == "executionError"


def test_update_to_other_references_replaces_the_edges(
    instance: Instance, friends: tuple[str, str, str]
) -> None:
    model, ann, bob = friends
    instance.old(update(model, bob, [bob]))
    assert instance.old(referrers(model, ann)) == []
    assert instance.old({"delete": ref(model, ann)}) == {"friends": []}


def test_update_in_dialect_1_0_removes_the_edges(instance: Instance, friends: tuple[str, str, str]) -> None:
    model, ann, bob = friends
    empty: Any = {"data": {"struct": {"friends": {"list": []}}}}
    instance.new({"update": {"ref": {"data": {"ref": [model, bob]}}, "value": empty}})
    assert instance.old(referrers(model, ann)) == []
    try:
        instance.old({"delete": ref(model, ann)})
    except Refused as refused:
        raise AssertionError(refused.human) from None
