from __future__ import annotations

from typing import Any

import pytest

from karma_tui.lang.json01 import from_json, to_json
from karma_tui.lang.machine.dialect01.donotation import LARGEST, without_do
from karma_tui.lang.machine.refusal import Refused


def resolved(expression: Any) -> Any:
    return to_json(without_do(from_json(expression, strict=True)))


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        ({"do": {"a": 1, "return": {"bind": "a"}}}, 1),
        ({"do": {"a": 1, "return": {"add": [{"bind": "a"}, {"bind": "a"}]}}}, {"add": [1, 1]}),
        ({"do": {"b": {"not": {"bind": "a"}}, "a": True, "return": {"bind": "b"}}}, {"not": True}),
        ({"not": {"do": {"return": True}}}, {"not": True}),
        ({"do": {"a": 1, "return": {"do": {"a": 2, "return": {"bind": "a"}}}}}, 2),
        ({"do": {"a": 1, "return": {"newStruct": {"x": {"bind": "a"}}}}}, {"newStruct": {"x": 1}}),
    ],
)
def test_names_are_replaced_by_what_they_stand_for(expression: Any, made: Any) -> None:
    assert resolved(expression) == made


@pytest.mark.parametrize(
    "expression",
    [
        {"do": {}},
        {"bind": "a"},
        {"do": {"return": {"bind": "nowhere"}}},
        {"do": {"a": {"bind": "a"}, "return": 1}},
        {"do": {"a": 1, "return": {"do": {"return": {"bind": "a"}}}}},
        {"not": {"not": {"do": {"return": True}}}},
        {"do": {"a": 1, "return": {"add": [{"add": [{"bind": "a"}, 1]}, 1]}}},
    ],
)
def test_what_cannot_be_replaced_is_refused(expression: Any) -> None:
    with pytest.raises(Refused) as caught:
        resolved(expression)
    assert isinstance(caught.value.machine, dict)
    assert list(caught.value.machine) == ["doNotationError"]


def test_names_that_double_and_double_are_refused_before_they_fill_the_memory() -> None:
    names: dict[str, Any] = {"a0": 1}
    for at in range(1, 60):
        names[f"a{at}"] = {"add": [{"bind": f"a{at - 1}"}, {"bind": f"a{at - 1}"}]}
    with pytest.raises(Refused, match=f"at most {LARGEST}"):
        resolved({"do": {**names, "return": {"bind": "a59"}}})
