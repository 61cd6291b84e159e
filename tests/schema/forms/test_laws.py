"""Opening a value as a form or as text and taking it back untouched changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.lang.print_text import print_text
from karma_tui.schema.forms import entry as entries
from karma_tui.schema.forms.datum import plain_expression
from karma_tui.schema.forms.entry import blank, entry_of
from karma_tui.schema.forms.reading import read_form
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.text import text_of, value_from
from karma_tui.schema.forms.values import misfits
from tests.lang.strategies import LAW, ODD_JSON
from tests.schema.forms.strategies import models, typed_values, values

BOTH = settings(LAW, max_examples=50)


@BOTH
@given(typed_values())
def test_a_form_of_dialect_1_0_left_untouched_gives_the_same_expression(pair: tuple[Json, Json]) -> None:
    model, value = Model(pair[0]), pair[1]
    reading = read_form(entry_of(model, value))
    assert reading.problems == ()
    assert dump_json(reading.value, sort_keys=True) == dump_json(value, sort_keys=True)
    assert print_text(plain_expression(model, reading.value)) == print_text(plain_expression(model, value))


@BOTH
@given(typed_values(Dialect.V01))
def test_a_form_of_dialect_0_1_left_untouched_gives_the_same_value(pair: tuple[Json, Json]) -> None:
    model, value = Model(pair[0]), pair[1]
    reading = read_form(entry_of(model, value, Dialect.V01), Dialect.V01)
    assert reading.problems == ()
    assert dump_json(reading.value, sort_keys=True) == dump_json(value, sort_keys=True)


@BOTH
@given(typed_values())
def test_what_is_too_much_for_a_form_is_kept_as_it_is(pair: tuple[Json, Json]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "MOST_ENTRIES", 3)
        patch.setattr(entries, "MOST_LEVELS", 2)
        reading = read_form(entry_of(Model(pair[0]), pair[1]))
    assert reading.problems == ()
    assert dump_json(reading.value, sort_keys=True) == dump_json(pair[1], sort_keys=True)


@LAW
@given(models(), ODD_JSON)
def test_a_value_that_does_not_fit_is_kept_and_told(model: Json, value: Json) -> None:
    reading = read_form(entry_of(Model(model), value))
    assert dump_json(_without_null(reading.value), sort_keys=True) == dump_json(
        _without_null(value), sort_keys=True
    )
    assert bool(reading.problems) == bool(misfits(Model(model), value))


@BOTH
@given(typed_values())
def test_the_text_of_a_value_is_read_back_the_same(pair: tuple[Json, Json]) -> None:
    model, value = Model(pair[0]), pair[1]
    again = value_from(text_of(model, value))
    assert print_text(plain_expression(model, again)) == print_text(plain_expression(model, value))


@LAW
@given(models(), st.data())
def test_a_blank_form_can_be_read_and_names_what_is_missing(model: Json, data: st.DataObject) -> None:
    reading = read_form(blank(Model(model)))
    if reading.problems == ():
        assert misfits(Model(model), reading.value) == []
    assert misfits(Model(model), data.draw(values(model))) == []


def _without_null(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_null(inner) for key, inner in value.items() if inner is not None}
    return [_without_null(item) for item in value] if isinstance(value, list) else value
