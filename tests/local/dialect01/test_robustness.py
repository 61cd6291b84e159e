"""Whatever is sent: an answer in JSON or a refusal in this dialect's words, never anything else."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.json01 import from_json
from karma_tui.lang.machine.dialect01.compile import emit
from karma_tui.lang.machine.dialect01.donotation import without_do
from karma_tui.lang.machine.dialect01.infer import Checker
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.nodes import Dialect
from karma_tui.local.dialect01.session import Session, Shared
from karma_tui.local.dialect01.validate import accepts
from karma_tui.local.recordcache import RecordCache
from karma_tui.local.watch import Ticket

from .driving import Instance, kind
from .expressions import expression

KINDS = frozenset(
    {
        *("codecError", "compilationError", "executionError", "argumentError", "doNotationError"),
        *("modelParsingError", "objectNotFoundError", "modelNotFoundError", "permissionDeniedError"),
    }
)
FUNCTIONS = catalogue(Dialect.V01).functions
SEEDS = st.integers(0, 2**32)
LEVELS = 4
SHARED = Instance()


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_every_expression_is_answered_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        try:
            SHARED.old(expression(rng, LEVELS))
        except Refused as refused:
            assert refused.status == 400
            assert kind(refused) in KINDS


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_every_value_is_of_the_type_that_was_inferred(seed: int) -> None:
    rng = random.Random(seed)
    shared = Shared.of(lambda: datetime(2018, 1, 1, tzinfo=UTC), rng, RecordCache())
    for _ in range(10):
        with SHARED.store.write() as tx:
            session = Session(shared, tx, SHARED.engine.root_user(), tx)
            try:
                node = without_do(from_json(expression(rng, LEVELS), strict=True))
                typed = Checker(session.schema).infer(node)
                value = emit(typed)([session.run, None])
            except (Refused, ExpressionError):
                continue
            assert accepts(typed.type, value)


@pytest.mark.parametrize("spec", FUNCTIONS, ids=[spec.name for spec in FUNCTIONS])
def test_functions_without_arguments_are_answered_or_refused(spec: FunctionSpec) -> None:
    nothings: list[Any] = [{}, None, [], [None], [None, None], "a"]
    for nothing in nothings:
        try:
            SHARED.old({spec.name: nothing})
        except Refused as refused:
            assert kind(refused) in KINDS


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_every_body_is_answered_or_refused(body: bytes) -> None:
    try:
        SHARED.raw(body)
    except Refused as refused:
        assert kind(refused) in KINDS


def test_a_query_that_nobody_waits_for_is_given_up() -> None:
    ticket = Ticket()
    ticket.cancel()
    body = json.dumps({"all": {"tag": "_tag"}}).encode()
    with pytest.raises(Refused):
        SHARED.engine.run(body, SHARED.engine.root_user(), Dialect.V01, ticket)
