"""Refusals in words for people: what is wrong, where exactly, and what was probably meant."""

from __future__ import annotations

import re
from typing import Final

from karma_tui.errors import Span
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.advice import for_the_type, is_index, of_name
from karma_tui.lang.check.findings import Findings, Found, Mismatch, names_of
from karma_tui.lang.check.hints import date_hint, how_to_reach, unknown_name, what_to_write, wrong_symbol
from karma_tui.lang.check.misfits import (
    FITS,
    MOST,
    Misfit,
    Words,
    innermost,
    meant,
    mismatch_words,
    shown_type,
)
from karma_tui.lang.check.pattern_words import pattern_words
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.machine.explain import innermost_types
from karma_tui.lang.machine.types import (
    UNKNOWN,
    Const,
    Enum,
    ListOf,
    MapOf,
    Prim,
    RefTo,
    Struct,
    Type,
    UnionOf,
    opened,
)
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Node, Table

_MODEL_KNOWN: Final = 'Write tag("…") or model("…") with the name itself.'
_TITLES: Final = tuple(
    (re.compile(pattern), title, hint)
    for pattern, title, hint in (
        (r'name already defined in scope: "(.*)"', 'The name "{0}" is defined already', "Take another one."),
        (r".*argument is not persistent", "Want a record, have {have}", "all and get give records."),
        (r"expression must be numeric.*", "Want a number, have {have}", ""),
        (r".*model argument.*constant.*", "The model must be known before the run", _MODEL_KNOWN),
        (r".*case matches.*constant.*", "The models must be known before the run", _MODEL_KNOWN),
        (r".*ref argument must be constant.*", "The model must be known before the run", _MODEL_KNOWN),
        (r".*argument (\w+) must be a constant.*", "The {0} must be known before the run", ""),
        (r".*in argument must be constant.*", "The model must be known before the run", _MODEL_KNOWN),
        (
            r".*argument (?:is not a|is no) union|.*argument value is no union",
            "Want a union, have {have}",
            "",
        ),
        (r"indexTuple: argument not of type tuple", "Want a tuple, have {have}", ""),
        (
            r"indexTuple: argument is tuple of (\d+) elements, requested index (-?\d+)",
            "The tuple has {0} items, there is no position {1}",
            "Positions count from 0.",
        ),
        (
            r"mapEnum: symbol argument must be enum",
            "Want a symbol, have {have}",
            'A symbol is written symbol("…").',
        ),
        (r".*must? ?return(?: one)? unambiguous type", "The sort key is of no certain type", ""),
        (r"no zeroable type in scope", "Nothing here says of what type the zero is", ""),
        (r".*has no zero value", "There is no zero value of this type", ""),
        (
            r"presentOrZero: .*always present",
            "This is always present, have {have}",
            "Leave presentOrZero out.",
        ),
        (r".*models are immutable|.*models cannot be changed.*", "A model cannot be changed", ""),
        (
            r"signature: parameters are never used: (.*)",
            "A parameter is never used: {0}",
            "signature finds types by what the parameters are used for.",
        ),
        (r"a function is wanted here", "A function is wanted here", "Write name => and what it returns."),
        (r"missing function body", "The function is empty", "Write what it returns."),
        (
            r"expected function of (\d+) parameters, have (\d+)",
            "Want a function of {0} parameters, have {1}",
            "",
        ),
        (r".*arguments have distinct types", "The two are of different types", "Convert one of them."),
    )
)
_UNDEFINED: Final = re.compile(r'undefined name "(.*)"')
_FEW: Final = 8
"""Names that are listed where none of them seems to be meant."""
_NEAR: Final = 300
"""Names among which the one that was meant is looked for."""
_NAME_ELSE: Final = re.compile(r'inconsistent typing of name: "(.*)"')
_NO_SYMBOL: Final = re.compile(r"mapEnum: impossible symbol in mapping: ")
_NO_CASE: Final = re.compile(
    r"assertCase: (?:value never has case specified case|the value never has case .*)"
)


class Wording:
    """Turns what a checker has found into problems."""

    __slots__ = ("_dialect", "_findings", "_names")

    def __init__(self, findings: Findings, dialect: Dialect) -> None:
        self._findings = findings
        self._names = findings.world.names
        self._dialect = dialect

    def problems(self, found: Found) -> list[Problem]:
        """The problems that a refusal stands for, placed at the innermost parts that are at fault."""
        blamed = found.refused.blamed or found.node
        if isinstance(found.refused, Mismatch):
            return self._mismatches(found, found.refused, blamed)
        kind, problem = machine_part(found)
        if kind == "modelNotFoundError":
            return [self._no_model(found, problem)]
        words = self._worded(problem, found, blamed)
        place = blamed
        if _NO_CASE.fullmatch(problem):
            place = self._argument(found.call, "case") or blamed
        if problem.endswith("regex does not compile"):
            words, place = pattern_words(self._argument(found.call, "regex"), blamed)
        if problem.endswith("arguments have distinct types") and isinstance(blamed, Call):
            words, place = self._of_two_types(words, blamed)
        if _NO_SYMBOL.match(problem):
            words, place = self._no_symbol(_NO_SYMBOL.sub("", problem), found.call, blamed)
        return [_problem(words, span_of(place, found.call), blamed)]

    def _mismatches(self, found: Found, refused: Mismatch, blamed: Node) -> list[Problem]:
        made = []
        for misfit in innermost(self._findings, blamed, refused, self._dialect, found.call):
            misfit = misfit._replace(actual=of_name(misfit.node, found) or misfit.actual)
            words, place = mismatch_words(misfit, found.calls, self._names, self._dialect)
            misfit = self._parted(misfit)
            wrong = wrong_symbol(misfit.actual, misfit.expected)
            if wrong is not None:
                words = Words(f'No symbol "{wrong[0]}"', "", meant(wrong[0], sorted(wrong[1].symbols)))
            elif not words.hint:
                words = words._replace(hint=self._advice(misfit, found))
            made.append(_problem(words, span_of(place, found.call), blamed))
        return made

    def _parted(self, misfit: Misfit) -> Misfit:
        """The same with the types where the two part: the items of two lists, say."""
        fits = FITS[self._dialect]
        _, actual, expected = innermost_types(misfit.actual, misfit.expected, fits)
        return misfit._replace(actual=actual, expected=expected)

    def _advice(self, misfit: Misfit, found: Found) -> str:
        call = found.call
        if call is not None and call.name == "key" and isinstance(opened(misfit.actual), Struct):
            name = getattr(call.args[0], "value", "name")
            return f"Write .{name} for a field."
        index = is_index(misfit.node, found)
        if index and not isinstance(opened(misfit.expected), Prim):
            return index
        node, world = misfit.node, self._findings.world
        sibling = for_the_type(found.calls, misfit, self._dialect)
        return sibling or what_to_write(misfit.actual, misfit.expected, node, world, self._dialect)

    def _no_model(self, found: Found, model: str) -> Problem:
        place = found.node
        for arg in place.args if isinstance(place, Call) else ():
            if arg is not None and self._names_model(arg, model):
                place = arg
                break
        words = Words(f'No model with the id "{model}"', "", meant(model, self._names))
        if not model:
            words = Words(
                "The ref may lead into any model", "", "Give one whose model is known; relocateRef makes one."
            )
        return _problem(words, span_of(place, found.call), found.node)

    def _names_model(self, node: Node, model: str) -> bool:
        """Whether an argument is what names the model, or a ref into it."""
        type_ = self._type(node)
        if isinstance(type_, Const) and getattr(type_.value, "record", None) == model:
            return True
        inner = opened(type_)
        return isinstance(inner, RefTo) and inner.model == model

    def _worded(self, problem: str, found: Found, blamed: Node) -> Words:
        type_ = of_name(blamed, found) or self._type(blamed)
        undefined = _UNDEFINED.fullmatch(problem)
        if undefined is not None:
            return self._no_name(undefined[1], found)
        if problem.startswith("tag: "):
            return self._no_tag(type_)
        if _NO_CASE.fullmatch(problem):
            return self._no_case(type_, found.call)
        if problem == "malformed dateTime":
            return Words("This is no dateTime", "", date_hint(getattr(blamed, "value", "")))
        have = shown_type(type_, self._names)
        want = shown_type(found.expected, self._names)
        if _NAME_ELSE.fullmatch(problem):
            wanted, used = opened(found.expected), self._findings.world
            field = next(iter(wanted.fields), "") if isinstance(wanted, Struct) else ""
            hint = (is_index(blamed, found) if isinstance(wanted, Struct) else "") or (
                how_to_reach(field, type_, self._dialect)
                if field
                else what_to_write(type_, found.expected, blamed, used, self._dialect)
            )
            want = f'a struct with the field "{field}"' if field else want
            return Words(f"Want {want}, have {have}", "", hint)
        for pattern, title, hint in _TITLES:
            match = pattern.fullmatch(problem)
            if match is not None:
                words = title.format(*match.groups(), have=have, want=want)
                words = words.replace(" of 1 parameters", " of 1 parameter")
                if "a tuple" in title and isinstance(opened(type_), ListOf):
                    hint = "first(…) gives the first item of a list, slice(…) some of them."
                if "a tuple" in title and isinstance(opened(type_), MapOf):
                    hint = 'Write ["name"] for an entry of a map.'
                if words.startswith("Want a record") and isinstance(opened(type_), RefTo):
                    hint = "get(…) gives the record of a ref."
                if words.startswith("Want a function of 0 "):
                    hint = "A query has no parameters: write only what it returns."
                return Words(words, "", hint or self._lambda_form(blamed, found.call))
        prefix, _, rest = problem.partition(": ")
        title = rest if rest and catalogue(self._dialect).get(prefix) is not None else problem
        return Words(title[:1].upper() + title[1:], "", "")

    def _lambda_form(self, blamed: Node, call: Call | None) -> str:
        """How a function is written that has the parameters which the call gives it."""
        spec = None if call is None else catalogue(self._dialect).get(call.name)
        if spec is None or call is None or not isinstance(blamed, Function):
            return ""
        for param, arg in zip(spec.params, call.args, strict=False):
            if arg is blamed and param.param_names:
                names = ", ".join(param.param_names)
                shown = names if len(param.param_names) == 1 else f"({names})"
                return f"Write {shown} => and what it returns."
        return ""

    def _no_name(self, name: str, found: Found) -> Words:
        world, wanted = self._findings.world, opened(found.expected)
        is_tag = name in world.tags and isinstance(wanted, RefTo) and wanted.model == world.meta
        wanted_here = self._findings.wanted.get(id(found.node), found.expected)
        exact = unknown_name(name, wanted_here, self._dialect)
        near = meant(name, names_of(found.names, _NEAR))
        hint = f'Write tag("{name}").' if is_tag else exact if exact.startswith("It is") else near or exact
        others = sorted(names_of(found.names, _FEW))
        detail = f"The names here: {', '.join(others)}."[:MOST] if others and not hint else ""
        return Words(f'No name "{name}" here', detail, hint)

    def _no_tag(self, type_: Type) -> Words:
        name = str(type_.value) if isinstance(type_, Const) else ""
        tags = self._findings.world.tags
        detail = f"The tags: {', '.join(sorted(tags))}."[:MOST] if tags else ""
        return Words(f'No tag "{name}"', detail, meant(name, tags))

    def _no_case(self, type_: Type, call: Call | None) -> Words:
        inner = opened(type_)
        cases = tuple(inner.cases) if isinstance(inner, UnionOf) else ()
        word = getattr(self._argument(call, "case"), "value", "")
        detail = f"Its cases: {', '.join(cases)}." if cases else ""
        return Words(f'This is never the case "{word}"', detail[:MOST], meant(str(word), cases))

    def _of_two_types(self, words: Words, call: Call) -> tuple[Words, Node]:
        """Which of two numbers of different types is written out, and how it is written in the other's."""
        args = [arg for arg in call.args if arg is not None]
        for arg, other in zip(args, reversed(args), strict=True):
            hint = what_to_write(self._type(arg), self._type(other), arg, self._findings.world, self._dialect)
            if hint.startswith("Write "):
                return words._replace(hint=hint), arg
        return words, call

    def _no_symbol(self, symbols: str, call: Call | None, blamed: Node) -> tuple[Words, Node]:
        """Symbols in the table of a mapEnum that the enum does not have."""
        symbol = symbols.split(", ")[0]
        inner = opened(self._type(call.args[0])) if call is not None and call.args[0] is not None else UNKNOWN
        known = tuple(sorted(inner.symbols)) if isinstance(inner, Enum) else ()
        table = self._argument(call, "mapping")
        entries = dict(table.entries) if isinstance(table, Table) else {}
        words = Words(
            f'No symbol "{symbol}"', f"The symbols: {', '.join(known)}."[:MOST], meant(symbol, known)
        )
        return words, entries.get(symbol, blamed)

    def _argument(self, call: Call | None, name: str) -> Node | None:
        """The argument of that name."""
        spec = None if call is None else catalogue(self._dialect).get(call.name)
        if spec is None or call is None:
            return None
        return next(
            (arg for param, arg in zip(spec.params, call.args, strict=False) if param.name == name), None
        )

    def _type(self, node: Node) -> Type:
        note = self._findings.notes.get(id(node))
        return UNKNOWN if note is None else note.type


def span_of(node: Node | None, call: Call | None) -> Span | None:
    """Where a node stands; what was filled in stands where its call does."""
    if isinstance(node, Data) and node.span is None:
        node = node.datum
    if node is not None and node.span is not None:
        return node.span
    return None if call is None else call.name_span or call.span


def machine_part(found: Found) -> tuple[str, str]:
    """Kind of a refusal and its problem, or the id it is about."""
    machine = found.refused.machine
    if not isinstance(machine, dict) or len(machine) != 1:
        return "", found.refused.human.partition("\n")[0]
    ((kind, details),) = machine.items()
    if isinstance(details, list) and details:
        return kind, str(details[-1])
    problem = details.get("problem") if isinstance(details, dict) else details
    return kind, problem if isinstance(problem, str) else kind


def _problem(words: Words, span: Span | None, blamed: Node) -> Problem:
    return Problem(Severity.ERROR, words.title, words.detail, words.hint, span, blamed, words.may_grow)
