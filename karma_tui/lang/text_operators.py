"""How tightly the operators of KVM text bind, and what they make of their operands (grammar.md §1)."""

from __future__ import annotations

from typing import TypeAlias

from karma_tui.lang import text_syntax as syn

LEVELS = {"|>": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "!": 5}
"""The operators, loosest first; postfixes bind tighter than all of them."""

Pending: TypeAlias = "list[tuple[str, int]]"
"""Operators that still wait for their right operand, each with its offset in the text."""


def reduce_operators(operands: list[syn.Syntax], pending: Pending, level: int) -> None:
    """Apply the pending operators that bind tighter than `level`, or as tightly but for comparisons."""
    while pending:
        operator, start = pending[-1]
        own = LEVELS[operator]
        if own < level or (own == level == LEVELS["=="]):
            return
        pending.pop()
        right = operands.pop()
        if operator == "!":
            operands.append(syn.Negation(start, right.end, right))
        elif own == LEVELS["=="]:
            left = operands.pop()
            operands.append(syn.Comparison(left.start, right.end, operator, start, left, right))
        else:
            operands.append(_chained(operands.pop(), operator, start, right))


def _chained(left: syn.Syntax, operator: str, start: int, right: syn.Syntax) -> syn.Syntax:
    """`left && right`, one chain with what stands to the left unless parentheses part them."""
    if isinstance(left, syn.Chain) and left.operator == operator and not left.grouped:
        left.items.append(right)
        left.end = right.end
        return left
    return syn.Chain(left.start, right.end, operator, start, [left, right])
