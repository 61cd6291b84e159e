"""The canonical text is the one of the grammar; the broken layout is the same text on more lines."""

from __future__ import annotations

import pytest

from karma_tui.errors import Span
from karma_tui.lang import json01, json10
from karma_tui.lang.nodes import Call, Data, Dialect, Fields, Function, Items, Json, Literal, Ref, Word, walk
from karma_tui.lang.print_text import print_pretty, print_text
from karma_tui.lang.text import parse_text

from .text_support import V01_FORMS, catalogue_examples, from_json, grammar_pairs


def test_every_canonical_line_of_the_grammar() -> None:
    for pair in grammar_pairs():
        assert print_text(json10.from_json(pair.json)) == pair.canonical, pair.number


def test_every_example_of_the_catalogue_is_canonical() -> None:
    for example in catalogue_examples():
        assert print_text(json10.from_json(example["json"])) == example["text"]


X: Json = {"scope": "x"}


@pytest.mark.parametrize(
    ("json", "text"),
    [
        ({"scope": "a b"}, "`a b`"),
        ({"scope": "let"}, "`let`"),
        ({"scope": 'a"`\\'}, '`a\\"\\`\\\\`'),
        ({"field": ["null", X]}, "x.`null`"),
        ({"string": "\u2028\x7f\ud800é"}, '"\\u2028\\u007f\\ud800é"'),
        ({"data": {"struct": {"null": {"null": None}, "a b": {"bool": True}}}}, '{null: null, "a b": true}'),
        ({"not": {"not": {"equal": [X, X]}}}, "!(x != x)"),
        ({"equal": [{"equal": [X, X]}, {"not": X}]}, "(x == x) == !x"),
        ({"field": ["a", {"and": [X, X]}]}, "(x && x).a"),
        ({"and": [{"and": [X, X]}, {"or": [X, X]}]}, "(x && x) && (x || x)"),
        ({"or": [{"and": [X, X]}, {"or": [X]}]}, "x && x || or(x)"),
        ({"and": []}, "and()"),
        ({"key": [{"int32": 1}, X]}, "x[int32(1)]"),
        ({"indexTuple": [X, -1]}, "x[-1]"),
        ({"before": [{"string": "a"}, {"dateTime": "b"}]}, 'before(string("a"), dateTime("b"))'),
        ({"data": {"int32": 1}}, "data(int32(1))"),
        ({"data": {"expr": X}}, "data(expr(x))"),
        ({"data": {"list": [{"expr": {"data": {"int32": 1}}}]}}, "[data(int32(1))]"),
        ({"data": {"list": [{"expr": {"data": {"list": []}}}, {"expr": X}]}}, "[expr([]), x]"),
        ({"data": {"list": [{"odd": 1}]}}, '[raw({"odd": 1})]'),
        ({"odd": {"a": [1, None]}}, 'json({"odd": {"a": [1, null]}})'),
        ({"with": [X, {"function": [["y"], [{"field": ["a", {"data": {"struct": {}}}]}]]}]},
         "with(x, y => ({}.a))"),
        ({"with": [X, {"function": [[], [X, X]]}]}, "with(x, () => { x; x })"),
        ({"with": [X, {"function": [["y"], [{"define": ["z", X]}]]}]}, 'with(x, y => define("z", x))'),
        ({"first": {"define": ["z", X]}}, 'first(define("z", x))'),
        ({"matchRegex": {"value": X, "regex": "a", "caseInsensitive": False, "multiLine": True}},
         'matchRegex("a", x, false, true)'),
        ({"mapEnum": {"symbol": X, "mapping": {}}}, "mapEnum(x, {})"),
    ],
)  # fmt: skip
def test_canonical_text_of_a_form(json: Json, text: str) -> None:
    assert print_text(json10.from_json(json)) == text


def test_a_program_that_would_be_taken_for_json_stands_in_parentheses() -> None:
    def text(fields: Json) -> str:
        return print_text(from_json({"data": {"struct": fields}}, Dialect.V1))

    assert text({"a b": {"string": "x"}}) == '({"a b": "x"})'
    assert text({"a b": {"list": [{"null": None}]}}) == '({"a b": [null]})'
    assert text({"a b": {"int32": 1}}) == '{"a b": int32(1)}'
    assert text({"a": {"string": "x"}}) == '{a: "x"}'


def test_parts_of_expressions_print_by_themselves() -> None:
    assert print_text(Fields("map", (("a", Literal("bool", True)),))) == "map({a: true})"
    assert print_text(Ref("m", "i")) == 'ref("m", "i")'
    assert print_text(Word("x")) == '"x"'
    assert print_text(Function(("a",), ())) == "a => {}"


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_call_of_the_other_dialect_is_refused(dialect: Dialect) -> None:
    name = "filter" if dialect is Dialect.V1 else "filterList"
    with pytest.raises(ValueError, match=name):
        print_text(Call(name, (Literal("", 1), Literal("", 2))), dialect)


@pytest.mark.parametrize(("text", "json"), V01_FORMS)
def test_forms_of_dialect_0_1_read_back(text: str, json: Json) -> None:
    printed = print_text(json01.from_json(json), Dialect.V01)
    (again,) = parse_text(printed, Dialect.V01).body
    assert again == json01.from_json(json)


def test_omitted_keys_of_dialect_0_1_are_left_out_or_name_the_others() -> None:
    def text(json: Json) -> str:
        return print_text(json01.from_json(json), Dialect.V01)

    assert text({"with": {"value": 5}}) == "with(5)"
    assert text({"with": {"return": 5}}) == "with({return: 5})"
    assert text({"field": "n"}) == 'field("n")'
    assert text({"field": {"name": "n"}}) == 'field({name: "n"})'
    assert text({"field": {"name": "n", "value": {"arg": {}}}}) == "arg().n"
    assert text({"key": {"name": 5, "value": {"arg": {}}}}) == "key(5, arg())"
    assert text({"slice": {}}) == "slice()"


def test_the_broken_layout_indents_brackets_outermost_first() -> None:
    text = 'filterList(all(tag("person")), (index, value) => value.age == int32(40) && value.name != "Ann")'
    assert print_pretty(parse_text(text), width=100) == text
    assert print_pretty(parse_text(text), width=70).splitlines() == [
        "filterList(",
        '  all(tag("person")),',
        '  (index, value) => value.age == int32(40) && value.name != "Ann"',
        ")",
    ]
    assert print_pretty(
        parse_text("let a = [x, y];\nwith(a, b => { let c = b; c })"), width=16
    ).splitlines() == [
        "let a = [x, y];",
        "with(",
        "  a,",
        "  b => {",
        "    let c = b;",
        "    c",
        "  }",
        ")",
    ]


def test_every_broken_line_fits_where_its_brackets_can_be_broken() -> None:
    for pair in grammar_pairs():
        lines = print_pretty(json10.from_json(pair.json), width=50).splitlines()
        assert all(len(line) <= 50 or "(" not in line.rstrip("({[") for line in lines if "&&" not in line), (
            lines
        )


def test_ten_thousand_levels_print_and_stay_small() -> None:
    node = parse_text("[{a: first(" * 5000 + "x" + ")}]" * 5000)
    text = print_text(node)
    assert len(text) == 14 * 5000 + 1
    pretty = print_pretty(node, width=40)
    assert len(pretty) < 100 * len(text)
    assert print_text(parse_text(pretty)) == text


def test_printing_forgets_spans_and_comments_only() -> None:
    program = parse_text("first( /* c */ x) // d")
    assert print_text(program) == "first(x)"
    assert all(node.span is None or isinstance(node.span, Span) for node in walk(program))
    assert isinstance(program.body[0], Call)
    assert Data(Items("list", ())) == parse_text("[]").body[0]
