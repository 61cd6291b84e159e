"""How far a text is read: the next token, taking what must stand there, and saying what else does.

Which token is wanted where is the grammar's business, in `text_parse`. A fault ends the reading here;
`tolerant.cursor` has the one that goes on.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.source import fault, position
from karma_tui.lang.tokens import NAME, QUOTED_NAME, RESERVED, Tokens

MAX_DEPTH = 20_000
"""Nesting of any kind up to this depth is read; what nests cheaply, such as bare brackets, may go deeper."""

STEPS_PER_LEVEL = 4
"""What the most expensive level takes: a call with a function inside, and the two expressions in them."""


def too_deep(text: str, span: Span) -> ExpressionError:
    """The error about an expression nested beyond what is read."""
    return fault(
        text,
        span,
        "The expression is nested too deeply",
        f"More than {MAX_DEPTH} levels are open here.",
        "Name inner parts with let and use the names.",
    )


class Cursor:
    """The tokens of a text and how far they are read: `at` is the index of the next one.

    What takes tokens raises ExpressionError where another one stands, through `blame`.
    """

    __slots__ = ("at", "ends", "kinds", "starts", "text", "values")

    def __init__(self, tokens: Tokens) -> None:
        self.text = tokens.text
        self.kinds = tokens.kinds
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.values = tokens.values
        self.at = 0

    def blame(self, expected: str, hint: str = "") -> None:
        """Say that the next token is not what is expected: here by raising ExpressionError."""
        raise self.unexpected(expected, hint)

    def unfit(self, expected: str, opener: int, hint: str = "") -> bool:
        """As `blame`, about what stands in the bracket at the index `opener` (-1: in the whole text).

        Where reading goes on instead, the answer is whether the bracket has to end before that token; if
        not, the token has been passed over unless a value begins with it.
        """
        raise self.unexpected(expected, hint or self.left_open(opener))

    def missing(self, expected: str, hint: str = "") -> syn.Syntax:
        """What stands for a value that is not there, after blaming the next token."""
        self.blame(expected, hint)
        before = self.ends[self.at - 1] if self.at else 0
        return syn.Missing(before, max(before, self.starts[self.at]))

    def name(self, expected: str) -> str:
        """Take a name, bare or between backticks; "" where another token is blamed."""
        if self.kinds[self.at] not in (NAME, QUOTED_NAME):
            self.blame(expected)
            return ""
        self.at += 1
        return self.values[self.at - 1]

    def new_name(self, expected: str) -> str:
        """Take a name that is introduced here, hence no reserved word."""
        if self.kinds[self.at] == NAME and self.values[self.at] in RESERVED:
            self.blame(expected, f"`{self.values[self.at]}` is reserved; it is a name in backticks.")
        return self.name(expected)

    def take(self, kind: str, hint: str, instead: tuple[str, ...] = ()) -> None:
        """Pass over a token that must be there, or over one that is mistaken for it, which is blamed."""
        if self.kinds[self.at] != kind:
            self.blame(kind, hint)
            if self.kinds[self.at] not in instead:
                return
        self.at += 1

    def close(self, closer: str) -> int:
        """Pass over the closing token of a bracket, if it is there; the offset at which the bracket ends."""
        if self.kinds[self.at] == closer:
            self.at += 1
        return self.ends[self.at - 1]

    def left_open(self, opener: int) -> str:
        """A hint about the bracket at the index `opener`, whose end is missing."""
        line, column = position(self.text, self.starts[opener])
        return f"The {self.values[opener]} of line {line}, column {column} is still open."

    def unexpected(self, expected: str, hint: str = "") -> ExpressionError:
        """The error about the next token; the caller raises it."""
        from karma_tui.lang.misfit_token import misfit_words

        start, end = self.starts[self.at], self.ends[self.at]
        words = misfit_words(self, expected, hint)
        return fault(
            self.text, Span(start, max(end, words.end)), words.title, hint=words.hint, expected=expected
        )

    def too_deep(self) -> ExpressionError:
        """The error at the cursor when MAX_DEPTH is reached."""
        return too_deep(self.text, Span(self.starts[self.at], self.ends[self.at]))
