"""A saved schema: what is written is read again, and two instances that are the same give the same file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ConfigError
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.saved import from_json, to_json

_VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_MODELS = st.lists(
    st.builds(TaggedModel, st.text(max_size=4), st.text(min_size=1, max_size=4), _VALUES), max_size=4
)


@given(_MODELS, st.sampled_from(list(Dialect)))
def test_what_is_written_is_read_again(models: list[TaggedModel], dialect: Dialect) -> None:
    saved = from_json(to_json(models, dialect), "x")
    assert saved.dialect is dialect
    assert to_json(saved.models, dialect) == to_json(models, dialect)
    assert sorted(it.name for it in saved.models) == sorted(it.name for it in models)


def test_the_order_in_which_a_server_tells_its_models_makes_no_difference() -> None:
    models = [TaggedModel("b", "2", {}), TaggedModel("", "3", {}), TaggedModel("a", "1", {})]
    text = to_json(models, Dialect.V1)
    assert text == to_json(reversed(models), Dialect.V1)
    assert [it.tag for it in from_json(text, "x").models] == ["a", "b", ""]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"karma-tui schema": 9, "dialect": "1.0", "models": []}',
        '{"karma-tui schema": 1, "models": []}',
        '{"karma-tui schema": 1, "dialect": "2.0", "models": []}',
        '{"karma-tui schema": 1, "dialect": "1.0", "models": {}}',
        '{"karma-tui schema": 1, "dialect": "1.0", "models": [3]}',
        '{"karma-tui schema": 1, "dialect": "1.0", "models": [{"tag": 1, "id": "x", "model": {}}]}',
        '{"karma-tui schema": 1, "dialect": "1.0", "models": [{"tag": "a", "id": "x"}]}',
    ],
)
def test_anything_else_is_refused_by_the_name_of_its_file(text: str) -> None:
    with pytest.raises(ConfigError, match=r"odd\.json"):
        from_json(text, "odd.json")
