"""Mistakes of newcomers: one message for one mistake, at its place, with what to write instead."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.problem import Severity
from karma_tui.workbench.assist import Assist

from .test_assist import V01, V1

FULL = '{title: "x", pages: %s, author: %s, genre: %s, published: %s, words: []}'
GOOD = {"pages": "3i32", "author": 'ref("A", "x")', "genre": 'symbol("novel")', "published": "null"}


def create(**parts: str) -> str:
    return f'create(tag("book"), self => ({FULL % tuple((GOOD | parts).values())}))'


HINTS = [
    # text, place of the first problem, title, hint
    (create(pages="3"), "3", "A number needs a type here", "Write 3i32."),
    (create(pages="3i64"), "3i64", "Want int32, have int64", "Write 3i32."),
    (create(pages="length([1i32])"), "length([1i32])", "Want int32, have int64", "toInt32(…) converts it."),
    (create(author='"x"'), '"x"', "Want ->author, have string", 'Write ref("model id", "record id").'),
    (create(author='first(all(tag("author")))'), 'first(all(tag("author")))', "Want ->author", "refTo(…)"),
    (create(genre='"novel"'), '"novel"', "Want enum {novel, poem}", 'Write symbol("novel").'),
    (create(genre='symbol("novl")'), 'symbol("novl")', 'No symbol "novl"', 'Did you mean "novel"?'),
    (
        create(published='"2018"'),
        '"2018"',
        "Want optional dateTime",
        'Write dateTime("2018-01-02T03:04:05Z").',
    ),
    ('first(tag("book"))', 'tag("book")', "Want list of any", "all(…) gives the records of a model."),
    ('length(tag("book"))', 'tag("book")', "Want list of any", "all(…) gives the records of a model."),
    ('all(tag("book"))[0]', 'all(tag("book"))', "Want a tuple", "first(…)"),
    ('first(all(tag("book")))["title"]', 'first(all(tag("book")))', "Want map", "Write .title for a field."),
    ("all(book)", "book", 'No name "book" here', 'Write tag("book").'),
    ("count([1i32])", "count", "There is no function count", "Did you mean length?"),
    ('filter(all(tag("book")), (i, b) => true)', "filter", "There is no function filter", "filterList"),
    ("all(tag(“book”))", "“book”", "A string in typographic quotes", 'Straight quotes: "text".'),
    ('{"al":{"tag":{"string":"book"}}}', '"al"', "There is no function al", "Did you mean all?"),
    ('{"all":{"tag":{"str":"book"}}}', '"str"', "There is no function str", "Did you mean string?"),
]


@pytest.mark.parametrize(("text", "place", "title", "hint"), HINTS)
def test_what_to_write_instead_is_said(text: str, place: str, title: str, hint: str) -> None:
    problem = V1.study(text).problems[0]
    assert problem.span is not None
    assert text[problem.span.start : problem.span.end] == place, problem
    assert problem.title.startswith(title)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('filterList(all(tag("book")), (i, b) => b.pages > 3)', ">"),
        ('filterList(all(tag("book")), (i, b) => b.title = "x")', "="),
        ('filterList(all(tag("book")), function(i, b) { return true })', "{"),
        ('"abc" + "def"', "+"),
        ('all(tag("book")) | first()', "|"),
        ("5i33", "i33"),
        ('create(tag("book"), {title: "x"})', '{title: "x"}'),
        ('create(tag("book"), self => ({title: "x", ', ""),
        ('create(tag("book"), self => ({title: "x"', ""),
        ('create(tag("book"), self => ({title: ', ""),
        ('{"data":{"int33":1}}', '"int33"'),
    ],
)
def test_one_mistake_is_one_problem(text: str, place: str) -> None:
    (problem,) = V1.study(text).problems
    assert problem.span is not None and text[problem.span.start : problem.span.end] == place


@pytest.mark.parametrize(
    "text",
    [
        '{"all":{"tag":{"string":"book"}},}',
        """{"all":{"tag":{"string":'book'}}}""",
        '{"first":{"all":{"tag":{"string":"book"}}}} // the first',
    ],
)
def test_json_that_is_none_and_so_a_struct_is_warned_of(text: str) -> None:
    problems = V1.study(text).problems
    assert [(it.severity, it.title) for it in problems] == [
        (Severity.WARNING, "This is read as a struct, not as a query in JSON")
    ]


@pytest.mark.parametrize(
    "text", ['{"first": 1i32, "length": 2i32}', "{all: {a: 1i32}}", '{"all": all(tag("book"))}']
)
def test_a_struct_whose_fields_are_named_like_functions_is_none(text: str) -> None:
    assert V1.study(text).problems == ()


def test_functions_of_other_languages_are_known_in_the_older_dialect_too() -> None:
    (problem,) = V01.study('count(all(tag("book")))').problems[:1]
    assert "length" in problem.hint


def test_no_function_is_named_that_the_dialect_does_not_have() -> None:
    said = [it.hint for it in V01.study('add(1, "a")').problems]
    assert not any("toInt" in hint or "refTo" in hint for hint in said)


def test_of_an_unknown_instance_a_name_alone_is_no_tag() -> None:
    assert Assist().study("all(book)").problems[0].hint == ""


@pytest.mark.parametrize("text", ['create(tag("book"), self => ({title: "x"}))', "addInt32(1i32)"])
def test_what_lacks_something_may_be_at_work(text: str) -> None:
    assert V1.study(text).problems[0].may_grow
    assert not V1.study("length(1i32)").problems[0].may_grow


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("addInt8(300i8, 1i8)", "300i8"),
        ("1.5i32", "1.5i32"),
        ("[-1u8]", "-1u8"),
        ('{"int8":300}', "300"),
    ],
)
def test_a_number_that_its_width_cannot_hold_is_an_error(text: str, place: str) -> None:
    (problem,) = V1.study(text).problems
    assert problem.severity is Severity.ERROR and problem.title.startswith("This is no ")
    assert problem.span is not None and text[problem.span.start : problem.span.end] == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('filterList(all(tag("book")), (i, b) => b.genre == "novel")', '"novel"'),
        ('filterList(all(tag("book")), (i, b) => b.pages == 3i64)', "3i64"),
        ('filterList(all(tag("book")), (i, b) => b.published == "2018")', '"2018"'),
        ('filterList(all(tag("book")), (i, b) => !(b.author == "x"))', '"x"'),
    ],
)
def test_what_is_never_equal_is_warned_of(text: str, place: str) -> None:
    (problem,) = V1.study(text).problems
    assert problem.severity is Severity.WARNING and problem.title.startswith("Never equal: ")
    assert problem.span is not None and text[problem.span.start : problem.span.end] == place


@pytest.mark.parametrize(
    "text",
    [
        'filterList(all(tag("book")), (i, b) => b.genre == symbol("novel"))',
        'filterList(all(tag("book")), (i, b) => b.published == null)',
        'filterList(all(tag("book")), (i, b) => b.published == dateTime("2018-01-02T03:04:05Z"))',
        'filterList(all(tag("book")), (i, b) => b.author == ref("A", "x"))',
        'filterList(all(tag("book")), (i, b) => b.title == "x")',
    ],
)
def test_what_may_be_equal_is_not(text: str) -> None:
    assert V1.study(text).problems == ()
