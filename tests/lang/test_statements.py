from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.statements import at_offset, needed_by, only, statements


def _texts(text: str) -> list[str]:
    return [text[it.span.start : it.span.end] for it in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" // nothing\n", []),
        ("a; b", ["a", "b"]),
        ("a;\nb;", ["a", "b"]),
        ("f(x => { a; b }); c", ["f(x => { a; b })", "c"]),
        ('"a;b"; c', ['"a;b"', "c"]),
        ("a // ; no\n; b", ["a", "b"]),
        ("a /* ; \n\n */; b", ["a", "b"]),
        ("all(a)\n\nall(b)", ["all(a)", "all(b)"]),
        ("all(a)\nall(b)", ["all(a)\nall(b)"]),
        ("f(a,\n\n  b)", ["f(a,\n\n  b)"]),
        ("a\n\n|> f()", ["a\n\n|> f()"]),
        ("a\n\n// then\n&& b", ["a\n\n// then\n&& b"]),
        ("a &&\n\nb", ["a &&\n\nb"]),
        ('{"a": 1}\n{"b": 2} {"c": {}}', ['{"a": 1}', '{"b": 2}', '{"c": {}}']),
        ("f(a; b", ["f(a; b"]),
        ("`a;b`; c", ["`a;b`", "c"]),
        ('"open; a\nb; c', ['"open; a\nb', "c"]),
    ],
)
def test_where_expressions_end(text: str, expected: list[str]) -> None:
    assert _texts(text) == expected


def test_the_expression_of_a_place() -> None:
    text = "one;\n\n two ; three"
    found = statements(text)
    words = [text[it.span.start : it.span.end] for at in (0, 3, 4, 7, 11, 99) if (it := at_offset(found, at))]
    assert words == ["one", "one", "one", "two", "two", "three"]
    assert at_offset([], 0) is None


def test_only_the_definitions_that_are_needed_come_along() -> None:
    text = "let a = 1i32; let b = f(a); let c = 2i32; g(b); h(c)"
    found = statements(text)
    assert [it.defines for it in needed_by(found[3], found)] == ["a", "b"]
    assert [it.defines for it in needed_by(found[4], found)] == ["c"]


def test_a_later_definition_of_a_name_hides_the_one_before() -> None:
    found = statements("let a = 1i32; let a = f(a); a")
    assert [it.span.start for it in needed_by(found[2], found)] == [0, 14]
    found = statements("let a = 1i32; let a = 2i32; a")
    assert [it.span.start for it in needed_by(found[2], found)] == [14]


def test_what_is_left_out_leaves_every_place_as_it_was() -> None:
    text = "let a = 1i32; // ; one\nnope();\nlet b = 2i32\n; f(a)"
    found = statements(text)
    kept = [found[0], found[-1]]
    masked = only(text, kept)
    assert all(masked[it.span.start : it.span.end] == text[it.span.start : it.span.end] for it in kept)
    assert "".join(masked.split()) == "leta=1i32;f(a)"
    assert masked.count("\n") == text.count("\n")


@given(st.text("ab(){};\"'`\n /*=|>", max_size=40))
def test_any_text_is_parted_and_every_character_belongs_to_one_at_most(text: str) -> None:
    found = statements(text)
    ends = [0, *(it.span.end for it in found)]
    assert all(end <= it.span.start < it.span.end for end, it in zip(ends, found, strict=False))
