"""The shape of KVM text before any function name is looked at: operators, brackets, arrows, statements.

One class per written form, nothing desugared, except that a pipeline's left side is already attached to
the call it goes into. Short-lived values between `text_parse` and the elaboration into nodes; they are
made by the hundred thousand, hence slotted and not frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.errors import Span


@dataclass(slots=True, eq=False)
class Syntax:
    """Common to all forms: offsets in the text, and whether it stands in parentheses (then included)."""

    start: int
    end: int
    grouped: bool = field(default=False, kw_only=True)

    @property
    def span(self) -> Span:
        """The stretch of text as a Span."""
        return Span(self.start, self.end)


@dataclass(slots=True, eq=False)
class Missing(Syntax):
    """A value that is wanted here and not written; only where reading goes on after a fault."""


@dataclass(slots=True, eq=False)
class Name(Syntax):
    """A name standing for a value; `quoted` when written between backticks."""

    value: str
    quoted: bool


@dataclass(slots=True, eq=False)
class Text(Syntax):
    """A string, decoded."""

    value: str


@dataclass(slots=True, eq=False)
class Numeral(Syntax):
    """A number: as written without its suffix, and the primitive the suffix names ("" without one)."""

    value: str
    kind: str


@dataclass(slots=True, eq=False)
class Constant(Syntax):
    """`true`, `false` or `null`."""

    value: bool | None


@dataclass(slots=True, eq=False)
class Application(Syntax):
    """`name(args)`; `target` is what stands before a dot, `piped` what a pipeline puts in."""

    name: str
    name_start: int
    name_end: int
    args: list[Syntax]
    target: Syntax | None = None
    piped: Syntax | None = None

    @property
    def name_span(self) -> Span:
        """The name alone."""
        return Span(self.name_start, self.name_end)


@dataclass(slots=True, eq=False)
class Member(Syntax):
    """`target.name`."""

    target: Syntax
    name: str
    name_start: int


@dataclass(slots=True, eq=False)
class Subscript(Syntax):
    """`target[index]`."""

    target: Syntax
    index: Syntax


@dataclass(slots=True, eq=False)
class Negation(Syntax):
    """`!operand`."""

    operand: Syntax


@dataclass(slots=True, eq=False)
class Comparison(Syntax):
    """`left == right` or `left != right`; `operator_start` is where the sign stands."""

    operator: str
    operator_start: int
    left: Syntax
    right: Syntax


@dataclass(slots=True, eq=False)
class Chain(Syntax):
    """`a && b && c` or `a || b || c`."""

    operator: str
    operator_start: int
    items: list[Syntax]


@dataclass(slots=True, eq=False)
class Listing(Syntax):
    """`[a, b]`."""

    items: list[Syntax]


@dataclass(slots=True, eq=False)
class Entry(Syntax):
    """`key: value` inside of braces; the offsets are the key's."""

    key: str
    value: Syntax


@dataclass(slots=True, eq=False)
class Record(Syntax):
    """`{key: value}`."""

    entries: list[Entry]


@dataclass(slots=True, eq=False)
class Arrow(Syntax):
    """`(a, b) => body`; `block` when the body stands in braces."""

    params: tuple[str, ...]
    body: list[Syntax]
    block: bool


@dataclass(slots=True, eq=False)
class Binding(Syntax):
    """`let name = value`, as a statement; `keyword_end` is where the word `let` ends."""

    name: str
    keyword_end: int
    value: Syntax
