"""Whether a text that is being typed may be run, or goes on in the next line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.statements import Ending, ending, goes_on_with


@pytest.mark.parametrize(
    "text",
    [
        "",
        'all(tag("book"))',
        "int32(5) // (",
        '"(" ',
        "a /* ( */",
        "let x = int32(5);",
        '{"all": {"tag": "_tag"}}',
        "f)",
        "`a (`",
        '"not closed',
        "/**/ a",
    ],
)
def test_a_text_with_nothing_open_is_whole(text: str) -> None:
    assert ending(text).is_whole


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("filterList(", 1),
        ("f([{", 3),
        ("a |>", 0),
        ("a |> // more to come", 0),
        ("(i, b) =>", 0),
        ("a /* open", 0),
        ("/*/", 0),
        ("`name", 0),
        ("let x =", 0),
        ('{"all":', 1),
        ("f(1,", 1),
    ],
)
def test_a_text_with_something_open_goes_on(text: str, depth: int) -> None:
    found = ending(text)
    assert not found.is_whole
    assert found.depth == depth


@given(
    st.lists(
        st.sampled_from(["(", ")", "/*", "*/", "//", "`", "|>", "a", '"', "\\", " ", "\n", ";"]), max_size=30
    )
)
def test_lines_one_by_one_end_as_their_text_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = Ending()
    for line in text.split("\n"):
        found = ending(line + "\n", found)
    assert found == ending(text + "\n")


def test_a_line_with_an_operator_first_goes_on() -> None:
    assert goes_on_with("  |> first()")
    assert goes_on_with("/* so */ && x")
    assert not goes_on_with("!x")
    assert not goes_on_with("all(x)")
    assert not goes_on_with("")
