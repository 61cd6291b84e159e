"""Values looked at when they are made, where their static types may not tell the truth.

A few functions have, as with the real server, types that their values need not have: `setKey` (of the
other keys), `reduceList` (of an empty list), `graphFlow` (of models that were not reached), resolved
optionals. A query with such a function gets a look at each value whose type somebody relies on; all
others pay nothing. The real server's query panics there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from karma_tui.lang.machine.functions.rule import Codes
from karma_tui.lang.machine.model_value import words
from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import (
    WHETHER,
    Any,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
    record_model,
)
from karma_tui.lang.machine.values import KINDS, Items, Lazy, Map, Record, Ref, Symbol, Union, Value, kind_of

LOOK: Final = "look"
"""The name of the typed node; no function has it."""


def looked_at(typed: Typed, wanted: Type) -> Typed:
    """The expression with a look at its value; a constant's has been looked at."""
    if isinstance(wanted, Any) or wanted is WHETHER or isinstance(typed.type, Const):
        return typed
    return Typed(LOOK, typed.type, (typed,), wanted, plain=typed.plain)


def code_look(typed: Typed, codes: Codes) -> Code:
    """The compiled form; refuses a value that whoever asked for it cannot work with."""
    code, wanted, as_record = codes[0], opened(typed.info), record_model(typed.type) is not None
    items = wanted.of if isinstance(wanted, ListOf) and isinstance(opened(wanted.of), Prim) else None

    def run(frame: Frame) -> Value:
        value = code(frame)
        if (as_record and type(value) is not Record) or not _is(wanted, value):
            raise _refusal(wanted, value)
        return value if items is None else _items(items, value)

    return run


def _items(of: Type, value: Value) -> Value:
    """The list with a look at each item."""

    def look() -> Iterator[Value]:
        for item in value:
            if not _is(of, item):
                raise _refusal(of, item)
            yield item

    return Lazy(look, settled=value.settled) if type(value) is Lazy else list(look())


def _refusal(wanted: Type, value: Value) -> Refused:
    have = "nothing" if value is None else kind_of(value)
    return execution(f"the value is not what its type says: have {have}, want {words(wanted)}")


_CLASSES: Final[dict[type, tuple[type, ...]]] = {
    ListOf: (list, Lazy),
    SetOf: (Items,),
    MapOf: (Map,),
    TupleOf: (tuple,),
    Struct: (dict,),
    UnionOf: (Union,),
    Enum: (Symbol,),
    RefTo: (Ref,),
}


def _is(wanted: Type, value: Value) -> bool:
    """Whether a value is of the kind of a type; parts are looked at once somebody asks for them."""
    if type(value) is Record:
        value = value.value
    wanted = opened(wanted)
    match wanted:
        case Any():
            return True
        case Prim(kind):
            return KINDS[type(value)] == kind
        case Optional(of):
            return value is None or _is(of, value)
    if type(value) not in _CLASSES[type(wanted)]:
        return False
    match wanted:
        case UnionOf(cases):
            return not cases or value.case in cases
        case Enum(symbols):
            return not symbols or value in symbols
        case RefTo(model):
            return model in ("", value.model)
    return True
