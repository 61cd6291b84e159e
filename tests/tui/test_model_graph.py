"""The model graph on its screen, by keyboard and by mouse, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.errors import UsageError
from karma_tui.schema import Catalogue
from karma_tui.schema.graph import graph_of
from karma_tui.tui.catalogue.graph_screen import GraphScreen, save_graph
from karma_tui.tui.catalogue.graph_view import GraphView, text_cells
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.library_bench import AUTHOR, BOOK, LibraryBench
from tests.tui.looking import press, screen_text, settled, shows, toasts


@pytest.fixture
def bench(opener: FakeOpener) -> LibraryBench:
    opener.bench = LibraryBench()
    return opener.bench


async def draw(pilot: Pilot[Any], key: str = "G") -> GraphView:
    pilot.app.screen.query_one(CatalogueTree).focus()
    await press(pilot, key)
    return pilot.app.screen.query_one(GraphView)


@pytest.mark.parametrize("size", [(100, 24), (200, 60)])
async def test_boxes_are_gone_through_by_keys_and_opened_in_the_catalogue(
    open_app: OpenApp, bench: LibraryBench, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as (app, pilot):
        view = await draw(pilot)
        assert "2 models, 2 references" in screen_text(pilot)
        assert "\u2502 book \u2502" in screen_text(pilot)
        await press(pilot, "left")
        assert view.model_id == BOOK.model_id
        assert "author ->author" in screen_text(pilot)
        await press(pilot, "right")
        assert view.model_id == AUTHOR.model_id
        await press(pilot, "enter")
        assert not shows(app, GraphScreen)
        tree = app.screen.query_one(CatalogueTree)
        assert tree.model is AUTHOR
        assert tree.has_focus


async def test_a_click_goes_to_a_box_and_two_open_it(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=(100, 24)) as (app, pilot):
        view = await draw(pilot)
        await pilot.click(view, offset=(3, 1))
        await settled(pilot)
        assert view.model_id == BOOK.model_id
        await pilot.click(view, offset=(3, 1), times=2)
        await settled(pilot)
        assert app.screen.query_one(CatalogueTree).model is BOOK


async def test_neighbours_all_and_built_in_models(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=(100, 24)) as (app, pilot):
        await draw(pilot, "G")
        await press(pilot, "b")
        assert "3 models" in screen_text(pilot)
        await press(pilot, "tab", "tab", "n")
        assert "around" in screen_text(pilot)
        await press(pilot, "a")
        assert "3 models" in screen_text(pilot)
        await press(pilot, "escape")
        assert not shows(app, GraphScreen)


async def test_a_graph_is_saved_and_no_file_is_replaced(
    open_app: OpenApp, bench: LibraryBench, tmp_path: Path
) -> None:
    async with open_app(size=(100, 24)) as (app, pilot):
        await draw(pilot)
        await press(pilot, "s")
        path = tmp_path / "graph.mmd"
        app.screen.query_one(Input).value = str(path)
        await press(pilot, "enter")
        assert "Saved" in toasts(pilot)
        assert path.read_text() == (
            'flowchart LR\n    m0["author"]\n    m1["book"]\n'
            '    m0 -->|"mentor"| m0\n    m1 -->|"author"| m0\n'
        )
        await press(pilot, "s")
        app.screen.query_one(Input).value = str(path)
        await press(pilot, "enter")
        assert "not replaced" in " ".join(screen_text(pilot).split())
        await press(pilot, "escape", "escape")
        assert not shows(app, GraphScreen)


async def test_an_instance_without_models_of_its_own(open_app: OpenApp, bench: LibraryBench) -> None:
    bench.models = []
    async with open_app(size=(100, 24)) as (_, pilot):
        await draw(pilot)
        assert "no models of your own" in screen_text(pilot)
        await press(pilot, "left", "enter", "n", "tab")


def test_the_name_of_a_file_tells_its_format(tmp_path: Path) -> None:
    catalogue = Catalogue.of([BOOK, AUTHOR])
    save_graph(catalogue, graph_of(catalogue), tmp_path / "x.svg")
    assert (tmp_path / "x.svg").read_text().startswith("<svg")
    for name in ("x.svg", "x.png", "x"):
        with pytest.raises(UsageError):
            save_graph(catalogue, graph_of(catalogue), tmp_path / name)


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    assert text_cells("a\u6f22e\u0301") == ["a", "\u6f22", "", "e\u0301"]
