from __future__ import annotations

import json
import time
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Region

from karma_tui.results.document import Document
from karma_tui.results.preview import Kind
from karma_tui.results.text import path_text
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen
from karma_tui.tui.widgets.result_tree import EMPTY_ANSWER, ResultTree
from karma_tui.tui.widgets.result_tree_drawing import NOTHING_YET
from tests.tui_widgets.host import Host, screen_lines

SIZE = (80, 24)


def document(value: Any) -> Document:
    return Document.from_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


class TreeHost(Host):
    def __init__(self) -> None:
        view = ResultTree()
        super().__init__(view)
        self.view = view

    def on_place_chosen(self, message: PlaceChosen) -> None:
        self.sent.append(message)

    def on_place_changed(self, message: PlaceChanged) -> None:
        self.sent.append(message)


def cursor_text(app: TreeHost) -> str:
    return path_text(app.view.cursor_path or ())


async def test_records_are_listed_and_opened_by_keys() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{"title": "Dune", "pages": 412}, None, "null", ""]))
        await pilot.pause()
        assert screen_lines(app.view)[:6] == [
            '▾ [{…}, null, "null", ""] 4 items',
            '  ▸ 0  {title: "Dune", pages: 412}',
            "    1  null",
            '    2  "null"',
            '    3  ""',
            "",
        ]
        await pilot.press("down", "right", "right", "down")
        assert screen_lines(app.view)[2:4] == ['      title  "Dune"', "      pages  412"]
        assert cursor_text(app) == "$[0].pages"
        assert bytes(app.view.cursor_value or b"") == b"412"
        await pilot.press("left")
        assert cursor_text(app) == "$[0]"
        await pilot.press("left")
        assert len(app.view.rows or ()) == 5
        await pilot.press("space")
        assert len(app.view.rows or ()) == 7


async def test_all_below_is_opened_and_closed_by_one_key_each() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document({"a": {"b": [1, {"c": 2}]}}))
        await pilot.press("e")
        assert len(app.view.rows or ()) == 6
        await pilot.press("end", "c")
        assert app.view.cursor_path == ("a", "b", 1)
        await pilot.press("home", "c")
        assert len(app.view.rows or ()) == 1


async def test_a_bounded_expansion_says_that_more_is_there() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([[1]] * 10_000))
        await pilot.press("e")
        while not app._notifications:
            await pilot.pause()
        assert any("Not everything" in notice.message for notice in app._notifications)


async def test_enter_chooses_values_and_references_but_opens_containers() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document({"ref": ["ABCDEFGHIJKLMNOP", "abcdefghijklmnop"], "list": [1]}), {})
        await pilot.press("down", "enter")
        chosen = app.sent[-1]
        assert isinstance(chosen, PlaceChosen)
        assert (chosen.path, chosen.kind) == (("ref",), Kind.REF)
        assert json.loads(chosen.value) == ["ABCDEFGHIJKLMNOP", "abcdefghijklmnop"]
        await pilot.press("down", "enter")
        assert isinstance(app.sent[-1], PlaceChanged)
        assert len(app.view.rows or ()) == 4


async def test_a_click_moves_the_cursor_and_on_the_marker_opens() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([[1], [2]]))
        await pilot.click(app.view, offset=(8, 2))
        assert (app.view.cursor, len(app.view.rows or ())) == (2, 3)
        await pilot.click(app.view, offset=(2, 1))
        assert (app.view.cursor, len(app.view.rows or ())) == (1, 4)
        await pilot.click(app.view, offset=(8, 20))
        assert app.view.cursor == 1


async def test_a_cursor_move_repaints_two_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(list(range(10))))
        await pilot.pause()
        regions: list[Region] = []
        refresh = app.view.refresh

        def record(*areas: Region, **options: Any) -> ResultTree:
            regions.extend(areas or (app.view.region,))
            return refresh(*areas, **options)

        monkeypatch.setattr(app.view, "refresh", record)
        await pilot.press("down")
        assert [(region.y, region.height) for region in regions] == [(0, 1), (1, 1)]


async def test_the_cursor_stays_in_view_over_a_hundred_thousand_records() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([{"n": n} for n in range(100_000)]))
        await pilot.press("end")
        assert screen_lines(app.view)[-1].endswith("99999  {n: 99999}")
        await pilot.press("pageup", "pageup", "pagedown")
        assert app.view.cursor == 100_000 - 23
        await pilot.press("home")
        assert app.view.scroll_offset.y == 0


async def test_opening_a_hundred_thousand_records_is_quick() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        answer = document([{"n": n, "text": "x" * 200} for n in range(100_000)])
        start = time.process_time()
        app.view.show(answer)
        await pilot.pause()
        assert time.process_time() - start < 1.0
        assert screen_lines(app.view)[1].startswith("  ▸ 0  {n: 0")


async def test_the_cursor_can_be_seen_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([1, 2]))
        await pilot.press("down")
        reversed_lines = [
            y
            for y in range(3)
            if all(segment.style and segment.style.reverse for segment in app.view.render_line(y))
        ]
        assert reversed_lines == [1]


async def test_kinds_have_the_colours_of_the_theme() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document({"key": "text", "number": 5}))
        await pilot.press("down", "down")
        colours = {
            segment.text: segment.style.color.get_truecolor().hex
            for segment in app.view.render_line(1)
            if segment.style and segment.style.color
        }
        variables = app.get_css_variables()
        assert colours["key"] == variables["syntax-field"]
        assert colours['"text"'] == variables["syntax-string"]


@pytest.mark.parametrize(
    "text", ["日本語のテキスト", "👩‍🚀 emoji 🇫🇷", "e\u0301 combined", "[bold]no markup[/bold]"]
)
async def test_lines_are_as_wide_as_the_view_in_any_script(text: str) -> None:
    app = TreeHost()
    async with app.run_test(size=(20, 10)) as pilot:
        app.view.show(document([text * 3]))
        await pilot.pause()
        for x in range(6):
            app.view.scroll_to(x=x, animate=False)
            await pilot.pause()
            strip = app.view.render_line(1)
            assert strip.cell_length == app.view.size.width
            assert sum(cell_len(segment.text) for segment in strip) == app.view.size.width
        app.view.scroll_to(x=0, animate=False)
        await pilot.pause()
        assert text[:4] in app.view.render_line(1).text


async def test_wide_rows_scroll_sideways_by_keys() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(["x" * 300 + "END"]))
        await pilot.pause()
        await pilot.press(*["greater_than_sign"] * 24)
        assert app.view.scroll_offset.x > 200
        assert 'END"' in screen_lines(app.view)[1]
        await pilot.press("less_than_sign")
        assert 'END"' not in screen_lines(app.view)[1][70:]


async def test_nothing_and_emptiness_are_told_apart() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        assert screen_lines(app.view)[0].strip() == NOTHING_YET
        app.view.show(document([]))
        assert screen_lines(app.view)[0].strip() == "[]"
        app.view.show(Document.from_bytes(b""))
        assert screen_lines(app.view)[0].strip() == EMPTY_ANSWER
        await pilot.press("down", "end", "enter", "space", "left", "right", "e", "c", "pagedown")
        app.view.show_message("Running…")
        assert screen_lines(app.view)[0].strip() == "Running…"
        assert app.view.cursor_path is None and app.view.cursor_value is None


async def test_going_to_a_path_opens_what_hides_it() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([[n, {"deep": n}] for n in range(100)]))
        assert app.view.go_to((70, 1, "deep"))
        await pilot.pause()
        assert app.view.cursor_path == (70, 1, "deep")
        assert any("deep  70" in line for line in screen_lines(app.view))
        assert not app.view.go_to((70, 5))


async def test_deep_rows_stay_in_view_and_name_their_level() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(Document.from_bytes(b"[" * 50 + b"]" * 50))
        await pilot.press("e", "end")
        await pilot.pause()
        # a scroll bar takes the last line
        assert "level 49" in screen_lines(app.view)[app.view.scrollable_content_region.height - 1]


async def test_a_big_member_is_opened_in_a_worker_where_it_then_stands() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([[1, 2], ["x" * 1000] * 2000]))
        await pilot.press("down", "down", "space", "up", "space")
        await app.workers.wait_for_complete()
        rows = app.view.rows
        assert rows is not None and len(rows) == 1 + 2 + 2 + 2000
        assert rows.row(4).expanded and rows.row(4).count == 2000


async def test_a_big_member_that_opens_above_leaves_the_cursor_on_its_value() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([["x" * 1000] * 2000, "below"]))
        await pilot.pause()
        app.view.action_move(1)
        app.view.action_open_or_close()
        app.view.action_move(1)
        await app.workers.wait_for_complete()
        assert (app.view.cursor_path, app.view.cursor) == ((1,), 2002)


async def test_a_big_member_that_is_no_longer_wanted_stays_closed() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document([["x" * 1000] * 2000]))
        await pilot.pause()
        app.view.action_go_last()
        app.view.action_open_or_close()
        app.view.show(document([1]))
        await app.workers.wait_for_complete()
        assert len(app.view.rows or ()) == 2


async def test_the_cursor_stays_in_sight_when_the_terminal_shrinks() -> None:
    app = TreeHost()
    async with app.run_test(size=SIZE) as pilot:
        app.view.show(document(list(range(100))))
        app.view.action_move(20)
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert "19  19" in "\n".join(screen_lines(app.view))


async def test_a_growing_terminal_shows_rows_down_to_its_last_line() -> None:
    app = TreeHost()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(document(list(range(100))))
        app.view.action_go_last()
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        lines = screen_lines(app.view)
        assert lines[-1].strip() == "99  99"
        assert len(lines) == 40


async def test_rows_that_disappear_below_leave_no_blank_tail() -> None:
    app = TreeHost()
    async with app.run_test(size=(80, 10)) as pilot:
        app.view.show(document([list(range(100)), *"abcdefghijkl"]))
        await pilot.pause()
        app.view.action_move(1)
        app.view.action_open_or_close()
        await pilot.press("end")
        app.view.go_to((0,))
        await pilot.press("end", "home", "down", "left")
        assert screen_lines(app.view)[0].startswith("▾ ")
        await pilot.press("right", "right", *["down"] * 95, "left", "left")
        lines = screen_lines(app.view)
        assert all(lines), lines
