"""Arguments that are all there and stand wrongly: the wrong way round, or parameters without parentheses.

Each such slip would otherwise be told once for every argument. Where reading goes on, it goes on with
what was meant. Only the forms of arguments count here, which JSON cannot have wrong; types are the checker's.
"""

from __future__ import annotations

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import FunctionSpec, Param
from karma_tui.lang.text_reading import Reading, called, is_parameter

_PAIR = 2


def as_meant(reading: Reading, application: syn.Application, spec: FunctionSpec) -> list[syn.Syntax]:
    """The arguments of a call as they were meant. Raises or reports what is wrong with their order."""
    args = application.args
    if len(args) + (application.piped is not None) > len(spec.params):
        args = _with_parameters(reading, args)
    order = _order_meant(spec, args) if application.piped is None else None
    if order is not None:
        hint = f"The form is {spec.signature}."
        title = "The arguments are the wrong way round"
        all_ = syn.Missing(args[0].start, args[-1].end)
        reading.report(reading.fault(all_, title, expected=spec.signature, hint=hint))
        return [args[at] for at in order]
    return args


def _with_parameters(reading: Reading, args: list[syn.Syntax]) -> list[syn.Syntax]:
    """`i, v => x` as the function of two parameters that was meant."""
    for at, arrow in enumerate(args):
        if not isinstance(arrow, syn.Arrow) or arrow.grouped or len(arrow.params) != 1:
            continue
        first = at
        while first and _is_bare(args[first - 1]):
            first -= 1
        if first == at or reading.text[arrow.start] == "(":
            return args
        names = [name.value for name in args[first:at] if isinstance(name, syn.Name)]
        params = (*names, *arrow.params)
        listed = ", ".join(params)
        width = syn.Missing(args[first].start, arrow.start + len(arrow.params[0]))
        title = "The parameters of a function stand in parentheses"
        hint = f"Write ({listed}) => …."
        reading.report(reading.fault(width, title, expected=f"({listed})", hint=hint))
        meant = syn.Arrow(args[first].start, arrow.end, params, arrow.body, arrow.block)
        return [*args[:first], meant, *args[at + 1 :]]
    return args


def _is_bare(syntax: syn.Syntax) -> bool:
    return isinstance(syntax, syn.Name) and not syntax.quoted and not syntax.grouped


def _order_meant(spec: FunctionSpec, args: list[syn.Syntax]) -> list[int] | None:
    """The order in which arguments were meant that are wrong by their looks; None if they may be right."""
    if len(args) < _PAIR or len(args) > len(spec.params):
        return None
    rest = list(range(_PAIR, len(args)))
    swapped = [1, 0, *rest]
    first, second = spec.params[:_PAIR]
    named_later = _wants_text(first) and not _is_text(args[0]) and isinstance(args[1], syn.Text)
    if len(args) == _PAIR and not named_later:
        return swapped if _is_swapped(first, second, args) else None
    if named_later and not is_parameter(args[0]):
        is_last = len(args) > _PAIR and spec.params[_PAIR].kind == "expression"
        return [1, 2, 0] if is_last else swapped
    numbers_first = all(isinstance(arg, syn.Numeral) for arg in args[:-1])
    if len(args) > _PAIR and first.type.startswith("list") and numbers_first:
        return [len(args) - 1, *range(len(args) - 1)]
    return None


def _is_swapped(first: Param, second: Param, args: list[syn.Syntax]) -> bool:
    """Whether one of two arguments is what only the other parameter takes, and the other one is not."""
    if first.kind == "function" or second.kind == "function":
        function, other = (0, 1) if first.kind == "function" else (1, 0)
        return _is_function(args[other]) and not _is_function(args[function])
    if second.kind == "int literal":  # what a text is of that is printed, always has its number there
        return isinstance(args[0], syn.Numeral) and not isinstance(args[1], syn.Numeral)
    return False


def _wants_text(param: Param) -> bool:
    return param.kind == "string literal"


def _is_text(syntax: syn.Syntax) -> bool:
    return isinstance(syntax, syn.Text) or is_parameter(syntax)


def _is_function(syntax: syn.Syntax) -> bool:
    return isinstance(syntax, syn.Arrow) or called(syntax, "function") is not None
