from __future__ import annotations

import json
from collections import Counter

import pytest
from textual import events
from textual.geometry import Size
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Button, TextArea

from karma_tui.errors import Span
from karma_tui.lang.text_lexing import CLASSES
from karma_tui.themes import SYNTAX
from karma_tui.tui.widgets.editor import SIGNS, SLANTED, STYLES, Editor
from karma_tui.tui.widgets.editor_marks import MarkKind
from tests.tui_widgets.host import Host, screen_lines

SIZE = (80, 24)
MARK = SIGNS[MarkKind.ERROR]


class EditorHost(Host):
    def __init__(self, text: str = "") -> None:
        editor = Editor(text)
        super().__init__(editor)
        self.editor = editor

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        self.sent.append(message)


def colour(editor: Editor, y: int, text: str) -> str:
    """The colour of a piece of text on a line of the screen; the cursor's cell may have its own."""
    cells = [
        (character, segment.style.color.get_truecolor().hex if segment.style and segment.style.color else "")
        for segment in editor.render_line(y)
        for character in segment.text
    ]
    start = "".join(character for character, _ in cells).index(text)
    return Counter(found for _, found in cells[start : start + len(text)]).most_common(1)[0][0]


def test_every_class_of_the_lexer_has_a_colour_in_the_themes() -> None:
    assert {STYLES.get(name, name) for name in CLASSES} <= set(SYNTAX) | SLANTED
    assert set(STYLES) | SLANTED <= set(CLASSES)


async def test_what_matters_in_an_expression_is_told_apart() -> None:
    parts = ["first", "frist", "value", "param", '"text"', '"id"', "12", "i32", "// why"]
    text = 'value, first(frist(12i32, "text", ref("id", "r"), param => x)) // why'
    app = EditorHost("\n" + text)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        looks = {}
        for part in parts:
            strip = app.editor.render_line(1)
            start = strip.text.index(part)
            (segment, *_) = strip.crop(start, start + 1)
            looks[part] = (segment.style.color, segment.style.italic) if segment.style else None
    alike = {(a, b) for a in parts for b in parts if a < b and looks[a] == looks[b]}
    assert alike <= {('"id"', "12")}


def syntax(app: EditorHost, kind: str) -> str:
    return app.get_css_variables()[f"syntax-{kind}"]


async def settled(pilot: Pilot[object], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_colours_follow_typing_undo_redo_and_loading_on_the_cursor_row_too() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, *'f("a")')
        assert colour(app.editor, 0, '"a"') == syntax(app, "string")
        assert app.editor.cursor_location[0] == 0

        await settled(pilot, "home", "slash", "asterisk")
        assert colour(app.editor, 0, '/*f("a")') == syntax(app, "comment")
        await settled(pilot, "ctrl+z")
        assert app.editor.text == 'f("a")'
        assert colour(app.editor, 0, '"a"') == syntax(app, "string")
        await settled(pilot, "ctrl+y")
        assert colour(app.editor, 0, '/*f("a")') == syntax(app, "comment")

        app.editor.load_text('/* one\ntwo */ "three"\n"four"')
        await pilot.pause()
        assert colour(app.editor, 0, "/* one") == syntax(app, "comment")
        assert colour(app.editor, 1, "two */") == syntax(app, "comment")
        assert colour(app.editor, 1, '"three"') == syntax(app, "string")
        assert colour(app.editor, 2, '"four"') == syntax(app, "string")


async def test_colours_follow_sideways_scrolling_on_a_long_line() -> None:
    app = EditorHost('["one", ' + '"日本", ' * 200 + '"last"]')
    async with app.run_test(size=SIZE) as pilot:
        assert colour(app.editor, 0, '"one"') == syntax(app, "string")
        await settled(pilot, "end")
        assert app.editor.scroll_offset.x > 1000
        assert colour(app.editor, 0, '"last"') == syntax(app, "string")
        assert colour(app.editor, 0, '"日本"') == syntax(app, "string")


async def test_another_theme_recolours_everything() -> None:
    app = EditorHost('"text"')
    async with app.run_test(size=SIZE) as pilot:
        before = colour(app.editor, 0, '"text"')
        app.theme = "light"
        await pilot.pause()
        assert colour(app.editor, 0, '"text"') == syntax(app, "string") != before
        grounds = {segment.style.bgcolor for segment in app.editor.render_line(0) if segment.style}
        assert len(grounds) >= 2


async def test_changes_are_told_and_the_text_is_current() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "a", "b")
        assert app.editor.text == "ab"
        assert len(app.sent) == 2
        app.editor.text = "new"
        await pilot.pause()
        assert app.editor.text == "new"
        assert isinstance(app.sent[-1], TextArea.Changed)


async def test_keys_that_come_together_are_painted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    app = EditorHost("one\ntwo")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "x")
        drawn: list[int] = []
        draw_line = app.editor.draw_line

        def drawing(y: int, row: int) -> Strip:
            drawn.append(row)
            return draw_line(y, row)

        monkeypatch.setattr(app.editor, "draw_line", drawing)
        for _ in range(40):
            app.editor.post_message(events.Key("y", "y"))
        await settled(pilot)
        assert app.editor.text == "x" + "y" * 40 + "one\ntwo"
        assert len(drawn) < 8
        assert "y" * 40 in screen_lines(app.editor)[0]


async def test_keys_have_their_effect_in_the_order_they_come() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        for key in ("a", "b", "left", "c", "home", "d", "end", "e", "ctrl+z", "f", "shift+left", "g"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert app.editor.text == "dacbg"


async def test_lines_that_come_and_go_do_not_lay_out_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    app = EditorHost("\n".join(map(str, range(200))))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "x")
        layouts: list[object] = []
        monkeypatch.setattr(app.screen, "_refresh_layout", lambda *args, **_: layouts.append(args))
        await settled(pilot, "enter", "y", "enter", "backspace")
        app.editor.move_cursor(app.editor.document.end)
        await settled(pilot)
        assert app.editor.virtual_size.height == 201
        assert app.editor.max_scroll_y == 201 - app.editor.size.height
        assert screen_lines(app.editor)[-1].endswith("199")
        assert layouts == []
        monkeypatch.undo()
        app.editor.move_cursor((150, 0))
        app.editor.replace("", (20, 0), app.editor.document.end)
        await settled(pilot)
        assert app.editor.scroll_offset.y == 0


async def test_a_key_repaints_the_changed_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    app = EditorHost("one(\n two\n)\nthree\nfour")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "down")
        rows: list[int] = []
        refresh_line = app.editor.refresh_line

        def record(row: int) -> None:
            rows.append(row)
            refresh_line(row)

        monkeypatch.setattr(app.editor, "refresh_line", record)
        await settled(pilot, "x")
        assert rows == [1]
        rows.clear()
        await settled(pilot, "down")
        assert rows == [1, 2]
        rows.clear()
        await settled(pilot, "slash", "asterisk")
        assert set(rows) == {2, 3, 4}


async def test_marks_repaint_the_lines_that_get_or_lose_them(monkeypatch: pytest.MonkeyPatch) -> None:
    app = EditorHost("\n".join(f"line {number}" for number in range(15)))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "down")
        rows: list[int] = []
        refresh_line = app.editor.refresh_line

        def record(row: int) -> None:
            rows.append(row)
            refresh_line(row)

        monkeypatch.setattr(app.editor, "refresh_line", record)
        app.editor.mark_problems([Span(0, 3)], [Span(21, 25)])
        await settled(pilot)
        assert rows == [0, 3]
        assert [line[2] for line in screen_lines(app.editor)[:4]] == ["!", " ", " ", "?"]
        rows.clear()
        app.editor.mark_problems([Span(0, 3)], [])
        await settled(pilot)
        assert rows == [3]


async def test_repainting_keeps_the_screen_right() -> None:
    app = EditorHost("\n".join(f"line {number}" for number in range(50)))
    async with app.run_test(size=SIZE) as pilot:
        for key in [
            "a",
            "enter",
            "b",
            "ctrl+z",
            "down",
            "shift+down",
            "delete",
            "pagedown",
            "x",
            "home",
            "y",
        ]:
            await settled(pilot, key)
            painted = [
                "".join(segment.text for segment in strip)[app.editor.gutter_width : SIZE[0] - 2].rstrip()
                for strip in app.screen._compositor.render_strips(Size(*SIZE))
            ]
            lines = app.editor.document.lines[app.editor.scroll_offset.y :]
            assert painted[: len(lines)] == lines[: len(painted)]


async def test_the_selection_is_given_as_a_stretch_of_the_text() -> None:
    app = EditorHost("one\ntwo\nthree")
    async with app.run_test(size=SIZE) as pilot:
        assert app.editor.selected_stretch() is None
        await settled(pilot, "down", "right", "shift+down")
        assert app.editor.selected_stretch() == Span(5, 9)
        await settled(pilot, "up", "shift+up")
        stretch = app.editor.selected_stretch()
        assert stretch is not None
        assert app.editor.text[stretch.start : stretch.end] == app.editor.selected_text


async def test_enter_keeps_and_deepens_the_indentation() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, *"f()", "left", "enter")
        assert app.editor.text == "f(\n  \n)"
        await settled(pilot, "a", "enter", "b")
        assert app.editor.text == "f(\n  a\n  b\n)"
        assert app.editor.cursor_location == (2, 3)
        await settled(pilot, "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert "\n" not in app.editor.text


async def test_tab_indents_by_two_and_moves_selected_lines() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "tab", "a")
        assert app.editor.text == "  a"
        app.editor.load_text("a\n\nb\nc")
        await settled(pilot, "shift+down", "shift+down", "shift+right", "tab")
        assert app.editor.text == "  a\n\n  b\nc"
        await settled(pilot, "ctrl+z")
        assert app.editor.text == "a\n\nb\nc"


async def test_escape_leaves_the_editor() -> None:
    app = EditorHost()
    async with app.run_test(size=SIZE) as pilot:
        await app.mount(Button("next"))
        await settled(pilot, "escape")
        assert not app.editor.has_focus
        assert app.editor.text == ""


async def test_marks_are_underlined_and_signed_until_the_text_changes() -> None:
    app = EditorHost("good\nbad thing\n")
    async with app.run_test(size=SIZE) as pilot:
        app.editor.mark([Span(5, 8)])
        await pilot.pause()
        underlined = [s.text for s in app.editor.render_line(1) if s.style and s.style.underline]
        assert underlined == ["bad"]
        assert screen_lines(app.editor)[1].split() == [f"2{MARK}", "bad", "thing"]
        assert MARK not in screen_lines(app.editor)[0]
        app.editor.clear_marks()
        await pilot.pause()
        assert MARK not in screen_lines(app.editor)[1]
        app.editor.mark([Span(0, 0)])
        await settled(pilot, "x")
        assert MARK not in "".join(screen_lines(app.editor))


async def test_marks_scroll_with_the_text() -> None:
    app = EditorHost("\n".join(f"line {number}" for number in range(100)))
    async with app.run_test(size=SIZE) as pilot:
        start = app.editor.text.index("line 70")
        app.editor.mark([Span(start, start + 7)])
        app.editor.go_to(Span(start, start + 7))
        await pilot.pause()
        assert app.editor.cursor_location == (70, 0)
        marked = [line for line in screen_lines(app.editor) if MARK in line]
        assert [line.split() for line in marked] == [[f"71{MARK}", "line", "70"]]


async def test_matching_brackets_are_shown() -> None:
    app = EditorHost('f(")", [1])')
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, "right")
        assert app.editor.matching_bracket_location == (0, 10)
        underlined = [s.text for s in app.editor.render_line(0) if s.style and s.style.underline]
        assert ")" in underlined


async def test_a_list_of_completions_can_take_keys_first() -> None:
    app = EditorHost()
    seen: list[str] = []

    def take(event: events.Key) -> bool:
        seen.append(event.key)
        return event.key in ("enter", "escape", "tab")

    async with app.run_test(size=SIZE) as pilot:
        app.editor.key_filter = take
        await settled(pilot, "a", "enter", "tab", "escape", "b")
        assert app.editor.text == "ab"
        assert seen == ["a", "enter", "tab", "escape", "b"]


async def test_nothing_is_typed_into_a_read_only_editor() -> None:
    app = EditorHost("a")
    async with app.run_test(size=SIZE) as pilot:
        app.editor.read_only = True
        await settled(pilot, "enter", "b", "tab")
        assert app.editor.text == "a"


@pytest.mark.parametrize("text", ["日本語", "👩\u200d🚀🇫🇷", "e\u0301e\u0301", "[bold]x[/bold]", "a\tb"])
async def test_any_script_is_kept_and_lines_fill_the_width(text: str) -> None:
    app = EditorHost(text)
    async with app.run_test(size=(20, 6)) as pilot:
        await settled(pilot, "end", "z")
        assert app.editor.text == text + "z"
        assert app.editor.render_line(0).cell_length >= app.editor.size.width


async def test_the_view_is_as_wide_as_the_longest_line() -> None:
    app = EditorHost("short\n" + "x" * 300)
    async with app.run_test(size=SIZE) as pilot:
        assert app.editor.virtual_size.width >= 300
        await settled(pilot, "down", "end")
        assert app.editor.scroll_offset.x > 200
        await settled(pilot, "ctrl+u")
        assert app.editor.virtual_size.width < 80


@pytest.mark.parametrize("how", ["load", "paste", "begin"])
async def test_characters_like_line_ends_do_not_break_a_string(how: str) -> None:
    text = '"a\u2028b\x0bc\x85"'
    app = EditorHost(text if how == "begin" else "")
    async with app.run_test(size=SIZE) as pilot:
        if how == "load":
            app.editor.load_text(text)
        elif how == "paste":
            app.post_message(events.Paste(text))
        await pilot.pause()
        assert app.editor.text == '"a\\u2028b\\u000bc\\u0085"'
        assert json.loads(app.editor.text) == "a\u2028b\x0bc\x85"


async def test_what_a_terminal_obeys_is_kept_but_drawn_as_a_sign() -> None:
    text = "a\x1b[31m\u202eb\ud800c\x9bd"
    app = EditorHost(text)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.editor.text == text
        assert "a␛[31m\ufffdb\ufffdc\ufffdd" in screen_lines(app.editor)[0]


async def test_the_keys_for_the_ends_of_a_text_go_there() -> None:
    host = EditorHost("one\ntwo\nthree")
    async with host.run_test(size=SIZE) as pilot:
        host.editor.move_cursor((1, 1))
        await pilot.press("ctrl+end")
        assert host.editor.cursor_location == (2, 5)
        await pilot.press("ctrl+home")
        assert host.editor.cursor_location == (0, 0)
        host.editor.move_cursor((1, 1))
        await pilot.press("ctrl+shift+end")
        assert host.editor.selected_text == "wo\nthree"
        await pilot.press("ctrl+shift+home")
        assert host.editor.selected_text == "one\nt"


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_sign_of_a_line_stands_on_the_ground_of_its_number(theme: str) -> None:
    host = EditorHost("first\nsecond")
    async with host.run_test(size=SIZE) as pilot:
        host.theme = theme
        host.editor.mark_problems([Span(0, 5), Span(6, 12)], [])
        await pilot.pause()
        for y in (0, 1):
            cells = [
                (char, segment.style.bgcolor if segment.style else None)
                for segment in host.editor.render_line(y)
                for char in segment.text
            ]
            sign = [char for char, _ in cells].index(MARK)
            assert cells[sign][1] is not None
            assert cells[sign][1] == cells[sign - 1][1]
