"""The one list of function names: what exists in each dialect and how its arguments are laid out.

Readers, printers, the checker, completion, help and the local instance's function table all look here,
so that a name, a layout or a default is written down once, in the two `catalogue-*.json` files beside
this module. It says how a function is written and described, never what it does.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from karma_tui.lang.nodes import Dialect, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME = 40
_NEAR_ENOUGH = 0.6
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "count": ("length",),
    "size": ("length",),
    "len": ("length",),
    "filter": ("filterList",),
    "where": ("filterList", "filter"),
    "find": ("filterList", "filter"),
    "map": ("mapList",),
    "select": ("mapList",),
    "foreach": ("mapList",),
    "reduce": ("reduceList",),
    "fold": ("leftFoldList", "reduceList"),
    "sort": ("memSort",),
    "sortby": ("memSort",),
    "orderby": ("memSort",),
    "limit": ("slice",),
    "take": ("slice",),
    "skip": ("slice",),
    "insert": ("create",),
    "remove": ("delete",),
    "includes": ("inList",),
    "contains": ("inList", "stringContains"),
    "now": ("dateTimeNow",),
    "today": ("dateTimeNow",),
    "getdate": ("dateTimeNow",),
    "nth": ("slice", "index"),
    "last": ("reverseList", "slice"),
    "head": ("first",),
    "reject": ("filterList", "filter"),
    "add": ("addInt32", "add"),
    "plus": ("addInt32", "add"),
    "sum": ("addInt32", "add"),
    "addint": ("addInt32", "add"),
    "sub": ("subInt32", "subtract"),
    "subtract": ("subInt32", "subtract"),
    "minus": ("subInt32", "subtract"),
    "subint": ("subInt32", "subtract"),
    "mul": ("mulInt32", "multiply"),
    "multiply": ("mulInt32", "multiply"),
    "times": ("mulInt32", "multiply"),
    "mulint": ("mulInt32", "multiply"),
    "div": ("divInt32", "divide"),
    "divide": ("divInt32", "divide"),
    "divint": ("divInt32", "divide"),
    "gt": ("gtInt32", "greater"),
    "gte": ("ltInt32", "less"),
    "ge": ("ltInt32", "less"),
    "greater": ("gtInt32", "greater"),
    "greaterthan": ("gtInt32", "greater"),
    "lt": ("ltInt32", "less"),
    "lte": ("gtInt32", "greater"),
    "le": ("gtInt32", "greater"),
    "less": ("ltInt32", "less"),
    "lessthan": ("ltInt32", "less"),
    "gtint": ("gtInt32", "greater"),
    "ltint": ("ltInt32", "less"),
    "eq": ("equal",),
    "equals": ("equal",),
    "ne": ("not",),
    "neq": ("not",),
    "notequal": ("not",),
    "ifelse": ("if",),
    "when": ("if",),
    "switch": ("switchCase",),
    "match": ("matchRegex", "switchCase"),
    "exists": ("tagExists", "isPresent"),
    "isnull": ("isPresent",),
    "isdefined": ("isPresent",),
    "default": ("presentOrZero",),
    "coalesce": ("presentOrZero",),
    "unwrap": ("assertPresent",),
    "deref": ("get",),
    "resolve": ("resolveRefs", "get"),
    "load": ("get",),
    "save": ("update",),
    "set": ("setField",),
    "put": ("update",),
    "id": ("refTo",),
    "replace": ("update",),
    "indexof": ("substringIndex",),
    "substr": ("substringIndex",),
    "substring": ("substringIndex",),
    "keys": ("mapMap",),
    "meta": ("metarialize",),
    "arg": ("with",),
    "bind": ("scope",),
    "do": ("define",),
    "newstring": ("string",),
    "newbool": ("bool",),
    "newdatetime": ("dateTime",),
    "newlist": ("list",),
    "newset": ("set",),
    "newmap": ("map",),
    "newstruct": ("struct",),
    "newtuple": ("tuple",),
    "newunion": ("union",),
    "newref": ("ref",),
    "newfloat": ("float",),
    "newint": ("int64",),
    **{f"new{kind}": (kind,) for kind in ("int8", "int16", "int32", "int64")},
    **{f"newu{kind}": (f"u{kind}",) for kind in ("int8", "int16", "int32", "int64")},
    "concat": ("concatLists", "joinStrings"),
    "lower": ("stringToLower",),
    "reverse": ("reverseList",),
}
"""What functions are called in other languages, in small letters, and here."""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a function.

    `kind` says what may stand there. Dialect 1.0: "expression", "function", "data", "function map",
    "string map", "expression list", "flow list", "model case list", "string literal", "int literal",
    "bool literal" and "null/dateTime/number literal" of the primitives. Dialect 0.1 besides: "text"
    (a JSON string that is never taken for a date, or an expression), "composite expression" (neither
    a literal nor a `new...` constructor), "bool literal or composite expression", "literal or
    expression", "expression map", "json". `type` describes the value for people.
    """

    name: str
    kind: str
    type: str
    coerce: str | None = None
    """The primitive that a bare literal in KVM text takes here, or None."""
    subject: bool = False
    """Whether a pipeline fills this parameter rather than the first."""
    optional: bool = False
    """May be left out: in KVM text for 1.0 (the default is then written), in the JSON for 0.1."""
    variadic: bool = False
    default: Json = None
    """What a missing argument means, as JSON; in 0.1 `{"arg": {}}` stands for the input."""
    param_names: tuple[str, ...] = ()
    """Good names for a lambda's parameters; their number is the number the server demands."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that ran on a real server: as JSON, as KVM text, and what came back."""

    json: Json
    text: str
    result: Json


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """One function of a dialect.

    `shape` is the layout of its JSON argument: "literal" (a raw literal), "single" (one argument),
    "tuple" (an array), "struct" (an object), "list" (an array of any length), "table" (an object of
    any keys), "empty" (`{}`), "function", "data". `params` is the order of KVM text and of
    `nodes.Call.args`; `order` the parameter names in the order of the JSON.
    """

    name: str
    group: str
    shape: str
    order: tuple[str, ...]
    params: tuple[Param, ...]
    returns: str
    summary: str
    errors: tuple[str, ...] = ()
    danger: str = ""
    range: tuple[int, int] | None = None
    data_case: bool = False
    """Whether the name is a case of the data language as well (the primitives)."""
    short: str = ""
    """Dialect 0.1: the parameter that a bare string in place of the argument object fills."""
    example: Example | None = None
    layout: tuple[int, ...] = field(default=(), repr=False)
    """For each position of `order`, the index of that parameter in `params`."""

    @property
    def subject(self) -> int:
        """Index in `params` of the parameter that a pipeline fills."""
        return next((at for at, param in enumerate(self.params) if param.subject), 0)

    @property
    def signature(self) -> str:
        """One line for people: `field(name, value)`; optional parameters end in `?`, variadic in `...`."""
        shown = (p.name + ("?" if p.optional else "") + ("..." if p.variadic else "") for p in self.params)
        return f"{self.name}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All functions of one dialect, in the order of the data file."""

    dialect: Dialect
    functions: tuple[FunctionSpec, ...]
    by_name: Mapping[str, FunctionSpec] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All function names, in catalogue order."""
        return tuple(self.by_name)

    def get(self, name: str) -> FunctionSpec | None:
        """The function of that exact name, or None."""
        return self.by_name.get(name)

    def nearest(self, name: str) -> str | None:
        """The known name most like a mistyped one, or None; constant time, long inputs have no neighbour."""
        return nearest(name, self.by_name)


def nearest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """The member of `known` most like `name`: same letters in other case, else by similarity, else None."""
    if not name or len(name) > _LONGEST_NAME:
        return None
    folded = name.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    for other in _ELSEWHERE.get(folded.replace("_", ""), ()):
        if other in known:
            return other
    if "_" in folded and (joined := folded.replace("_", "")):
        for candidate in known:
            if candidate.casefold() == joined:
                return candidate
    return next(iter(difflib.get_close_matches(name, list(known), 1, _NEAR_ENOUGH)), None)


@lru_cache(maxsize=len(Dialect))
def catalogue(dialect: Dialect) -> Catalogue:
    """The catalogue of a dialect, read from package data at the first call."""
    from pkgutil import get_data

    data = get_data(__package__, f"catalogue-{dialect.value}.json")  # importlib.resources: zipfile, too
    assert data is not None  # only for a loader that cannot read files
    functions = tuple(_function(entry) for entry in json.loads(data)["functions"])
    return Catalogue(dialect, functions, MappingProxyType({spec.name: spec for spec in functions}))


def _function(entry: dict[str, Any]) -> FunctionSpec:
    params = tuple(_param(param) for param in entry["params"])
    positions = {param.name: at for at, param in enumerate(params)}
    example = entry.get("example")
    limits = entry.get("range")
    return FunctionSpec(
        name=entry["name"],
        group=entry["group"],
        shape=entry["shape"],
        order=tuple(entry["order"]),
        params=params,
        returns=entry["returns"],
        summary=entry["summary"],
        errors=tuple(entry["errors"]),
        danger=entry.get("danger", ""),
        range=(limits[0], limits[1]) if limits else None,
        data_case=entry.get("dataCase", False),
        short=entry.get("short", ""),
        example=Example(example["json"], example["text"], example["result"]) if example else None,
        layout=tuple(positions[name] for name in entry["order"]),
    )


def _param(entry: dict[str, Any]) -> Param:
    return Param(
        name=entry["name"],
        kind=entry["kind"],
        type=entry["type"],
        coerce=entry.get("coerce"),
        subject=entry.get("subject", False),
        optional=entry.get("optional", False),
        variadic=entry.get("variadic", False),
        default=entry.get("default"),
        param_names=tuple(entry.get("paramNames", ())),
    )
