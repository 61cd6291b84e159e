"""What completion, signature help, hover and reference give to a face: plain values, no screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from karma_tui.errors import Span


class Kind(StrEnum):
    """What an item stands for; the value is what a pop-up may show."""

    FUNCTION = "function"
    TAG = "tag"
    MODEL = "model"
    FIELD = "field"
    CASE = "case"
    SYMBOL = "symbol"
    NAME = "name"
    SNIPPET = "snippet"
    KEYWORD = "keyword"
    LITERAL = "literal"
    KEY = "key"
    """A key of JSON or of a function's named arguments."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to fill in within inserted text: offsets in `Item.insert`, start included, end not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal. Accepting it replaces `Completions.start..end` by `insert`.

    The cursor then goes to the first of `stops` (selecting it if it is not empty) and from there to the
    next ones; without stops it goes behind the inserted text.
    """

    label: str
    insert: str
    kind: Kind
    type: str = ""
    """The type of what it stands for, or a function's parameters and result, in one line; may be empty."""
    doc: str = ""
    """One line of explanation; may be empty."""
    score: float = 0.0
    """Higher is better; only comparable within one answer, which is sorted by it."""
    fits: bool = False
    """Whether its type is known to fit what is expected at that place."""
    stops: tuple[Stop, ...] = ()
    matched: tuple[int, ...] = ()
    """Positions in `label` of the characters that were typed, for highlighting."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The proposals for a place in a text, best first; `start..end` is the stretch they replace."""

    start: int
    end: int
    items: tuple[Item, ...] = ()
    expected: str = ""
    """The type that is expected there, as text; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What completion takes into account besides text and instance; the caller keeps it."""

    snippets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Names of saved expressions, each with its text, which is what is inserted."""
    use: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """How much an item with that label is used, 0 upwards: counts, or counts weighed by age."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in signature help, in hover and in the reference."""

    name: str
    type: str
    actual: str = ""
    """What `type` is in this call, where its generic types are known; else empty."""
    optional: bool = False
    variadic: bool = False
    default: str = ""
    """What is taken when it is left out, as text; empty if it has no default."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature help for the call around a place."""

    name: str
    parameters: tuple[Parameter, ...]
    active: int
    """Index of the parameter the place is in, -1 if in none."""
    returns: str
    doc: str
    span: Span
    """The whole call in the text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole help on a function, as data."""

    name: str
    group: str
    signature: str
    parameters: tuple[Parameter, ...]
    returns: str
    summary: str
    errors: tuple[str, ...] = ()
    danger: str = ""
    example_text: str = ""
    example_json: str = ""
    example_result: str = ""


@dataclass(frozen=True, slots=True)
class Hover:
    """What is known about the thing under a place."""

    span: Span
    title: str
    kind: Kind
    type: str = ""
    """The type of the expression there, as the checker knows it; may be empty."""
    doc: str = ""
    reference: Reference | None = None
    """The whole help, if the thing is a function."""
