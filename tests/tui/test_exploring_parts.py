"""History, pages, counts and the search of models, without an app."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.nodes import Json
from karma_tui.results.document import Document
from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.schema.search import SearchIndex
from karma_tui.tui.catalogue.counts import Counts
from karma_tui.tui.navigation.history import History, Position, Stop
from karma_tui.tui.navigation.pages import Pages
from karma_tui.workbench.browse import page_of


def stop(title: str, *, begins: bool = False, size: int = 2) -> Stop:
    document = Document.from_bytes(b"[" + b" " * (size - 2) + b"]")
    return Stop(title, begins, Position(document, "", "tree"))


@given(st.lists(st.sampled_from(["visit", "back", "forward"]), max_size=40))
def test_history_is_a_line_with_a_place_on_it(steps: list[str]) -> None:
    history, at = History(most=1000), -1
    line: list[str] = []
    for number, step in enumerate(steps):
        if step == "visit":
            line = [*line[: at + 1], str(number)]
            at = len(line) - 1
            history.visit(stop(str(number)))
        else:
            way = -1 if step == "back" else 1
            moved = history.move(way)
            assert (moved is not None) == (0 <= at + way < len(line))
            at += way if moved is not None else 0
        assert (history.current.title if history.current is not None else None) == (
            line[at] if line else None
        )
        assert history.can_go_back == (at > 0)
        assert history.can_go_forward == (at < len(line) - 1)


def test_the_oldest_are_forgotten_in_number_and_in_bytes() -> None:
    history = History(most=3, most_bytes=1000)
    for at in range(10):
        history.visit(stop(str(at)))
    assert [it.title for it in history.trail] == ["7", "8", "9"]
    history.visit(stop("big", size=5000))
    assert [it.title for it in history.trail] == ["big"]


def test_a_trail_begins_where_one_did_not_come_from_before() -> None:
    history = History()
    for title, begins in [("run", True), ("book", True), ("author", False), ("mentor", False)]:
        history.visit(stop(title, begins=begins))
    assert [it.title for it in history.trail] == ["book", "author", "mentor"]
    history.move(-3)
    assert [it.title for it in history.trail] == ["run"]


def test_pages_tell_how_far_they_reach() -> None:
    pages = Pages("m", "book", 2)
    assert pages.take(page_of(b"[1,2]"))
    assert pages.fact == "rows 1-2"
    pages.total = 120_304
    assert pages.fact == "rows 1-2 of 120,304"
    assert not pages.wants_more(0)
    assert pages.wants_more(1)
    assert pages.take(page_of(b"[3]"))
    assert pages.fact == "3 rows, all there are"
    assert not pages.wants_more(2)
    assert [bytes(pages.blocks.value(at)) for at in range(3)] == [b"1", b"2", b"3"]


def test_an_empty_model_has_no_rows() -> None:
    pages = Pages("m", "book", 2)
    assert not pages.take(page_of(b" [ ] "))
    assert (pages.fact, pages.total) == ("no rows", 0)


def test_counts_are_marked_when_they_may_be_old() -> None:
    counts = Counts()
    counts.put("m", 1204)
    counts.put("n", None)
    assert [counts.text(it) for it in ("m", "n", "o")] == ["1,204", "?", ""]
    counts.grow_old()
    assert counts.text("m") == "~1,204"
    counts.put("m", 1205)
    assert counts.text("m") == "1,205"


def test_models_are_found_by_all_that_is_in_them() -> None:
    place: Json = {"struct": {"street": {"string": {}}, "zip": {"int32": {}}}}
    models = [
        TaggedModel("person", "PID", {"struct": {"name": {"string": {}}, "homes": {"list": place}}}),
        TaggedModel("Dog", "DID", {"struct": {"owner": {"ref": ["M", "PID"]}}}),
        TaggedModel("", "nameless", {"string": {}}),
    ]
    index = SearchIndex(Catalogue.of(models))

    def found(words: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(it.model.name, it.paths) for it in index.find(words)]

    assert found("dog") == [("Dog", ())]
    assert found("street") == [("person", ("homes.street",))]
    assert found("->person") == [("Dog", ())]
    assert found("PERSON zip") == [("person", ("homes.zip",))]
    assert found("nameless") == [("nameless", ())]
    assert found("nothing") == []
    assert len(found("")) == 3
