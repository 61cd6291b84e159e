"""The query editor: a text area with the language's colours, error marks and indentation.

Text is never changed or lost for the sake of display: colours and marks are styling only. What an
expression means, and whether it is right, is decided elsewhere; the screen hands back spans to be marked.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Span as StyledSpan
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.strip import Strip
from textual.widgets.text_area import Edit, EditResult, Location, TextAreaTheme

from karma_tui.errors import Span
from karma_tui.lang.text_lexing import LineState, lex_line, state_after
from karma_tui.themes import SYNTAX
from karma_tui.tui.actions import scoped
from karma_tui.tui.widgets.editor_brackets import BRACKETS, is_code, matching
from karma_tui.tui.widgets.editor_editing import EditingTextArea
from karma_tui.tui.widgets.editor_found import FoundLines
from karma_tui.tui.widgets.editor_lines import LineTokens
from karma_tui.tui.widgets.editor_marks import (
    Mark,
    MarkKind,
    Marks,
    marks_of,
    moved,
    together,
)
from karma_tui.tui.widgets.editor_text import as_lines, as_shown
from karma_tui.tui.widgets.editor_typing import INDENT
from karma_tui.tui.widgets.keys import EDITOR

SIGNS = {MarkKind.ERROR: "!", MarkKind.WARNING: "?"}
"""Stand beside the number of a marked line, for eyes and terminals without colours."""

STYLES = {
    "function.unknown": "error",
    "key": "field",
    "key.function": "function",
    "number.suffix": "keyword",
    "reference": "constant",
}
"""The theme's colour for each class of the lexer; a class that is missing here has its own name's."""

SLANTED = frozenset({"parameter"})
"""Classes that have the colour of names and are told apart by their letters."""

_THEME = "karma"


class Editor(EditingTextArea, inherit_bindings=False):
    """A text area for expressions in KVM text or JSON. Tab indents; Escape leaves, unless `keeps_focus`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"editor--{kind}" for kind in (*SYNTAX, *SLANTED)),
        *(f"editor--{kind.value}" for kind in MarkKind),
        "editor--found",
    }
    DEFAULT_CSS = (
        "".join(f"Editor > .editor--{kind} {{ color: $syntax-{kind}; }}\n" for kind in SYNTAX)
        + "".join(
            f"Editor > .editor--{kind} {{ color: $syntax-name; text-style: italic; }}\n" for kind in SLANTED
        )
        + """
    Editor {
        border: none;
        padding: 0;
        &:focus { border: none; }
        & > .editor--mark { color: $error; text-style: bold underline; }
        & > .editor--warning { color: $warning; text-style: underline; }
        & > .editor--found { background: $found-background; color: $foreground; text-style: bold underline; }
        & > .text-area--gutter { color: $foreground 75%; }
        & > .text-area--cursor-gutter { color: $foreground; }
        & > .text-area--matching-bracket { text-style: bold underline; }
    }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = scoped(EDITOR)

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._tokens = LineTokens(lex_line, LineState.NONE, state_after)
        self._marks: Marks = {}
        self._problems: Marks = {}
        self._marked_lines: Sequence[str] = ()
        self._cursor_line: Style | None = None
        self.key_filter: Callable[[events.Key], bool] | None = None
        """Asked first about every key, by a list of completions; True means that it took the key."""
        self.key_layer: Callable[[events.Key], bool] | None = None
        """Asked next, by modal keys; True means that it took the key."""
        self.mode_of_keys: Callable[[], str] = lambda: ""
        """The mode that modal keys are in."""
        self.claimed_keys: frozenset[str] = frozenset()
        """Keys that must come here even if an action of the screen has them; every one is taken."""
        self._found = FoundLines()
        self.change_watcher: Callable[[], None] | None = None
        """Told of every change of the text while it happens; must be as quick as a key."""
        super().__init__(as_lines(text), id=id, classes=classes)
        self.indent_width = INDENT

    def on_mount(self) -> None:
        """Colours of the cursor's line, for the first time."""
        self._restyle_cursor_line()

    def load_text(self, text: str) -> None:
        """Replaces the whole text and forgets its history; see `editor_text` on its characters."""
        super().load_text(as_lines(text))

    def edit(self, edit: Edit) -> EditResult:
        """Changes the text; see `editor_text` on its characters."""
        text = as_lines(edit.text)
        return super().edit(edit if text == edit.text else replace(edit, text=text))

    def go_to(self, span: Span) -> None:
        """Puts the cursor at the start of a stretch of text and scrolls it into view."""
        self.move_cursor(self.place_of(span.start), center=True)

    def mark(self, spans: Iterable[Span]) -> None:
        """Underlines stretches of the text and signs their lines, until the text changes."""
        self._marks = marks_of(self.document.lines, len(self.document.newline), spans)
        self.refresh()

    def clear_marks(self) -> None:
        """Takes those marks away."""
        if self._marks:
            self._marks = {}
            self.refresh()

    def mark_problems(self, errors: Iterable[Span], warnings: Iterable[Span]) -> None:
        """Underlines what is wrong with the text as it is; stays on lines that later edits do not touch."""
        lines, newline = self.document.lines, len(self.document.newline)
        problems = together(
            marks_of(lines, newline, warnings, MarkKind.WARNING), marks_of(lines, newline, errors)
        )
        self._marked_lines = list(lines)
        if problems != self._problems:
            self._problems = problems
            self.refresh()

    def show_found(self, spans: Sequence[Span]) -> None:
        """Points out what somebody is looking for, until the text changes."""
        if spans or self._found:
            self._found = FoundLines(spans, self.document.lines, len(self.document.newline))
            self.refresh()

    def in_code(self, place: Location) -> bool:
        """Whether a place is outside of strings and comments."""
        row, column = place
        self._tokens.update(self.document.lines)
        return is_code(self.document.get_line(row), self._tokens.tokens(row), column)

    def get_line(self, line_index: int) -> Text:
        """A line with its colours and marks; called by the text area for each line it draws.

        Only what can be in view is coloured: no character is wider than two cells.
        """
        line = as_shown(self.document.get_line(line_index))
        left, right = self.scroll_offset.x // 2, self.scroll_offset.x + self.size.width
        styles = [
            StyledSpan(start, end, self._style(f"editor--{STYLES.get(kind, kind)}"))
            for start, end, kind in self._tokens.tokens(line_index)
            if start < right and end > left
        ]
        styles += [
            StyledSpan(start, end, self._style(f"editor--{kind.value}"))
            for start, end, kind in self._marks_on(line_index)
        ]
        if self._found:
            style = self._style("editor--found")
            styles += [StyledSpan(start, end, style) for start, end in self._found.on(line_index)]
        return Text(line, end="", no_wrap=True, spans=styles)

    def text_changed(self) -> None:
        """Forgets marks, and tokens from the changed line on."""
        if self._marks:
            self._marks = {}
            self.refresh()
        if self._found:
            self._found = FoundLines()
            self.refresh()
        if self._problems:
            self._problems = moved(self._problems, self._marked_lines, self.document.lines)
            self._marked_lines = list(self.document.lines)
        self._tokens.update(self.document.lines)
        if self.change_watcher is not None:
            self.change_watcher()

    def line_looks(self, row: int) -> Hashable:
        """How the line begins, which with its text settles its colours; its marks and finds."""
        return self._tokens.state(row), self._marks_on(row), tuple(self._found.on(row))

    def draw_line(self, y: int, row: int) -> Strip:
        """A line of the view; marked lines get their sign between number and text."""
        strip = super().draw_line(y, row)
        marks = self._marks_on(row)
        if not marks:
            return strip
        kind = MarkKind.ERROR if any(mark[2] is MarkKind.ERROR for mark in marks) else MarkKind.WARNING
        sign = self.gutter_width - 2
        ground = next((it.style.bgcolor for it in strip.crop(sign, sign + 1) if it.style is not None), None)
        style = self._style(f"editor--{kind.value}") + Style(bold=True, underline=False, bgcolor=ground)
        return Strip.join([strip.crop(0, sign), Strip([Segment(SIGNS[kind], style)]), strip.crop(sign + 1)])

    def _marks_on(self, row: int) -> Sequence[Mark]:
        """Problems first, so that what a server blames is drawn over them."""
        return (*self._problems.get(row, ()), *self._marks.get(row, ()))

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """The partner of a bracket in code, within some hundred lines; see `editor_brackets`.

        The text area asks in the middle of an edit, before the hook below knows of it.
        """
        if bracket not in BRACKETS:
            return None
        self._tokens.update(self.document.lines)
        return matching(self.document.lines, self._tokens.tokens, search_from)

    def notify_style_update(self) -> None:
        """Another theme: the cursor's line gets its ground anew."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle_cursor_line()

    def on_key(self, event: events.Key) -> None:
        """Keys with a meaning of their own, see `editor_editing`; the rest is as usual."""
        if self.key_filter is not None and self.key_filter(event):
            taken = True
            if self.key_layer is not None and event.key in self.claimed_keys:
                self.key_layer(event)  # Escape closes a list and leaves insert mode in one
        elif self.read_only:
            return
        elif self.key_layer is not None and self.key_layer(event):
            taken = True
        else:
            taken = self.typed(event)
        if taken:
            event.stop()
            event.prevent_default()

    def _restyle_cursor_line(self) -> None:
        """Gives the cursor's line a background only; Textual's own style would hide the colours on it."""
        ground = self.get_component_rich_style("text-area--cursor-line").bgcolor
        style = Style(bgcolor=ground)
        if self._cursor_line == style:
            return
        self._cursor_line = style
        self.register_theme(TextAreaTheme(_THEME, cursor_line_style=style))
        self.theme = _THEME

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True, default=Style.null())
