"""What is inserted for a function: its brackets and arguments, with places to fill in, in each form."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.lang.catalogue import FunctionSpec, Param
from karma_tui.lang.complete.items import Stop
from karma_tui.lang.nodes import Dialect

_LITERAL_PARAMS = ("tag", "id")
"""Parameters that are nearly always a string written out."""


@dataclass(slots=True)
class Shape:
    """Text that is being put together, with its stops."""

    text: str = ""
    stops: list[Stop] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Plain text."""
        self.text += text

    def stop(self, placeholder: str = "") -> None:
        """A place to fill in; the placeholder will be selected."""
        self.stops.append(Stop(len(self.text), len(self.text) + len(placeholder)))
        self.text += placeholder

    def quoted(self) -> None:
        """A string to fill in."""
        self.add('"')
        self.stop()
        self.add('"')


def kvm_call(spec: FunctionSpec, piped: bool = False) -> Shape:
    """`name(…)` in KVM text; without the argument that a pipeline gives if it is `piped`."""
    shape = Shape(f"{spec.name}(")
    params = [p for at, p in enumerate(spec.params) if not p.optional and not (piped and at == spec.subject)]
    for at, param in enumerate(params):
        shape.add(", " if at else "")
        _kvm_param(shape, spec, param)
    shape.add(")")
    if params:
        return shape
    if any(not (piped and at == spec.subject) for at in range(len(spec.params))):
        shape.stops.append(Stop(len(shape.text) - 1, len(shape.text) - 1))
    return shape


def _kvm_param(shape: Shape, spec: FunctionSpec, param: Param) -> None:
    match param.kind:
        case "function":
            shape.add(lambda_head(param))
            shape.stop()
        case "string literal" | "text":
            shape.quoted()
        case "function map" | "string map" | "expression map":
            shape.add("{")
            shape.stop()
            shape.add("}")
        case "expression list" | "flow list" | "model case list":
            if param.variadic:
                shape.stop()
            else:
                shape.add("[")
                shape.stop()
                shape.add("]")
        case _:
            if param.name in _LITERAL_PARAMS and len(spec.params) == 1:
                shape.quoted()
            elif param.variadic:
                shape.stop()
            else:
                shape.stop(param.name)


def lambda_head(param: Param) -> str:
    """`(index, value) => ` with the catalogue's names for the parameters."""
    names = param.param_names or ("value",)
    return f"{names[0] if len(names) == 1 else '(' + ', '.join(names) + ')'} => "


def json_argument(spec: FunctionSpec, dialect: Dialect) -> Shape:
    """What stands behind a function's name and colon in JSON."""
    shape = Shape()
    params = [spec.params[at] for at in spec.layout]
    match spec.shape:
        case "struct":
            wanted = [p for p in params if not p.optional] or params[:1]
            shape.add("{")
            for at, param in enumerate(wanted):
                shape.add(f'{", " if at else ""}"{param.name}": ')
                json_param(shape, spec, param, dialect)
            shape.add("}")
        case "tuple":
            shape.add("[")
            for at, param in enumerate(params):
                shape.add(", " if at else "")
                json_param(shape, spec, param, dialect)
            shape.add("]")
        case "list":
            shape.add("[")
            shape.stop()
            shape.add("]")
        case "empty":
            shape.add("{}")
        case "function":
            json_param(shape, spec, spec.params[0], dialect)
        case "table" | "data":
            shape.add("{")
            shape.stop()
            shape.add("}")
        case _:
            json_param(shape, spec, spec.params[0], dialect)
    return shape


def json_param(shape: Shape, spec: FunctionSpec, param: Param, dialect: Dialect) -> None:
    """One argument in JSON."""
    match param.kind:
        case "function":
            names = ", ".join(f'"{name}"' for name in param.param_names)
            shape.add(f'{{"function": [[{names}], [{{')
            shape.stop()
            shape.add("}]]}")
        case "string literal" | "dateTime literal" | "text":
            shape.quoted()
        case "int literal" | "number literal":
            shape.stop("0")
        case "bool literal":
            shape.stop("false")
        case "null literal":
            shape.add("null")
        case "expression list" | "flow list" | "model case list":
            shape.add("[")
            shape.stop()
            shape.add("]")
        case _:
            plain = param.name in _LITERAL_PARAMS and len(spec.params) == 1
            if plain and dialect is Dialect.V01:
                shape.quoted()
            elif plain:
                shape.add('{"string": ')
                shape.quoted()
                shape.add("}")
            elif dialect is Dialect.V01 and param.type.startswith("string"):
                shape.quoted()
            else:
                shape.add("{")
                shape.stop()
                shape.add("}")
