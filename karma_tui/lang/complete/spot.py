"""The node that a place's mark has become, and what is around it: call, parameter, what is wanted."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from karma_tui.lang.catalogue import Catalogue, FunctionSpec, Param, catalogue
from karma_tui.lang.check.study import Study, study
from karma_tui.lang.check.world import World
from karma_tui.lang.complete.place import MARK
from karma_tui.lang.machine.types import Any as AnyType
from karma_tui.lang.machine.types import Type, without_const
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Function,
    Hole,
    Literal,
    Many,
    Node,
    Table,
    UnionCase,
    Word,
    children,
)

_NAMING_PARTS = frozenset({"field", "setField", "assertCase", "isCase"})
"""Functions that demand the name of a part, and refuse one that there is not."""


class Role(StrEnum):
    """What the mark stands for in the tree."""

    VALUE = "value"
    """An expression, or the name of a function."""
    MEMBER = "member"
    """The name after a dot."""
    STRING = "string"
    """A string, as a value or as a name that a function demands."""
    CASE = "case"
    """The case of a union constructor."""
    KEY = "key"
    """A key of data or of a table."""
    NEW_NAME = "new name"
    """A name that is introduced: nothing is known of it."""
    LOST = "lost"
    """It is in a part of the text that makes no sense."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mark is in a tree that has been studied."""

    role: Role
    node: Node | None
    around: tuple[Node, ...]
    """The nodes around it, innermost first."""
    study: Study
    known: Catalogue
    at: int
    """Where the mark stands."""
    written: frozenset[str] = frozenset()
    """Where the mark is a key: all keys of that object."""

    @property
    def call(self) -> Call | None:
        """The call whose argument it is, directly or as one of several."""
        for node in self.around[:2]:
            if isinstance(node, Call):
                return node
            if not isinstance(node, Many):
                return None
        return None

    @property
    def spec(self) -> FunctionSpec | None:
        """The function of that call, if it is known."""
        return self.known.get(self.call.name) if self.call is not None else None

    @property
    def param(self) -> Param | None:
        """The parameter that it is the argument for."""
        call, spec = self.call, self.spec
        if call is None or spec is None:
            return None
        inner = self.node if self.around[0] is call else self.around[0]
        for arg, param in zip(call.args, spec.params, strict=False):
            if arg is inner:
                return param
        return None

    def argument(self, *names: str) -> Node | None:
        """What is written for the first of these parameters of the call that has something written."""
        call, spec = self.call, self.spec
        if call is None or spec is None:
            return None
        for name in names:
            for arg, param in zip(call.args, spec.params, strict=False):
                if param.name == name and arg is not None:
                    return arg
        return None

    def type_of(self, node: Node | None) -> Type | None:
        """What the study knows of a node, None for nothing."""
        return _telling(self.study.type_of(node)) if node is not None else None

    @property
    def expected(self) -> Type | None:
        """The type that is wanted at the mark, None if anything may stand there or nobody knows."""
        if self.node is None:
            return None
        found = _telling(self.study.expected_of(self.node))
        for outer in self.around:
            if found is not None or not isinstance(outer, (Expr, Data)):
                break
            found = _telling(self.study.expected_of(outer))
        return found if found is not None else self._compared_with()

    def _compared_with(self) -> Type | None:
        """The type of what the mark is compared with; None if it is not compared."""
        call = self.call
        if call is None or call.name != "equal":
            return None
        found = [_telling(self.study.type_of(arg)) for arg in call.args if arg and arg is not self.node]
        return without_const(found[0]) if len(found) == 1 and found[0] is not None else None


def _telling(type_: Type | None) -> Type | None:
    return None if type_ is None or isinstance(type_, AnyType) else type_


def spot_of(root: Node, at: int, world: World, dialect: Dialect) -> Spot:
    """Where the mark, which stands at the offset `at` of the text, is in the tree, which is then studied.

    A mark that nothing can be known of, such as the name of a field, is a hole while the rest is studied.
    """
    role, node, around = _found(root, at)
    written = _keys_of(node)
    if node is not None and _misleads(role, node, around):
        hole = Hole(span=node.span)
        root, around = _replaced(node, hole, around)
        node = hole
    found = study(root, world, dialect)
    return Spot(role, node, around, found, catalogue(dialect), at, written)


def _keys_of(node: Node | None) -> frozenset[str]:
    match node:
        case Fields(fields=entries) | Table(entries=entries):
            return frozenset(key for key, _ in entries)
        case _:
            return frozenset()


def _misleads(role: Role, node: Node, around: tuple[Node, ...]) -> bool:
    """Whether a rule would draw conclusions from the mark's being a name or a constant."""
    if role is Role.VALUE:
        return isinstance(node, Call) and node.name == "scope"
    if role is Role.KEY:
        return isinstance(node, Table)
    parent = around[0] if around else None
    names_part = isinstance(parent, Call) and parent.name in _NAMING_PARTS
    return role in (Role.MEMBER, Role.STRING) and names_part


def _replaced(old: Node, new: Node, around: tuple[Node, ...]) -> tuple[Node, tuple[Node, ...]]:
    """The tree with a node replaced, and the nodes around the new one, innermost first."""
    made: list[Node] = []
    for parent in around:
        changes = {
            each.name: _swapped(getattr(parent, each.name), old, new)
            for each in fields(parent)
            if each.name not in ("span", "name_span")
        }
        old, new = parent, replace(parent, **changes)
        made.append(new)
    return new, tuple(made)


def _swapped(value: Any, old: Node, new: Node) -> Any:
    """A field's value with the node in it replaced: the node, several, or several with names."""
    if value is old:
        return new
    if not isinstance(value, tuple):
        return value
    return tuple(
        (item[0], _swapped(item[1], old, new)) if isinstance(item, tuple) else _swapped(item, old, new)
        for item in value
    )


def _found(root: Node, at: int) -> tuple[Role, Node | None, tuple[Node, ...]]:
    stack: list[Node] = [root]
    around: dict[int, Node] = {}
    hole: Node | None = None
    while stack:
        node = stack.pop()
        role = _role(node, around.get(id(node)))
        if role is not None:
            return role, node, _chain(node, around)
        if isinstance(node, Hole) and node.span is not None and node.span.start <= at <= node.span.end:
            hole = node
        for child in children(node):
            around[id(child)] = node
            stack.append(child)
    return (Role.LOST, None, ()) if hole is None else (Role.VALUE, hole, _chain(hole, around))


def _chain(node: Node, around: dict[int, Node]) -> tuple[Node, ...]:
    found: list[Node] = []
    current = around.get(id(node))
    while current is not None:
        found.append(current)
        current = around.get(id(current))
    return tuple(found)


def _role(node: Node, parent: Node | None) -> Role | None:
    match node:
        case Call(name="scope", args=(Word(value=value), *_)) if (
            value == MARK and node.span == node.name_span
        ):
            return Role.VALUE
        case Call(name=name) if name == MARK:
            return Role.VALUE
        case Literal(value=value) | Word(value=value) if value == MARK:
            if isinstance(parent, Call) and parent.name == "define" and isinstance(node, Word):
                return Role.NEW_NAME
            is_member = isinstance(parent, Call) and parent.name == "field" and parent.name_span is None
            return Role.MEMBER if is_member else Role.STRING
        case UnionCase(case=case) if case == MARK:
            return Role.CASE
        case Fields(fields=entries) | Table(entries=entries) if any(key == MARK for key, _ in entries):
            return Role.KEY
        case Function(params=params) if MARK in params:
            return Role.NEW_NAME
        case _:
            return None
