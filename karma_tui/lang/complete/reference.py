"""The whole help on a function, from the catalogue, as plain data."""

from __future__ import annotations

from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.complete.items import Parameter, Reference
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect, Json


def reference(name: str, dialect: Dialect) -> Reference | None:
    """The help on the function of that exact name in a dialect; None if there is none."""
    spec = catalogue(dialect).get(name)
    return _reference(spec) if spec is not None else None


def parameter(param: Param, actual: str = "") -> Parameter:
    """A parameter of the catalogue, with its type in a call if that is known."""
    return Parameter(param.name, param.type, actual, param.optional, param.variadic, _default(param.default))


def _default(value: Json) -> str:
    return "" if value is None else dump_json(value)


def _reference(spec: FunctionSpec) -> Reference:
    example = spec.example
    return Reference(
        name=spec.name,
        group=spec.group,
        signature=spec.signature,
        parameters=tuple(parameter(param) for param in spec.params),
        returns=spec.returns,
        summary=spec.summary,
        errors=spec.errors,
        danger=spec.danger,
        example_text=example.text if example is not None else "",
        example_json=dump_json(example.json) if example is not None else "",
        example_result=dump_json(example.result) if example is not None else "",
    )
