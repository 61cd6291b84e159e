"""The tree, the table and the JSON of one result in the app: one place, one order, choices that stay."""

from __future__ import annotations

import json
from typing import Any

from textual.pilot import Pilot

from karma_tui.results.text import path_text
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.views.json_view import JsonView
from karma_tui.tui.views.table_view import TableView
from karma_tui.tui.widgets.results import Results
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, type_text

REF = ["L66iijwDQsnUd22B", "UtQE6j2ycLBh3Oci"]
BOOKS = [
    {"title": f"book {number}", "rank": (number * 7) % 10, "geo": {"lat": number}, "by": REF}
    for number in range(10)
]
BODY = json.dumps(BOOKS).encode()


async def shown(pilot: Pilot[Any], opener: FakeOpener, body: bytes = BODY) -> Results:
    """The result of a run, with the focus on it."""
    opener.bench.answers = [result(body)] * 3
    await type_text(pilot, 'all(tag("book"))')
    await press(pilot, "f5")
    results = pilot.app.screen.query_one(Results)
    results.focus_content()
    await pilot.pause()
    return results


def place(results: Results) -> str:
    return path_text(results.view.cursor_path or ())


async def test_switching_keeps_the_place(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await shown(pilot, opener)
        results.view.go_to((7, "geo", "lat"))
        for key, name in (("2", "table"), ("3", "json"), ("2", "table"), ("1", "tree")):
            await press(pilot, key)
            assert results.view_name == name
            assert place(results) == "$[7].geo.lat"
            assert bytes(results.view.cursor_value or b"") == b"7"


async def test_enter_on_a_container_opens_it_in_the_tree(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await shown(pilot, opener)
        await press(pilot, "2", "down", "right", "right", "enter")
        assert results.view_name == "tree"
        assert place(results) == "$[1].geo"
        assert "lat  1" in screen_text(pilot)


async def test_enter_on_a_reference_shows_its_record(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        await shown(pilot, opener)
        await press(pilot, "2", "dollar_sign", "enter")
        assert REF[1] in opener.bench.ran[-1][0]


async def test_a_sort_of_the_table_is_that_of_all_views(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await shown(pilot, opener)
        await press(pilot, "2", "down", "right", "s")
        assert "rank ▲" in screen_text(pilot)
        assert place(results) == "$[1].rank"
        table = results.query_one(TableView)
        await press(pilot, "home")
        assert place(results) == "$[0].rank"
        await press(pilot, "end")
        assert place(results) == "$[7].rank"
        await press(pilot, "3")
        assert place(results) == "$[7].rank"
        assert isinstance(results.view, JsonView)
        await press(pilot, "2", "s")
        assert "rank ▼" in screen_text(pilot)
        assert table.cursor[0] == 0
        await press(pilot, "s")
        assert "▼" not in screen_text(pilot)
        assert table.cursor[0] == 7


async def test_columns_are_remembered_for_the_query(
    open_app: OpenApp, opener: FakeOpener, files: UserFiles
) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await shown(pilot, opener)
        await press(pilot, "2", "right", "h")
        assert "rank" not in screen_text(pilot)
        assert place(results) == "$[0].geo"
        await press(pilot, "f5")
        assert "rank" not in screen_text(pilot)
        assert results.document is not None
        results.show_document(results.document, query="something else")
        await pilot.pause()
        assert "rank" in screen_text(pilot)
    kept = (files.state / "views.json").read_text()
    assert '"rank"' in kept
    assert "book" not in kept
    opener.bench.arriving.set()
    async with open_app(size=(120, 40)) as (_, pilot):
        await shown(pilot, opener)
        await press(pilot, "2")
        assert "geo" in screen_text(pilot)
        assert "rank" not in screen_text(pilot)


async def test_views_say_where_the_result_grows(open_app: OpenApp, opener: FakeOpener) -> None:
    long = b"[" + b",".join(b'{"title":"book %07d"}' % number for number in range(20_000)) + b"]"
    async with open_app(size=(120, 40)) as (_, pilot):
        await shown(pilot, opener)
        await press(pilot, "2")
        opener.bench.answers = [result(long)]
        opener.bench.arriving.clear()
        await press(pilot, "f5")
        table = pilot.app.screen.query_one(TableView)
        table.focus()
        await press(pilot, "down", "down")
        assert "book 0000002" in screen_text(pilot)
        opener.bench.arriving.set()
        await press(pilot, "3", "end")
        assert "20000" not in path_text(table.cursor_path or ())
        assert '"title": "book 0019999"' in screen_text(pilot)
        await press(pilot, "2", "end")
        assert path_text(table.cursor_path or ()) == "$[19999].title"


async def test_all_of_it_is_in_the_palette(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (app, pilot):
        results = await shown(pilot, opener)

        async def do(action: str) -> str:
            await app.run_action(action, app.screen)
            await pilot.pause()
            return next(
                (line for line in screen_text(pilot).split("\n") if "title" in line and "rank" in line), ""
            )

        await app.run_action("view_table", app.screen)
        assert results.view_name == "table"
        table = results.query_one(TableView)
        table.go_to((0, "geo"))
        assert "geo.lat" in await do("flatten_column")
        assert "geo.lat" not in await do("flatten_column")
        at = (await do("wider_column")).index("by")
        assert (await do("wider_column")).index("by") == at + 2
        assert (await do("narrower_column")).index("by") == at
        assert (await do("fit_column")).index("by") < at
        moved = await do("move_column_left")
        assert moved.index("geo") < moved.index("rank")
        moved = await do("move_column_right")
        assert moved.index("geo") > moved.index("rank")
        assert "┃" in await do("freeze_columns")
        assert "geo" not in await do("hide_column")
        await do("choose_columns")
        assert "Columns" in screen_text(pilot)
        await press(pilot, "escape")
        await do("fold_members")
        assert results.view_name == "json"
        await do("view_tree")
        assert results.view_name == "tree"
