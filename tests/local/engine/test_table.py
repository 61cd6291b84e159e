"""The function table against the catalogue: the same names, and every documented example runs."""

from __future__ import annotations

import pytest

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.nodes import Dialect

from .helpers import Database

FUNCTIONS = catalogue(Dialect.V1).functions


def test_the_table_has_exactly_the_names_of_the_catalogue() -> None:
    assert set(TABLE) == set(catalogue(Dialect.V1).names)


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_the_example_of_the_catalogue_is_answered(spec: FunctionSpec) -> None:
    assert spec.example is not None
    answer = Database().ask(spec.example.json)
    recorded = spec.example.result
    if recorded is not None:
        assert type(answer) is type(recorded)
    if isinstance(recorded, (bool, int, float)):
        assert answer == recorded
