from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.nodes import Json
from karma_tui.schema import Field, Reference, fields, references, type_text

STRING: Json = {"string": {}}
NAMES = {"M1": "author"}


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (STRING, "string"),
        ({"dateTime": {}}, "dateTime"),
        ({"any": {}}, "any"),
        ({"list": STRING}, "list of string"),
        ({"optional": {"unique": {"int8": {}}}}, "optional unique int8"),
        ({"map": {"set": {"bool": {}}}}, "map of set of bool"),
        (
            {"struct": {"title": STRING, "author": {"ref": ["META", "M1"]}}},
            "struct {title: string, author: ->author}",
        ),
        ({"struct": {}}, "struct {}"),
        ({"union": {"a": {"null": {}}, "b": {"float": {}}}}, "union {a: null, b: float}"),
        ({"tuple": [STRING, {"bool": {}}]}, "tuple (string, bool)"),
        ({"or": [STRING, {"int": {}}]}, "(string or int)"),
        ({"enum": ["red", "green"]}, "enum {red, green}"),
        ({"ref": "M1"}, "->author"),
        ({"ref": ["META", "unnamed"]}, "->unnamed"),
        ({"ref": ["", ""]}, "->any"),
        ({"annotation": {"value": "in cm", "model": {"float": {}}}}, "float /* in cm */"),
        (
            {"recursion": {"label": "t", "model": {"struct": {"next": {"optional": {"recurse": "t"}}}}}},
            "recursion t: struct {next: optional t}",
        ),
        (
            {"recursive": {"top": "a", "models": {"a": {"list": {"recurse": "b"}}, "b": STRING}}},
            "recursive a {a: list of b, b: string}",
        ),
        ({"novelty": {"x": 1}}, "?novelty"),
        ("nonsense", "?"),
        ({"struct": 3}, "?struct"),
        ({}, "?"),
    ],
)
def test_types_read_as_people_write_them(model: Json, text: str) -> None:
    assert type_text(model, NAMES) == text


def test_references_are_found_with_their_paths() -> None:
    model: Json = {
        "struct": {
            "author": {"ref": ["META", "M1"]},
            "parts": {"list": {"struct": {"editor": {"optional": {"ref": ["META", "M2"]}}}}},
            "by_year": {"map": {"tuple": [STRING, {"ref": ["META", "M3"]}]}},
        }
    }
    assert references(model) == [
        Reference("author", "M1"),
        Reference("parts[].editor", "M2"),
        Reference("by_year{}[1]", "M3"),
    ]


def test_fields_look_through_what_wraps_a_struct() -> None:
    inner: Json = {
        "recursion": {
            "label": "x",
            "model": {"annotation": {"value": "", "model": {"struct": {"a": STRING}}}},
        }
    }
    assert fields({"unique": inner}) == [Field("a", STRING)]
    assert fields({"recursive": {"top": "t", "models": {"t": {"union": {"c": STRING}}}}}) == [
        Field("c", STRING)
    ]
    assert fields({"list": {"struct": {"a": STRING}}}) == []


def test_ten_thousand_levels_are_no_problem() -> None:
    model: Json = {"ref": ["META", "M1"]}
    for _ in range(10_000):
        model = {"struct": {"f": {"optional": model}}}
    assert type_text(model).endswith(" …")
    assert references(model)[0].model_id == "M1"
    deep: Json = STRING
    for _ in range(10_000):
        deep = {"unique": deep}
    assert fields(deep) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["struct", "union", "list", "ref", "recursive", "annotation", "or", "top", "models", "model"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_a_server_sends_is_shown(model: Json) -> None:
    assert type_text(model, NAMES)
    references(model)
    fields(model)
