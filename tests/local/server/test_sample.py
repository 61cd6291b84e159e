"""A new instance holds a newspaper: the same one every time, of every kind of model, linked both ways."""

from __future__ import annotations

from typing import Any

import pytest

from karma_tui.local.sample_models import MODELS
from karma_tui.local.sample_records import Link, sample_records

from .driving import Server

KINDS = {
    *("string", "bool", "float", "dateTime", "null", "int8", "int16", "int32", "int64", "uint8", "uint16"),
    *("uint32", "uint64", "list", "set", "map", "optional", "unique", "tuple", "struct", "union", "enum"),
    *("ref", "annotation", "recursion", "recurse"),
}


def kinds(model: Any) -> set[str]:
    """Every kind of model within a model."""
    if isinstance(model, list):
        return set().union(*map(kinds, model))
    if not isinstance(model, dict):
        return set()
    return {key for key in model if key in KINDS}.union(*map(kinds, model.values()))


def links(value: Any) -> list[Link]:
    if isinstance(value, Link):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [link for part in parts for link in links(part)]


def test_every_kind_of_model_occurs() -> None:
    assert kinds(list(MODELS.values())) == KINDS


def test_records_are_the_same_every_time() -> None:
    assert sample_records() == sample_records()


def test_links_lead_to_records_of_the_same_or_an_earlier_model() -> None:
    records = sample_records()
    order = list(records)
    for tag, values in records.items():
        for link in links(list(values.values())):
            assert link.key in records[link.tag]
            assert order.index(link.tag) <= order.index(tag)


def test_records_are_all_there(newspaper: Server) -> None:
    newspaper.log_in()
    for tag, records in sample_records().items():
        assert newspaper.ask({"length": {"all": {"tag": {"string": tag}}}}) == len(records)


def test_references_lead_both_ways(newspaper: Server) -> None:
    newspaper.log_in()
    first = {"refTo": {"first": {"all": {"tag": {"string": "section"}}}}}
    articles = newspaper.ask({"referrers": {"of": first, "in": {"tag": {"string": "article"}}}})
    assert len(articles) > 3
    assert newspaper.ask({"field": ["section", {"get": {"data": {"ref": articles[0]}}}]}) == newspaper.ask(
        first
    )


def test_texts_keep_their_letters(newspaper: Server) -> None:
    newspaper.log_in()
    texts = str(newspaper.ask({"all": {"tag": {"string": "article"}}}))
    assert "🔔" in texts
    assert "Käserei" in texts
    assert "<reserviert>" in texts


def test_editor_may_read_and_not_write(newspaper: Server) -> None:
    assert newspaper.log_in("editor", "wrong").status == 403
    assert newspaper.log_in("editor", "editor").status == 200
    assert newspaper.ask({"length": {"all": {"tag": {"string": "author"}}}}) == 24
    with pytest.raises(AssertionError, match="permissionDeniedError"):
        newspaper.ask(
            {"create": [{"tag": {"string": "keyword"}}, {"function": [["self"], [{"string": "Neu"}]]}]}
        )
