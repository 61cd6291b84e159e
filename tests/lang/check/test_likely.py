"""What types do not forbid and is wrong all the same, held to what a real server answered."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.problem import Severity
from karma_tui.lang.check.study import study
from karma_tui.lang.nodes import Dialect

from .library import studied
from .recorded import CORPUS, exchanges
from .test_agreement import nodes


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no recorded answers here")
@pytest.mark.parametrize("area", ["logic", "reading"])
def test_what_a_server_answers_has_no_numbers_out_of_range(area: str) -> None:
    warned = 0
    for exchange in exchanges(area, Dialect.V1):
        node = nodes(exchange, Dialect.V1)
        if exchange.status == 200 and node is not None:
            problems = study(node, exchange.world, Dialect.V1).problems
            assert all(it.severity is Severity.WARNING for it in problems), exchange.case
            warned += sum(it.title.startswith("Never equal") for it in problems)
    assert warned


def test_no_more_is_told_than_anybody_reads() -> None:
    text = "[" + ", ".join(['expr("a" == 1i32)'] * 300) + "]"
    assert len(studied(text).problems) == 100


def test_nothing_is_said_of_dialect_0_1() -> None:
    found = studied('equal("a", 1)', dialect=Dialect.V01)
    assert not any(it.title.startswith("Never equal") for it in found.problems)
