"""Every broken query gets one problem: in these words, at this place."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.problem import Severity
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.assist import Assist

from .broken_files import Broken, assist, cases

V1 = assist(Dialect.V1)
V01 = assist(Dialect.V01)


def check(made: Assist, broken: Broken) -> None:
    problems = made.study(broken.text).problems
    (problem,) = problems
    assert problem.span is not None
    told = (problem.title, problem.hint, broken.text[problem.span.start : problem.span.end])
    assert told == (broken.title, broken.hint, broken.text[broken.start : broken.end])
    assert (problem.span.start, problem.span.end) == (broken.start, broken.end)
    assert (problem.severity is Severity.WARNING) is broken.is_warning


def shown(broken: object) -> str:
    """A query as the name of its test."""
    assert isinstance(broken, Broken)
    return broken.text


@pytest.mark.parametrize("broken", list(cases("text.txt")), ids=shown)
def test_a_mistake_in_kvm_text_is_said_in_the_best_words_at_its_place(broken: Broken) -> None:
    check(V1, broken)


@pytest.mark.parametrize("broken", list(cases("json.txt")), ids=shown)
def test_a_mistake_in_json_is_said_in_the_best_words_at_its_place(broken: Broken) -> None:
    check(V1, broken)


@pytest.mark.parametrize("broken", list(cases("older.txt")), ids=shown)
def test_a_mistake_in_the_older_dialect_is_said_in_the_best_words_at_its_place(broken: Broken) -> None:
    check(V01, broken)
