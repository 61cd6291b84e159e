from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from karma_tui.results.document import Document
from karma_tui.results.find import Query
from karma_tui.results.intake import Intake
from karma_tui.results.text import path_text, pretty
from karma_tui.tui.views.json_view import EMPTY_ANSWER, JsonView
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen
from tests.tui_widgets.host import Host, screen_lines

SIZE = (80, 24)
REF = ["L66iijwDQsnUd22B", "UtQE6j2ycLBh3Oci"]
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def document(value: Any) -> Document:
    return Document.from_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


class JsonHost(Host):
    def __init__(self) -> None:
        self.view = JsonView(id="json")
        super().__init__(self.view)

    def on_place_changed(self, message: PlaceChanged) -> None:
        self.sent.append(message)

    def on_place_chosen(self, message: PlaceChosen) -> None:
        self.sent.append(message)


def place(app: JsonHost) -> str:
    return path_text(app.view.cursor_path or ())


async def settled(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


RECORDS = [{"title": "Dune", "tags": ["a", "b"], "by": REF, "none": []}, {"title": None}]


async def test_a_result_is_shown_as_pretty_json_with_numbers() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(RECORDS), {"L66iijwDQsnUd22B": "author"})
        await settled(pilot)
        assert screen_lines(app.view)[:18] == [
            " 1 ▾ [",
            " 2 ▾   {",
            ' 3       "title": "Dune",',
            ' 4 ▾     "tags": [',
            ' 5         "a",',
            ' 6         "b"',
            " 7       ],",
            ' 8 ▾     "by": [  → author/UtQE6j2ycLBh3Oci',
            ' 9         "L66iijwDQsnUd22B",',
            '10         "UtQE6j2ycLBh3Oci"',
            "11       ],",
            '12       "none": []',
            "13     },",
            "14 ▾   {",
            '15       "title": null',
            "16     }",
            "17   ]",
            "",
        ]


async def test_keys_fold_unfold_and_move_as_in_the_tree() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(RECORDS))
        await settled(pilot)
        await pilot.press("down", "down", "down", "down")
        assert place(app) == "$[0].tags[0]"
        assert bytes(app.view.cursor_value or b"") == b'"a"'
        await pilot.press("left")
        assert place(app) == "$[0].tags"
        await pilot.press("left")
        assert screen_lines(app.view)[3] == ' 4 ▸     "tags": […], 2 items'
        await pilot.press("right", "right")
        assert place(app) == "$[0].tags[0]"
        await pilot.press("c")
        assert place(app) == "$[0].tags"
        await pilot.press("c")
        assert len(app.view.lines or ()) == 6
        assert place(app) == "$[0]"
        await pilot.press("space")
        assert len(app.view.lines or ()) == 14
        await pilot.press("home", "m")
        assert screen_lines(app.view)[1:3] == ["2 ▸   {…}, 4 members", "3 ▸   {…} 1 member"]
        await pilot.press("e", "end")
        assert app.view.cursor == 16
        await pilot.press("space")
        assert screen_lines(app.view)[0] == "1 ▸ […] 2 items"
        assert isinstance(app.sent[-1], PlaceChanged)
        assert app.sent[-1].path == ()


@pytest.mark.parametrize("steps", [7, 8, 9])
async def test_enter_follows_a_reference_from_any_of_its_lines(steps: int) -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(RECORDS))
        await pilot.press(*["down"] * steps, "enter")
        (chosen,) = [message for message in app.sent if isinstance(message, PlaceChosen)]
        assert chosen.path == (0, "by")
        assert json.loads(chosen.value) == REF


async def test_the_mouse_folds_and_puts_the_cursor() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(RECORDS))
        await settled(pilot)
        await pilot.click(offset=(20, 5))
        assert place(app) == "$[0].tags[1]"
        await pilot.click(offset=(3, 3))
        assert place(app) == "$[0].tags"
        assert "▸" in screen_lines(app.view)[3]
        await pilot.click(offset=(20, 3), times=2)
        assert "▾" in screen_lines(app.view)[3]


async def test_places_of_other_views_are_found() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{"n": number, "geo": {"lat": number}} for number in range(5_000)]))
        assert app.view.go_to((4_321, "geo", "lat"))
        await pilot.pause()
        assert place(app) == "$[4321].geo.lat"
        assert any('"lat": 4321' in line for line in screen_lines(app.view))
        assert app.view.go_to((4_321, "geo", "no such"))
        assert place(app) == "$[4321].geo"
        assert not app.view.go_to((5_000,))


async def test_the_place_and_the_top_stay_while_lines_are_counted() -> None:
    records = [{"n": number, "many": list(range(number % 97))} for number in range(30_000)]
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(records))
        app.view.go_to((25_000, "n"))
        await pilot.pause()
        before = [line.partition(" ")[2].strip() for line in screen_lines(app.view)]
        await settled(pilot)
        assert app.view.lines is not None
        assert app.view.lines.counting is None
        assert place(app) == "$[25000].n"
        shown = screen_lines(app.view)
        assert next(line.strip() for line in before if '"n"' in line) in "\n".join(shown)
        number = int(next(line for line in shown if '"n": 25000' in line).split()[0])
        assert pretty(app.view.lines.document.root).split("\n")[number - 1].strip() == '"n": 25000,'


NASTY = [
    {"a": "日本語テキスト" * 12, "b": "[bold]not markup[/bold]", "c\x1b]0;t\x07": "\u202egnp.exe"},
    {"a": "x\x9b31m", "b": "שלום עולם", "c": "👩‍👩‍👧‍👦 🇨🇭 é"},
]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("ascii_only", [True, False])
async def test_nasty_values_are_shown_and_not_obeyed(size: tuple[int, int], ascii_only: bool) -> None:
    app = JsonHost()
    async with app.run_test(size=size) as pilot:
        app.view.show(Document.from_bytes(json.dumps(NASTY, ensure_ascii=ascii_only).encode()))
        await settled(pilot)
        for y in range(app.view.size.height):
            strip = app.view.render_line(y)
            assert cell_len(strip.text) == app.view.size.width
            assert not CONTROL.search(strip.text)
        assert '"b": "[bold]not markup[/bold]"' in "\n".join(screen_lines(app.view))


async def test_numbers_are_those_that_were_sent() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.from_bytes(b'[-0,1e400,NaN,18446744073709551615,1.10,null,"",[],{}]'))
        await settled(pilot)
        shown = [line.split()[-1] for line in screen_lines(app.view)[1:10]]
        assert shown == [
            "-0,",
            "1e400,",
            "NaN,",
            "18446744073709551615,",
            "1.10,",
            "null,",
            '"",',
            "[],",
            "{}",
        ]


async def test_what_is_looked_for_is_pointed_out() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(RECORDS))
        app.view.light(Query("un"))
        await settled(pilot)
        found = [segment.text for segment in app.view.render_line(2) if segment.style and segment.style.bold]
        assert found == ["un"]


async def test_a_huge_member_is_unfolded_by_a_thread() -> None:
    items = [{"n": number} for number in range(200_000)]
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document({"items": items}))
        await settled(pilot)
        assert len(app.view.lines or ()) == 3
        await pilot.press("down", "right")
        await settled(pilot)
        assert len(app.view.lines or ()) == 600_004
        await pilot.press("end")
        assert place(app) == "$"


async def test_an_empty_answer_says_so() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.from_bytes(b""))
        assert screen_lines(app.view)[0].strip() == EMPTY_ANSWER
        await pilot.press("down", "end", "enter", "space", "left", "right", "e", "c", "m")
        assert app.view.cursor_path is None
        assert app.view.cursor_value is None


async def test_a_growing_list_keeps_the_cursor() -> None:
    intake = Intake(first_block=64, block=64)
    intake.feed(b"[" + b",".join(b'{"a":%d}' % number for number in range(50)) + b",")
    assert intake.blocks is not None
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.of_blocks(intake.blocks))
        await pilot.press("down", "down")
        intake.feed(b",".join(b'{"a":%d,"b":1}' % number for number in range(50)) + b"]")
        intake.finish()
        app.view.grow()
        await settled(pilot)
        assert place(app) == "$[0].a"
        await pilot.press("end", "up", "up")
        assert place(app) == "$[99].b"


async def test_a_million_records_are_opened_left_and_counted_beside_the_event_loop() -> None:
    record = json.dumps({"id": REF, "value": {"title": "a b c", "rank": 1, "geo": {"x": 1}}}).encode()
    shown = Document.from_bytes(b"[" + b",".join([record] * 1_000_000) + b"]")
    app = JsonHost()
    async with app.run_test(size=(120, 40)) as pilot:
        app.view.show(document([1]))
        await settled(pilot)
        begun = time.thread_time()
        app.view.show(shown)
        assert time.thread_time() - begun < 0.05
        costs, held = [], []
        for _ in range(4):
            begun = time.thread_time()
            app.view.action_go_last()
            for y in range(app.view.size.height):
                app.view.render_line(y)
            costs.append(time.thread_time() - begun)
            app.view.action_go_first()
        assert min(costs) < 0.05
        while app.view.lines is not None and app.view.lines.counting is not None:
            begun = time.thread_time()
            await asyncio.sleep(0)
            held.append(time.thread_time() - begun)
        assert max(held) < 0.05
        assert len(app.view.lines or ()) == 13_000_002
        app.view.action_go_last()
        await pilot.pause()
        assert screen_lines(app.view)[-1].startswith("13000002   ]")


async def test_a_scroll_bar_that_appears_hides_nothing() -> None:
    app = JsonHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([0] * 60 + ["x" * 200] + [0] * 60))
        await settled(pilot)
        await pilot.press(*["down"] * 61)
        await pilot.pause()
        await pilot.pause()
        top, height = app.view.scroll_offset.y, app.view.scrollable_content_region.height
        assert height == SIZE[1] - 1
        assert top <= app.view.cursor < top + height
