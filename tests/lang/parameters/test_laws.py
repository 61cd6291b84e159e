"""Laws: headers print and read alike; a value goes into the tree as what it is, and nothing else changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.nodes import Call, Dialect, Expr, Function, Literal, Node, Word, children, walk
from karma_tui.lang.parameters import Parameter, read_header, read_type, read_value, value_text
from karma_tui.lang.parameters.header_print import print_header
from karma_tui.lang.parameters.places import names_in, spelled, substituted
from karma_tui.lang.parameters.types import PLAIN, ParameterType
from karma_tui.lang.parameters.values import as_expression
from karma_tui.lang.print_text import print_pretty, print_text
from karma_tui.lang.recognise import read
from karma_tui.lang.text import parse_text

LAW = settings(max_examples=80, deadline=None)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LINE = TEXT.filter(lambda text: text.isprintable() and text == text.strip())
NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
IDS = st.from_regex(r"[A-Za-z0-9]{1,16}", fullmatch=True)
NASTY = st.sampled_from(
    [
        '"',
        "'",
        ")",
        "`",
        "\\",
        "//---",
        "/* x */",
        "$pages",
        '") |> delete(all(tag("x")))',
        "\n",
        "}{",
        "é\u2028",
    ]
)
EXPRESSIONS = st.sampled_from(
    ['"a"', "5i32", "[1i32, 2i32]", '{a: "x"}', 'all(tag("book"))', "null", 'ref("a", "b")',
     'filterList(all(tag("b")), (i, v) => gtInt32(v.n, 4))']
)  # fmt: skip


def _texts(type_: ParameterType) -> st.SearchStrategy[str]:
    """What one may type for a type."""
    if type_.item is not None:
        kind = type_.item
        if kind.kind == "expression":
            return st.lists(EXPRESSIONS, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        return st.lists(_texts(kind), max_size=4).map(
            lambda items: f"[{', '.join(_quoted(item) for item in items)}]"
        )
    if type_.kind in INTEGER_RANGES:
        low, high = INTEGER_RANGES[type_.kind]
        return st.integers(low, high).map(str)
    return {
        "bool": st.sampled_from(["true", "false"]),
        "string": TEXT | NASTY,
        "symbol": TEXT | NASTY,
        "float": st.floats(allow_nan=False, allow_infinity=False).map(repr)
        | st.sampled_from(["NaN", "-Inf", "1"]),
        "dateTime": st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 1)).map(
            lambda it: it.isoformat().replace("+00:00", "Z")
        ),
        "ref": st.tuples(IDS, IDS).map("/".join),
        "expression": EXPRESSIONS,
    }[type_.kind]


def _quoted(text: str) -> str:
    from karma_tui.lang.jsontext import quote

    return quote(text)


SINGLE = st.sampled_from([ParameterType(kind) for kind in PLAIN]) | st.sampled_from(
    [ParameterType("ref"), ParameterType("ref", "book")]
)
TYPES = SINGLE | SINGLE.map(lambda item: ParameterType("list", item=item))
VALUES = TYPES.flatmap(lambda type_: st.tuples(st.just(type_), _texts(type_)))
PARAMETERS = st.builds(
    lambda name, value, description, has_default, optional, secret: Parameter(
        name, value[0], description, value[1] if has_default else None, (), optional, secret
    ),
    NAMES,
    VALUES,
    LINE,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(TYPES)
def test_a_type_is_read_as_it_is_written(type_: ParameterType) -> None:
    assert read_type(str(type_)) == type_


@LAW
@given(VALUES)
def test_a_value_is_typed_as_it_is_shown(value: tuple[ParameterType, str]) -> None:
    type_, text = value
    datum = read_value(type_, text)
    assert read_value(type_, value_text(type_, datum)) == datum


@LAW
@given(LINE, TEXT, st.lists(LINE.filter(bool), max_size=3, unique=True), st.lists(PARAMETERS, max_size=4))
def test_a_header_is_read_as_it_was_written(
    name: str, description: str, tags: list[str], parameters: list[Parameter]
) -> None:
    by_name = {it.name: it for it in parameters}
    now = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    text = print_header(name, description, tuple(tags), now, tuple(by_name.values())) + "\n1i32\n"
    header = read_header(text)
    assert header is not None
    assert header.faults == ()
    assert (header.name, header.description, header.tags, header.created) == (
        name,
        description.strip(),
        tuple(tags),
        now,
    )
    assert [it.name for it in header.parameters] == list(by_name)
    for parameter in header.parameters:
        meant = by_name[parameter.name]
        assert (parameter.type, parameter.optional, parameter.secret) == (
            meant.type,
            meant.optional,
            meant.secret,
        )
        if meant.default is None:
            assert parameter.default is None
        else:
            assert parameter.default is not None
            assert read_value(meant.type, parameter.default) == read_value(meant.type, meant.default)
    assert text[header.span.end :] == "\n1i32\n"


BODIES = (
    "$x",
    "[$x, 1i32, $x]",
    "{a: $x, b: [$x]}",
    "let y = $x; [y, y]",
    "mapList(all(tag(\"book\")), (i, b) => ({a: $x, b: b}))",
    "if(true, $x, $x)",
    "$x == $x",
    "with($x, v => v)",
    'union("case", $x)',
    "[1i32] |> mapList((i, v) => $x)",
)  # fmt: skip


@LAW
@given(VALUES, st.sampled_from(BODIES))
def test_a_value_is_put_in_whole_and_all_else_stays(value: tuple[ParameterType, str], body: str) -> None:
    datum = read_value(*value)
    root = parse_text(body)
    made = substituted(root, {"x": datum})
    assert names_in(made) == {}
    _same_shape(root, made, datum)
    for printed in (print_text(made), print_pretty(made)):
        again = parse_text(printed)
        assert again == made


def _same_shape(before: Node, after: Node, datum: Node) -> None:
    """Both trees side by side: they differ only where the parameter stood."""
    pairs = [(before, after)]
    while pairs:
        old, new = pairs.pop()
        if isinstance(old, Expr) and _is_parameter(old.expression):
            assert new == datum
        elif _is_parameter(old):
            assert new == as_expression(datum)
        else:
            assert type(old) is type(new)
            inner, other = children(old), children(new)
            assert len(inner) == len(other)
            pairs += zip(inner, other, strict=True)


def _is_parameter(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "scope" and node.args == (Word("$x"),)


@LAW
@given(TEXT | NASTY)
def test_a_string_stays_one_string_whatever_is_in_it(text: str) -> None:
    made = substituted(parse_text("all(tag($x))"), {"x": read_value(ParameterType("string"), text)})
    literals = [node for node in walk(made) if isinstance(node, Literal)]
    assert literals == [Literal("string", text)]
    assert [node.name for node in walk(made) if isinstance(node, Call)] == ["all", "tag"]


@LAW
@given(
    st.one_of(
        [st.tuples(st.just(ParameterType(kind)), _texts(ParameterType(kind))) for kind in INTEGER_RANGES]
    )
)
def test_dialect_0_1_has_the_same_values(value: tuple[ParameterType, str]) -> None:
    source = read('filter(all(tag("b")), equal(field("n"), $x))', Dialect.V01)
    made = substituted(source.root, {"x": read_value(*value)}, Dialect.V01)
    name = f"new{value[0].kind[0].upper()}{value[0].kind[1:]}"
    assert f"{name}({int(value[1])})" in print_text(made, Dialect.V01)


def test_places_of_a_value_are_the_parameters() -> None:
    root = parse_text("[1i32, $x]")
    made = substituted(root, {"x": read_value(ParameterType("list", item=ParameterType("int8")), "1, 2")})
    span = next(span for span in names_in(root).values())
    inside = [node for node in walk(made) if isinstance(node, Literal) and node.kind == "int8"]
    assert [node.span for node in inside] == [span, span]


def test_ten_thousand_levels_are_no_trouble() -> None:
    depth = 10_000
    root = parse_text("[" * depth + "$x" + "]" * depth)
    made = substituted(root, {"x": Literal("int32", 1)})
    assert names_in(made) == {}
    assert sum(1 for _ in walk(made)) == depth + 3


def test_what_the_language_wants_fixed_may_be_a_parameter() -> None:
    root = parse_text('searchRegex($x, "text", $flag)')
    made = substituted(root, {"x": Literal("string", "a.b"), "flag": Literal("bool", True)})
    assert Word("a.b") in list(walk(made))
    assert Word(True) in list(walk(made))


def test_a_word_must_be_of_the_right_kind() -> None:
    with pytest.raises(Exception, match="must be a string here"):
        substituted(parse_text('searchRegex($x, "text")'), {"x": Literal("int32", 1)})


def test_a_parameter_cannot_be_defined_again() -> None:
    for body in ("let $x = 1i32; $x", "mapList([1i32], ($x, v) => $x)"):
        with pytest.raises(Exception, match="is a parameter"):
            substituted(parse_text(body), {"x": Literal("int32", 1)})


def test_names_that_are_no_parameters_stay() -> None:
    root = parse_text("let $y = 1i32; [$y, $x]")
    assert list(names_in(root)) == ["x"]
    assert spelled("x") == "$x"
    assert isinstance(substituted(root, {"x": Literal("int32", 2)}), Function)
