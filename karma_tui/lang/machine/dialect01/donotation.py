"""do and bind taken out of an expression before anything else looks at it (spec kvm-0.1 section 3).

`bind` is textual substitution. The real server looks one level down and dies of what lies deeper; here
that is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from karma_tui.lang.machine.dialect01.refusal import do_notation
from karma_tui.lang.nodes import Call, Flow, Many, ModelCase, Node, Table, Word, walk

Change: TypeAlias = Callable[[Node], Node]
_RESULT: Final = "return"
_SHOWN: Final = 12
LARGEST: Final = 1_000_000
"""Nodes that an expression may grow to by substitution; doubling a name thirty times would be a billion."""


def without_do(node: Node) -> Node:
    """The expression with every bind replaced; refuses with doNotationError."""
    made = _resolved(node)
    if isinstance(made, Call):
        made = _with_arguments(made, _resolved)
    for count, part in enumerate(walk(made)):
        if count > LARGEST:
            raise do_notation(f"the expression grows to more than {LARGEST} parts")
        if isinstance(part, Call) and part.name == "bind":
            raise do_notation("bind outside of a do, or more than one level inside of it")
        if isinstance(part, Call) and part.name == "do":
            raise do_notation("do more than one level down")
    return made


def _resolved(node: Node) -> Node:
    while isinstance(node, Call) and node.name == "do":
        node = _result(node)
    return node


def _result(node: Call) -> Node:
    """The result expression of a do with its names replaced, in the order of their dependencies."""
    table = node.args[0]
    assert isinstance(table, Table)
    bound = dict(table.entries)
    if _RESULT not in bound:
        raise do_notation(f'do without "{_RESULT}"')
    done: dict[str, Node] = {}
    sizes: dict[str, int] = {}
    needs = {name: _names(body) for name, body in bound.items()}

    def named(part: Node) -> Node:
        name = _bound_name(part)
        return part if name is None else done[name]

    for name in _ordered(needs):
        sizes[name] = sum(1 for _ in walk(bound[name])) + sum([sizes[used] for used in needs[name]])
        if sizes[name] > LARGEST:
            raise do_notation(f"{name} grows to {sizes[name]} parts; at most {LARGEST} are possible")
        body = named(bound[name])
        done[name] = _with_arguments(body, named) if isinstance(body, Call) else body
    return done[_RESULT]


def _ordered(needs: dict[str, list[str]]) -> list[str]:
    """The names so that each comes after those it needs; refuses cyclic and unknown ones."""
    users: dict[str, list[str]] = {}
    open_needs = {name: len(set(used)) for name, used in needs.items()}
    for name, used in needs.items():
        for needed in set(used):
            users.setdefault(needed, []).append(name)
    ordered = [name for name, count in open_needs.items() if not count]
    for name in ordered:  # grows while it is walked
        for user in users.get(name, ()):
            open_needs[user] -= 1
            if not open_needs[user]:
                ordered.append(user)
    if len(ordered) < len(needs):
        left = sorted(needs.keys() - set(ordered))
        raise do_notation(f"cyclic or unknown names: {', '.join(left[:_SHOWN])}")
    return ordered


def _bound_name(node: Node) -> str | None:
    if isinstance(node, Call) and node.name == "bind" and isinstance(node.args[0], Word):
        return str(node.args[0].value)
    return None


def _names(body: Node) -> list[str]:
    """The names that an expression itself and its direct arguments stand for, as often as they occur."""
    names: list[str] = []

    def note(part: Node) -> Node:
        name = _bound_name(part)
        if name is not None:
            names.append(name)
        return part

    note(body)
    if isinstance(body, Call) and body.name not in ("bind", "do"):
        _with_arguments(body, note)
    return names


def _with_arguments(node: Call, change: Change) -> Call:
    """The call with each direct argument changed; those of a do inside belong to itself."""
    if node.name in ("bind", "do"):
        return node
    return replace(node, args=tuple([None if arg is None else _changed(arg, change) for arg in node.args]))


def _changed(arg: Node, change: Change) -> Node:
    match arg:
        case Many(items=items):
            return replace(arg, items=tuple([_changed(item, change) for item in items]))
        case Table(entries=entries):
            return replace(arg, entries=tuple([(name, change(entry)) for name, entry in entries]))
        case ModelCase(match=match, returns=returns):
            return replace(arg, match=change(match), returns=change(returns))
        case Flow(source=source, forward=forward, backward=backward):
            return replace(
                arg,
                source=change(source),
                forward=None if forward is None else _changed(forward, change),
                backward=None if backward is None else _changed(backward, change),
            )
    return change(arg)
