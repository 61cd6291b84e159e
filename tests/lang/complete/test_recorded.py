"""Completion against what people and SDKs really wrote: the name that stands there is among the proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.world import NOWHERE
from karma_tui.lang.complete.engine import complete
from karma_tui.lang.nodes import Call, Dialect, walk
from karma_tui.lang.print_text import print_text
from karma_tui.lang.text import parse_text

from ..material import recorded_requests
from ..text_support import from_json

LONGEST = 2_000
STEP = 9
"""Every so manyeth text is tried; all of them take minutes."""


def texts(dialect: Dialect, step: int) -> Iterator[str]:
    for _, request in recorded_requests(dialect)[::step]:
        text = print_text(from_json(request, dialect), dialect)
        if len(text) < LONGEST:
            yield text


def names(text: str, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """Every function's name that is written as such, and where."""
    known = catalogue(dialect)
    for node in walk(parse_text(text, dialect)):
        if isinstance(node, Call) and node.name_span is not None and known.get(node.name) is not None:
            start, end = node.name_span.start, node.name_span.end
            if text[start:end] == node.name and text[end : end + 1] == "(":
                yield node.name, start


def ranks(dialect: Dialect, step: int = STEP) -> Counter[str]:
    """How often the name that stood there was proposed, how high with one and with two letters typed."""
    count: Counter[str] = Counter()
    for text in texts(dialect, step):
        for name, start in names(text, dialect):
            count["all"] += 1
            for typed in range(3):
                rest = text[start + len(name) :]
                found = complete(text[:start] + name[:typed] + rest, start + typed, NOWHERE, dialect)
                labels = [item.label for item in found.items]
                rank = labels.index(name) if name in labels else len(labels) + 1_000
                count[f"offered {typed}"] += rank < 1_000
                count[f"10 of {typed}"] += rank < 10
                count[f"30 of {typed}"] += rank < 30
    return count


@pytest.mark.parametrize("dialect", list(Dialect))
def test_the_name_that_stood_there_is_offered_and_ranks_high(dialect: Dialect) -> None:
    count = ranks(dialect)
    assert count["all"] > 30
    assert count["offered 0"] >= 0.99 * count["all"], count
    assert count["10 of 1"] >= 0.6 * count["all"], count
    assert count["30 of 1"] >= 0.95 * count["all"], count
    assert count["10 of 2"] >= 0.85 * count["all"], count
