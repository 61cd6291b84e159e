"""A buffer laid out anew: KVM text or JSON, with nothing changed but blanks and line ends.

Works on tokens, not on nodes: spellings, shorthand and comments stay exactly as the user wrote them, and
what is read from the text stays the same. A bracket is broken, an item a line, where its contents pass the
width or hold something that needs lines of its own. Formatting twice is formatting once.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.nodes import Dialect
from karma_tui.lang.print_text import WIDTH
from karma_tui.lang.recognise import read
from karma_tui.lang.statements import blanked
from karma_tui.lang.tokens import NAME, NUMBER, QUOTED_NAME, STRING, Tokens, tokenize

_INDENT = 2
_DEEPEST_INDENT = 60
_COMMENT = "comment"
_WORDS = frozenset({NAME, QUOTED_NAME, STRING, NUMBER, _COMMENT})
_SPACED = frozenset({"=>", "|>", "||", "&&", "==", "!=", "="})
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class _Piece:
    """A token or comment with what matters of the layout it had."""

    kind: str
    raw: str
    lines_before: int
    """Line ends between the piece before and this one."""
    end: int = -1
    """For an opening bracket the index of its closing one."""
    block: bool = False
    """For a bracket: holds statements, and is spaced."""
    forced: bool = False
    """For an opening bracket: needs lines whatever its width."""

    @property
    def is_line_comment(self) -> bool:
        return self.kind == _COMMENT and self.raw.startswith("//")


def format_text(text: str, dialect: Dialect | None = None, width: int = WIDTH) -> str:
    """The text in the layout of this module; it ends without a line end unless it is empty.

    A header on top stays as it is. Raises ExpressionError for a text that cannot be read; `dialect` is that
    of the instance in use.
    """
    head = _header(text)
    if head:
        read(blanked(text[:head]) + text[head:], dialect)  # for an error's place
        return f"{text[:head].rstrip()}\n\n{format_text(text[head:], dialect, width)}".rstrip()
    read(text, dialect)
    pieces = _pieces(tokenize(text))
    _match(pieces)
    return _Layout(pieces, width).text()


def _header(text: str) -> int:
    """Where the header of a snippet ends; 0 if there is none."""
    if not text.lstrip().startswith("//"):
        return 0
    from karma_tui.lang.parameters.header import read_header  # few texts have one

    header = read_header(text)
    return header.span.end if header is not None and not header.is_old else 0


def comments_of(text: str) -> list[str]:
    """The comments of a text that can be cut into tokens, in order. Raises ExpressionError."""
    return [text[span.start : span.end] for span in tokenize(text).comments]


def _pieces(tokens: Tokens) -> list[_Piece]:
    text = tokens.text
    found = [(s, e, k) for s, e, k in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True) if e > s]
    found += [(span.start, span.end, _COMMENT) for span in tokens.comments]
    found.sort()
    pieces: list[_Piece] = []
    before = 0
    for start, end, kind in found:
        pieces.append(_Piece(kind, text[start:end].rstrip("\r"), text.count("\n", before, start)))
        before = end
    return pieces


def _match(pieces: list[_Piece]) -> None:
    """Find the ends of brackets, which are blocks, and which cannot be on one line."""
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind in _CLOSERS:
            piece.block = piece.kind == "{" and at > 0 and pieces[at - 1].kind == "=>"
            opened.append(at)
        elif piece.kind in _CLOSERS.values() and opened:
            begin = pieces[opened.pop()]
            begin.end, piece.block = at, begin.block
            if opened and begin.forced:
                pieces[opened[-1]].forced = True
        elif opened and _needs_lines(piece):
            pieces[opened[-1]].forced = True


def _needs_lines(piece: _Piece) -> bool:
    if piece.kind == _COMMENT:
        return piece.is_line_comment or piece.lines_before > 0 or "\n" in piece.raw
    return piece.kind == "|>" and piece.lines_before > 0


class _Layout:
    """One pass over the pieces, writing lines."""

    def __init__(self, pieces: list[_Piece], width: int) -> None:
        self._pieces = pieces
        self._width = width
        self._out: list[str] = []
        self._column = 0
        self._fresh = True
        """Whether the line has nothing on it yet."""
        self._depth = 0
        self._broken: list[bool] = []
        self._ends = _flat_ends(pieces)

    def text(self) -> str:
        before: _Piece | None = None
        for at, piece in enumerate(self._pieces):
            self._separate(before, piece)
            if piece.kind in _CLOSERS:
                self._open(at, piece)
            elif piece.kind in _CLOSERS.values():
                self._write(piece.raw)
                if self._broken:
                    self._broken.pop()
            else:
                self._write(piece.raw)
            before = piece
        return "".join(self._out)

    def _open(self, at: int, piece: _Piece) -> None:
        self._write(piece.raw)
        holds = piece.end != at + 1
        broken = holds and (piece.forced or self._column + self._ends[at] > self._width)
        self._broken.append(broken)
        self._depth += broken

    def _separate(self, before: _Piece | None, piece: _Piece) -> None:
        """What stands between two pieces: nothing, a blank, or a line end."""
        closes = piece.kind in _CLOSERS.values()
        breaks = bool(self._broken and self._broken[-1])
        if closes and breaks:
            self._depth -= 1
        if before is None:
            return
        if self._breaks_line(before, piece, closes=closes, breaks=breaks):
            further = piece.kind == "|>" and not breaks
            blank = piece.lines_before > 1 and not closes and before.kind not in _CLOSERS
            self._line_end(blank=blank, further=further)
        elif _is_spaced(before, piece):
            self._write(" ")

    def _breaks_line(self, before: _Piece, piece: _Piece, *, closes: bool, breaks: bool) -> bool:
        if before.is_line_comment:
            return True
        if piece.kind == _COMMENT:
            opened = before.kind in _CLOSERS and breaks
            return piece.lines_before > 0 or (opened and not piece.is_line_comment)
        if before.kind == _COMMENT and piece.lines_before > 0:
            return breaks or not self._broken
        if piece.kind == "|>" and piece.lines_before > 0:
            return True
        if before.kind == ";" and not self._broken:
            return True
        return breaks and (closes or before.kind in (",", ";") or before.kind in _CLOSERS)

    def _line_end(self, *, blank: bool, further: bool) -> None:
        indent = min(_INDENT * (self._depth + further), _DEEPEST_INDENT)
        self._out.append(("\n\n" if blank else "\n") + " " * indent)
        self._column = indent

    def _write(self, raw: str) -> None:
        self._out.append(raw)
        self._column = len(raw) - raw.rfind("\n") - 1 if "\n" in raw else self._column + len(raw)


def _is_spaced(before: _Piece, piece: _Piece) -> bool:
    """Whether a blank stands between two pieces on a line."""
    if piece.kind == _COMMENT or before.kind == _COMMENT:
        return True
    if before.kind in _CLOSERS:
        return before.block and piece.kind not in _CLOSERS.values()
    if piece.kind in _CLOSERS.values():
        return piece.block
    if before.kind in (",", ";", ":") or before.kind in _SPACED or piece.kind in _SPACED:
        return True
    return before.kind in _WORDS and piece.kind in _WORDS


def _flat_ends(pieces: list[_Piece]) -> list[int]:
    """For each opening bracket the width from behind it, unbroken, to where a line may next end."""
    positions: list[int] = []
    position = 0
    before: _Piece | None = None
    for piece in pieces:
        position += before is not None and _is_spaced(before, piece)
        position += len(piece.raw)
        positions.append(position)
        before = piece
    stops = [0] * len(pieces)
    stop = len(pieces) - 1
    for at in range(len(pieces) - 1, -1, -1):
        # behind a closing bracket follow at least the pieces up to the next comma or opening bracket
        if (
            pieces[at].kind in (",", ";")
            or pieces[at].kind in _CLOSERS
            or (at + 1 < len(pieces) and pieces[at + 1].kind in _CLOSERS.values())
            or (at + 1 < len(pieces) and pieces[at + 1].kind == _COMMENT)
        ):
            stop = at
        stops[at] = stop
    return [
        positions[stops[piece.end]] - positions[at] if piece.end >= 0 else 0
        for at, piece in enumerate(pieces)
    ]
