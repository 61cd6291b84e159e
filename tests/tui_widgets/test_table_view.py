from __future__ import annotations

import asyncio
import json
import re
import time
from array import array
from typing import Any

import pytest
from rich.cells import cell_len
from textual.events import MouseMove
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.results.choices import Choices
from karma_tui.results.document import Document
from karma_tui.results.find import Query
from karma_tui.results.intake import Intake
from karma_tui.results.table import QUICK
from karma_tui.results.text import path_text
from karma_tui.tui.views.column_screen import ColumnScreen
from karma_tui.tui.views.table_view import EMPTY_ANSWER, NO_RECORDS, TableView
from karma_tui.tui.views.view import ChoicesMade, PlaceChanged, PlaceChosen, PlaceOpened, SortWanted
from tests.tui_widgets.host import Host, screen_lines

SIZE = (80, 24)
REF = ["L66iijwDQsnUd22B", "UtQE6j2ycLBh3Oci"]

Telling = PlaceChanged | PlaceChosen | PlaceOpened | SortWanted | ChoicesMade


def document(value: Any) -> Document:
    return Document.from_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


class TableHost(Host):
    def __init__(self) -> None:
        self.view = TableView(id="table")
        super().__init__(self.view)

    def on_place_changed(self, message: PlaceChanged) -> None:
        self.sent.append(message)

    def on_place_chosen(self, message: PlaceChosen) -> None:
        self.sent.append(message)

    def on_place_opened(self, message: PlaceOpened) -> None:
        self.sent.append(message)

    def on_sort_wanted(self, message: SortWanted) -> None:
        self.sent.append(message)

    def on_choices_made(self, message: ChoicesMade) -> None:
        self.sent.append(message)

    def told(self, kind: type[Telling]) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kind)]


def place(app: TableHost) -> str:
    return path_text(app.view.cursor_path or ())


async def settled(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


BOOKS = [
    {"title": "Dune", "pages": 412, "geo": {"lat": 1.5, "lon": -2}, "by": REF},
    {"title": "", "pages": 18446744073709551615, "geo": None, "by": None},
    {"title": None, "geo": {}, "tags": []},
]


async def test_records_are_rows_and_fields_are_columns() -> None:
    app = TableHost()
    async with app.run_test(size=(100, 24)) as pilot:
        app.view.show(document(BOOKS), {"L66iijwDQsnUd22B": "author"})
        await pilot.pause()
        assert screen_lines(app.view)[:5] == [
            "   title │               pages │geo                 │tags │by                        │",
            "0  Dune                    412  {lat: 1.5, lon: -2}        → author/UtQE6j2ycLBh3Oci",
            '1  ""     18446744073709551615  null                       null',
            "2  null                         {}                   []",
            "",
        ]


async def test_the_cursor_goes_from_cell_to_cell() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("right", "right")
        assert place(app) == "$[0].geo"
        assert bytes(app.view.cursor_value or b"") == b'{"lat": 1.5, "lon": -2}'
        await pilot.press("end", "left")
        assert place(app) == "$[2]"
        await pilot.press("home", "dollar_sign")
        assert place(app) == "$[0].by"
        await pilot.press("circumflex_accent")
        assert place(app) == "$[0].title"
        assert app.told(PlaceChanged)[-1].path == (0, "title")


async def test_enter_follows_a_reference_and_opens_a_container() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("dollar_sign", "enter", "circumflex_accent", "right", "right", "enter")
        (chosen,) = app.told(PlaceChosen)
        assert chosen.path == (0, "by")
        assert json.loads(chosen.value) == REF
        assert app.told(PlaceOpened)[0].path == (0, "geo")


async def test_a_container_is_flattened_and_folded_by_one_key() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("right", "right", "space")
        assert "geo.lat │geo.lon │" in screen_lines(app.view)[0]
        assert place(app) == "$[0].geo.lat"
        await pilot.press("space")
        assert "geo.lat" not in screen_lines(app.view)[0]
        assert place(app) == "$[0].geo"
        await pilot.press("e", "c", "left", "e")
        assert "geo.lat" not in screen_lines(app.view)[0]


async def test_columns_are_hidden_moved_resized_and_remembered() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("right_square_bracket", "right", "h", "circumflex_accent", "plus", "plus")
        await pilot.pause()
        header = screen_lines(app.view)[0]
        assert header.split("│")[0].strip() == "pages"
        assert "geo" not in header
        kept = app.told(ChoicesMade)[-1]
        assert kept.view == "table"
        other = TableView(id="other")
        other.recall(json.loads(json.dumps(kept.choices)))
        assert other.choices == app.view.choices


async def test_a_number_keeps_its_digits_when_it_comes_in_sight() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        records = [{"n": 1, "s": "x"} for _ in range(900)]
        records[600]["n"] = 10**60
        app.view.show(document(records))
        app.view.go_to((600, "n"))
        await pilot.pause()
        await pilot.pause()
        assert any("1" + "0" * 60 in line for line in screen_lines(app.view))


async def test_a_column_appears_when_its_record_comes_in_sight() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{"a": 1}] * 2_010 + [{"a": 1, "rare": 2}] + [{"a": 1}] * 1_800))
        await pilot.pause()
        assert "rare" not in screen_lines(app.view)[0]
        app.view.go_to((2_010, "rare"))
        await pilot.pause()
        assert "rare" in screen_lines(app.view)[0]
        assert place(app) == "$[2010].rare"


async def test_frozen_columns_stay_while_the_others_scroll() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{f"column{number:02}": number for number in range(40)}]))
        await pilot.press("z", "dollar_sign")
        await pilot.pause()
        header = screen_lines(app.view)[0]
        assert header.startswith("   column00 ┃")
        assert "column39" in header
        assert "column05" not in header
        assert place(app) == "$[0].column39"
        await pilot.press("circumflex_accent", "z", "dollar_sign")
        await pilot.pause()
        assert "column00" not in screen_lines(app.view)[0]


async def test_a_sort_is_asked_for_and_shown_in_the_header() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("right", "s")
        assert [message.path for message in app.told(SortWanted)] == [("pages",)]
        app.view.mark_sort(("pages",), descending=True)
        assert "pages ▼" in screen_lines(app.view)[0]
        app.view.mark_sort(("pages",))
        assert "pages ▲" in screen_lines(app.view)[0]
        app.view.mark_sort(None)
        assert "▲" not in screen_lines(app.view)[0]


async def test_the_mouse_sorts_chooses_and_resizes() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.pause()
        header = screen_lines(app.view)[0]
        await pilot.click(offset=(header.index("pages"), 0))
        assert app.told(SortWanted)[-1].path == ("pages",)
        await pilot.click(offset=(3, 3))
        assert place(app) == "$[2].title"
        border = header.index("│")
        await pilot.mouse_down(offset=(border, 0))
        await pilot._post_mouse_events([MouseMove], offset=(border + 9, 0), button=1)
        await pilot.mouse_up(offset=(border + 9, 0))
        await pilot.pause()
        assert screen_lines(app.view)[0].index("│") == border + 9
        assert len(app.told(SortWanted)) == 1
        assert Choices.from_plain(app.told(ChoicesMade)[-1].choices).widths == {("title",): 14}
        await pilot.click(offset=(screen_lines(app.view)[0].index("geo"), 1), times=2)
        assert app.told(PlaceOpened)[-1].path == (0, "geo")


async def test_places_of_other_views_are_found_and_kept() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        assert app.view.go_to((0, "geo", "lat"))
        assert place(app) == "$[0].geo.lat"
        assert bytes(app.view.cursor_value or b"") == b"1.5"
        assert app.view.cursor[1] == 2
        await pilot.press("down")
        assert place(app) == "$[1].geo"
        assert not app.view.go_to((99,))
        assert app.view.go_to(())
        assert app.view.cursor[0] == 0


CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NASTY = [
    {"a": "日本語テキスト" * 12, "b": -0.0, "c": "[bold]not markup[/bold]"},
    {"a": "x\x1b[31mred\x07\u202egnp.exe", "b": 2**63, "c": "שלום עולם"},
    {"a": "👩‍👩‍👧‍👦 🇨🇭 é", "b": "12", "c": "\u200b"},
    {"a": "\ud800", "b": [[]], "c": "a\nb\tc"},
    {"a\x1b]0;t\x07": 1},
]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_nasty_values_leave_the_columns_straight(size: tuple[int, int]) -> None:
    app = TableHost()
    async with app.run_test(size=size) as pilot:
        app.view.show(Document.from_bytes(json.dumps(NASTY).encode()))
        await pilot.pause()
        for y in range(app.view.size.height):
            strip = app.view.render_line(y)
            assert cell_len(strip.text) == app.view.size.width
            assert not CONTROL.search(strip.text)
        text = "\n".join(screen_lines(app.view))
        assert "[bold]not ma" in text
        assert "x␛[31mred␇\\u202egnp.exe" in text
        assert "9223372036854775808" in text
        app.view.show(Document.from_bytes(b'[{"n":-0,"m":1e400},{"n":NaN,"m":1.10}]'))
        await pilot.pause()
        assert [line.split() for line in screen_lines(app.view)[1:3]] == [
            ["0", "-0", "1e400"],
            ["1", "NaN", "1.10"],
        ]


async def test_what_is_looked_for_is_pointed_out() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        app.view.light(Query("un"))
        await pilot.pause()
        found = [segment.text for segment in app.view.render_line(1) if segment.style and segment.style.bold]
        assert found == ["un"]


async def test_long_records_come_from_a_thread() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{"a": number, "long": "x" * QUICK} for number in range(3)]))
        await settled(pilot)
        await settled(pilot)
        assert screen_lines(app.view)[0].split("│")[0].strip() == "a"
        assert screen_lines(app.view)[3].split()[:2] == ["2", "2"]
        assert "65,536 characters" in screen_lines(app.view)[1]


async def test_answers_without_records_say_so() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.from_bytes(b""))
        assert screen_lines(app.view)[0].strip() == EMPTY_ANSWER
        app.view.show(Document.from_bytes(b"[]"))
        assert screen_lines(app.view)[0].strip() == NO_RECORDS
        await pilot.press("right", "down", "end", "enter", "space", "s", "o", "z", "h", "plus")
        assert app.view.cursor_path is None
        assert app.view.cursor_value is None


async def test_columns_are_chosen_in_a_dialogue() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(BOOKS))
        await pilot.press("o")
        assert isinstance(app.screen, ColumnScreen)
        app.screen.query_one(Input).value = "pag"
        await pilot.pause()
        await pilot.press("enter")
        app.screen.query_one(Input).value = ""
        await pilot.pause()
        await pilot.press("alt+down", "escape")
        await pilot.pause()
        assert [part.strip() for part in screen_lines(app.view)[0].split("│")[:3]] == ["title", "geo", "tags"]
        await pilot.press("o", "alt+a", "escape")
        await pilot.pause()
        assert "pages" in screen_lines(app.view)[0]


async def test_a_growing_list_keeps_the_cursor() -> None:
    intake = Intake(first_block=64, block=64)
    intake.feed(b"[" + b",".join(b'{"a":%d}' % number for number in range(50)) + b",")
    assert intake.blocks is not None
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.of_blocks(intake.blocks))
        await pilot.press("down", "down")
        intake.feed(b",".join(b'{"a":%d,"b":1}' % number for number in range(50)) + b"]")
        intake.finish()
        app.view.grow()
        await pilot.pause()
        assert place(app) == "$[2].a"
        await pilot.press("end")
        assert place(app) == "$[99].a"


async def test_a_million_records_are_opened_and_left_in_no_time() -> None:
    record = (
        b'{"id":["L66iijwDQsnUd22B","UtQE6j2ycLBh3Oci"],"value":{"title":"a b c","rank":1,"geo":{"x":1}}}'
    )
    data = b"[" + b",".join([record] * 1_000_000) + b"]"
    shown = Document.from_bytes(data)
    app = TableHost()
    async with app.run_test(size=(120, 40)) as pilot:
        app.view.show(document([{"a": 1}]))
        await pilot.pause()
        opened, left = [], []
        for _ in range(3):
            begun = time.thread_time()
            app.view.show(shown)
            opened.append(time.thread_time() - begun)
            await pilot.pause()
            begun = time.thread_time()
            app.view.action_go_last()
            for y in range(app.view.size.height):
                app.view.render_line(y)
            left.append(time.thread_time() - begun)
        assert app.view.cursor_path is not None
        assert min(opened) < 0.05
        assert min(left) < 0.05


async def test_the_event_loop_is_never_held_up() -> None:
    """Records that take long to split are split beside the loop."""
    fields = {f"field{number}": "x" * 40 for number in range(900)}
    app = TableHost()
    async with app.run_test(size=(120, 40)) as pilot:
        app.view.show(document([{"a": 1}]))
        await pilot.pause()
        app.view.show(document([fields] * 60))
        longest = 0.0
        for key in ("end", "home", "pagedown"):
            await pilot.press(key)
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)
        await settled(pilot)
        assert longest < 0.05


async def test_a_scroll_bar_that_appears_hides_nothing() -> None:
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(
            document([{"a": 1}] * 90 + [{"a": 1, **{f"column{at}": 0 for at in range(20)}}] + [1] * 99)
        )
        await pilot.press(*["down"] * 90)
        await pilot.pause()
        await pilot.pause()
        top, height = app.view.scroll_offset.y, app.view.scrollable_content_region.height
        assert height == SIZE[1] - 1
        assert top <= app.view.cursor[0] < top + height - 1


async def test_columns_stay_where_they_are_when_records_are_sorted() -> None:
    whole = document([{"a": 1}] * 2_010 + [{"a": 10**30, "rare": "x"}] + [{"a": 1}] * 1_800)
    app = TableHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(whole)
        app.view.go_to((2_010, "rare"))
        await pilot.pause()
        await pilot.pause()
        header = screen_lines(app.view)[0]
        assert "rare" in header
        app.view.show(whole.picked(array("q", [3, 2, 1])))
        assert screen_lines(app.view)[0].split() == header.split()
        assert place(app) == "$[3]"
        app.view.show(document([{"b": 1}]))
        assert "rare" not in screen_lines(app.view)[0]
