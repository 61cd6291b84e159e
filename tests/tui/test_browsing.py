"""Browsing models page by page, and what the catalogue does besides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.schema import TaggedModel
from karma_tui.tui.app import build_app
from karma_tui.tui.catalogue.pane import CataloguePane
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.library_bench import LibraryBench
from tests.tui.looking import facts_text, press, screen_text, settled, toasts, type_text

WIDE = (120, 40)


@pytest.fixture
def bench(opener: FakeOpener) -> LibraryBench:
    opener.bench = LibraryBench()
    return opener.bench


@asynccontextmanager
async def browsing(files: UserFiles, opener: FakeOpener, page_size: int) -> AsyncIterator[Pilot[Any]]:
    """The app with the first model's first page on show and the focus in the result."""
    app = build_app(Target(), files, opener)
    app.desk = replace(app.desk, draft_delay=0.0, settings=replace(app.desk.settings, page_size=page_size))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await to_result(pilot, "book")
        yield pilot


async def to_result(pilot: Pilot[Any], name: str) -> None:
    """Browse a model, and go to its records."""
    tree = tree_of(pilot)
    tree.focus()
    node = next(it for it in tree.root.children if str(it.label).split()[0] == name)
    tree.move_cursor(node)
    await press(pilot, "enter")
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    screen._results.focus_content()
    await settled(pilot)


def is_running(pilot: Pilot[Any]) -> bool:
    """Whether a run of the user's goes on."""
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    return screen._runner.is_running


def tree_of(pilot: Pilot[Any]) -> CatalogueTree:
    return pilot.app.screen.query_one(CatalogueTree)


async def test_a_model_opens_with_its_first_page_and_is_counted_beside(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 10) as pilot:
        assert "book  rows 1-10 of 25" in facts_text(pilot)
        assert "Book 9" in screen_text(pilot)
        assert "Book 10" not in screen_text(pilot)
        assert bench.asked("mapList") == bench.asked("length") == 1


async def test_the_next_page_comes_when_the_cursor_nears_the_end(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 10) as pilot:
        await press(pilot, *["down"] * 7)
        assert bench.asked("mapList") == 1
        await press(pilot, "down", "down")
        assert "rows 1-20 of 25" in facts_text(pilot)
        await press(pilot, "end")
        assert "25 rows, all there are" in facts_text(pilot)
        await press(pilot, "end")
        assert "Book 24" in screen_text(pilot)
        assert bench.asked("mapList") == 3


async def test_a_full_last_page_is_found_to_be_the_last(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 25) as pilot:
        assert "rows 1-25 of 25" in facts_text(pilot)
        await press(pilot, "end")
        assert "25 rows, all there are" in facts_text(pilot)
        await press(pilot, "home", "end")
        assert bench.asked("mapList") == 2


async def test_no_count_is_no_trouble(files: UserFiles, opener: FakeOpener, bench: LibraryBench) -> None:
    bench.refuse_counts = True
    async with browsing(files, opener, 10) as pilot:
        assert facts_text(pilot).endswith("book  rows 1-10")
        assert toasts(pilot) == ""


async def test_a_page_that_cannot_be_read_is_told_once_and_can_be_tried_again(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 10) as pilot:
        bench.refuse_pages = True
        await press(pilot, "end", "up", "down", "up", "down")
        assert toasts(pilot).count("The server is busy") == 1
        assert "rows 1-10 of 25, the next could not be read" in facts_text(pilot)
        bench.refuse_pages = False
        await press(pilot, "r", "up", "down")
        assert "rows 1-20 of 25" in facts_text(pilot)


async def test_reading_again_keeps_the_place(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 10) as pilot:
        await press(pilot, *["down"] * 12)
        assert "$[11]" in screen_text(pilot)
        bench.records["B" * 16][11]["value"]["title"] = "Changed"
        await press(pilot, "r")
        assert "rows 1-20 of 25" in facts_text(pilot)
        assert "$[11]" in screen_text(pilot)
        assert "Changed" in screen_text(pilot)


async def test_a_sorted_or_filtered_page_stays_while_the_cursor_moves(
    files: UserFiles, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with browsing(files, opener, 10) as pilot:
        await press(pilot, "down", "s", "end")
        assert "sorted by" in facts_text(pilot)
        assert bench.asked("mapList") == 1


async def test_a_run_of_the_users_goes_on_beside(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await type_text(pilot, "one()")
        bench.hold = True
        await press(pilot, "f5")
        await to_result(pilot, "book")
        assert "Book 0" in screen_text(pilot)
        assert is_running(pilot)
        await press(pilot, "escape")
        assert not is_running(pilot)
        assert "Book 0" in screen_text(pilot)


async def test_models_are_counted_on_demand_and_counts_grow_old(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        tree_of(pilot).focus()
        await press(pilot, "C")
        assert "book  25" in screen_text(pilot)
        assert "author  3" in screen_text(pilot)
        assert bench.asked("length") == 3
        tree_of(pilot).counts_are_old()
        await settled(pilot)
        assert "book  ~25" in screen_text(pilot)
        bench.refuse_counts = True
        await press(pilot, "c")
        assert "?" in screen_text(pilot)


async def test_models_are_found_by_tag_field_and_type(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        tree = tree_of(pilot)
        tree.focus()
        await press(pilot, "slash", "m", "e", "n")
        assert [str(node.label) for node in tree.root.children] == ["author  mentor"]
        await press(pilot, "down", "right")
        assert "optional ->author" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(tree.root.children) == 3
        await press(pilot, "slash")
        pilot.app.screen.query_one("#look-for", Input).value = "BOOK"
        await settled(pilot)
        assert [str(node.label) for node in tree.root.children] == ["book"]


async def test_references_lead_from_model_to_model_both_ways(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        tree = tree_of(pilot)
        tree.focus()
        tree.move_cursor(tree.root.children[1])
        await press(pilot, "right")
        outward = next(it for it in tree.root.children[1].children if "refers to (1)" in str(it.label))
        tree.move_cursor(outward)
        await press(pilot, "enter", "down")
        assert "-> author  author" in screen_text(pilot)
        await press(pilot, "enter")
        assert tree.model is not None
        assert tree.model.tag == "author"
        assert "referred to by (2)" in screen_text(pilot)


async def test_built_in_models_are_in_a_group_of_their_own(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        tree = tree_of(pilot)
        assert [str(node.label) for node in tree.root.children] == ["author", "book", "built-in (1)"]
        assert "_role" not in screen_text(pilot)
        assert isinstance(pilot.app.screen.query_one(CataloguePane), CataloguePane)


async def test_five_hundred_models_are_searched_while_typing(open_app: OpenApp, bench: LibraryBench) -> None:
    fields: dict[str, Any] = {f"field{at}": {"string": {}} for at in range(50)}
    bench.models = [TaggedModel(f"model{at}", f"id{at}", {"struct": fields}) for at in range(500)]
    async with open_app(size=WIDE) as (_, pilot):
        tree = tree_of(pilot)
        tree.focus()
        await press(pilot, "slash", *"model499")
        assert [str(node.label) for node in tree.root.children] == ["model499"]


async def test_the_page_size_is_a_setting(files: UserFiles, opener: FakeOpener, bench: LibraryBench) -> None:
    files.settings.write_text("page_size = 7\n")
    app = build_app(Target(), files, opener)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await to_result(pilot, "book")
        assert "rows 1-7 of 25" in facts_text(pilot)
