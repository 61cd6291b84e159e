"""Random JSON and random expressions of both dialects, valid, odd and broken."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect, Json, Number

LAW = settings(max_examples=60, deadline=None)
"""For laws over whole expressions: enough to find what breaks, no clock on a busy machine."""

NAMES = st.sampled_from(["a", "b c", "self", "value", "return", "", "é"])
SCALARS: st.SearchStrategy[Json] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**65), 2**65)
    | st.sampled_from(["", "x", "12", "NaN", "2018-01-02T03:04:05Z", "\ud800"])
    | st.builds(Number, st.sampled_from(["1.5", "1e2", "-0", "1e400"]))
)


def _arguments(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    keys = sorted({key for dialect in Dialect for spec in catalogue(dialect).functions for key in spec.order})
    return (
        inner
        | st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(keys) | NAMES, inner, max_size=4)
        | st.builds(
            lambda names, body: {"function": [names, body]}, st.lists(NAMES, max_size=2), st.lists(inner)
        )
    )


def _calls(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    names = sorted({name for dialect in Dialect for name in catalogue(dialect).names})
    more = ["data", "list", "struct", "map", "union", "ref", "expr", "set", "tuple", "function", "nope"]
    return st.dictionaries(st.sampled_from(names + more), _arguments(inner), min_size=1, max_size=1)


ODD_JSON: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: _calls(inner) | _arguments(inner), max_leaves=25
)
"""Mostly broken expressions built of the names of both dialects."""
