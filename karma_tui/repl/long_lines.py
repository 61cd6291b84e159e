"""Very long lines at the prompt: drawn as far as they are around the cursor, so that a megabyte is felt no
more than a word.

The line editor wraps and measures whole lines with every key. What is left out is counted where it is left
out; the text itself is whole.
"""

from __future__ import annotations

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

LONGEST = 4_000
"""Characters of a line that are drawn as they are."""
_STEP = 1_000
"""The stretch that is drawn moves by so many characters at a time: with every key it would be drawn anew."""


class LongLines(Processor):
    """Cuts a long line to a stretch around the cursor, or to its beginning where the cursor is elsewhere."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """See `Processor`."""
        document, row = transformation_input.document, transformation_input.lineno
        fragments = transformation_input.fragments
        length = len(document.lines[row])
        if length <= LONGEST:
            return Transformation(fragments)
        column = document.cursor_position_col if row == document.cursor_position_row else 0
        start, end = stretch(length, column)
        head, tail = _told(start), _told(length - end)
        shown = [("class:comment", head), *cut(fragments, start, end), ("class:comment", tail)]

        def to_display(source: int) -> int:
            return 0 if source < start else min(source, end) - start + len(head)

        def to_source(display: int) -> int:
            return min(end, max(0, display - len(head)) + start)

        return Transformation(shown, to_display, to_source)


def stretch(length: int, column: int) -> tuple[int, int]:
    """What is drawn of a line of that length with the cursor in that column."""
    block = column // _STEP * _STEP
    return max(0, block - _STEP), min(length, block + 2 * _STEP)


def cut(fragments: StyleAndTextTuples, start: int, end: int) -> StyleAndTextTuples:
    """A stretch of a line's fragments."""
    out: StyleAndTextTuples = []
    at = 0
    for style, text, *_ in fragments:
        part = text[max(0, start - at) : max(0, end - at)]
        if part:
            out.append((style, part))
        at += len(text)
        if at >= end:
            break
    return out


def _told(left_out: int) -> str:
    return f" … {left_out:,} characters … " if left_out else ""
