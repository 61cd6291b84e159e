"""Laws of values: equality minds kinds, bytes give back what was stored, zeros belong to their types."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.decode import body_decoder
from karma_tui.lang.machine.encode import PRIVATE, encode, encode_exactly, encode_stored, escaped
from karma_tui.lang.machine.encode_swift import swift
from karma_tui.lang.machine.model_value import model_value
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.numeral import float_text
from karma_tui.lang.machine.relations import alike, either, fits
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import (
    ANY,
    PRIMS,
    Enum,
    ListOf,
    MapOf,
    Optional,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
)
from karma_tui.lang.machine.validate import misfit
from karma_tui.lang.machine.values import (
    INTEGERS,
    LIMITS,
    Items,
    Map,
    Record,
    Ref,
    Symbol,
    Union,
    identity,
    same,
)
from karma_tui.lang.machine.zero import zero, zeroable

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
NAMES = st.text("abcü<", min_size=1, max_size=3)


def primitive_values(kind: str) -> st.SearchStrategy[Any]:
    if kind in INTEGERS:
        return st.integers(*LIMITS[kind]).map(INTEGERS[kind])
    times = st.builds(moment.DateTime, st.integers(-(10**18), 10**18), st.integers(-840, 840))
    return {
        "null": st.none(),
        "bool": st.booleans(),
        "string": TEXTS,
        "float": st.floats(allow_nan=False),
        "dateTime": times,
    }[kind]


def leaves() -> st.SearchStrategy[Type]:
    prims = st.sampled_from([PRIMS[kind] for kind in PRIMS if kind != "null"])
    enums = st.frozensets(NAMES, min_size=1, max_size=3).map(Enum)
    return st.one_of(prims, enums, st.just(RefTo("M")))


def composites(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    fields = st.dictionaries(NAMES, inner, max_size=3)
    return st.one_of(
        inner.filter(lambda t: not isinstance(t, Optional)).map(Optional),
        inner.map(ListOf),
        inner.map(MapOf),
        inner.map(SetOf),
        st.lists(inner, max_size=3).map(lambda items: TupleOf(tuple(items))),
        fields.map(Struct),
        st.dictionaries(NAMES, inner, min_size=1, max_size=3).map(UnionOf),
    )


TYPES = st.recursive(leaves(), composites, max_leaves=6)


def values_of(type_: Type) -> st.SearchStrategy[Any]:
    match type_:
        case Optional(of):
            return st.none() | values_of(of)
        case Enum(symbols):
            return st.sampled_from(sorted(symbols)).map(Symbol)
        case RefTo(model):
            return NAMES.map(lambda record: Ref(model, record))
        case ListOf(of):
            return st.lists(values_of(of), max_size=3)
        case SetOf(of):
            return st.lists(values_of(of), max_size=3).map(Items)
        case MapOf(of):
            return st.dictionaries(NAMES, values_of(of), max_size=3).map(Map)
        case TupleOf(items):
            return st.tuples(*[values_of(of) for of in items])
        case Struct(fields):
            return st.fixed_dictionaries({name: values_of(of) for name, of in fields.items()})
        case UnionOf(cases):
            return st.one_of([st.builds(Union, st.just(case), values_of(of)) for case, of in cases.items()])
    return primitive_values(getattr(type_, "kind", "null"))


TYPED = TYPES.flatmap(lambda type_: st.tuples(st.just(type_), values_of(type_)))


@given(TYPED)
def test_a_stored_value_comes_back(pair: tuple[Type, Any]) -> None:
    type_, value = pair
    again = body_decoder(type_)(encode_stored(value))
    assert encode_stored(again) == encode_stored(value)
    assert accepts(type_, again)


@given(TYPED)
def test_a_body_that_is_not_private_is_the_public_answer(pair: tuple[Type, Any]) -> None:
    body = encode_stored(pair[1])
    assert body.startswith(PRIVATE) or body == encode(pair[1])


@given(TYPED)
def test_the_swift_writer_writes_nothing_that_the_exact_one_would_not(pair: tuple[Type, Any]) -> None:
    written = swift(pair[1])
    assert written is None or escaped(written) == encode_exactly(pair[1])


def test_the_swift_writer_writes_ordinary_values_and_leaves_deep_ones_alone() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert swift({"b": 1.0, "a": [Ref("m", "r"), Union("c", None), 2.5e7]}) == (
        b'{"a":[["m","r"],{"c":null},2.5e+07],"b":1}'
    )
    assert swift(deep) is None
    assert encode_stored(deep) == b"[" * 5001 + b"]" * 5001


@given(TYPED, TYPED)
def test_values_are_equal_exactly_if_their_identities_are(a: tuple[Type, Any], b: tuple[Type, Any]) -> None:
    assert same(a[1], b[1]) == (identity(a[1]) == identity(b[1]))


@pytest.mark.parametrize("a", [*INTEGERS.values(), float, Symbol, str])
@pytest.mark.parametrize("b", [*INTEGERS.values(), float, Symbol, str])
def test_values_of_two_kinds_are_never_equal(a: type, b: type) -> None:
    assert same(a(1), b(1)) == (a is b)


def test_what_holds_something_unlike_itself_is_in_a_set_as_often_as_it_is_put_there() -> None:
    odd = (math.nan, 1)
    assert len(Items([odd, odd])) == 2
    assert same(odd, odd) is False
    numbers = Items([math.nan])
    assert same(numbers, numbers) is (identity(numbers) == identity(numbers)) is True


def test_not_a_number_equals_nothing_and_times_with_an_offset_neither() -> None:
    shifted = moment.parse("2020-01-01T00:00:00+02:00")
    assert not same(math.nan, math.nan)
    assert not same(shifted, shifted)
    assert same(moment.parse("2020-01-01T00:00:00Z"), moment.parse("2020-01-01T00:00:00Z"))


@given(TYPES)
def test_a_zero_value_belongs_to_its_type(type_: Type) -> None:
    if zeroable(type_):
        assert accepts(type_, zero(type_))


@given(TYPES)
def test_a_type_survives_the_way_through_its_model_value(type_: Type) -> None:
    assert alike(parse_model(model_value(type_, "meta"), show), type_, exact=True)


@given(TYPES)
def test_every_type_fits_itself_and_any(type_: Type) -> None:
    assert fits(type_, type_)
    assert fits(type_, ANY)


@given(TYPED, TYPES)
def test_a_value_of_either_type_belongs_to_their_join(pair: tuple[Type, Any], other: Type) -> None:
    joined = either(pair[0], other)
    assume(not _holds_tuple(joined))  # of tuples the join keeps the common positions only
    assert accepts(joined, pair[1])


def _holds_tuple(type_: Type) -> bool:
    stack = [type_]
    while stack:
        match stack.pop():
            case TupleOf():
                return True
            case ListOf(of) | SetOf(of) | MapOf(of) | Optional(of):
                stack.append(of)
            case Struct(parts) | UnionOf(parts):
                stack.extend(parts.values())
    return False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (1.5, "1.5"),
        (999999.0, "999999"),
        (1e6, "1e+06"),
        (1234567.5, "1.2345675e+06"),
        (123456789.0, "1.23456789e+08"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (-0.0, "-0"),
        (1e300, "1e+300"),
        (math.nan, "NaN"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
    ],
)
def test_floats_are_written_as_the_real_server_writes_them(value: float, text: str) -> None:
    assert float_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_float_reads_as_the_same_float(value: float) -> None:
    assert float(float_text(value)) == value


def test_characters_that_could_end_a_script_are_escaped() -> None:
    assert encode("<a>&\u2028") == b'"\\u003ca\\u003e\\u0026\\u2028"'


def test_lists_of_records_private_ones_and_others_are_joined_from_what_is_stored() -> None:
    public, private = (
        Record("M", "a", "", "", 1.5, encode_stored(1.5)),
        Record("M", "b", "", "", -0.0, encode_stored(-0.0)),
    )
    assert encode([public, public]) == b"[1.5,1.5]"
    assert encode([public, private]) == b"[1.5,-0]"
    assert encode([private, {"a": None, "b": "<"}, public]) == b'[-0,{"b":"\\u003c"},1.5]'
    assert encode(["<", Map({"a": None})]) == b'["\\u003c",{"a":null}]'


def test_a_struct_leaves_out_nulls_and_a_map_keeps_them() -> None:
    assert encode({"b": None, "a": 1}) == b'{"a":1}'
    assert encode(Map({"b": None, "a": 1})) == b'{"a":1,"b":null}'


@given(TYPED, TYPES)
def test_a_value_is_accepted_exactly_if_it_has_no_misfit(pair: tuple[Type, Any], other: Type) -> None:
    for type_ in (pair[0], other):
        assert accepts(type_, pair[1]) == (misfit(type_, pair[1]) is None)


def test_a_misfit_names_the_path_from_the_outside_in() -> None:
    type_ = Struct({"a": ListOf(PRIMS["string"])})
    found = misfit(type_, {"a": ["x", 1]})
    assert found is not None
    assert found.path == ({"structField": "a"}, {"listIndex": 1})
    assert found.have == 1
