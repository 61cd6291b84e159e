from __future__ import annotations

import json

import pytest

from karma_tui.errors import NotKarmaError
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.contents import contents_query, read_contents

_BOOK: dict[str, object] = {"struct": {"title": {"string": {}}}}


def _answer(ref: object, model_id: object) -> bytes:
    row = {"id": model_id, "value": _BOOK, "created": "x", "updated": "x", "model": ref}
    return json.dumps({"tags": [{"tag": "book", "model": ref}], "models": [row]}).encode()


@pytest.mark.parametrize(
    "body",
    [_answer(["meta", "b1"], ["meta", "b1"]), _answer("b1", "b1")],
    ids=["pairs of dialect 1.0", "ids of dialect 0.1"],
)
def test_models_are_found_under_their_tags_in_both_dialects(body: bytes) -> None:
    (model,) = read_contents(body)
    assert (model.tag, model.model_id, model.model) == ("book", "b1", _BOOK)


def test_a_model_without_a_tag_is_kept_and_a_tag_without_a_readable_model_is_left_out() -> None:
    body = {
        "tags": [{"tag": "secret", "model": ["meta", "hidden"]}],
        "models": [{"id": ["meta", "b1"], "value": _BOOK}],
    }
    (model,) = read_contents(json.dumps(body).encode())
    assert (model.tag, model.model_id) == ("", "b1")


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"<html>", b'{"tags":[1],"models":[]}', b'{"tags":[],"models":1}', b"\xff"]
)
def test_an_answer_of_another_shape_is_not_a_karma_answer(body: bytes) -> None:
    with pytest.raises(NotKarmaError):
        read_contents(body)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_queries_are_json(dialect: Dialect) -> None:
    assert len(json.loads(contents_query(dialect))) == 1
