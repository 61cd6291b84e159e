"""What a header means for the helpers: parameters are names with types, and its faults are told."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from karma_tui.errors import ExpressionError
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.world import WithNames, World
from karma_tui.lang.machine.types import PRIMS, UNKNOWN, Const, Enum, ListOf, RefTo, Type
from karma_tui.lang.nodes import Dialect, Function
from karma_tui.lang.parameters.header import Header, Parameter, read_header, without_header
from karma_tui.lang.parameters.places import spelled, substituted
from karma_tui.lang.parameters.samples import sample
from karma_tui.lang.parameters.types import ParameterType
from karma_tui.workbench.assist import Knowledge, Page
from karma_tui.workbench.telling import as_problem

_USED = re.compile(r"\$(\w+)")
_AS_TAG = re.compile(r'\btag(?:\(\s*|"\s*:\s*\{\s*"scope"\s*:\s*")\$(\w+)')
"""A parameter that says of which model something is."""
_NO_NAME = re.compile(r'No name "\$(\w+)"')


def page_of(text: str, known: Knowledge, before: Page | None) -> Page:
    """A text that may have a header. What is known stays the same object while the parameters do."""
    header = read_header(text)
    if header is None:
        return Page(text, known)
    body = without_header(text, header)
    tags = frozenset(_AS_TAG.findall(body))
    if before is not None and before.tags == tags and _is_same(before, header, known):
        return Page(
            body, replace(known, world=before.known.world, samples=before.known.samples), header, tags
        )
    if not header.parameters:
        return Page(body, known, header)
    given = {spelled(it.name): _type(it, known.world, is_tag=it.name in tags) for it in header.parameters}
    samples = {it.name: sample(it) for it in header.parameters}
    world = WithNames(known.world, MappingProxyType(given))
    return Page(body, replace(known, world=world, samples=MappingProxyType(samples)), header, tags)


def _is_same(before: Page, header: Header, known: Knowledge) -> bool:
    """Whether the names of a text before are those of this one too."""
    world = before.known.world
    return (
        before.header is not None
        and before.header.parameters == header.parameters
        and isinstance(world, WithNames)
        and world.world is known.world
        and before.known.dialect is known.dialect
    )


def with_header_problems(found: list[Problem], page: Page) -> list[Problem]:
    """The problems of the body and those of the header; parameters that nobody uses are warned of."""
    header = page.header
    problems = [_hinted(problem) for problem in found]
    if header is None:
        return problems
    if not header.is_old:
        problems += [as_problem(fault) for fault in header.faults]
    used = set(_USED.findall(page.body))
    for parameter in header.parameters:
        if parameter.name not in used:
            title = f"The parameter {parameter.name} is never used"
            hint = f"{spelled(parameter.name)} stands nowhere in the expression."
            problems.append(Problem(Severity.WARNING, title, "", hint, parameter.span))
    return problems


def with_samples(root: Function, known: Knowledge, dialect: Dialect) -> Function:
    """The tree with some value for each parameter, so that it can be translated."""
    try:
        return substituted(root, known.samples, dialect)
    except ExpressionError:
        return root


def _hinted(problem: Problem) -> Problem:
    undeclared = _NO_NAME.match(problem.title)
    if undeclared is None:
        return problem
    name = undeclared[1]
    hint = f'"Declare parameters" writes it into the header: [[parameters]], name = "{name}".'
    return replace(problem, title=f"The parameter {spelled(name)} is not declared", hint=hint)


def _type(parameter: Parameter, world: World, *, is_tag: bool) -> Type:
    """What the checker takes it for. An optional one may be null, so nothing is said of it.

    A tag is fixed when the expression is sent; of a model that only the run will tell nothing is known.
    """
    if is_tag and parameter.type.kind == "string":
        default = parameter.default or ""
        is_known = world.known and world.tag(default) is not None
        return Const(PRIMS["string"], default) if is_known else UNKNOWN
    if parameter.optional and parameter.default is None:
        return UNKNOWN
    if parameter.type.kind == "symbol" and parameter.choices:
        return Enum(frozenset(parameter.choices))
    return _plain(parameter.type, world)


def _plain(type_: ParameterType, world: World) -> Type:
    if type_.item is not None:
        return ListOf(_plain(type_.item, world))
    if type_.kind == "ref":
        model = world.tag(type_.tag) if type_.tag else None
        return RefTo(model) if model else UNKNOWN
    return PRIMS.get(type_.kind, UNKNOWN) if type_.kind != "symbol" else UNKNOWN
