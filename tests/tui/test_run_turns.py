from __future__ import annotations

import pytest

from karma_tui.errors import Span, UsageError
from karma_tui.tui.run_parts import at_cursor, each

TEXT = "let a = 1i32;\naddInt32(a, 1)\n\n// two\nzero()"


def test_the_texts_of_each_expression_have_everything_at_its_place() -> None:
    turns = each(TEXT, None, "e")
    assert [line for _, line in turns] == [2, 5]
    first, second = (make() for make, _ in turns)
    assert first.text == "let a = 1i32;\naddInt32(a, 1)"
    assert second.text.strip() == "zero()" and second.text.index("zero") == TEXT.index("zero")
    assert each(TEXT, Span(len(TEXT) - 1, len(TEXT)), "e")[0][0]().text == second.text
    assert at_cursor(TEXT, len(TEXT), "e") == second


def test_nothing_is_made_of_an_expression_before_its_turn() -> None:
    text = "\n\n".join(["zero()"] * 5000)
    turns = each(text, None, "e")
    assert len(turns) == 5000 and turns[-1][1] == 9999
    assert turns[-1][0]().text.strip() == "zero()"


def test_a_definition_that_writes_is_not_run_twice() -> None:
    with pytest.raises(UsageError):
        each('let a = delete(ref("b", "c"));\nfirst([a])\n\nlength([a])', None, "e")
