"""The join of many types is that of one after another, and takes no longer than there are types."""

from __future__ import annotations

from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.joining import either_of_all
from karma_tui.lang.machine.relations import either
from karma_tui.lang.machine.types import (
    INT64,
    NULL,
    STRING,
    Const,
    Enum,
    ListOf,
    Optional,
    Prim,
    Struct,
    Type,
    UnionOf,
)

from ..safety.test_hostile_models import soon
from .helpers import Database


def union(cases: dict[str, Type]) -> Type:
    return UnionOf(cases)


NAMES = st.sampled_from("abcd")
CONSTANTS = st.integers(0, 1).map(lambda value: Const(INT64, value))
LEAVES: st.SearchStrategy[Type] = st.one_of(
    CONSTANTS,
    st.sampled_from([INT64, STRING, NULL, Optional(INT64)]),
    st.frozensets(NAMES, min_size=1, max_size=2).map(Enum),
)
UNIONS = st.dictionaries(NAMES, LEAVES, min_size=1, max_size=2).map(union)
PARTS = st.one_of(UNIONS, UNIONS, LEAVES, UNIONS.map(Optional), UNIONS.map(ListOf))


def spelled(type_: Type) -> Any:
    """A type as something that compares, with all that is known of values."""
    match type_:
        case Const(of, value):
            return ("const", value, spelled(of))
        case ListOf(of) | Optional(of):
            return (type(type_).__name__, spelled(of))
        case UnionOf(parts) | Struct(parts):
            return (type(type_).__name__, {name: spelled(of) for name, of in parts.items()})
        case Enum(symbols):
            return symbols
        case Prim(kind):
            return kind
    return type(type_).__name__


@given(st.one_of(st.lists(PARTS, min_size=1, max_size=7), st.lists(UNIONS, min_size=1, max_size=7)))
def test_the_join_of_many_is_that_of_one_after_another(types: list[Type]) -> None:
    assert spelled(either_of_all(types)) == spelled(reduce(either, types))


def test_long_lists_of_cases_and_symbols_are_typed_soon() -> None:
    database = Database()
    unions = [{"union": [f"case{at}", {"int64": at}]} for at in range(10_000)]
    symbols = [{"symbol": f"symbol{at}"} for at in range(10_000)]
    for items in (unions, symbols):
        answer = soon(lambda items=items: database.ask({"length": {"data": {"list": items}}}))  # type: ignore[misc]
        assert answer == len(items)
