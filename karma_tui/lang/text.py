"""KVM text into nodes, for both dialects: tokens, then syntax, then the catalogue's meaning.

The notation of 1.0 is spec grammar.md; that of 0.1 is described in `text_v01` and docs/kvm-text.md.
Pasted SDK and documentation code is read as well, see `paste`.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang import text_v01
from karma_tui.lang.catalogue import Param, catalogue
from karma_tui.lang.nodes import Dialect, Function, Node
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.text_arguments import argument, function
from karma_tui.lang.text_cursor import MAX_DEPTH, STEPS_PER_LEVEL, too_deep
from karma_tui.lang.text_data import datum
from karma_tui.lang.text_parse import parse_syntax
from karma_tui.lang.text_reading import Reading, called
from karma_tui.lang.text_v1 import expression
from karma_tui.lang.tokens import tokenize

__all__ = ["MAX_DEPTH", "parse_text", "parse_text_of"]

_PROGRAM = Param("", "function", "any function")


def parse_text(text: str, dialect: Dialect = Dialect.V1) -> Function:
    """The query that a text writes; its statements are the body, an empty text has none.

    A text that is one lambda with parameters is that function (a stored expression). Spans are in
    characters of `text`. Linear in the length of the text; nesting beyond MAX_DEPTH is refused.
    Raises ExpressionError with span, line, column and what was expected.
    """
    return parse_text_of(text, (dialect,))[1]


def parse_text_of(text: str, dialects: tuple[Dialect, ...]) -> tuple[Dialect, Function]:
    """As `parse_text`, in the first of several dialects that has a meaning for it, which is told.

    Where none has, the ExpressionError is that of the first one.
    """
    first: ExpressionError | None = None
    with collector_paused(len(text)):
        statements = parse_syntax(tokenize(text))
        for dialect in dialects:
            program = elaborated(reading_of(text, dialect), statements)
            try:
                return dialect, run(
                    program, STEPS_PER_LEVEL * MAX_DEPTH, lambda: too_deep(text, Span(0, len(text)))
                )
            except ExpressionError as error:
                first = first or error
    raise first or ValueError("no dialect to read the text in")


def elaborated(reading: Reading, statements: list[syn.Syntax]) -> Steps[Function]:
    """The walk that makes a query of a text's statements."""
    if reading.catalogue.dialect is Dialect.V01:
        _only_one(reading, statements)
    elif len(statements) == 1 and (isinstance(statements[0], syn.Arrow) or called(statements[0], "function")):
        whole: Function = yield function(reading, _PROGRAM, statements[0])
        return whole
    body: list[Node] = []
    for statement in statements:
        body.append((yield reading.expression(reading, statement, None)))
    return Function((), tuple(body), span=Span(0, len(reading.text)))


def reading_of(text: str, dialect: Dialect) -> Reading:
    """How a text is read in a dialect: faults are raised."""
    return _READINGS[dialect](text)


def _v1(text: str) -> Reading:
    return Reading(text, catalogue(Dialect.V1), expression, datum, argument)


def _v01(text: str) -> Reading:
    return Reading(text, catalogue(Dialect.V01), text_v01.expression, text_v01.datum, argument)


def _only_one(reading: Reading, statements: list[syn.Syntax]) -> None:
    if len(statements) > 1:
        reading.report(
            reading.fault(
                statements[1],
                "A request of dialect 0.1 is one expression",
                expected="the end",
                hint="Bind names with do({name: value, return: result}).",
            )
        )


_READINGS = {Dialect.V1: _v1, Dialect.V01: _v01}
