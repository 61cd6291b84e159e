from __future__ import annotations

from karma_tui.lang.nodes import Json
from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.schema.listing import listing


def test_models_are_listed_field_by_field() -> None:
    block: Json = {"union": {"text": {"string": {}}, "by": {"ref": ["M", "A"]}}}
    catalogue = Catalogue.of(
        [
            TaggedModel("book", "B", {"struct": {"title": {"string": {}}, "body": {"list": block}}}),
            TaggedModel("author", "A", {"string": {}}),
            TaggedModel("_user", "U", {"string": {}}),
        ]
    )
    assert list(listing(catalogue)) == [
        "author: string",
        "",
        "book",
        "  title: string",
        "  body: list of union {text: string, by: ->author}",
        "    text: string",
        "    by: ->author",
    ]
    assert list(listing(catalogue, built_in=True))[-1] == "_user: string"


def test_depth_is_no_trouble() -> None:
    model: Json = {"string": {}}
    for _ in range(2_000):
        model = {"struct": {"a": model}}
    lines = list(listing(Catalogue.of([TaggedModel("deep", "D", model)])))
    assert len(lines) > 1000
