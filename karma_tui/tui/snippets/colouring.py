"""KVM text in the colours of the editor, for what is only looked at."""

from __future__ import annotations

from textual.content import Content

from karma_tui.lang.text_lexing import LineState, lex_line
from karma_tui.tui.shown import shown_line

_LONGEST = 20_000
_COLOURS = {
    "comment": "comment",
    "constant": "constant",
    "error": "error",
    "field": "field",
    "function": "function",
    "key": "field",
    "key.function": "function",
    "keyword": "keyword",
    "number": "number",
    "number.suffix": "number",
    "operator": "operator",
    "parameter": "name",
    "punctuation": "punctuation",
    "reference": "string",
    "string": "string",
}


def coloured(text: str, most_lines: int = 200) -> Content:
    """The text as far as anybody looks, one line under the other."""
    lines = text[:_LONGEST].split("\n")
    state = LineState.NONE
    parts: list[Content] = []
    for line in lines[:most_lines]:
        line = line.rstrip("\r").expandtabs(4)
        tokens, state = lex_line(line, state)
        parts.append(_line(line, tokens))
    if len(lines) > most_lines or len(text) > _LONGEST:
        parts.append(Content.styled("…", "$text-muted"))
    return Content("\n").join(parts)


def _line(line: str, tokens: list[tuple[int, int, str]]) -> Content:
    parts: list[Content] = []
    at = 0
    for start, end, kind in tokens:
        if start > at:
            parts.append(Content(shown_line(line[at:start])))
        colour = _COLOURS.get(kind)
        word = shown_line(line[start:end])
        parts.append(Content.styled(word, f"$syntax-{colour}") if colour else Content(word))
        at = end
    parts.append(Content(shown_line(line[at:])))
    return Content("").join(parts)
