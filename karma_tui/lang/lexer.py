"""KVM text and JSON for Pygments, and the line lexer for editors; the only module that needs Pygments.

Both colour alike, because the Pygments lexer asks the line lexer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from karma_tui.lang.text_lexing import CLASSES, LineState, lex_line

__all__ = ["CLASSES", "TOKENS", "KvmLexer", "LineState", "lex_line"]

TOKENS: dict[str, _TokenType] = {
    "comment": Comment,
    "constant": Keyword.Constant,
    "error": Error,
    "field": Name.Attribute,
    "function": Name.Function,
    "function.unknown": Name.Exception,
    "key": Name.Tag,
    "key.function": Name.Function,
    "keyword": Keyword.Declaration,
    "name": Name,
    "number": Number,
    "number.suffix": Keyword.Type,
    "operator": Operator,
    "parameter": Name.Variable,
    "punctuation": Punctuation,
    "reference": String.Symbol,
    "string": String,
}
"""The Pygments token type of each class of the line lexer."""


class KvmLexer(Lexer):
    """The query language of karma.run in its three forms: KVM text and the JSON of both dialects."""

    name = "KVM"
    aliases: ClassVar[list[str]] = ["kvm"]
    filenames: ClassVar[list[str]] = ["*.kvm"]
    mimetypes: ClassVar[list[str]] = ["text/x-kvm"]

    def get_tokens_unprocessed(self, text: str, **_: Any) -> Iterator[tuple[int, _TokenType, str]]:
        """Every character of the text once, as (offset, token type, piece)."""
        state = LineState.NONE
        offset = 0
        for line in text.splitlines(keepends=True):
            content = line.rstrip("\r\n")
            stretches, state = lex_line(content, state)
            at = 0
            for start, end, name in stretches:
                if start > at:
                    yield offset + at, Whitespace, line[at:start]
                yield offset + start, TOKENS[name], line[start:end]
                at = end
            if at < len(line):
                yield offset + at, Whitespace, line[at:]
            offset += len(line)
