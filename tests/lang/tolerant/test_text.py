"""KVM text that is being typed: the strict reader's nodes and first error, holes, and no cascades."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Fields, Function, Hole, Literal, Node, Word, walk
from karma_tui.lang.print_text import print_text
from karma_tui.lang.text import parse_text
from karma_tui.lang.tokens import tokenize
from karma_tui.lang.tolerant.text import draft_text

from ..material import recorded_requests
from ..text_support import from_json, grammar_pairs

PROGRAMS = [
    'filterList(all(tag("person")), (index, value) => gtInt32(value.age, 40))',
    'let people = all(tag("person"));\nlet n = length(people);\n{count: n, first: first(people).name}',
    'all(tag("person")) |> filterList((i, p) => p.name == "Ann" && !isPresent(p.x)) |> first() |> .age',
    'switchCase(union("a", int32(1)), {a: v => addInt32(v, 1), b: v => int32(0)})',
    "mapList([int32(1), int32(2)], (i, v) => { let w = mulInt32(v, v); addInt32(w, v) })",
    'graphFlow(refTo(first(all(tag("p")))), [{from: tag("p"), forward: [tag("p")], backward: []}])',
    'create(tag("_model"), self => m.struct({name: m.string(), boss: m.optional(m.ref(self.self))}))',
    'update({ref: x, value: map({a: 1i32})["b"]}); tuple("x", true)[1]; `a b`',
]
MOST_PROBLEMS = 3


def facts(error: ExpressionError) -> tuple[object, ...]:
    return error.title, error.detail, error.hint, error.span, error.line, error.column


def outline(root: Node) -> list[tuple[object, ...]]:
    """All that distinguishes two trees; comparing the trees themselves would recurse."""
    return [
        (type(node), node.span, *(getattr(node, name, None) for name in ("name", "value", "kind", "params")))
        for node in walk(root)
    ]


def strict_error(text: str, dialect: Dialect = Dialect.V1) -> ExpressionError | None:
    try:
        parse_text(text, dialect)
    except ExpressionError as error:
        return error
    return None


def check(text: str, dialect: Dialect = Dialect.V1) -> tuple[ExpressionError, ...]:
    """The laws that hold for every text; gives the problems."""
    root, problems = draft_text(text, dialect)
    error = strict_error(text, dialect)
    if error is None:
        assert problems == ()
        assert outline(root) == outline(parse_text(text, dialect))
    else:
        assert problems, text
        assert facts(problems[0]) == facts(error), text
    for node in walk(root):
        assert node.span is None or 0 <= node.span.start <= node.span.end <= len(text)
    return problems


@pytest.mark.parametrize("dialect", list(Dialect))
def test_recorded_requests_read_as_the_strict_reader_reads_them(dialect: Dialect) -> None:
    for name, request in recorded_requests(dialect):
        text = print_text(from_json(request, dialect), dialect)
        root, problems = draft_text(text, dialect)
        assert problems == (), name
        assert outline(root) == outline(parse_text(text, dialect)), name


def test_the_examples_of_the_grammar_read_as_the_strict_reader_reads_them() -> None:
    for pair in grammar_pairs():
        assert check(pair.text) == ()


@pytest.mark.parametrize("text", PROGRAMS)
def test_every_prefix_gives_few_problems_near_its_end(text: str) -> None:
    for end in range(len(text)):
        problems = check(text[:end])
        assert len(problems) <= MOST_PROBLEMS, text[:end]


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_token_removed_or_doubled_gives_few_problems_near_it(text: str) -> None:
    tokens = tokenize(text)
    for start, end in zip(tokens.starts[:-1], tokens.ends[:-1], strict=True):
        for damaged in (text[:start] + text[end:], text[:end] + " " + text[start:]):
            problems = check(damaged)
            assert len(problems) <= MOST_PROBLEMS, (damaged, [p.title for p in problems])


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*'()[]{},;:.="!', "=>", "|>", "a", "f(", "let ", " 1", "'x'", "&&", "m.", "\n"])
    )
)
def test_any_sequence_of_tokens_is_read_and_begins_with_the_strict_fault(pieces: list[str]) -> None:
    for dialect in Dialect:
        check("".join(pieces), dialect)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    check(text)


def statement(text: str) -> object:
    (found,) = draft_text(text, Dialect.V1)[0].body
    return found


def test_a_missing_value_is_a_hole() -> None:
    assert statement("let x = ") == Call("define", (Word("x"), Hole()))
    assert statement("equal(a, )") == Call("equal", (Call("scope", (Word("a"),)), None))
    assert statement("{a: , b: true}") == Data(
        Fields("struct", (("a", Hole()), ("b", Literal("bool", True))))
    )


def test_a_lambda_that_has_just_been_opened_keeps_its_parameters() -> None:
    body = Call("field", (Word(""), Call("scope", (Word("b"),))))
    assert statement("filterList(xs, (i, b) => b.") == Call(
        "filterList", (Call("scope", (Word("xs"),)), Function(("i", "b"), (body,)))
    )


def test_an_unknown_function_keeps_its_arguments_and_is_told_with_the_nearest_name() -> None:
    root, problems = draft_text("lenth(x, y => y)", Dialect.V1)
    assert root.body == (
        Call("lenth", (Call("scope", (Word("x"),)), Function(("y",), (Call("scope", (Word("y"),)),)))),
    )
    assert [problem.near for problem in problems] == ["length"]


def test_an_open_string_ends_with_its_line() -> None:
    root, _ = draft_text('let a = "x;\nb', Dialect.V1)
    assert root.body == (
        Call("define", (Word("a"), Literal("string", "x"))),
        Call("scope", (Word("b"),)),
    )


def test_every_statement_is_read_whatever_is_wrong_in_the_others() -> None:
    root, problems = draft_text("let a = f(;\nlet b = [1i32;\nlet c = {x: true", Dialect.V1)
    assert [node.args[0] for node in root.body if isinstance(node, Call)] == [Word("a"), Word("b"), Word("c")]
    assert isinstance(root.body[2], Call)
    assert root.body[2].args[1] == Data(Fields("struct", (("x", Literal("bool", True)),)))
    assert len(problems) <= 4


def test_too_many_and_too_few_arguments_are_told_and_the_call_keeps_its_form() -> None:
    assert statement("length(a, b)") == Call("length", (Call("scope", (Word("a"),)),))
    assert statement("equal(a)") == Call("equal", (Call("scope", (Word("a"),)), None))


def test_wrong_data_stay_where_they_are() -> None:
    assert statement("[m.strin(x)]") != Hole()
    assert statement("{a: f()}") == Data(Fields("struct", (("a", Expr(Call("f", ()))),)))


@pytest.mark.parametrize("piece", ["(", "[", "{a:", "f(", "x => {", "!", "a.b(", "[1 ", "f(,", ")"])
def test_ten_thousand_levels_and_faults_are_read(piece: str) -> None:
    root, problems = draft_text(piece * 10_000, Dialect.V1)
    assert problems
    assert root.body


def test_nesting_beyond_the_limit_is_one_problem() -> None:
    _, problems = draft_text("(" * 200_000, Dialect.V1)
    assert [problem.title for problem in problems] == ["The expression is nested too deeply"]
