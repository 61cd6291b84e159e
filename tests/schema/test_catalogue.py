from __future__ import annotations

from karma_tui.schema import Catalogue, Reference, Referrer, TaggedModel

AUTHOR = TaggedModel("author", "A", {"struct": {"name": {"string": {}}}})
BOOK = TaggedModel("Book", "B", {"struct": {"by": {"ref": ["META", "A"]}, "after": {"ref": ["META", "B"]}}})
ROLE = TaggedModel("_role", "R", {"null": {}})
LOOSE = TaggedModel("", "L", {"list": {"ref": ["META", "A"]}})


def test_own_models_come_before_built_in_and_untagged_ones() -> None:
    catalogue = Catalogue.of([LOOSE, ROLE, BOOK, AUTHOR])
    assert [model.name for model in catalogue.models] == ["author", "Book", "_role", "L"]


def test_references_are_known_in_both_directions() -> None:
    catalogue = Catalogue.of([LOOSE, ROLE, BOOK, AUTHOR])
    assert catalogue.references(BOOK) == [Reference("by", "A"), Reference("after", "B")]
    assert catalogue.referrers("A") == [Referrer(BOOK, "by"), Referrer(LOOSE, "[]")]
    assert catalogue.type_text(LOOSE) == "list of ->author"


def test_a_model_with_two_tags_is_named_by_the_first() -> None:
    other = TaggedModel("writer", "A", AUTHOR.model)
    catalogue = Catalogue.of([other, AUTHOR])
    assert catalogue.names["A"] == "author"
    assert len(catalogue.models) == 2
