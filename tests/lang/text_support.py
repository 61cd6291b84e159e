"""What the tests of KVM text share: the examples of the grammar, and well-formed random expressions."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from hypothesis import strategies as st

from karma_tui.lang import json01, json10
from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.nodes import Dialect, Function, Json, Node, Number
from karma_tui.lang.text import parse_text

from .material import spec_file
from .strategies import NAMES

_PAIR = re.compile(
    r"\*\*(\d+)\. [^\n]*\n```\n(.*?)\n```\n(?:canonical:\n```\n(.*?)\n```\n)?```json\n(.*?)\n```", re.DOTALL
)


class Pair(NamedTuple):
    """One numbered example of the grammar."""

    number: int
    text: str
    canonical: str
    json: Json


def grammar_pairs() -> list[Pair]:
    """The example pairs of grammar.md §8."""
    return [
        Pair(int(number), text, canonical or text, read_json(json).value)
        for number, text, canonical, json in _PAIR.findall(spec_file("grammar.md"))
    ]


def catalogue_examples() -> list[dict[str, Any]]:
    """The executed examples of functions.json, texts and JSON."""
    value: Any = read_json(spec_file("functions.json")).value
    return [entry["example"] for entry in (*value["functions"], *value["dataConstructors"])]


def to_json(text: str, dialect: Dialect = Dialect.V1) -> Json:
    """The JSON of a text: of the query in 1.0, of the expression in 0.1."""
    program = parse_text(text, dialect)
    if dialect is Dialect.V1:
        return json10.to_json(program)
    (expression,) = program.body
    return json01.to_json(expression)


def one(text: str, dialect: Dialect = Dialect.V1) -> Node:
    """The only statement of a text."""
    (statement,) = parse_text(text, dialect).body
    return statement


def from_json(value: Json, dialect: Dialect) -> Function:
    """The query for a JSON value; a bare expression is wrapped as the editor does."""
    if dialect is Dialect.V01:
        return Function((), (json01.from_json(value),))
    node = json10.from_json(value)
    return node if isinstance(node, Function) else Function((), (node,))


def query_json(program: Function, dialect: Dialect) -> Json:
    """The inverse of `from_json`, bare expressions of 1.0 wrapped."""
    return json10.to_json(program) if dialect is Dialect.V1 else json01.to_json(program.body[0])


_STRINGS = st.text(max_size=6) | st.sampled_from(["\ud800", "`", '"', "\\", "\u2028", "/*", "//", "\x7f"])
_INTEGERS = st.integers(-(2**70), 2**70)


def _literals() -> st.SearchStrategy[Json]:
    kinds = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
    return st.one_of(
        st.builds(lambda text: {"string": text}, _STRINGS),
        st.builds(lambda text: {"symbol": text}, _STRINGS),
        st.builds(lambda flag: {"bool": flag}, st.booleans()),
        st.just({"null": None}),
        st.just({"dateTime": "2018-01-02T03:04:05Z"}),
        st.builds(lambda kind, number: {kind: number}, st.sampled_from(kinds), _INTEGERS),
        st.builds(
            lambda number: {"float": number}, _INTEGERS | st.builds(Number, st.sampled_from(["1.5", "-0"]))
        ),
    )


def _data(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    datum = _literals() | st.builds(lambda e: {"expr": e}, inner)
    items = st.lists(datum, max_size=3)
    fields = st.dictionaries(_STRINGS, datum, max_size=3)
    return st.one_of(
        datum,
        st.builds(lambda kind, value: {kind: value}, st.sampled_from(["list", "set", "tuple"]), items),
        st.builds(lambda kind, value: {kind: value}, st.sampled_from(["struct", "map"]), fields),
        st.builds(lambda case, payload: {"union": [case, payload]}, _STRINGS, datum),
        st.builds(lambda model, record: {"ref": [model, record]}, _STRINGS, _STRINGS),
    )


def _function(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda params, body: {"function": [params, body]},
        st.lists(NAMES, max_size=2),
        st.lists(inner, max_size=3),
    )


def _argument(param: Param, inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, max_size=2)
    kinds: dict[str, st.SearchStrategy[Json]] = {
        "function": _function(inner),
        "function map": st.dictionaries(_STRINGS, _function(inner), max_size=2),
        "string map": st.dictionaries(_STRINGS, _STRINGS, max_size=2),
        "expression list": several,
        "flow list": st.lists(
            st.fixed_dictionaries({"from": inner, "forward": several, "backward": several}), max_size=2
        ),
        "model case list": st.lists(
            st.fixed_dictionaries({"match": inner, "return": _function(inner)}), max_size=2
        ),
        "string literal": _STRINGS,
        "int literal": st.integers(-5, 2**62),
        "bool literal": st.booleans(),
    }
    return kinds.get(param.kind, inner)


def _call(spec: FunctionSpec, inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    by_name = {param.name: _argument(param, inner) for param in spec.params}
    argument: st.SearchStrategy[Json]
    if spec.shape == "tuple":
        argument = st.tuples(*(by_name[name] for name in spec.order)).map(list)
    elif spec.shape in ("struct", "empty"):
        argument = st.fixed_dictionaries({name: by_name[name] for name in spec.order})
    elif spec.shape == "list":
        argument = st.lists(inner, max_size=4)
    else:
        argument = by_name[spec.params[0].name]
    return argument.map(lambda value: {spec.name: value})


def _calls(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    specs = [spec for spec in catalogue(Dialect.V1).functions if spec.shape not in ("literal", "data")]
    sweet = [
        spec for spec in specs if spec.name in ("field", "key", "and", "or", "not", "equal", "indexTuple")
    ]
    scope = NAMES.map(lambda name: {"scope": name})
    data = _data(inner).map(lambda datum: {"data": datum})
    return st.one_of(
        scope,
        data,
        *(_call(spec, inner) for spec in sweet),
        st.sampled_from(specs).flatmap(lambda s: _call(s, inner)),
    )


SOUND_JSON: st.SearchStrategy[Json] = st.recursive(_literals(), _calls, max_leaves=20)
"""Expressions of 1.0 whose layout is the catalogue's, with odd names, strings and numbers."""

V01_FORMS: list[tuple[str, Json]] = [
    ("5", 5),
    ("-1.5", Number("-1.5")),
    ('"2018-01-01T00:00:00Z"', "2018-01-01T00:00:00Z"),
    ("null", None),
    ("arg()", {"arg": {}}),
    ('all(tag("_tag"))', {"all": {"tag": "_tag"}}),
    ('field("n")', {"field": "n"}),
    ('field({name: "n"})', {"field": {"name": "n"}}),
    ('field("n", arg())', {"field": {"name": "n", "value": {"arg": {}}}}),
    ('arg() |> field("n")', {"field": {"name": "n", "value": {"arg": {}}}}),
    ("arg().n", {"field": {"name": "n", "value": {"arg": {}}}}),
    ('arg()["k"]', {"key": {"name": "k", "value": {"arg": {}}}}),
    ("with(5)", {"with": {"value": 5}}),
    ("with()", {"with": {}}),
    ("with({return: 5})", {"with": {"return": 5}}),
    ("!true && false == null", {"and": [{"not": True}, {"equal": [False, None]}]}),
    ("newInt8(5)", {"newInt8": 5}),
    ("newList(1, newStruct({a: 5}))", {"newList": [1, {"newStruct": {"a": 5}}]}),
    ('do({a: 1, return: bind("a")})', {"do": {"a": 1, "return": {"bind": "a"}}}),
    ('contextual({"a": [1, null]})', {"contextual": {"a": [1, None]}}),
    ("json([1])", [1]),
    ("switchCase(arg(), {a: 1})", {"switchCase": {"value": {"arg": {}}, "cases": {"a": 1}}}),
    ("switchCase({cases: {a: 1}})", {"switchCase": {"cases": {"a": 1}}}),
    ("graphFlow(1, [{from: 2}])", {"graphFlow": {"start": 1, "flow": [{"from": 2}]}}),
]
"""Texts of dialect 0.1 and the JSON they stand for."""
