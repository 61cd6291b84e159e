"""JSON as servers and files may spell it, with the value it stands for, for the laws of this room."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from karma_tui.lang.nodes import Number
from karma_tui.results.decode import Decoded, Members

SPACES = st.sampled_from(["", "", " ", "\n", "\t \r\n"])
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["-0", "1e400", "1E+06", "0.10", "-1.50e-3", "3.14159265358979323846264338327950288"]),
    st.sampled_from(["NaN", "+Inf", "-Inf", "0", "18446744073709551615", "9" * 60]),
)
STRINGS = st.text(max_size=12)


def _spelled_number(text: str) -> tuple[str, Decoded]:
    plain = text.removeprefix("-").isdecimal() and text != "-0"
    return text, int(text) if plain else Number(text)


def _spelled_string(text: str) -> tuple[str, Decoded]:
    lone = any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(text, ensure_ascii=lone), json.loads(json.dumps(text))


SCALARS: st.SearchStrategy[tuple[str, Decoded]] = st.one_of(
    st.sampled_from([("null", None), ("true", True), ("false", False)]),
    NUMBERS.map(_spelled_number),
    STRINGS.map(_spelled_string),
)


def _spelled_list(items: list[tuple[str, Decoded]], space: str) -> tuple[str, Decoded]:
    text = f"{space},{space}".join(item[0] for item in items)
    return f"[{space}{text}{space}]", [item[1] for item in items]


def _spelled_object(
    pairs: list[tuple[tuple[str, Decoded], tuple[str, Decoded]]], space: str
) -> tuple[str, Decoded]:
    text = f"{space},".join(f"{space}{key[0]}{space}:{space}{value[0]}" for key, value in pairs)
    return f"{{{text}{space}}}", Members(tuple((str(key[1]), value[1]) for key, value in pairs))


def _containers(inner: st.SearchStrategy[tuple[str, Decoded]]) -> st.SearchStrategy[tuple[str, Decoded]]:
    keys = STRINGS.map(_spelled_string)
    return st.one_of(
        st.builds(_spelled_list, st.lists(inner, max_size=5), SPACES),
        st.builds(_spelled_object, st.lists(st.tuples(keys, inner), max_size=5), SPACES),
    )


SPELLED: st.SearchStrategy[tuple[str, Decoded]] = st.recursive(SCALARS, _containers, max_leaves=12)
"""Pairs of a text and its value."""
