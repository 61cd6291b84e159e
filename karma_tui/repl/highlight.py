"""The language's colours at the prompt, and what is drawn over them: problems and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.application.current import get_app
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.lexers import Lexer

from karma_tui.repl.look import OF_CLASS

if TYPE_CHECKING:
    from karma_tui.lang.text_lexing import LineState

_LONG = 10_000
"""Characters of a line beyond which it is not coloured."""

Mark = tuple[int, int, str]
"""Start and end in the text, and a style."""


class LanguageLexer(Lexer):
    """Colours line by line. Lines that have not changed are taken from before."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, LineState], StyleAndTextTuples] = {}

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """See `Lexer`. A command of the REPL is not in the language and has one colour."""
        lines = document.lines
        if not document.text:
            return lambda _: []
        if document.text.startswith("\\"):
            return lambda at: [("class:keyword" if at == 0 else "", lines[at])] if at < len(lines) else []
        from karma_tui.lang.text_lexing import LineState, state_after  # with the first letter

        states = [LineState.NONE]

        def line(at: int) -> StyleAndTextTuples:
            while len(states) <= at:
                states.append(state_after(lines[len(states) - 1], states[-1]))
            return self._line(lines[at], states[at]) if at < len(lines) else []

        return line

    def _line(self, text: str, state: LineState) -> StyleAndTextTuples:
        found = self._known.get((text, state))
        if found is None:
            if len(self._known) > 500:
                self._known.clear()
            found = self._known[text, state] = _fragments(text, state)
        return found


def _fragments(text: str, state: LineState) -> StyleAndTextTuples:
    from karma_tui.lang.text_lexing import lex_line

    if len(text) > _LONG:
        return [("", text)]
    out: StyleAndTextTuples = []
    at = 0
    for start, end, name in lex_line(text, state)[0]:
        if start > at:
            out.append(("", text[at:start]))
        out.append((f"class:{OF_CLASS.get(name, name)}", text[start:end]))
        at = end
    out.append(("", text[at:]))
    return out


class Underlines(Processor):
    """Draws marks over the colours."""

    def __init__(self, marks: Callable[[], Sequence[Mark]]) -> None:
        self._marks = marks

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """See `Processor`."""
        fragments = transformation_input.fragments
        marks = self._marks()
        if not marks:
            return Transformation(fragments)
        document, row = transformation_input.document, transformation_input.lineno
        begin = document.translate_row_col_to_index(row, 0)
        end = begin + len(document.lines[row])
        here = [mark for mark in marks if mark[0] < max(end, begin + 1) and mark[1] >= begin]
        if not here:
            return Transformation(fragments)
        exploded = list(explode_text_fragments(list(fragments)))
        shown_at = transformation_input.source_to_display  # a long line is not drawn whole
        for start, stop, style in here:
            # what is missing at the end of a line is shown on its last character
            first = shown_at(min(max(start, begin), max(begin, end - 1)) - begin)
            for at in range(first, max(first + 1, shown_at(min(stop, end) - begin))):
                if at < len(exploded):
                    exploded[at] = (f"{exploded[at][0]} {style}", exploded[at][1])
        return Transformation(exploded)


class Suggested(Processor):
    """Shows how the text went on the last time; it is drawn with the text, so nothing flickers."""

    def __init__(self, suggestion: Callable[[str], str]) -> None:
        self._suggestion = suggestion

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """See `Processor`."""
        document = transformation_input.document
        fragments = transformation_input.fragments
        if transformation_input.lineno != document.line_count - 1 or get_app().is_done:
            return Transformation(fragments)
        if not document.is_cursor_at_the_end:
            return Transformation(fragments)
        rest = self._suggestion(document.text)[len(document.text) :]
        if not rest:
            return Transformation(fragments)
        first, more, _ = rest.partition("\n")
        shown = first + (" …" if more else "")
        return Transformation([*fragments, ("class:suggestion", shown)])


class Unseen(Processor):
    """Shows nothing of what is typed, not even how much."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """See `Processor`."""
        return Transformation([], source_to_display=lambda _: 0, display_to_source=lambda _: 0)
