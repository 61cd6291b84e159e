"""Writes into the header what an expression uses and the header does not declare, with types."""

from __future__ import annotations

from karma_tui.lang.check.study import Study
from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.machine.types import Const, Enum, ListOf, Optional, Prim, RefTo, Type, Unique, opened
from karma_tui.lang.nodes import Function
from karma_tui.lang.parameters.header import Parameter, read_header
from karma_tui.lang.parameters.header_print import print_header
from karma_tui.lang.parameters.places import names_in, open_words
from karma_tui.lang.parameters.types import ParameterType
from karma_tui.workbench.assist import Assist

_STRING = ParameterType("string")
_LEVELS = 8
"""Types around a type that are looked through."""


def undeclared(text: str, assist: Assist) -> tuple[Parameter, ...]:
    """The parameters that lack in the header, in the order of the text, each with the type that is wanted."""
    found = assist.study(text).study
    root = found.root
    if not isinstance(root, Function):
        return ()
    known = {name[1:] for name in found.world.given}
    header = read_header(text)
    known |= {parameter.name for parameter in header.parameters} if header is not None else set()
    words = open_words(root, found.dialect, known)
    places = {name: span for name, span in {**names_in(root), **words}.items() if name not in known}
    ordered = sorted(places.items(), key=lambda it: it[1].start if it[1] is not None else 0)
    return tuple(
        _parameter(name, None if name in words or span is None else found.expected_at(span.start), found)
        for name, span in ordered
        if name.isidentifier()
    )


def with_declared(text: str, parameters: tuple[Parameter, ...]) -> str:
    """The text with these in its header, behind what is there; a header is made where there is none."""
    header = read_header(text)
    block = print_header(parameters=parameters)
    if header is None or header.is_old:
        name = header.name if header is not None else ""
        made = print_header(name, created=header.created if header else None, parameters=parameters)
        body = text[header.span.end :] if header is not None else text
        return f"{made}\n{body.lstrip()}"
    last = text.rindex("//---", 0, header.span.end)
    lines = block.split("\n")[1:-2]
    return text[:last] + "".join(f"{line}\n" for line in lines) + text[last:]


def _parameter(name: str, wanted: Type | None, found: Study) -> Parameter:
    if wanted is None:
        return Parameter(name, _STRING)
    plain = _inner(wanted)
    if isinstance(plain, Enum):
        return Parameter(name, ParameterType("symbol"), choices=tuple(sorted(plain.symbols)))
    return Parameter(name, _type(plain, found) or _STRING)


def _inner(type_: Type) -> Type:
    for _ in range(_LEVELS):
        type_ = opened(type_)
        if not isinstance(type_, Const | Optional | Unique):
            break
        type_ = type_.of
    return type_


def _type(plain: Type, found: Study) -> ParameterType | None:
    if isinstance(plain, Prim) and plain.kind in ("bool", "string", "float", "dateTime", *INTEGER_RANGES):
        return ParameterType(plain.kind)
    if isinstance(plain, RefTo):
        return ParameterType("ref", found.world.names.get(plain.model, ""))
    if isinstance(plain, ListOf):
        item = _type(_inner(plain.of), found)
        return ParameterType("list", item=item) if item is not None and item.item is None else None
    return None
