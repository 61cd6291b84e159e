"""The model of `_expression` as dialect 0.1 has it: the language's own grammar (spec kvm-0.1 section 2).

It is for reading only. Expressions are checked by the reader of nodes, which knows what a model cannot
say: short forms that win over dates, and arguments that may be left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.machine.values import Map, Union
from karma_tui.lang.nodes import Dialect

_LITERALS: Final = (
    *("null", "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"),
    *("float", "dateTime", "string"),
)
"""The primitives in the order in which a bare literal is tried."""

_PRIMITIVES: Final = {
    "newBool": "bool",
    "newString": "string",
    "newDateTime": "dateTime",
    "newFloat": "float",
    "newInt": "int64",
    "newUint": "uint64",
    **{f"newInt{bits}": f"int{bits}" for bits in (8, 16, 32, 64)},
    **{f"newUint{bits}": f"uint{bits}" for bits in (8, 16, 32, 64)},
}
_TOP: Final = Union("recurse", "top")
_EXPRESSION: Final = Union("recurse", "expression")
_TEXT: Final = Union("string", {})


@lru_cache(maxsize=1)
def language_model() -> Union:
    """The grammar as a model value."""
    groups: dict[str, dict[str, Union]] = {"primitive": {}, "composite": {}, "expression": {}}
    for spec in catalogue(Dialect.V01).functions:
        group = "expression"
        if spec.name.startswith("new"):
            group = "primitive" if spec.name in _PRIMITIVES else "composite"
        groups[group][spec.name] = _function(spec)
    models = {name: Union("union", Map(cases)) for name, cases in groups.items()}
    literals = [Union(kind, {}) for kind in _LITERALS]
    models["top"] = Union("or", [*literals, *[Union("recurse", name) for name in groups]])
    return Union("recursive", {"top": "top", "models": Map(models)})


def _function(spec: FunctionSpec) -> Union:
    params = {param.name: _param(spec, param) for param in spec.params}
    if spec.shape == "tuple":
        return Union("tuple", [params[name] for name in spec.order])
    if spec.shape in ("struct", "empty"):
        long_form = Union("struct", Map(params))
        return Union("or", [_TEXT, long_form]) if spec.short else long_form
    return params[spec.order[0]]


def _param(spec: FunctionSpec, param: Param) -> Union:
    several = Union("list", _TOP)
    flow = {"from": _TOP, "forward": Union("optional", several), "backward": Union("optional", several)}
    case = {"match": _TOP, "return": _TOP}
    found = {
        "composite expression": _EXPRESSION,
        "bool literal or composite expression": Union("or", [Union("bool", {}), _EXPRESSION]),
        "expression list": several,
        "expression map": Union("map", _TOP),
        "flow list": Union("list", Union("struct", Map(flow))),
        "model case list": Union("list", Union("struct", Map(case))),
        "string literal": _TEXT,
        "text": Union("or", [_TEXT, _TOP]),
        "json": Union("any", {}),
    }.get(param.kind, _TOP)
    if param.kind == "literal or expression":
        return Union("or", [Union(_PRIMITIVES[spec.name], {}), _TOP])
    default = param.optional and param.default is not None
    return Union("optional", found) if default else found
