"""What the checker says of wrong texts: in which words, and which part it underlines."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.problem import Severity
from karma_tui.lang.check.study import study
from karma_tui.lang.check.world import NOWHERE
from karma_tui.lang.nodes import Dialect, Hole
from karma_tui.lang.recognise import read

from .library import WORLD, WORLD01, only, studied, told

BOOK = 'get(ref("m4", "b"))'
KIND = f"{BOOK}.kind"


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ('all(tag("bok"))', 'No tag "bok"', '"bok"'),
        ("let x = 1i32;\nxs", 'No name "xs" here', "xs"),
        (f"{BOOK}.titel", 'No field "titel"', "titel"),
        ('first(all(tag("book"))).titel', 'No field "titel"', "titel"),
        ('all(tag("book")) |> slice(0, 1) |> first() |> .titel', 'No field "titel"', "titel"),
        (
            'gtInt32(first(reverseList(all(tag("book")))).title, 3)',
            "Want int32, have string",
            'first(reverseList(all(tag("book")))).title',
        ),
        (
            'length(filterList(all(tag("book")), (i, b) => b.title))',
            "Want bool, have string",
            "b.title",
        ),
        ("{a: 1i32}.b", 'No field "b"', "b"),
        (f"isPresent({BOOK}) && {BOOK}.pages", "Want bool, have int64", f"{BOOK}.pages"),
        (f"{BOOK}.author.name", 'Want a struct with the field "name", have ->author', "name"),
        ("addInt64(1i64, 2i32)", "Want int64, have int32", "2i32"),
        ("[1i64] |> mapList((i, v) => addInt64(v, true))", "Want int64, have bool", "true"),
        ("if(1i32, 2i32, 3i32)", "Want bool, have int32", "1i32"),
        ("refTo(1i32)", "Want a record, have int32", "1i32"),
        ('toInt64("5")', "Want a number, have string", '"5"'),
        (f'assertCase("papr", {BOOK}.kind)', 'This is never the case "papr"', '"papr"'),
        (
            f"switchCase({BOOK}.kind, {{paper: p => 1i32}})",
            'The case "digital" is not handled',
            "{paper: p => 1i32}",
        ),
        ('get(ref("m7", "b"))', 'No model with the id "m7"', 'ref("m7", "b")'),
        ("let x = 1i32;\nlet x = 2i32;\nx", 'The name "x" is defined already', "let x = 2i32"),
        ("[1i32] |> mapList(v => v)", "Want a function of 2 parameters, have 1", "v => v"),
        ('all("book")', "Want ->_model, have string", '"book"'),
        ("x => x", "Want a function of 0 parameters, have 1", "x => x"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_underlined(text: str, title: str, place: str) -> None:
    assert told(text)[0] == (title, place)


def test_what_was_probably_meant_is_said() -> None:
    assert only('all(tag("bok"))').hint == 'Did you mean "book"?'
    assert only(f"{BOOK}.titel").hint == 'Did you mean "title"?'
    assert only("let count = 1i32;\ncuont").hint == 'Did you mean "count"?'
    assert only('all("book")').hint == 'Write tag("book").'
    assert only(f'assertCase("papr", {BOOK}.kind)').hint == 'Did you mean "paper"?'
    assert only("[1i32] |> mapList(v => v)").hint == "Write (index, value) => and what it returns."


def test_every_wrong_part_of_a_record_is_underlined_by_itself() -> None:
    text = (
        'create(tag("book"), self => ({title: 1i32, author: ref("m3", "a"), pages: 2i32,'
        ' genre: symbol("novel"), kind: union("papr", {weight: 1f}), tags: ["a", true]}))'
    )
    assert told(text) == [
        ("Want string, have int32", "1i32"),
        ("Want int64, have int32", "2i32"),
        ('No case "papr"', 'union("papr", {weight: 1f})'),
        ("Want string, have bool", "true"),
    ]


def test_missing_fields_are_listed_and_a_mistyped_one_is_pointed_at() -> None:
    problem, spare = sorted(
        studied('create(tag("author"), self => ({nme: "x"}))').problems, key=lambda each: each.severity
    )
    assert (problem.title, problem.hint) == (
        'The field "name" is missing',
        'Did you mean "name" where it says "nme"?',
    )
    assert spare.severity is Severity.WARNING
    assert spare.title == 'The model has no field "nme": it will not be stored'


def test_one_mistake_does_not_hide_the_others() -> None:
    text = (
        'let a = addInt64("x", 1i64);\n'
        'let b = all(tag("bok")) |> mapList((i, v) => addInt64(v.pages, "y"));\n'
        "length(nothing)"
    )
    assert told(text) == [
        ("Want int64, have string", '"x"'),
        ('No tag "bok"', '"bok"'),
        ("Want int64, have string", '"y"'),
        ('No name "nothing" here', "nothing"),
    ]


def test_what_follows_from_a_mistake_is_not_told() -> None:
    text = 'let books = all(tag("bok"));\nlet first = first(books);\nrefTo(first.author.anything)'
    assert told(text) == [('No tag "bok"', '"bok"')]


def test_what_follows_from_a_hole_is_not_told() -> None:
    source = read('let books = all(tag("book")) |> filterList((i, b) => b.pages == 3i64);\nbooks |> first()')
    (define, rest) = source.root.body
    torn = type(source.root)((), (Hole(span=define.span), rest), span=source.root.span)
    assert study(torn, WORLD).problems == ()


def test_a_dangerous_function_is_warned_of() -> None:
    problem = only(f"modelOf({BOOK})")
    assert problem.severity is Severity.WARNING
    assert "damages" in problem.title


def test_without_an_instance_tags_and_fields_are_taken_on_trust_but_names_are_not() -> None:
    assert told('all(tag("any")) |> mapList((i, x) => addInt64(x.some, 1i64))', NOWHERE) == []
    assert told('inList(ref("m1", "x"), [refTo(first(all(tag("a"))))])', NOWHERE) == []
    flow = 'graphFlow(ref("m1", "x"), [{from: tag("a"), forward: [tag("b")], backward: []}])'
    assert told(f"{flow}.m1", NOWHERE) == []
    assert told('all(tag("any")) |> mapList((i, x) => y.some)', NOWHERE) == [('No name "y" here', "y")]
    assert told('addInt64("x", 1i64)', NOWHERE) == [("Want int64, have string", '"x"')]


def test_the_same_in_the_sugar_and_in_json() -> None:
    text = '{"addInt64": [{"int64": 1}, {"string": "x"}]}'
    assert told(text) == [("Want int64, have string", '{"string": "x"}')]


def test_json_that_is_no_expression_is_underlined() -> None:
    text = '{"length": {"al": {"tag": {"string": "book"}}}}'
    ((title, place),) = told(text)
    assert title == "Not an expression of dialect 1.0"
    assert place == '{"al": {"tag": {"string": "book"}}}'


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ('all(tag("bok"))', 'No tag "bok"', '"bok"'),
        ('add(1, "x")', "Want number, have string", '"x"'),
        ('get(newRef(tag("book"), "b")).titel', 'No field "titel"', "titel"),
        ('do({a: bind("b"), return: bind("a")})', "unknown names", "do"),
        ('create(tag("author"), contextual({name: 1}))', "expected string", "{name: 1}"),
    ],
)
def test_the_older_dialect_is_checked_by_its_own_rules(text: str, title: str, place: str) -> None:
    found, where = told(text, WORLD01, Dialect.V01)[0]
    assert title in found
    assert where in place or place in where


@pytest.mark.usefixtures("ordinary_recursion_limit")
def test_a_statement_too_deep_for_this_process_is_left_alone() -> None:
    deep = "!" * 3000 + "true"
    text = f'let x = {deep};\nall(tag("bok"))'
    problems = studied(text).problems
    assert [problem.severity for problem in problems] == [Severity.HINT, Severity.ERROR]
    assert problems[1].title == 'No tag "bok"'
