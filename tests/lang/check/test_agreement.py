"""The checker against recorded answers: it finds what servers refuse, and has no false alarms."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from karma_tui.errors import ExpressionError
from karma_tui.lang import json01, json10
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.study import study
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine import infer
from karma_tui.lang.machine.dialect01 import infer as infer01
from karma_tui.lang.nodes import Dialect, Json, Literal, Node, Number

from .holes import size, with_hole
from .recorded import CORPUS, Exchange, areas, exchanges

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the conformance corpus is not here")

STATIC = ("compilationError", "argumentError", "doNotationError", "modelNotFoundError")
OF_STORED_EXPRESSIONS = {
    "migration/manual-wrong-type",
    "migration/auto-set-elements",
    "migration/auto-union-narrower",
    "01-migration-bad-output",
}
"""Cases refused for an expression that a migration reads from the database, not for what was sent."""
HOLES_PER_CASE = 3


def every(dialect: Dialect) -> list[tuple[Dialect, str]]:
    return [(dialect, area) for area in areas(dialect)]


AREAS = [*every(Dialect.V1), *every(Dialect.V01)]


def nodes(exchange: Exchange, dialect: Dialect) -> Node | None:
    """What was sent, as nodes; None for what a reader refuses."""
    read = json10.from_json if dialect is Dialect.V1 else json01.from_json
    try:
        return read(read_json(exchange.body.decode()).value, strict=True)
    except ExpressionError:
        return None


def errors(node: Node, world: World, dialect: Dialect) -> list[Problem]:
    """The errors found by type, without the dangers of what is sound."""
    found = study(node, world, dialect).problems
    return [problem for problem in found if problem.severity is Severity.ERROR and problem.blamed is not None]


@pytest.mark.parametrize(("dialect", "area"), AREAS)
def test_what_a_server_answers_has_no_errors_not_even_unfinished_or_unconnected(
    dialect: Dialect, area: str
) -> None:
    rng = random.Random(area)
    false: list[str] = []
    for exchange in exchanges(area, dialect):
        node = nodes(exchange, dialect)
        if exchange.status != 200 or node is None:
            continue
        false.extend(f"{exchange.case}: {problem.title}" for problem in errors(node, exchange.world, dialect))
        false.extend(
            f"{exchange.case} unconnected: {problem.title}" for problem in errors(node, NOWHERE, dialect)
        )
        count = size(node)
        for at in rng.sample(range(1, count), min(HOLES_PER_CASE, count - 1)) if count < 500 else ():
            for problem in errors(with_hole(node, at), exchange.world, dialect):
                false.append(f"{exchange.case} without node {at}: {problem.title}")
    assert not false, "\n".join(false)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_what_a_server_refuses_before_the_run_is_found_with_the_same_part_to_blame(dialect: Dialect) -> None:
    counts: Counter[str] = Counter()
    missed: list[str] = []
    for area in areas(dialect):
        for exchange in exchanges(area, dialect):
            node = nodes(exchange, dialect)
            if exchange.kind not in STATIC or exchange.case in OF_STORED_EXPRESSIONS or node is None:
                continue
            found = errors(node, exchange.world, dialect)
            counts["refused"] += 1
            if not found:
                missed.append(exchange.case)
            elif (
                isinstance(exchange.program, (dict, list, str, int, float))
                and exchange.program != "(unknown)"
            ):
                counts["blamed"] += 1
                counts["alike"] += _plain(exchange.program) in _programs(found[0].blamed, dialect)
    assert not missed
    assert counts["refused"] > 100
    assert counts["alike"] == counts["blamed"], counts


def _programs(node: Node | None, dialect: Dialect) -> list[Json]:
    """The JSON by which a server may name an expression: a literal's is its bare value too."""
    assert node is not None
    program = infer.program(node) if dialect is Dialect.V1 else infer01.program(node)
    return [_plain(program), *([_plain(node.value)] if isinstance(node, Literal) else [])]


def _plain(value: Json) -> Json:
    """With numbers compared by value."""
    if isinstance(value, Number):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
