"""What a copy of an instance's models says of them."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.world import NOWHERE, Snapshot
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import UNKNOWN
from karma_tui.lang.nodes import Dialect, Json

from .library import WORLD, WORLD01


def test_tags_and_models_are_those_that_were_read() -> None:
    assert WORLD.tag("book") == "m4"
    assert WORLD.tag("bok") is None
    assert dict(WORLD.names)["m4"] == "book"
    assert "m5" not in WORLD.names
    assert type_text(WORLD.model("m3"), WORLD.names) == "struct {born: optional int32, name: string}"


def test_both_dialects_are_understood() -> None:
    assert type_text(WORLD01.model("m4"), WORLD01.names) == (
        "struct {author: ->author, pages: int64, title: string}"
    )
    assert type_text(WORLD01.model("m9")) == "expression"


def test_a_model_of_several_tags_is_found_by_each_and_shown_by_the_first() -> None:
    text: Json = {"string": {}}
    world = Snapshot([("a", "m", text), ("b", "m", text)], Dialect.V1)
    assert world.tag("a") == world.tag("b") == "m"
    assert world.names["m"] == "a"


def test_a_model_that_does_not_exist_is_refused_and_one_without_sense_is_unknown() -> None:
    with pytest.raises(Refused):
        WORLD.model("m99")
    odd: list[Json] = [None, 3, [], {}, {"strng": {}}, {"struct": 3}, {"ref": "x"}, {"a": 1, "b": 2}]
    for dialect in Dialect:
        world = Snapshot([("", str(at), model) for at, model in enumerate(odd)], dialect)
        for at in range(len(odd)):
            world.model(str(at))
        assert world.model("4") is UNKNOWN


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_model_too_deep_for_this_process_is_unknown(dialect: Dialect) -> None:
    deep: Json = {"string": {}}
    for _ in range(10_000):
        deep = {"list": deep}
    assert Snapshot([("", "m", deep)], dialect).model("m") is UNKNOWN


def test_nowhere_every_tag_has_a_model_of_which_nothing_is_known() -> None:
    assert NOWHERE.model(NOWHERE.tag("anything")) is UNKNOWN
    assert NOWHERE.tag("_model") == NOWHERE.meta
    assert not NOWHERE.known and WORLD.known
