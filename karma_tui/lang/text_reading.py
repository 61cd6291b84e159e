"""What every part of the elaboration needs to know, and the errors several parts share.

The parts (arguments, calls, data, models, pasted forms) call each other in circles; they reach each
other through the `Reading` they are given, not by importing each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from karma_tui.errors import ExpressionError
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import Catalogue, Param, nearest
from karma_tui.lang.nodes import Call, Hole, Node, Number, Word
from karma_tui.lang.sink import Sink
from karma_tui.lang.source import fault
from karma_tui.lang.steps import Answer

QUALIFIERS = frozenset({"e", "d", "f", "m", "x", "xpr", "func", "val", "mdl", "expression"})
"""Names that pasted code puts before a dot and a function; only the model ones carry a meaning."""

ReadExpression: TypeAlias = "Callable[[Reading, syn.Syntax, Param | None], Answer[Node]]"
ReadDatum: TypeAlias = "Callable[[Reading, syn.Syntax], Answer[Node]]"
ReadArgument: TypeAlias = "Callable[[Reading, Param, syn.Syntax], Answer[Node]]"

_INTEGER = re.compile(r"-?[0-9]+")
_LONGEST_INTEGER = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """The circumstances under which a piece of syntax is read; replaced, never changed, further in.

    `expression` and `datum` are the dialect's readers, `argument` that of what stands for a parameter;
    `qualifiers` the names ignored before a dot; `references` the names that a pasted `{scope: "a"}` may
    refer to; `sink` takes the faults if reading goes on after them.
    """

    text: str
    catalogue: Catalogue
    expression: ReadExpression
    datum: ReadDatum
    argument: ReadArgument
    qualifiers: frozenset[str] = QUALIFIERS
    references: frozenset[str] = field(default=frozenset())
    sink: Sink | None = None

    def fault(
        self,
        at: syn.Syntax,
        title: str,
        *,
        detail: str = "",
        hint: str = "",
        expected: str = "",
        near: str = "",
    ) -> ExpressionError:
        """An error about a piece of syntax; the caller raises or reports it."""
        if self.sink is not None and self.sink.full:
            return ExpressionError(title, span=at.span)
        return fault(self.text, at.span, title, detail, hint, expected=expected, near=near)

    def report(self, error: ExpressionError) -> None:
        """Raise an error after which reading could go on, or note it and go on."""
        if self.sink is None:
            raise error
        self.sink.note(error)


def missing(reading: Reading, syntax: syn.Missing, param: Param | None) -> Node:
    """The hole for a value that is not there."""
    return Hole(span=syntax.span)


def number(digits: str) -> int | Number:
    """A JSON number's value: int where it is a plain integer, else with its spelling (`-0`, `1.5`, `1e3`)."""
    if _INTEGER.fullmatch(digits) and digits != "-0" and len(digits) <= _LONGEST_INTEGER:
        return int(digits)
    return Number(digits)


def is_parameter(syntax: syn.Syntax) -> TypeGuard[syn.Name]:
    """Whether it is `$name`, for which a value is put before the expression runs."""
    return isinstance(syntax, syn.Name) and not syntax.quoted and syntax.value[:1] == "$" != syntax.value


def given_word(syntax: syn.Name, function: str = "scope") -> Call:
    """A parameter where the language wants a plain word, or (by `bind`) anywhere in dialect 0.1."""
    span = syntax.span
    return Call(function, (Word(syntax.value, span=span),), span=span, name_span=span)


def called(syntax: syn.Syntax, name: str) -> syn.Application | None:
    """The application if the syntax is one of that name, else None."""
    return syntax if isinstance(syntax, syn.Application) and syntax.name == name else None


def checked_keys(reading: Reading, record: syn.Record) -> list[syn.Entry]:
    """The entries of a record, refused if a key stands twice (JSON would silently keep the last)."""
    seen: set[str] = set()
    for entry in record.entries:
        if entry.key in seen and entry.end > entry.start:
            reading.report(reading.fault(entry, "A key stands twice", expected="different keys"))
        seen.add(entry.key)
    return record.entries


def check_qualifier(reading: Reading, syntax: syn.Application) -> None:
    """Refuse what stands before a dot and a call unless it is a qualifier, which is ignored."""
    target = syntax.target
    if target is None or (
        isinstance(target, syn.Name) and not target.quoted and target.value in reading.qualifiers
    ):
        return
    name = syntax.name
    if reading.catalogue.get(name) is None:
        name = nearest(name, reading.catalogue.names) or name
    hint = f"Write … |> {name}(…), or put the value into the brackets."
    if isinstance(target, syn.Name) and not target.quoted and reading.catalogue.get(syntax.name) is not None:
        hint = f"Write {name}(…) alone, or {target.value} |> {name}(…) if {target.value} is a value."
    raise reading.fault(
        syn.Name(syntax.name_start, syntax.name_end, syntax.name, False),
        "Values have no methods",
        expected=f"{name}(value, …) or value |> {name}(…)",
        hint=hint,
    )


def no_pipeline(reading: Reading, syntax: syn.Application) -> None:
    """Refuse a pipeline into something that is no function of the catalogue."""
    if syntax.piped is not None:
        raise reading.fault(
            syntax, f"A pipeline cannot go into {syntax.name}", expected="a function after |>"
        )
