"""Operators and postfixes as calls; both dialects read them alike (spec grammar.md §2).

What differs between the dialects, such as literals and positions in tuples, is not here.
"""

from __future__ import annotations

from karma_tui.errors import Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import Param
from karma_tui.lang.nodes import Call, Many, Node
from karma_tui.lang.steps import Steps
from karma_tui.lang.text_reading import Reading

_CHAINS = {"&&": "and", "||": "or"}


def negation(reading: Reading, syntax: syn.Negation, param: Param | None) -> Steps[Node]:
    """`!a` is `not(a)`."""
    operand = yield reading.expression(reading, syntax.operand, None)
    return Call("not", (operand,), span=syntax.span, name_span=Span(syntax.start, syntax.start + 1))


def comparison(reading: Reading, syntax: syn.Comparison, param: Param | None) -> Steps[Node]:
    """`a == b` is `equal(a, b)`, `a != b` is `not(equal(a, b))`."""
    left = yield reading.expression(reading, syntax.left, None)
    right = yield reading.expression(reading, syntax.right, None)
    sign = Span(syntax.operator_start, syntax.operator_start + 2)
    equal = Call("equal", (left, right), span=syntax.span, name_span=sign)
    return equal if syntax.operator == "==" else Call("not", (equal,), span=syntax.span, name_span=sign)


def chain(reading: Reading, syntax: syn.Chain, param: Param | None) -> Steps[Node]:
    """`a && b && c` is one `and` of three; parentheses make nested ones."""
    operands: list[Node] = []
    for item in syntax.items:
        operands.append((yield reading.expression(reading, item, None)))
    sign = Span(syntax.operator_start, syntax.operator_start + 2)
    many = Many(tuple(operands), span=syntax.span)
    return Call(_CHAINS[syntax.operator], (many,), span=syntax.span, name_span=sign)
