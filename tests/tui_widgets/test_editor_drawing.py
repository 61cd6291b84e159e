"""The quick text area draws what Textual's own draws, line by line, and measures as it does."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual._cells import cell_width_to_column_index
from textual.app import App, ComposeResult
from textual.document._document import Document
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Offset
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from karma_tui.errors import Span
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.editor_cells import cells, column_at
from karma_tui.tui.widgets.editor_flat import FlatDocument
from karma_tui.tui.widgets.editor_quick import QuickTextArea
from tests.tui_widgets.host import Host

LINES = st.text("ab \té語́", max_size=40)
TAB = 4


@given(LINES, st.integers(0, 50))
def test_cells_and_columns_are_those_of_textual(line: str, column: int) -> None:
    start = line[:column]
    assert cells(start, TAB) == cell_len(expand_tabs_inline(start, TAB))
    cell = column * 2
    assert column_at(line, cell, TAB) == min(len(line), cell_width_to_column_index(line, cell, TAB))


@given(st.text("ab\t語", min_size=300, max_size=700), st.integers(0, 1400))
def test_a_long_line_is_measured_like_a_short_one(line: str, cell: int) -> None:
    column = column_at(line, cell, TAB)
    assert cells(line[:column], TAB) <= cell
    assert column == len(line) or cells(line[: column + 1], TAB) > cell


@given(st.lists(LINES, min_size=1, max_size=5), st.integers(0, 4), st.integers(0, 40), st.integers(-3, 90))
def test_the_cursor_moves_as_in_textuals_unwrapped_document(
    lines: list[str], row: int, column: int, cell: int
) -> None:
    document = Document("\n".join(lines))
    flat, wrapped = FlatDocument(document, tab_width=TAB), WrappedDocument(document, tab_width=TAB)
    place = min(row, len(lines) - 1), min(column, len(lines[min(row, len(lines) - 1)]))
    assert flat.height == wrapped.height
    assert flat.lines == wrapped.lines
    assert flat.location_to_offset(place) == wrapped.location_to_offset(place)
    for y in range(len(lines) + 1):
        assert flat.offset_to_location(Offset(cell, y)) == wrapped.offset_to_location(Offset(cell, y))
    ours, theirs = DocumentNavigator(flat), DocumentNavigator(wrapped)
    for move in ("above", "below", "left", "right", "end", "home"):
        name = f"get_location_{move}"
        assert getattr(ours, name)(place) == getattr(theirs, name)(place)


class Pair(App[None]):
    """Both text areas with the same text."""

    CSS = "TextArea { width: 1fr; height: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self.theirs = TextArea(soft_wrap=False, tab_behavior="indent", show_line_numbers=True)
        self.theirs.cursor_blink = False
        self.ours = QuickTextArea()

    def compose(self) -> ComposeResult:
        yield self.theirs
        yield self.ours


def drawn(area: TextArea) -> list[list[tuple[str, Style]]]:
    """Each row of the view as characters with their styles; what TextArea draws out of view is left out."""
    rows = []
    for y in range(area.size.height):
        strip = area.render_line(y).crop(0, area.size.width)
        rows.append([(char, segment.style or Style()) for segment in strip for char in segment.text])
    return rows


def case(area: TextArea, chance: random.Random) -> None:
    """Brings a text area into a random state; the same for the same random numbers."""
    pieces = ["filterList(", "  ", "\t", "語", "é", '"text"', "(a) => [a]", "x" * 30, "y" * 700]
    lines = ["".join(chance.choices(pieces, k=chance.randrange(7))) for _ in range(chance.randrange(1, 14))]
    area.load_text("\n".join(lines))
    start, end = (
        (row, chance.randrange(len(lines[row]) + 1)) for row in chance.choices(range(len(lines)), k=2)
    )
    area.selection = Selection(start, end) if chance.random() < 0.5 else Selection.cursor(end)
    area.suggestion = chance.choice(["", "", "su"])  # TextArea cuts off long ones
    area.scroll_to(chance.choice([0, 0, 3, 40, 900]), chance.choice([0, 2]), animate=False, force=True)


async def test_lines_look_as_textual_draws_them() -> None:
    app = Pair()
    async with app.run_test(size=(60, 24)) as pilot:
        looks: dict[TextArea, list[tuple[Offset, object]]] = {app.theirs: [], app.ours: []}
        for area, seen in looks.items():
            area.focus()
            await pilot.pause()
            for seed in range(40):
                case(area, random.Random(seed))
                await pilot.pause()
                area.render_lines(area.size.region)  # TextArea looks up its styles here
                seen.append((area.scroll_offset, drawn(area)))
        # ours can be scrolled a little further, because its width grows in steps
        same = [(t, o) for t, o in zip(*looks.values(), strict=True) if t[0] == o[0]]
        assert len(same) > 25
        for theirs, ours in same:
            assert ours == theirs


async def test_a_line_of_a_megabyte_is_drawn_no_wider_than_the_view() -> None:
    app = Pair()
    async with app.run_test(size=(60, 24)) as pilot:
        area = app.ours
        area.load_text("ab" * 500_000 + "end\nnext")
        area.move_cursor((0, 1_000_003))
        area.focus()
        await pilot.pause()
        strips = [area.render_line(y) for y in range(2)]
        assert "abend " in strips[0].text
        assert [strip.cell_length for strip in strips] == [area.size.width] * 2


def on_screen(editor: Editor) -> list[str]:
    """The lines as they were painted last, styles included."""
    frame = editor.region
    strips = editor.app.screen._compositor.render_strips(editor.app.size)[frame.y : frame.bottom]
    return [repr(list(strip.crop(frame.x, frame.right).simplify())) for strip in strips]


async def test_what_is_painted_is_what_is_so_whatever_is_done_in_whatever_order() -> None:
    chance = random.Random(11)
    moves = ("left", "right", "up", "down", "shift+left", "shift+down")
    keys = ("a", "(", "enter", "backspace", "ctrl+z", *moves)
    editor = Editor("first(1)\n  second(2) // two\n\nthird(`x`)\n" * 3)
    async with Host(editor).run_test(size=(40, 12)) as pilot:
        for turn in range(80):
            await pilot.press(*chance.choices(keys, k=chance.randrange(1, 4)))
            if turn % 7 == 3:
                editor.mark_problems([Span(0, chance.randrange(1, 9))], [])
                editor.mark([Span(1, 3)] if turn % 2 else [])
                editor.show_found([Span(2, 5)] if turn % 3 else [])
            if turn % 11 == 5:
                editor.load_text(editor.text[: chance.randrange(60)] + "\nload(ed)\n")
            await pilot.pause()
            painted = on_screen(editor)
            editor.notify_style_update()  # forgets all that was drawn
            editor._styles_cache.clear()
            assert painted == on_screen(editor), turn
