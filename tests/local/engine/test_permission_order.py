"""Who may not write is told so before anything about the records that are there (spec kvm-1.0 section 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from karma_tui.local.engine import Refused

from .helpers import Database, function, scope, tag

DENIED: dict[str, Any] = {"permissionDeniedError": {}}


class Restricted(Database):
    """A database with words that are unique, notes about them, and a user who may write notes called mine."""

    def __init__(self) -> None:
        super().__init__()
        self.word_model = self.model({"struct": {"word": {"unique": {"string": {}}}}}, "word")
        self.note_model = self.model(
            {"struct": {"text": {"string": {}}, "about": {"ref": self.word_model[1]}}}, "note"
        )
        self.word = self.make("word", {"word": "there"})
        mine = {"equal": [{"field": ["text", scope("n")]}, {"string": "mine"}]}
        notes = {"match": tag("note"), "return": function("n", mine)}
        test = {"switchModelRef": {"value": scope("r"), "default": {"bool": False}, "cases": [notes]}}
        never, own = (self.make("_expression", function("r", body)) for body in ({"bool": False}, test))
        always = self.make("_expression", function("r", {"bool": True}))
        permissions = {"create": own, "read": always, "update": own, "delete": never}
        role = self.make("_role", {"name": "writers", "permissions": permissions})
        self.note = self.make("note", {"text": "mine", "about": self.word})
        self.user = self.make("_user", {"username": "ann", "password": "", "roles": [role]})

    def make(self, model: str, value: Any) -> str:
        """A record, made by the root user; its id."""
        made = self.engine.rest_create(model, json.dumps([value]).encode(), self.engine.root_user())
        return str(json.loads(made)[0][1])

    def write(self, model: str, value: Any) -> Any:
        """What the user is answered who makes a record."""
        try:
            return json.loads(self.engine.rest_create(model, json.dumps([value]).encode(), self.user))
        except Refused as refused:
            return refused.machine


@pytest.fixture
def database() -> Restricted:
    return Restricted()


def test_a_value_that_is_taken_is_not_told_to_whoever_may_not_write(database: Restricted) -> None:
    assert database.write("word", {"word": "there"}) == DENIED
    assert database.write("word", {"word": "new"}) == DENIED


def test_a_record_that_is_missing_is_not_told_to_whoever_may_not_write(database: Restricted) -> None:
    assert database.write("note", {"text": "yours", "about": "nothing"}) == DENIED
    assert list(database.write("note", {"text": "mine", "about": "nothing"})) == ["executionError"]


def test_whoever_may_write_is_told_what_is_wrong(database: Restricted) -> None:
    made = database.write("note", {"text": "mine", "about": database.word})
    assert made[0][0] == database.note_model[1]


@pytest.mark.parametrize(("text", "about"), [("yours", "nothing"), ("yours", "there")])
def test_an_update_is_denied_before_its_references_are_looked_up(
    database: Restricted, text: str, about: str
) -> None:
    word = database.word if about == "there" else about
    new = {"struct": {"text": {"string": text}, "about": {"ref": [database.word_model[1], word]}}}
    ref = {"data": {"ref": [database.note_model[1], database.note]}}
    assert database.refusal({"update": {"ref": ref, "value": {"data": new}}}).machine == DENIED
    assert database.ask({"field": ["text", {"get": ref}]}) == "mine"


def test_a_denied_record_of_several_leaves_nothing(database: Restricted) -> None:
    def note(text: str) -> dict[str, Any]:
        about = {"ref": [database.word_model[1], database.word]}
        return function("_", {"data": {"struct": {"text": {"string": text}, "about": about}}})

    several = {"createMultiple": [tag("note"), {"a": note("mine"), "b": note("yours")}]}
    assert database.refusal(several).machine == DENIED
    assert database.ask({"length": {"all": tag("note")}}) == 1


def test_a_permission_may_ask_for_the_record_itself(database: Restricted) -> None:
    """It is not there yet when it is asked first."""
    there = {"equal": [{"field": ["text", {"get": {"refTo": scope("n")}}]}, {"string": "mine"}]}
    notes = {"match": tag("note"), "return": function("n", there)}
    test = {"switchModelRef": {"value": scope("r"), "default": {"bool": False}, "cases": [notes]}}
    own = database.make("_expression", function("r", test))
    permissions = dict.fromkeys(("create", "read", "update", "delete"), own)
    role = database.make("_role", {"name": "others", "permissions": permissions})
    database.user = database.make("_user", {"username": "bo", "password": "", "roles": [role]})
    assert database.write("note", {"text": "mine", "about": database.word})[0][0] == database.note_model[1]
    assert database.write("note", {"text": "yours", "about": database.word}) == DENIED
