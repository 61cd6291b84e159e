"""A list asked for by slices, as requests: what is sent in either dialect, and what is not."""

from __future__ import annotations

import json

import pytest

from karma_tui.client.freshness import Epoch
from karma_tui.errors import ExpressionError, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.paging import Page, prepare_page

_EPOCH = Epoch("session")


def _body(text: str, dialect: Dialect = Dialect.V1, epoch: Epoch = _EPOCH) -> object:
    return json.loads(prepare_page(text, dialect, epoch, page=Page(20, 10)).body)


def test_what_is_returned_last_is_sliced() -> None:
    assert _body('let t = tag("x"); all(t)') == {
        "function": [
            [],
            [
                {"define": ["t", {"tag": {"string": "x"}}]},
                {
                    "slice": {
                        "value": {"all": {"scope": "t"}},
                        "offset": {"int64": 20},
                        "length": {"int64": 10},
                    }
                },
            ],
        ]
    }


def test_dialect_0_1_has_its_own_slice() -> None:
    assert _body('{"all": {"tag": "x"}}', Dialect.V01) == {
        "slice": {"value": {"all": {"tag": "x"}}, "offset": {"newInt": 20}, "length": {"newInt": 10}}
    }


def test_json_and_text_are_paged_alike_and_keep_the_nonce() -> None:
    lone = _body('{"all": {"tag": {"string": "x"}}}', epoch=Epoch("s", 2))
    assert lone == _body('all(tag("x"))', epoch=Epoch("s", 2))
    assert isinstance(lone, dict)
    assert lone["function"][1][0] == {"string": "s.2"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('length(all(tag("x")))', "int64"),
        ('delete(ref("a", "b"))', "writes"),
        ('"text"', "string"),
        ("{a: 1i8}", "struct"),
        ("(a) => a", "function"),
    ],
)
def test_what_has_no_pages_is_told_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        _body(text)
    assert reason in caught.value.detail


def test_what_only_a_server_can_know_is_left_to_it() -> None:
    assert "slice" in json.dumps(_body('first(all(tag("x"))).list'))


def test_a_text_that_cannot_be_read_keeps_its_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        _body('all(tag("x")')
    assert caught.value.column == 13
