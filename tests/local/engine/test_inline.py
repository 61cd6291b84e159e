"""Generated loops and called functions give the same answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.functions import loops

from .helpers import Database, function, scope, tag

FIELDS = {"n": {"int32": {}}, "s": {"string": {}}, "o": {"optional": {"string": {}}}, "t": {"dateTime": {}}}


def field(name: str) -> dict[str, Any]:
    return {"field": [name, scope("v")]}


NUMBER = st.integers(-5, 5).map(lambda n: {"int32": n})
TEXT = st.sampled_from(["", "a", "B", "ab"]).map(lambda s: {"string": s})
NUMBERS = st.recursive(
    NUMBER | st.just(field("n")),
    lambda inner: st.builds(
        lambda name, a, b: {name: [a, b]}, st.sampled_from(["addInt32", "mulInt32"]), inner, inner
    ),
    max_leaves=4,
)
TEXTS = st.one_of(TEXT, st.just(field("s")), st.just({"stringToLower": field("s")}))
LEAVES = st.one_of(
    st.builds(
        lambda name, a, b: {name: [a, b]}, st.sampled_from(["gtInt32", "ltInt32", "equal"]), NUMBERS, NUMBERS
    ),
    st.builds(lambda a, b: {"stringContains": [a, b]}, TEXTS, TEXTS),
    st.builds(lambda a, b: {"equal": [a, b]}, TEXTS, TEXTS | st.just(field("o"))),
    st.just({"isPresent": field("o")}),
    st.just({"after": [field("t"), {"dateTime": "2020-01-01T00:00:00Z"}]}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda a: {"not": a}),
        st.builds(
            lambda name, items: {name: items},
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(lambda c, a, b: {"if": {"condition": c, "then": a, "else": b}}, inner, inner, inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def db() -> Database:
    made = Database()
    made.model({"struct": FIELDS}, "row")
    rows = [
        {"n": n, "s": s, "o": o, "t": t}
        for n, s, o, t in [
            (1, "a", None, "2019-01-01T00:00:00Z"),
            (-3, "AB", "ab", "2021-01-01T00:00:00Z"),
            (2, "", "", "2020-01-01T00:00:00Z"),
            (5, "ab", "a", "2020-06-01T00:00:00.5+02:00"),
        ]
    ]
    made.engine.rest_create("row", json.dumps(rows).encode(), made.user)
    return made


@given(CONDITIONS, NUMBERS | TEXTS)
def test_generated_loops_answer_like_called_functions(db: Database, condition: Any, result: Any) -> None:
    query = {
        "mapList": [
            {"filterList": [{"all": tag("row")}, function("i", "v", condition)]},
            function("i", "v", {"data": {"struct": {"r": {"expr": result}, "v": {"expr": field("s")}}}}),
        ]
    }
    fast = db.ask({"string": "generated"}, query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "inlined", lambda *_: None)
        slow = db.ask({"string": "called"}, query)
    assert fast == slow


LONGS = st.recursive(
    st.one_of(
        st.sampled_from([0, 1, -1, 7, 2**63 - 1, -(2**63), 2**62]).map(lambda n: {"int64": n}),
        st.just(scope("sum")),
        st.just({"toInt64": field("n")}),
    ),
    lambda inner: st.builds(
        lambda name, a, b: {name: [a, b]},
        st.sampled_from(["addInt64", "subInt64", "mulInt64"]),
        inner,
        inner,
    ),
    max_leaves=5,
)


@given(st.sampled_from(["leftFoldList", "rightFoldList"]), LONGS)
def test_generated_folds_answer_like_called_functions(db: Database, fold: str, step: Any) -> None:
    query = {fold: [{"all": tag("row")}, {"int64": 3}, function("sum", "v", step)]}
    fast = db.ask({"string": "generated"}, query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loops, "inlined", lambda *_: None)
        slow = db.ask({"string": "called"}, query)
    assert fast == slow
