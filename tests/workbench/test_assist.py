"""What the editor and the shell say about a text: the message that helps most, at the place it is about."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import Cancelled
from karma_tui.lang.check.findings import MOST_PROBLEMS
from karma_tui.lang.check.problem import Severity
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.library.uses import Uses
from karma_tui.schema import TaggedModel
from karma_tui.workbench.assist import Assist


def of(name: str) -> Json:
    return {name: {}}


def models(dialect: Dialect) -> list[TaggedModel]:
    """Books and authors, with a symbol, optionals, a list and a ref."""
    author: Json = {"ref": ["M", "A"]} if dialect is Dialect.V1 else {"ref": "A"}
    book: dict[str, Json] = {"title": of("string"), "pages": of("int32"), "author": author}
    if dialect is Dialect.V1:
        book |= {
            "genre": {"enum": ["novel", "poem"]},
            "published": {"optional": of("dateTime")},
            "words": {"list": of("string")},
        }
    return [
        TaggedModel("book", "B", {"struct": book}),
        TaggedModel("author", "A", {"struct": {"name": of("string")}}),
        TaggedModel("_model", "M", of("any")),
    ]


def assist(dialect: Dialect = Dialect.V1, *, is_local: bool = False) -> Assist:
    made = Assist()
    made.learn(models(dialect), dialect, is_local=is_local)
    return made


V1 = assist()
V01 = assist(Dialect.V01)

TEXT_1_0 = [
    # text, what the first problem says, where it is
    ('all(tag("book")', "ends too early", ""),
    ('all(tag("bok"))', 'No tag "bok"; Did you mean "book"', '"bok"'),
    ('frist(all(tag("book")))', "no function frist; Did you mean first", "frist"),
    ('all(tag("book")) |> fliterList((i, b) => true)', "no function fliterList; filterList", "fliterList"),
    ("let b = 1i32;\nc", 'No name "c"', "c"),
    ("let = 5i32", "name after let", "="),
    ("all(tag(book))", 'No name "book"', "book"),
    ("addInt32(1)", "addInt32 lacks valueB; addInt32(valueA, valueB)", "addInt32(1)"),
    ("addInt32(1, 2, 3)", "Too many arguments for addInt32", "3"),
    ("addInt32(1i32, 2i64)", "Want int32, have int64", "2i64"),
    ('length("abc")', "Want list", '"abc"'),
    ("if(1i32, 2i32, 3i32)", "Want bool, have int32", "1i32"),
    ('filterList(all(tag("book")), (i, b) => b.title)', "Want bool, have string", "b.title"),
    (
        'filterList(all(tag("book")), b => true)',
        "Want a function of 2 parameters, have 1",
        "b => true",
    ),
    ('mapList(all(tag("book")), (i, b) => b.nmae)', 'No field "nmae"', "nmae"),
    ('first(all(tag("book"))).titel', 'No field "titel"; Did you mean "title"', "titel"),
    (
        'gtInt32(first(all(tag("book"))).title, 3)',
        "Want int32, have string",
        'first(all(tag("book"))).title',
    ),
    ('first(all(tag("book"))).author.name', "->author; get(…) follows a ref", "name"),
    ('all(tag("book")).title', '"title"; list of record of book', "title"),
    ('create(tag("book"), self => ({title: "x"}))', '"author"; missing', '({title: "x"})'),
    ("{a: 1i32, a: 2i32}", "key stands twice", "a"),
    ('"abc', "string without its end; closing", '"abc'),
    ("1 + 2", "There is no +; addInt32", "+"),
    ("5", "number needs a type; 5i32", "5"),
    ('get(ref("B"))', "ref takes two ids", 'ref("B")'),
    ('field("title")', "field lacks value", 'field("title")'),
    ('dateTime("yesterday")', "dateTime", '"yesterday"'),
    ('ref("B", "x").title', '"title"; ->book', "title"),
    ('resolveRefs(first(all(tag("book"))), [tag("authr")])', 'No tag "authr"; "author"', '"authr"'),
    ("[1i32", "ends too early", ""),
    ("length([1i32]))", "closes nothing", ")"),
    ('all(tag("book"))\n\nall(tag("athor"))', 'No tag "athor"; "author"', '"athor"'),
]

JSON_1_0 = [
    ('{"all":{"tag":{"string":"bok"}}}', 'No tag "bok"', '"bok"'),
    ('{"all":{"tag":"book"}', "ends too early; comma", ""),
    ('{"all":{"tga":{"string":"book"}}}', "Did you mean tag", '"tga"'),
    (
        '{"function":[[],[{"gtInt32":[{"int32":1},{"string":"a"}]}]]}',
        "Want int32, have string",
        '{"string":"a"}',
    ),
    ('{"zero":{}}\n\n{"all":{"tag":{"string":"bok"}}}', "zero", '{"zero":{}}'),
]

TEXT_0_1 = [
    ('all(tag("bok"))', 'No tag "bok"', '"bok"'),
    ('mapList(all(tag("book")), arg().titel)', 'No field "titel"; Did you mean "title"', "titel"),
    ('first(all(tag("book"))) |> .titel', 'No field "titel"; Did you mean "title"', "titel"),
    ('frist(all(tag("book")))', "no function frist; Did you mean first", "frist"),
    ('add(1, "a")', "have string", '"a"'),
    ('all(tag("book")) all', "is missing", "all"),
    ('tag("book"); tag("author")', "only the last expression", "tag"),
]

JSON_0_1 = [
    ('{"all":{"tag":"bok"}}', 'No tag "bok"', '"bok"'),
    ('{"all":{"tga":"book"}}', "Did you mean tag", '"tga"'),
    (
        '{"field":{"name":"titel","value":{"first":{"all":{"tag":"book"}}}}}',
        'No field "titel"; Did you mean "title"',
        '"titel"',
    ),
]


def check(made: Assist, text: str, said: str, where: str) -> None:
    found = made.study(text)
    assert found.errors, text
    problem = found.errors[0]
    words = f"{problem.title}; {problem.detail}; {problem.hint}"
    assert all(part in words for part in said.split("; ")), words
    assert problem.span is not None
    assert text[problem.span.start : problem.span.end] == where, words
    if not where:
        assert problem.span.start > 0


@pytest.mark.parametrize(("text", "said", "where"), TEXT_1_0)
def test_what_is_wrong_with_text_is_said_where_it_is(text: str, said: str, where: str) -> None:
    check(V1, text, said, where)


@pytest.mark.parametrize(("text", "said", "where"), JSON_1_0)
def test_what_is_wrong_with_json_is_said_where_it_is(text: str, said: str, where: str) -> None:
    check(V1, text, said, where)


@pytest.mark.parametrize(("text", "said", "where"), TEXT_0_1)
def test_what_is_wrong_in_the_older_dialect_is_said_where_it_is(text: str, said: str, where: str) -> None:
    check(V01, text, said, where)


@pytest.mark.parametrize(("text", "said", "where"), JSON_0_1)
def test_what_is_wrong_with_json_of_the_older_dialect_is_said_where_it_is(
    text: str, said: str, where: str
) -> None:
    check(V01, text, said, where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  // nothing yet\n",
        'all(tag("book"))',
        'filterList(all(tag("book")), (i, b) => gtInt32(b.pages, 3))',
        "let a = 1i32;\n\naddInt32(a, 2)",
        'all(tag("book"))\n\nall(tag("author"))',
        '{"all":{"tag":{"string":"book"}}}',
        '{"all":{"tag":"book"}}',
    ],
)
def test_what_is_right_has_no_problem(text: str) -> None:
    assert V1.study(text).problems == ()


@pytest.mark.parametrize("text", ['all(tag("nowhere"))', 'first(all(tag("nowhere"))).title', "frist(1i32)"])
def test_of_an_unknown_instance_only_the_language_is_known(text: str) -> None:
    problems = Assist().study(text).problems
    assert [problem.title for problem in problems] == (["There is no function frist"] if "fr" in text else [])


def test_a_dangerous_function_is_warned_of_but_not_on_the_local_instance() -> None:
    text = 'modelOf(first(all(tag("book"))))'
    (warning,) = V1.study(text).problems
    assert warning.severity is Severity.WARNING and "damages" in warning.title
    assert warning.span is not None and text[warning.span.start : warning.span.end] == "modelOf"
    assert assist(is_local=True).study(text).problems == ()


def test_what_the_instances_dialect_cannot_say_is_told() -> None:
    (problem,) = V1.study('{"contextual":{"a":"b"}}').problems[:1]
    assert problem.severity is Severity.ERROR


def test_the_type_of_the_whole_is_known() -> None:
    assert V1.study('all(tag("book"))').result_text == "list of record of book"
    assert Assist().study("nothing").result_text == ""


def test_a_study_that_nobody_waits_for_ends() -> None:
    text = "\n".join(f"let n{at} = 1i32;" for at in range(2000)) + "1i32"
    with pytest.raises(Cancelled):
        V1.study(text, lambda: True)


@given(st.text(alphabet='all(tg"bok"),.=>;{}[]:|&! \n1i32', max_size=60))
def test_no_text_is_too_broken_to_be_studied(text: str) -> None:
    found = V1.study(text)
    assert all(it.span is None or 0 <= it.span.start <= it.span.end <= len(text) for it in found.problems)


def test_completions_and_help_know_the_instance() -> None:
    text = 'first(all(tag("book"))).'
    assert "title" in [item.label for item in V1.complete(text, len(text)).items]
    call = V1.signature('all(tag("book"))', 5)
    assert call is not None and call.name in ("all", "tag")
    assert V1.hover('all(tag("book"))', 1) is not None
    told = V1.reference("length")
    assert told is not None and told.example_text


def test_what_is_often_taken_comes_first(tmp_path: Path) -> None:
    uses = Uses(tmp_path / "uses.json")
    made = Assist(uses)
    made.learn(models(Dialect.V1), Dialect.V1)
    before = [item.label for item in made.complete("f", 1).items]
    rare = before[-1]
    taken = made.complete("f", 1).items[-1]
    for _ in range(50):
        made.took(taken)
    after = [item.label for item in made.complete("f", 1).items]
    assert after.index(rare) < before.index(rare)


MANY = 1500
HOPELESS = [
    # in each line something is wrong that asks for a hint, or for much else
    ";\n".join(f"let a{at} = b{at}" for at in range(MANY)),
    ";\n".join(f'all(tag("book{at}"))' for at in range(MANY)),
    "\n".join('{"all":{"tag":{"string":"bok"}}}' for _ in range(MANY)),
    "\n\n".join('filterList(all(tag("bok")), (i, b) => c.foo)' for _ in range(MANY)),
    "createMultiple(tag(book), {" + ", ".join(f"a{at}: r => ({{title: b}})" for at in range(MANY)) + "})",
    "\n".join("lorem ipsum, dolor sit amet; (consectetur)" for _ in range(MANY)),
]


@pytest.mark.parametrize("made", [V1, V01], ids=["1.0", "0.1"])
@pytest.mark.parametrize("text", HOPELESS, ids=[text[:12] for text in HOPELESS])
def test_hopeless_text_is_not_studied_to_its_end(made: Assist, text: str) -> None:
    began, asked = time.process_time(), 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return False

    found = made.study(text, should_stop)
    # some 0.2 s on an idle machine; without a bound the work is quadratic, and takes many seconds
    assert time.process_time() - began < 3
    assert asked >= 5
    assert 1 <= len(found.problems) <= 2 * MOST_PROBLEMS
    assert found.is_cut is (len(found.problems) >= MOST_PROBLEMS)


def test_what_was_not_told_is_told_once_there_is_room() -> None:
    lines = [f'let a{at} = all(tag("bok{at}"))' for at in range(MOST_PROBLEMS + 40)]
    found = V1.study(";\n".join(lines))
    assert found.is_cut
    for at in range(100):
        lines[at] = f"let a{at} = 1i32"
    again = V1.study(";\n".join(lines), None, found)
    assert again.problems == V1.study(";\n".join(lines)).problems
    assert len(again.problems) == MOST_PROBLEMS - 60


def test_what_was_not_told_inside_of_a_statement_is_told_once_there_is_room() -> None:
    parts = [f'all(tag("bok{at}"))' for at in range(MOST_PROBLEMS + 40)]
    before = V1.study("1i32;\n[" + ", ".join(parts) + "]")
    again = V1.study('all(tag("book"));\n[' + ", ".join(parts) + "]", None, before)
    assert again.problems == V1.study(again.text).problems
    assert len(again.problems) == MOST_PROBLEMS


@pytest.mark.parametrize(
    "text",
    [
        'filter(all(tag("book")), arg().¦)',
        'filter(all(tag("book")), arg().ti¦ == "x")',
        'mapList(all(tag("book")), newStruct({a: arg().¦}))',
        'with(first(all(tag("book"))), arg().¦)',
        'mapList(all(tag("book")), key("a", arg().¦))',
    ],
)
def test_the_fields_of_the_input_are_offered_in_the_older_dialect(text: str) -> None:
    offset = text.index("¦")
    found = [item.label for item in V01.complete(text.replace("¦", ""), offset).items]
    assert "title" in found
    assert "ti¦" in text or found == ["author", "pages", "title"]


def test_of_an_input_that_another_call_gives_nothing_is_known() -> None:
    text = 'mapList(all(tag("book")), mapList(nothing(), arg().¦))'
    assert V01.complete(text.replace("¦", ""), text.index("¦")).items == ()
