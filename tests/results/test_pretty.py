from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.text import _laid_out, pretty

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_layout_is_that_of_the_standard_library(value: object) -> None:
    compact = json.dumps(value, ensure_ascii=False).encode()
    assert pretty(compact) == json.dumps(value, ensure_ascii=False, indent=2)
    assert _laid_out(compact, 2) == pretty(compact)


def test_digits_and_escapes_stay_as_the_server_wrote_them() -> None:
    body = rb'{"a":1e+06,"b":18446744073709551615,"c":NaN,"d":+Inf,"e":"\u003c\"]"}'
    assert pretty(body).replace("\n", "").replace("  ", "").replace(": ", ":").encode() == body


@pytest.mark.usefixtures("ordinary_recursion_limit")
def test_a_tree_of_ten_thousand_levels_is_laid_out() -> None:
    deep = b"[" * 10_000 + b"1" + b"]" * 10_000
    laid_out = pretty(deep)
    assert "".join(laid_out.split()).encode() == deep
    assert len(laid_out) < 10_000_000
