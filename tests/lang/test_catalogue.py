"""The catalogue knows every function of both dialects, with layouts that hold together."""

from __future__ import annotations

import json

import pytest

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import PRIMITIVES, Dialect

from .material import spec_file


@pytest.mark.parametrize("dialect", list(Dialect))
def test_layout_names_every_parameter_once(dialect: Dialect) -> None:
    for spec in catalogue(dialect).functions:
        names = [param.name for param in spec.params]
        assert sorted(spec.order) == sorted(names) == sorted(set(names)), spec.name
        assert [spec.params[at].name for at in spec.layout] == list(spec.order)


def test_has_every_function_of_the_recorded_language() -> None:
    recorded = [entry["name"] for entry in json.loads(spec_file("functions.json"))["functions"]]
    assert list(catalogue(Dialect.V1).names) == recorded
    assert len(recorded) == 148


def test_primitives_are_data_cases_of_dialect_1_0() -> None:
    assert {spec.name for spec in catalogue(Dialect.V1).functions if spec.data_case} == set(PRIMITIVES)


def test_integer_ranges_cover_the_width() -> None:
    for name, low, high in (("int8", -128, 127), ("uint64", 0, 2**64 - 1)):
        spec = catalogue(Dialect.V1).get(name)
        assert spec is not None
        assert spec.range == (low, high)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("filterlist", "filterList"),
        ("fliterList", "filterList"),
        ("zzzzqqq", None),
        ("", None),
        ("a" * 10**6, None),
    ],
)
def test_nearest_name_of_a_typing_error(typed: str, meant: str | None) -> None:
    assert catalogue(Dialect.V1).nearest(typed) == meant


def test_subject_is_where_a_pipeline_goes() -> None:
    field = catalogue(Dialect.V1).get("field")
    all_of = catalogue(Dialect.V1).get("filterList")
    assert field is not None
    assert all_of is not None
    assert field.params[field.subject].name == "value"
    assert all_of.subject == 0


def test_signature_marks_what_may_be_left_out() -> None:
    spec = catalogue(Dialect.V1).get("matchRegex")
    assert spec is not None
    assert spec.signature == "matchRegex(regex, value, caseInsensitive?, multiLine?)"
