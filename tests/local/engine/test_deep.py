"""Expressions ten thousand levels deep are answered; deeper than the limit is refused, not fatal."""

from __future__ import annotations

import sys

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.deep import DEEPEST, with_room_for
from karma_tui.local.engine import Refused, render

from .helpers import Database

LEVELS = 10_000


def body(opening: str, inner: str, closing: str, levels: int = LEVELS) -> bytes:
    return ('{"function":[[],[' + opening * levels + inner + closing * levels + "]]}").encode()


@pytest.mark.parametrize(
    ("request_body", "answer"),
    [
        (body('{"not":', '{"bool":true}', "}"), b"true"),
        (body('{"addInt8":[{"int8":1},', '{"int8":1}', "]}", 2000), b"-47"),
        (
            body('{"data":{"list":[{"expr":', '{"int8":1}', "}]}}", 3000),
            b"[" * 3000 + b"1" + b"]" * 3000,
        ),
    ],
    ids=["not", "add", "list"],
)
def test_deep_expressions_are_answered(request_body: bytes, answer: bytes) -> None:
    db = Database()
    assert db.engine.run(request_body, db.user, Dialect.V1) == answer


def test_an_error_around_a_deep_expression_is_rendered() -> None:
    db = Database()
    deep = body('{"not":', '{"gtInt8":[{"int8":1},{"int8":2}]}', "}", 3000)
    wrong = deep.replace(b"[[],[", b'[[],[{"length":').replace(b"]]}", b"}]]}")
    with pytest.raises(Refused) as caught:
        db.engine.run(wrong, db.user, Dialect.V1)
    assert len(render(caught.value)) > 3000


def test_what_is_nested_deeper_than_the_limit_is_refused() -> None:
    with pytest.raises(Refused):
        with_room_for(DEEPEST + 1, lambda: None)


def test_room_is_made_and_errors_pass_through() -> None:
    def down(levels: int) -> int:
        return 0 if levels == 0 else 1 + down(levels - 1)

    assert with_room_for(5000, lambda: down(20_000)) == 20_000
    with pytest.raises(ZeroDivisionError):
        with_room_for(5000, lambda: 1 // 0)
    assert sys.getrecursionlimit() > 20_000


def test_a_deep_value_is_stored_and_read_again() -> None:
    db = Database()
    tree = {"recursion": {"label": "t", "model": {"list": {"recurse": "t"}}}}
    model = db.model(tree, "tree")
    value = "[" * 5000 + "]" * 5000
    db.engine.rest_create("tree", f"[{value}]".encode(), db.user)
    assert db.raw({"all": {"tag": {"string": "tree"}}}) == f"[{value}]".encode()
    assert db.engine.rest_list(model[1], 0, 10, False, db.user) == (f"[{value}]".encode(), 1)


def test_a_deep_body_is_no_danger_to_the_process_once_the_limit_is_raised() -> None:
    db = Database()
    with pytest.raises(Refused):
        db.engine.run(b"[" * 200_000, db.user, Dialect.V1)
    with pytest.raises(Refused):
        db.engine.rest_create("_tag", b"[" * 200_000, db.user)
