"""KVM text into nodes, for both dialects: tokens, then syntax, then the catalogue's meaning.

The notation of 1.0 is spec grammar.md; that of 0.1 is described in `text_v01` and docs/kvm-text.md.
Pasted SDK and documentation code is read as well, see `paste`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from karma_tui.errors import Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang import text_v01
from karma_tui.lang.catalogue import Param, catalogue
from karma_tui.lang.nodes import Dialect, Function, Node
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.text_arguments import function
from karma_tui.lang.text_data import datum
from karma_tui.lang.text_parse import MAX_DEPTH, STEPS_PER_LEVEL, parse_syntax, too_deep
from karma_tui.lang.text_reading import Reading, called
from karma_tui.lang.text_v1 import expression
from karma_tui.lang.tokens import tokenize

__all__ = ["MAX_DEPTH", "parse_text"]

_LONG = 50_000
"""Characters from which on the collector's work is felt."""

_PROGRAM = Param("", "function", "any function")


def parse_text(text: str, dialect: Dialect = Dialect.V1) -> Function:
    """The query that a text writes; its statements are the body, an empty text has none.

    A text that is one lambda with parameters is that function (a stored expression). Spans are in
    characters of `text`. Linear in the length of the text; nesting beyond MAX_DEPTH is refused.
    Raises ExpressionError with span, line, column and what was expected.
    """
    with _no_collection(len(text) > _LONG):
        statements = parse_syntax(tokenize(text))
        program = _program(_READINGS[dialect](text), statements)
        return run(program, STEPS_PER_LEVEL * MAX_DEPTH, lambda: too_deep(text, Span(0, len(text))))


@contextmanager
def _no_collection(wanted: bool) -> Iterator[None]:
    """Keep the cycle collector away: reading makes no cycles, only objects that it would visit over and over.

    Of several threads reading at once the first one to pause the collector resumes it.
    """
    paused = wanted and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _program(reading: Reading, statements: list[syn.Syntax]) -> Steps[Function]:
    if reading.catalogue.dialect is Dialect.V01:
        _only_one(reading, statements)
    elif len(statements) == 1 and (isinstance(statements[0], syn.Arrow) or called(statements[0], "function")):
        whole: Function = yield function(reading, _PROGRAM, statements[0])
        return whole
    body: list[Node] = []
    for statement in statements:
        body.append((yield reading.expression(reading, statement, None)))
    return Function((), tuple(body), span=Span(0, len(reading.text)))


def _v1(text: str) -> Reading:
    return Reading(text, catalogue(Dialect.V1), expression, datum)


def _v01(text: str) -> Reading:
    return Reading(text, catalogue(Dialect.V01), text_v01.expression, text_v01.datum)


def _only_one(reading: Reading, statements: list[syn.Syntax]) -> None:
    if len(statements) > 1:
        raise reading.fault(
            statements[1],
            "A request of dialect 0.1 is one expression",
            expected="the end",
            hint="Bind names with do({name: value, return: result}).",
        )


_READINGS = {Dialect.V1: _v1, Dialect.V01: _v01}
