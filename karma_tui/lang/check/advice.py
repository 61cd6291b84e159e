"""Advice that depends on the calls around what is wrong: the index for the value, the width next door."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.findings import Calls, Found, names_of
from karma_tui.lang.check.misfits import Misfit
from karma_tui.lang.machine.types import Prim, Type, opened
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Literal, Node, Word

_NEAR_CALLS: Final = 4
_INDEX_AND_VALUE: Final = 2


def for_the_type(calls: Calls, misfit: Misfit, dialect: Dialect) -> str:
    """The function like the one that was called, for the type of number that is there."""
    have, want = opened(misfit.actual), opened(misfit.expected)
    if not (isinstance(have, Prim) and isinstance(want, Prim)) or _is_literal(misfit.node):
        return ""
    suffix, other = (f"{kind[:1].upper()}{kind[1:]}" for kind in (want.kind, have.kind))
    for _ in range(_NEAR_CALLS):  # fields of what is wanted may lie between
        if calls is None:
            return ""
        calls, call = calls
        name = f"{call.name.removesuffix(suffix)}{other}"
        if call.name.endswith(suffix) and not call.name.startswith("to"):
            is_known = catalogue(dialect).get(name) is not None
            return f"{name}(…) is for {have.kind}; to{suffix}(…) converts it." if is_known else ""
    return ""


def _is_literal(node: Node) -> bool:
    return isinstance(node.datum if isinstance(node, Data) else node, Literal)


def is_index(node: Node, found: Found) -> str:
    """A hint if a name is the index that a list function hands over first, and the value is meant."""
    if not (isinstance(node, Call) and node.name == "scope" and isinstance(node.args[0], Word)):
        return ""
    name, calls = node.args[0].value, found.calls
    while calls is not None:
        calls, call = calls
        function = call.args[-1] if call.name in ("filterList", "mapList") else None
        if isinstance(function, Function) and name in function.params:
            first = len(function.params) == _INDEX_AND_VALUE and function.params[0] == name
            return f"The index comes first: ({function.params[1]}, {name}) => …." if first else ""
    return ""


def of_name(node: Node, found: Found) -> Type | None:
    """The type that a name was given, where inference only says what it may be used for."""
    if isinstance(node, Call) and node.name == "scope" and node.args and isinstance(node.args[0], Word):
        return names_of(found.names).get(str(node.args[0].value))
    return None
