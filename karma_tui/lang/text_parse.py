"""Tokens of KVM text into syntax: precedence, brackets, arrows and statements, of spec grammar.md §1.

One pass, no look-ahead beyond a parameter list, no recursion: sub-expressions are walks of `steps`.
A function per production; what needs none of the others is in `text_leaves`. Function names, data mode
and dialects are the elaboration's business.
"""

from __future__ import annotations

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.misfit_token import STAGE
from karma_tui.lang.steps import Answer, Steps, run
from karma_tui.lang.text_cursor import MAX_DEPTH, STEPS_PER_LEVEL, Cursor
from karma_tui.lang.text_leaves import begins_parameters, is_return, leaf, lone_leaf, parameters
from karma_tui.lang.text_operators import LEVELS, Pending, reduce_operators
from karma_tui.lang.tokens import END, NAME, NUMBER, QUOTED_NAME, RESERVED, STRING, Tokens

_DECLARATIONS = frozenset({"let", "const", "var"})


def parse_syntax(tokens: Tokens) -> list[syn.Syntax]:
    """The statements of a program; none for an empty text.

    Raises ExpressionError at the first token that fits nowhere, or beyond MAX_DEPTH.
    """
    return parse_with(Cursor(tokens))


def parse_with(cursor: Cursor) -> list[syn.Syntax]:
    """As `parse_syntax`, with the cursor deciding what a token that does not fit leads to."""
    return run(_statements(cursor, END, -1), STEPS_PER_LEVEL * MAX_DEPTH, cursor.too_deep)


# statements


def _statements(cursor: Cursor, closer: str, opener: int) -> Steps[list[syn.Syntax]]:
    """`[ stmt { ";" stmt } ] [ ";" ]` up to a closing token, which is left unread."""
    found: list[syn.Syntax] = []
    while cursor.kinds[cursor.at] != closer:
        found.append((yield _statement(cursor)))
        if cursor.kinds[cursor.at] == ";":
            cursor.at += 1
        elif cursor.kinds[cursor.at] != closer:
            expected = "; or the end" if closer == END else f"; or {closer}"
            hint = "A ; separates two statements." if closer == END else ""
            if cursor.unfit(expected, opener, hint):
                break
    return found


def _statement(cursor: Cursor) -> Steps[syn.Syntax]:
    """`let name = expr`, or an expression; `const`, `var` and `return` as in pasted code."""
    at, kinds = cursor.at, cursor.kinds
    if kinds[at] == NAME:
        word = cursor.values[at]
        if word == "let" or (
            word in _DECLARATIONS and kinds[at + 1] in (NAME, QUOTED_NAME) and kinds[at + 2] == "="
        ):
            bound: syn.Syntax = yield _binding(cursor)
            return bound
        if word == "return" and is_return(cursor):
            cursor.at += 1
        elif kinds[at + 1] == "=" and word not in RESERVED:
            assigned: syn.Syntax = yield _assignment(cursor)
            return assigned
    value: syn.Syntax = yield _expression(cursor)
    return value


def _binding(cursor: Cursor) -> Steps[syn.Syntax]:
    """`let name = expr`, the cursor on the keyword."""
    start, keyword_end = cursor.starts[cursor.at], cursor.ends[cursor.at]
    cursor.at += 1
    name = cursor.new_name("a name after let")
    cursor.take("=", "The form is let name = value.")
    value = yield _expression(cursor)
    return syn.Binding(start, value.end, name, keyword_end, value)


def _assignment(cursor: Cursor) -> Steps[syn.Syntax]:
    """`name = expr` where a `let` was forgotten, the cursor on the name."""
    start, name = cursor.starts[cursor.at], cursor.values[cursor.at]
    cursor.at += 1
    cursor.blame("; or the end", f"Write let {name} = value;")
    end = cursor.ends[cursor.at]
    cursor.at += 1
    value = yield _expression(cursor)
    return syn.Binding(start, max(end, value.end), name, start, value)


# expressions


def _expression(cursor: Cursor) -> Steps[syn.Syntax]:
    """An expression with all its operators, loosest `|>`, tightest postfix."""
    operands: list[syn.Syntax] = []
    pending: Pending = []
    kinds = cursor.kinds
    while True:
        while kinds[cursor.at] == "!":
            pending.append(("!", cursor.starts[cursor.at]))
            cursor.at += 1
        operand = leaf(cursor)
        if operand is None:
            operand = yield _bracketed(cursor)
        kind = kinds[cursor.at]
        if kind in (".", "["):
            operand = yield from _postfixes(cursor, operand)
            kind = kinds[cursor.at]
        operands.append(operand)
        if kind == "|>":
            reduce_operators(operands, pending, 0)
            operands[-1] = yield from _pipeline(cursor, operands[-1])
            kind = kinds[cursor.at]
            if kind in LEVELS:
                cursor.blame("the end of the pipeline", "Put the pipeline in parentheses.")
        level = LEVELS.get(kind)
        if level is None or kind == "!":
            break
        reduce_operators(operands, pending, level)
        if pending and level == LEVELS["=="] == LEVELS[pending[-1][0]]:
            cursor.blame("&& or ||", "Comparisons do not chain: a == b && b == c.")
        pending.append((kind, cursor.starts[cursor.at]))
        cursor.at += 1
    if pending:
        reduce_operators(operands, pending, 0)
    return operands[0]


def _bracketed(cursor: Cursor) -> Answer[syn.Syntax]:
    """The walk for a primary with brackets, or for an arrow."""
    kind = cursor.kinds[cursor.at]
    if kind in (NAME, QUOTED_NAME):
        return _call(cursor, None) if cursor.kinds[cursor.at + 1] == "(" else _arrow(cursor)
    if kind == "(":
        return _arrow(cursor) if begins_parameters(cursor) else _group(cursor)
    if kind == "[":
        return _listing(cursor)
    if kind == "{":
        return _record(cursor)
    return cursor.missing("a value")


def _postfixes(cursor: Cursor, operand: syn.Syntax) -> Steps[syn.Syntax]:
    """Everything that follows an operand with a dot or a bracket."""
    while True:
        kind = cursor.kinds[cursor.at]
        if kind == ".":
            operand = yield from _after_dot(cursor, operand)
        elif kind == "[" and not isinstance(operand, syn.Arrow):
            operand = yield _subscript(cursor, operand)
        else:
            return operand


def _after_dot(cursor: Cursor, target: syn.Syntax) -> Steps[syn.Syntax]:
    cursor.at += 1
    if cursor.kinds[cursor.at] == NAME and cursor.kinds[cursor.at + 1] == "(":
        called: syn.Syntax = yield _call(cursor, target)
        return called
    at = cursor.at
    name = cursor.name("a field's name after the dot")
    end = cursor.ends[cursor.at - 1]
    return syn.Member(target.start, end, target, name, min(cursor.starts[at], end))


def _pipeline(cursor: Cursor, left: syn.Syntax) -> Steps[syn.Syntax]:
    """`{ "|>" ( call | "." name ) }`, the cursor on the first `|>`."""
    while cursor.kinds[cursor.at] == "|>":
        cursor.at += 1
        if cursor.kinds[cursor.at] == ".":
            left = yield from _after_dot(cursor, left)
        else:
            stage = yield from _stage(cursor)
            stage.piped, stage.start = left, left.start
            left = stage
        left = yield from _postfixes(cursor, left)
    return left


def _stage(cursor: Cursor) -> Steps[syn.Application]:
    """The call after a `|>`, with a qualifier if one is written."""
    qualifier: syn.Syntax | None = None
    if cursor.kinds[cursor.at] == NAME and cursor.kinds[cursor.at + 1] == ".":
        qualifier = leaf(cursor)
        cursor.at += 1
    if cursor.kinds[cursor.at] not in (NAME, QUOTED_NAME) or cursor.kinds[cursor.at + 1] != "(":
        cursor.blame(STAGE, "The form is value |> function(more arguments).")
        return _half_stage(cursor, qualifier)
    stage: syn.Application = yield _call(cursor, qualifier)
    return stage


def _half_stage(cursor: Cursor, qualifier: syn.Syntax | None) -> syn.Application:
    """What is left of a stage without brackets: its name, if one is written."""
    at = cursor.at
    name = cursor.name("") if cursor.kinds[at] in (NAME, QUOTED_NAME) else ""
    end = cursor.ends[cursor.at - 1]
    start = min(cursor.starts[at], end)
    return syn.Application(start, end, name, start, end, [], qualifier)


# brackets


def _call(cursor: Cursor, target: syn.Syntax | None) -> Steps[syn.Application]:
    """`name(args)`, the cursor on the name."""
    at = cursor.at
    if cursor.kinds[at] == QUOTED_NAME:
        cursor.blame("a function's name", "A name between backticks is never a function.")
    cursor.at += 1
    args: list[syn.Syntax] = []
    end = yield from _items(cursor, args, ")")
    start = cursor.starts[at] if target is None else target.start
    return syn.Application(start, end, cursor.values[at], cursor.starts[at], cursor.ends[at], args, target)


def _listing(cursor: Cursor) -> Steps[syn.Syntax]:
    """`[items]`."""
    start = cursor.starts[cursor.at]
    items: list[syn.Syntax] = []
    end = yield from _items(cursor, items, "]")
    return syn.Listing(start, end, items)


def _items(cursor: Cursor, items: list[syn.Syntax], closer: str) -> Steps[int]:
    """Comma-separated expressions in brackets, the cursor on the opening one; returns the end."""
    opener = cursor.at
    kinds = cursor.kinds
    cursor.at += 1
    while kinds[cursor.at] != closer:
        items.append(lone_leaf(cursor, closer) or (yield _expression(cursor)))
        if kinds[cursor.at] == ",":
            cursor.at += 1
        elif kinds[cursor.at] != closer and cursor.unfit(f", or {closer}", opener):
            break
    return cursor.close(closer)


def _record(cursor: Cursor) -> Steps[syn.Syntax]:
    """`{key: value}`."""
    opener = cursor.at
    entries: list[syn.Entry] = []
    cursor.at += 1
    while cursor.kinds[cursor.at] != "}":
        at = cursor.at
        keyed = cursor.kinds[at] in (NAME, STRING, QUOTED_NAME)
        if cursor.kinds[at] == NUMBER and cursor.kinds[at + 1] == ":":
            cursor.blame("a key or }")
            keyed = True
        if keyed:
            cursor.at += 1
            cursor.take(":", "An entry is written key: value.", ("=", ";", "=>"))
        elif cursor.unfit("a key or }", opener):
            break
        elif cursor.at > at:
            continue
        value = lone_leaf(cursor, "}") or (yield _expression(cursor))
        if keyed:
            entries.append(syn.Entry(cursor.starts[at], cursor.ends[at], cursor.values[at], value))
        else:
            entries.append(syn.Entry(value.start, value.start, "", value))
        if cursor.kinds[cursor.at] == ",":
            cursor.at += 1
        elif cursor.kinds[cursor.at] != "}" and cursor.unfit(", or }", opener):
            break
    return syn.Record(cursor.starts[opener], cursor.close("}"), entries)


def _group(cursor: Cursor) -> Steps[syn.Syntax]:
    """`(expr)`: the inner expression, widened by the parentheses."""
    opener = cursor.at
    cursor.at += 1
    inner: syn.Syntax = yield _expression(cursor)
    yield from _pass_to(cursor, ")", opener)
    inner.start, inner.end, inner.grouped = cursor.starts[opener], cursor.close(")"), True
    return inner


def _pass_to(cursor: Cursor, closer: str, opener: int) -> Steps[None]:
    """Come to the closing token of a bracket around one expression; blame what stands before it."""
    while cursor.kinds[cursor.at] != closer:
        at = cursor.at
        if cursor.unfit(closer, opener):
            return
        if cursor.at == at:
            yield _expression(cursor)


def _subscript(cursor: Cursor, target: syn.Syntax) -> Steps[syn.Syntax]:
    """`target[index]`, the cursor on the bracket."""
    opener = cursor.at
    cursor.at += 1
    index = yield _expression(cursor)
    yield from _pass_to(cursor, "]", opener)
    return syn.Subscript(target.start, cursor.close("]"), target, index)


# arrows


def _arrow(cursor: Cursor) -> Steps[syn.Syntax]:
    """`params => expr` or `params => { statements }`."""
    start = cursor.starts[cursor.at]
    params = parameters(cursor)
    cursor.take("=>", "A function is written (a, b) => value.", ("=", ":"))
    if cursor.kinds[cursor.at] != "{":
        body = yield _expression(cursor)
        return syn.Arrow(start, body.end, params, [body], False)
    opener = cursor.at
    if cursor.kinds[opener + 1] in (NAME, STRING, QUOTED_NAME) and cursor.kinds[opener + 2] == ":":
        cursor.blame(
            "( before a struct", "A struct as a function's result stands in parentheses: x => ({a: x})."
        )
        record = yield _record(cursor)
        return syn.Arrow(start, record.end, params, [record], False)
    cursor.at += 1
    statements = yield _statements(cursor, "}", opener)
    return syn.Arrow(start, cursor.close("}"), params, statements, True)
