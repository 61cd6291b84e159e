"""Tokens of KVM text into syntax: precedence, brackets, arrows and statements, of spec grammar.md §1.

One pass, no look-ahead beyond a parameter list, no recursion: sub-expressions are walks of `steps`.
Function names, data mode and dialects are the elaboration's business.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.source import fault, position
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.text_operators import LEVELS, Pending, reduce_operators
from karma_tui.lang.tokens import END, NAME, NUMBER, QUOTED_NAME, RESERVED, STRING, Tokens, split_number

MAX_DEPTH = 20_000
"""Nesting of any kind up to this depth is read; what nests cheaply, such as bare brackets, may go deeper."""

STEPS_PER_LEVEL = 4
"""What the most expensive level takes: a call with a function inside, and the two expressions in them."""

_CONSTANTS = {"true": True, "false": False, "null": None}
_DECLARATIONS = frozenset({"let", "const", "var"})
_LEAVES = frozenset({NAME, QUOTED_NAME, STRING, NUMBER})
_BEGINS_VALUE = frozenset({NAME, QUOTED_NAME, STRING, NUMBER, "{", "(", "!"})


def parse_syntax(tokens: Tokens) -> list[syn.Syntax]:
    """The statements of a program; none for an empty text.

    Raises ExpressionError at the first token that fits nowhere, or beyond MAX_DEPTH.
    """
    parser = _Parser(tokens)
    return run(parser.statements(END, 0), STEPS_PER_LEVEL * MAX_DEPTH, parser.too_deep)


def too_deep(text: str, span: Span) -> ExpressionError:
    """The error about an expression nested beyond what is read."""
    return fault(
        text,
        span,
        "The expression is nested too deeply",
        f"More than {MAX_DEPTH} levels are open here.",
        "Name inner parts with let and use the names.",
    )


class _Parser:
    """A cursor over the token columns, with a method per production."""

    __slots__ = ("at", "ends", "kinds", "starts", "text", "values")

    def __init__(self, tokens: Tokens) -> None:
        self.text = tokens.text
        self.kinds = tokens.kinds
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.values = tokens.values
        self.at = 0

    # statements

    def statements(self, closer: str, opener: int) -> Steps[list[syn.Syntax]]:
        """`[ stmt { ";" stmt } ] [ ";" ]` up to a closing token, which is left unread."""
        found: list[syn.Syntax] = []
        while self.kinds[self.at] != closer:
            found.append((yield self.statement()))
            if self.kinds[self.at] == ";":
                self.at += 1
            elif self.kinds[self.at] != closer:
                raise self.unexpected(
                    "; or the end" if closer == END else f"; or {closer}",
                    self._left_open(opener) if closer != END else "A ; separates two statements.",
                )
        return found

    def statement(self) -> Steps[syn.Syntax]:
        """`let name = expr`, or an expression; `const`, `var` and `return` as in pasted code."""
        at, kinds = self.at, self.kinds
        if kinds[at] == NAME:
            word = self.values[at]
            if word == "let" or (
                word in _DECLARATIONS and kinds[at + 1] in (NAME, QUOTED_NAME) and kinds[at + 2] == "="
            ):
                bound: syn.Syntax = yield self.binding()
                return bound
            if word == "return" and self._returns():
                self.at += 1
        value: syn.Syntax = yield self.expression()
        return value

    def _returns(self) -> bool:
        """Whether `return` is a keyword here: a value follows that could not continue a name."""
        after = self.kinds[self.at + 1]
        return after in _BEGINS_VALUE or (after == "[" and self.starts[self.at + 1] > self.ends[self.at])

    def binding(self) -> Steps[syn.Syntax]:
        """`let name = expr`, the cursor on the keyword."""
        start, keyword_end = self.starts[self.at], self.ends[self.at]
        self.at += 1
        name = self._new_name("a name after let")
        self._take("=", "The form is let name = value.")
        value = yield self.expression()
        return syn.Binding(start, value.end, name, keyword_end, value)

    # expressions

    def expression(self) -> Steps[syn.Syntax]:
        """An expression with all its operators, loosest `|>`, tightest postfix."""
        operands: list[syn.Syntax] = []
        pending: Pending = []
        kinds = self.kinds
        while True:
            while kinds[self.at] == "!":
                pending.append(("!", self.starts[self.at]))
                self.at += 1
            operand = self._leaf()
            if operand is None:
                operand = yield self._bracketed()
            kind = kinds[self.at]
            if kind in (".", "["):
                operand = yield from self._postfixes(operand)
                kind = kinds[self.at]
            operands.append(operand)
            if kind == "|>":
                reduce_operators(operands, pending, 0)
                operands[-1] = yield from self._pipeline(operands[-1])
                kind = kinds[self.at]
                if kind in LEVELS:
                    raise self.unexpected("the end of the pipeline", "Put the pipeline in parentheses.")
            level = LEVELS.get(kind)
            if level is None or kind == "!":
                break
            reduce_operators(operands, pending, level)
            if pending and level == LEVELS["=="] == LEVELS[pending[-1][0]]:
                raise self.unexpected("&& or ||", "Comparisons do not chain: a == b && b == c.")
            pending.append((kind, self.starts[self.at]))
            self.at += 1
        if pending:
            reduce_operators(operands, pending, 0)
        return operands[0]

    def _leaf(self) -> syn.Syntax | None:
        """A primary without brackets, or None (and nothing read) where brackets or an arrow begin."""
        at = self.at
        kind = self.kinds[at]
        if kind == NAME:
            after = self.kinds[at + 1]
            if after in ("(", "=>"):
                return None
            word = self.values[at]
            self.at += 1
            if word in _CONSTANTS:
                return syn.Constant(self.starts[at], self.ends[at], _CONSTANTS[word])
            if word == "let":
                self.at -= 1
                raise self.unexpected("a value", "A let stands at the beginning of a statement.")
            return syn.Name(self.starts[at], self.ends[at], word, False)
        if kind == STRING:
            self.at += 1
            return syn.Text(self.starts[at], self.ends[at], self.values[at])
        if kind == NUMBER:
            self.at += 1
            return syn.Numeral(self.starts[at], self.ends[at], *split_number(self.values[at]))
        if kind == QUOTED_NAME and self.kinds[at + 1] not in ("(", "=>"):
            self.at += 1
            return syn.Name(self.starts[at], self.ends[at], self.values[at], True)
        return None

    def _lone_leaf(self, closer: str) -> syn.Syntax | None:
        """A leaf that is a whole item of a bracket, the most frequent case, or None; only for speed."""
        after = self.kinds[self.at + 1] if self.kinds[self.at] in _LEAVES else ""
        return self._leaf() if after in (",", closer) else None

    def _bracketed(self) -> Steps[syn.Syntax]:
        """The walk for a primary with brackets, or for an arrow."""
        kind = self.kinds[self.at]
        if kind in (NAME, QUOTED_NAME):
            return self.call(None) if self.kinds[self.at + 1] == "(" else self.arrow()
        if kind == "(":
            return self.arrow() if self._begins_parameters() else self.group()
        if kind == "[":
            return self.listing()
        if kind == "{":
            return self.record()
        raise self.unexpected("a value")

    def _postfixes(self, operand: syn.Syntax) -> Steps[syn.Syntax]:
        """Everything that follows an operand with a dot or a bracket."""
        while True:
            kind = self.kinds[self.at]
            if kind == ".":
                operand = yield from self._after_dot(operand)
            elif kind == "[" and not isinstance(operand, syn.Arrow):
                operand = yield self.subscript(operand)
            else:
                return operand

    def _after_dot(self, target: syn.Syntax) -> Steps[syn.Syntax]:
        self.at += 1
        if self.kinds[self.at] == NAME and self.kinds[self.at + 1] == "(":
            called: syn.Syntax = yield self.call(target)
            return called
        at = self.at
        name = self._name("a field's name after the dot")
        return syn.Member(target.start, self.ends[at], target, name, self.starts[at])

    def _pipeline(self, left: syn.Syntax) -> Steps[syn.Syntax]:
        """`{ "|>" ( call | "." name ) }`, the cursor on the first `|>`."""
        while self.kinds[self.at] == "|>":
            self.at += 1
            if self.kinds[self.at] == ".":
                left = yield from self._after_dot(left)
            else:
                stage = yield from self._stage()
                stage.piped, stage.start = left, left.start
                left = stage
            left = yield from self._postfixes(left)
        return left

    def _stage(self) -> Steps[syn.Application]:
        """The call after a `|>`, with a qualifier if one is written."""
        qualifier: syn.Syntax | None = None
        if self.kinds[self.at] == NAME and self.kinds[self.at + 1] == ".":
            qualifier = self._leaf()
            self.at += 1
        if self.kinds[self.at] not in (NAME, QUOTED_NAME) or self.kinds[self.at + 1] != "(":
            raise self.unexpected(
                "a call or .name after |>", "The form is value |> function(more arguments)."
            )
        stage: syn.Application = yield self.call(qualifier)
        return stage

    # brackets

    def call(self, target: syn.Syntax | None) -> Steps[syn.Application]:
        """`name(args)`, the cursor on the name."""
        at = self.at
        if self.kinds[at] == QUOTED_NAME:
            raise self.unexpected("a function's name", "A name between backticks is never a function.")
        self.at += 1
        args: list[syn.Syntax] = []
        end = yield from self._items(args, ")")
        start = self.starts[at] if target is None else target.start
        return syn.Application(start, end, self.values[at], self.starts[at], self.ends[at], args, target)

    def listing(self) -> Steps[syn.Syntax]:
        """`[items]`."""
        start = self.starts[self.at]
        items: list[syn.Syntax] = []
        end = yield from self._items(items, "]")
        return syn.Listing(start, end, items)

    def _items(self, items: list[syn.Syntax], closer: str) -> Steps[int]:
        """Comma-separated expressions in brackets, the cursor on the opening one; returns the end."""
        opener = self.at
        kinds = self.kinds
        self.at += 1
        while kinds[self.at] != closer:
            items.append(self._lone_leaf(closer) or (yield self.expression()))
            if kinds[self.at] == ",":
                self.at += 1
            elif kinds[self.at] != closer:
                raise self.unexpected(f", or {closer}", self._left_open(opener))
        self.at += 1
        return self.ends[self.at - 1]

    def record(self) -> Steps[syn.Syntax]:
        """`{key: value}`."""
        opener = self.at
        entries: list[syn.Entry] = []
        self.at += 1
        while self.kinds[self.at] != "}":
            at = self.at
            if self.kinds[at] not in (NAME, STRING, QUOTED_NAME):
                raise self.unexpected("a key or }", self._left_open(opener))
            self.at += 1
            self._take(":", "An entry is written key: value.")
            value = self._lone_leaf("}") or (yield self.expression())
            entries.append(syn.Entry(self.starts[at], self.ends[at], self.values[at], value))
            if self.kinds[self.at] == ",":
                self.at += 1
            elif self.kinds[self.at] != "}":
                raise self.unexpected(", or }", self._left_open(opener))
        self.at += 1
        return syn.Record(self.starts[opener], self.ends[self.at - 1], entries)

    def group(self) -> Steps[syn.Syntax]:
        """`(expr)`: the inner expression, widened by the parentheses."""
        opener = self.at
        self.at += 1
        inner: syn.Syntax = yield self.expression()
        if self.kinds[self.at] != ")":
            raise self.unexpected(")", self._left_open(opener))
        self.at += 1
        inner.start, inner.end, inner.grouped = self.starts[opener], self.ends[self.at - 1], True
        return inner

    def subscript(self, target: syn.Syntax) -> Steps[syn.Syntax]:
        """`target[index]`, the cursor on the bracket."""
        opener = self.at
        self.at += 1
        index = yield self.expression()
        if self.kinds[self.at] != "]":
            raise self.unexpected("]", self._left_open(opener))
        self.at += 1
        return syn.Subscript(target.start, self.ends[self.at - 1], target, index)

    # arrows

    def _begins_parameters(self) -> bool:
        """Whether the parenthesis under the cursor opens a parameter list: names up to `) =>`."""
        at, kinds = self.at + 1, self.kinds
        while kinds[at] in (NAME, QUOTED_NAME):
            at += 1
            if kinds[at] != ",":
                break
            at += 1
        return kinds[at] == ")" and kinds[at + 1] == "=>"

    def arrow(self) -> Steps[syn.Syntax]:
        """`params => expr` or `params => { statements }`."""
        start = self.starts[self.at]
        params = self._parameters()
        self._take("=>", "")
        if self.kinds[self.at] != "{":
            body = yield self.expression()
            return syn.Arrow(start, body.end, params, [body], False)
        opener = self.at
        if self.kinds[opener + 1] in (NAME, STRING, QUOTED_NAME) and self.kinds[opener + 2] == ":":
            raise self.unexpected(
                "( before a struct", "A struct as a function's result stands in parentheses: x => ({a: x})."
            )
        self.at += 1
        statements = yield self.statements("}", opener)
        self.at += 1
        return syn.Arrow(start, self.ends[self.at - 1], params, statements, True)

    def _parameters(self) -> tuple[str, ...]:
        if self.kinds[self.at] != "(":
            return (self._new_name("a parameter"),)
        self.at += 1
        names: list[str] = []
        while self.kinds[self.at] != ")":
            names.append(self._new_name("a parameter"))
            if self.kinds[self.at] == ",":
                self.at += 1
        self.at += 1
        return tuple(names)

    # tokens

    def _name(self, expected: str) -> str:
        if self.kinds[self.at] not in (NAME, QUOTED_NAME):
            raise self.unexpected(expected)
        self.at += 1
        return self.values[self.at - 1]

    def _new_name(self, expected: str) -> str:
        """A name that is introduced here, hence no reserved word."""
        if self.kinds[self.at] == NAME and self.values[self.at] in RESERVED:
            raise self.unexpected(
                expected, f"`{self.values[self.at]}` is reserved; it is a name in backticks."
            )
        return self._name(expected)

    def _take(self, kind: str, hint: str) -> None:
        if self.kinds[self.at] != kind:
            raise self.unexpected(kind, hint)
        self.at += 1

    def _left_open(self, opener: int) -> str:
        line, column = position(self.text, self.starts[opener])
        return f"The {self.values[opener]} of line {line}, column {column} is still open."

    def unexpected(self, expected: str, hint: str = "") -> ExpressionError:
        """The error about the token under the cursor."""
        start, end = self.starts[self.at], self.ends[self.at]
        ended = self.kinds[self.at] == END
        title = "The text ends too early" if ended else "This does not fit here"
        return fault(self.text, Span(start, end), title, hint=hint, expected=expected)

    def too_deep(self) -> ExpressionError:
        """The error at the cursor when MAX_DEPTH is reached."""
        return too_deep(self.text, Span(self.starts[self.at], self.ends[self.at]))
