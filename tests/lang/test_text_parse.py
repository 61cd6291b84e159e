"""Reading KVM text: every sugar means what the grammar says, every mistake is named where it stands."""

from __future__ import annotations

import time

import pytest

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import json10
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Function, Items, Json, Literal, Number, Raw
from karma_tui.lang.text import MAX_DEPTH, parse_text

from .material import exact
from .text_support import V01_FORMS, catalogue_examples, grammar_pairs, one, to_json


def test_every_example_pair_of_the_grammar() -> None:
    pairs = grammar_pairs()
    assert len(pairs) == 31
    for pair in pairs:
        for text in (pair.text, pair.canonical):
            assert exact(to_json(text)) == exact(pair.json), pair.number


def test_every_example_of_the_catalogue() -> None:
    examples = catalogue_examples()
    assert len(examples) == 156
    for example in examples:
        assert exact(json10.to_json(one(example["text"]))) == exact(example["json"]), example["text"]


X: Json = {"scope": "x"}
Y: Json = {"scope": "y"}


@pytest.mark.parametrize(
    ("text", "json"),
    [
        ("x", X),
        ("`a b`", {"scope": "a b"}),
        ("`null`", {"scope": "null"}),
        ('scope("x")', X),
        ('"s"', {"string": "s"}),
        ("'s\\'\\u00e9'", {"string": "s'é"}),
        ('"\\ud83d\\ude00"', {"string": "😀"}),
        ('"\\ud800"', {"string": "\ud800"}),
        ("true", {"bool": True}),
        ("null", {"null": None}),
        ("5i8", {"int8": 5}),
        ("-5u64", {"uint64": -5}),
        ("1.5f", {"float": Number("1.5")}),
        ("float(-0)", {"float": Number("-0")}),
        ("float(1e400)", {"float": Number("1e400")}),
        ('int32("12")', {"int32": "12"}),
        ("int64(9223372036854775807)", {"int64": 2**63 - 1}),
        ("x.a", {"field": ["a", X]}),
        ("x.`a b`", {"field": ["a b", X]}),
        ("x[0]", {"indexTuple": [X, 0]}),
        ("x[-1]", {"indexTuple": [X, -1]}),
        ("x[0i32]", {"key": [{"int32": 0}, X]}),
        ('x["k"]', {"key": [{"string": "k"}, X]}),
        ("x[y]", {"key": [Y, X]}),
        ("!x", {"not": X}),
        ("!!x.a", {"not": {"not": {"field": ["a", X]}}}),
        ("x == y", {"equal": [X, Y]}),
        ("x != y", {"not": {"equal": [X, Y]}}),
        ("!x == y", {"equal": [{"not": X}, Y]}),
        ("x && y && x", {"and": [X, Y, X]}),
        ("(x && y) && x", {"and": [{"and": [X, Y]}, X]}),
        ("x && (y && x)", {"and": [X, {"and": [Y, X]}]}),
        ("x || y && x", {"or": [X, {"and": [Y, X]}]}),
        ("(x || y) && x", {"and": [{"or": [X, Y]}, X]}),
        ("and()", {"and": []}),
        ("or(x)", {"or": [X]}),
        ("x |> first()", {"first": X}),
        ("x |> .a |> get()", {"get": {"field": ["a", X]}}),
        ("x |> first().a", {"field": ["a", {"first": X}]}),
        ('x |> field("a")', {"field": ["a", X]}),
        ('x |> key("a")', {"key": [{"string": "a"}, X]}),
        ('x |> setField("a", y)', {"setField": {"name": "a", "value": Y, "in": X}}),
        ('x |> joinStrings("-")', {"joinStrings": {"strings": X, "separator": {"string": "-"}}}),
        ("x || y |> first()", {"first": {"or": [X, Y]}}),
        ("5 |> addInt32(3)", {"addInt32": [{"int32": 5}, {"int32": 3}]}),
        ("addFloat(5, (1.5))", {"addFloat": [{"float": 5}, {"float": Number("1.5")}]}),
        ("slice(x, 0, 2)", {"slice": {"value": X, "offset": {"int64": 0}, "length": {"int64": 2}}}),
        ('after("t", string("t"))', {"after": [{"dateTime": "t"}, {"string": "t"}]}),
        ("[]", {"data": {"list": []}}),
        ("{}", {"data": {"struct": {}}}),
        ("[x, 1i8, {}]", {"data": {"list": [{"expr": X}, {"int8": 1}, {"struct": {}}]}}),
        ("list(x)", {"data": {"list": [{"expr": X}]}}),
        ("struct({a: x,})", {"data": {"struct": {"a": {"expr": X}}}}),
        ('ref(["m", "i"])', {"data": {"ref": ["m", "i"]}}),
        ("data(1i32)", {"data": {"int32": 1}}),
        ("data(x)", {"data": {"expr": X}}),
        ("[data(1i32)]", {"data": {"list": [{"expr": {"data": {"int32": 1}}}]}}),
        ("[expr(1i32)]", {"data": {"list": [{"expr": {"int32": 1}}]}}),
        ('{"a b": x, null: y}', {"data": {"struct": {"a b": {"expr": X}, "null": {"expr": Y}}}}),
        ('[raw({"a": [1]})]', {"data": {"list": [{"a": [1]}]}}),
        ('json({"odd": [1.50, -0]})', {"odd": [Number("1.50"), Number("-0")]}),
        ("with(x, y => {})", {"with": [X, {"function": [["y"], []]}]}),
        ("with(x, () => ({}))", {"with": [X, {"function": [[], [{"data": {"struct": {}}}]]}]}),
        ("with(x, (`a b`, y) => y)", {"with": [X, {"function": [["a b", "y"], [Y]]}]}),
        ('mapEnum(x, {a: "b"})', {"mapEnum": {"symbol": X, "mapping": {"a": "b"}}}),
        ("x // c\n /* d */ .a", {"field": ["a", X]}),
    ],
)
def test_meaning_of_a_form(text: str, json: Json) -> None:
    assert exact(json10.to_json(one(text))) == exact(json)


def test_statements_and_functions_of_a_program() -> None:
    assert to_json("") == {"function": [[], []]}
    assert to_json("let a = x;\na;") == {"function": [[], [{"define": ["a", X]}, {"scope": "a"}]]}
    assert to_json("(x, y) => x") == {"function": [["x", "y"], [X]]}


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("m.string()", ["string", {"struct": {}}]),
        ("m.null()", ["null", {"struct": {}}]),
        ("m.optional(m.int32())", ["optional", {"union": ["int32", {"struct": {}}]}]),
        ("m.tuple(m.bool())", ["tuple", {"list": [{"union": ["bool", {"struct": {}}]}]}]),
        ('m.enum("a", "b")', ["enum", {"set": [{"string": "a"}, {"string": "b"}]}]),
        ("m.ref(x)", ["ref", {"expr": X}]),
        ("m.union({a: x})", ["union", {"map": {"a": {"expr": X}}}]),
        ('m.recurse("l")', ["recurse", {"string": "l"}]),
        (
            'm.annotation("v", x)',
            ["annotation", {"struct": {"value": {"string": "v"}, "model": {"expr": X}}}],
        ),
        ('m.recursion("l", x)', ["recursion", {"struct": {"label": {"string": "l"}, "model": {"expr": X}}}]),
        (
            'm.recursive("t", {t: x})',
            ["recursive", {"struct": {"top": {"string": "t"}, "models": {"map": {"t": {"expr": X}}}}}],
        ),
    ],
)
def test_model_sugar_stands_for_the_union(text: str, case: Json) -> None:
    assert exact(json10.to_json(one(text))) == exact({"data": {"union": case}})


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("fist(x)", 0, 4, "There is no function fist; first"),
        ("all()", 0, 5, "all lacks model; all(model)"),
        ("all(x, y)", 7, 8, "Too many arguments for all"),
        ("first(5)", 6, 7, "A number needs a type; 5i32, 5i64, 5f"),
        ("first(1.5)", 6, 9, "A number needs a type; 1.5f"),
        ("with(x, y)", 8, 9, "A function is wanted; value => …"),
        ("mapList(x, y)", 11, 12, "(index, value) => …"),
        ("field(x, y)", 6, 7, "name is a plain string"),
        ("{a: x, a: y}", 7, 8, "A key stands twice"),
        ("x => {a: x}", 5, 6, "({a: x})"),
        ("x == y == x", 7, 9, "Comparisons do not chain"),
        ("x |> first() || y", 13, 15, "parentheses"),
        ("first(x", 7, 7, "The text ends too early; The ( of line 1, column 6 is still open"),
        ("[x, {a: y]", 9, 10, "The { of line 1, column 5 is still open"),
        ("let true = x", 4, 8, "reserved"),
        ("x y", 2, 3, "A ; separates two statements"),
        ("p.first()", 2, 7, "Values have no methods; |> first(…)"),
        ("first(x).map(y)", 9, 12, "Values have no methods; |> mapList(…)"),
        ("x = y", 2, 3, "There is no = here; let x = value"),
        ("a - b", 2, 3, "subInt32"),
        ("5i33", 1, 4, "Unknown number suffix"),
        ("01", 0, 2, "leading zero"),
        ('"a', 0, 2, "A string without its end"),
        ('"a\tb"', 2, 3, "raw control character"),
        ('"\\x"', 1, 3, "Unknown escape"),
        ("`a", 0, 2, "quoted name without its end"),
        ("x /* y", 2, 4, "comment without its end"),
        ("m.sting()", 0, 9, "m.string"),
        ("expr(x)", 0, 7, "expr has its place inside of data"),
        ("x => x; y", 0, 6, "A function cannot stand here"),
        ("graphFlow(x, [{form: y}])", 15, 19, "An unknown key; from"),
        ("json({a: x})", 9, 10, "Only JSON may stand here"),
        ("x\n  + y", 4, 5, "Line 2, column 3"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, start: int, end: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_text(text)
    assert caught.value.span == Span(start, end)
    said = f"{caught.value} {caught.value.expected} {caught.value.near}"
    for part in words.split("; "):
        assert part in said


def test_names_and_calls_know_where_they_stand() -> None:
    call = one("  filterList(people, (i, p) => p.age)")
    assert isinstance(call, Call)
    assert (call.span, call.name_span) == (Span(2, 37), Span(2, 12))
    name, function = call.args
    assert name is not None
    assert name.span == Span(13, 19)
    assert isinstance(function, Function)
    assert function.span == Span(21, 36)


def test_odd_literals_and_raw_json_are_kept_as_written() -> None:
    assert one("float(1.50)") == Literal("float", Number("1.50"))
    assert one("int8(300)") == Literal("int8", 300)
    assert one('json({"a": 1, "a": 2})') == Raw({"a": 2})


_DEEP = 10_000


@pytest.mark.parametrize(
    ("opener", "core", "closer"),
    [
        ("[", "", "]"),
        ("{a: ", "x", "}"),
        ("first(", "x", ")"),
        ("with(x, a => { b; ", "x", " })"),
        ("[first(", "x", ")]"),
        ("(x == ", "y", ")"),
        ("!", "x", ""),
        ("m.list(", "m.string()", ")"),
        ("x[", '"k"', "]"),
        ("", "x", ".a"),
        ("", "x", " |> first()"),
    ],
)
def test_ten_thousand_levels_are_read(opener: str, core: str, closer: str) -> None:
    parse_text(opener * _DEEP + core + closer * _DEEP)


@pytest.mark.parametrize(("opener", "closer"), [("[", ""), ("first(", ""), ("!", "x"), ("x", ".a" * 100_000)])
def test_a_hundred_thousand_levels_are_refused_in_words(opener: str, closer: str) -> None:
    text = opener * (100_000 if len(closer) < 2 else 1) + closer
    with pytest.raises(ExpressionError, match="nested too deeply") as caught:
        parse_text(text)
    assert str(MAX_DEPTH) in caught.value.detail


def test_reading_time_is_linear() -> None:
    line = 'filterList(all(tag("person")), (index, value) => gtInt32(value.age, 40) && value.name != "x");\n'
    short, long = line * 200, line * 1600

    def seconds(text: str) -> float:
        began = time.process_time()
        parse_text(text)
        return time.process_time() - began

    base = min(seconds(short) for _ in range(3))
    assert seconds(long) < 8 * base * 4


@pytest.mark.parametrize(
    "text", ["(a, " * 5000, "((((" * 5000, '"\\' * 5000, "/*" * 5000, "`\\" * 5000, "`a b " * 999]
)
def test_broken_text_is_refused_in_linear_time(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ExpressionError):
        parse_text(text)
    assert time.process_time() - began < 2


def test_an_embedded_expression_is_marked_as_such() -> None:
    data = one("[x]")
    assert json10.to_json(data) == {"data": {"list": [{"expr": X}]}}
    assert one("[raw(5)]") == Data(Items("list", (Raw(5),)))
    assert one("[json(5)]") == Data(Items("list", (Expr(Raw(5)),)))


@pytest.mark.parametrize(("text", "json"), V01_FORMS)
def test_meaning_of_a_form_in_dialect_0_1(text: str, json: Json) -> None:
    assert exact(to_json(text, Dialect.V01)) == exact(json)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", 'bind("name")'),
        ("5i32", "newInt32(5)"),
        ("x => x", "no functions"),
        ("{a: 1}", "newStruct"),
        ("[1]", "newList"),
        ("1; 2", "one expression"),
        ("filterList(1, 2)", "filter"),
        ("let x = 1", "do({name"),
        ("filter(1)", "filter lacks expression"),
        ("arg()[0]", "index(tuple, newInt(0))"),
    ],
)
def test_a_form_of_1_0_is_refused_in_dialect_0_1(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_text(text, Dialect.V01)
    assert words in f"{caught.value} {caught.value.near}"
