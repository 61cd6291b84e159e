"""Which primitive a 0.1 expression yields, as far as its own text tells.

Dialect 1.0 names number types in its functions and literals, 0.1 infers them. Translation needs to
know; this looks at constructors, literals and functions of fixed result and at nothing else.
"""

from __future__ import annotations

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.literals import INTEGER_RANGES, is_date
from karma_tui.lang.nodes import PRIMITIVES, Call, Dialect, Literal, Node, Number, Table, Word, walk

ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide"})
COMPARING = frozenset({"less", "greater"})
_NUMBERS = frozenset({*INTEGER_RANGES, "float"})
_PASSES = 2
"""Of two passes over the tree the second knows what names stand for."""


class Kinds:
    """The kinds of all parts of one expression, found at once."""

    __slots__ = ("_bound", "_flexible", "_found", "_known")

    def __init__(self, root: Node) -> None:
        self._known = catalogue(Dialect.V01)
        self._found: dict[int, str] = {}
        self._flexible: set[int] = set()
        self._bound: dict[str, Node] = {}
        nodes = list(walk(root))
        for node in nodes:
            if isinstance(node, Call) and node.name == "do" and isinstance(node.args[0], Table):
                self._bound.update(node.args[0].entries)
        for _ in range(_PASSES):
            for node in reversed(nodes):
                self._found[id(node)] = self._kind(node)

    def of(self, node: Node | None) -> str:
        """The primitive a part yields; "" where it is not known, or up to the place (a bare integer)."""
        return self._found.get(id(node), "")

    def operands(self, node: Call, want: str = "") -> str:
        """The number type that an arithmetic function or comparison works on; "" where it is not known.

        Literals alone decide nothing: they take the type their place wants, else int64.
        """
        known = [kind for arg in node.args if (kind := self.of(arg)) in _NUMBERS]
        if known:
            return known[0]
        if any(id(arg) in self._flexible for arg in node.args):
            return want if want in _NUMBERS else "int64"
        return ""

    def _kind(self, node: Node) -> str:
        if isinstance(node, Literal):
            return self._of_literal(node)
        if not isinstance(node, Call):
            return ""
        if node.name in ARITHMETIC:
            if all(id(arg) in self._flexible for arg in node.args):
                self._flexible.add(id(node))
            return next((kind for arg in node.args if (kind := self.of(arg)) in _NUMBERS), "")
        if node.name == "bind" and isinstance(node.args[0], Word):
            return self.of(self._bound.get(str(node.args[0].value)))
        if node.name == "if":
            return next((kind for arg in node.args[1:] if (kind := self.of(arg))), "")
        if node.name == "do" and isinstance(node.args[0], Table):
            return self.of(dict(node.args[0].entries).get("return"))
        spec = self._known.get(node.name)
        return spec.returns if spec is not None and spec.returns in PRIMITIVES else ""

    def _of_literal(self, node: Literal) -> str:
        value = node.value
        if isinstance(value, Number) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            if isinstance(value, int) or value == Number("-0"):
                self._flexible.add(id(node))
                return ""
            return "float"
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "bool"
        return "dateTime" if is_date(value) else "string"
