"""What is proposed where; `¦` is the cursor."""

from __future__ import annotations

import pytest

from karma_tui.lang.complete.items import Extra, Kind
from karma_tui.lang.nodes import Dialect

from .world import FIELDS, accepted, completed, labels

LAMBDA = 'filterList(all(tag("book")), (i, b) => '
FIRST = 'first(all(tag("book")))'


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('all(tag("¦', ["author", "book"]),
        ('all(tag("¦"))', ["author", "book"]),
        ('all(tag("b¦ook"))', ["book"]),
        ('tagExists("au¦', ["author"]),
        ("all(¦", ["author", "book", "_model", "_tag", "tag"]),
        ("all(bo¦)", ["book"]),
        ("fil¦", ["filterList"]),
        ("fL¦", ["filterList"]),
        ("let bo¦ok = 1i32", []),
        (LAMBDA + 'field("¦', FIELDS),
        (LAMBDA + 'field("¦", b))', FIELDS),
        (LAMBDA + "b.¦", FIELDS),
        (LAMBDA + "b.pa¦", ["pages"]),
        (LAMBDA + "gtInt32(b.¦, 3))", ["pages"]),
        (LAMBDA + "gtInt32(¦", ["b"]),
        (LAMBDA + 'equal(b.author, first(all(tag("author"))).¦', ["name", "works"]),
        (LAMBDA + 'equal(b.state, symbol("¦")))', ["done", "draft"]),
        (LAMBDA + 'b.state == symbol("¦', ["done", "draft"]),
        (LAMBDA + "{ let z = b; z.¦", FIELDS),
        (f"{FIRST}.¦", FIELDS),
        (f"get({FIRST}.author).¦", ["name", "works"]),
        (f"{FIRST} |> .¦", FIELDS),
        ('let x = all(tag("book"));\nlet y = first(x);\ny.¦', FIELDS),
        ('let x = all(tag("book"));\nfirst(¦', ["x", "all"]),
        ('all(tag("book")) |> ¦', ["first", "length", "mapList", "filterList"]),
        ('all(tag("book")) |> fi¦', ["first", "filterList"]),
        ('filterList(all(tag("book")), ¦', ["(index, value) => …"]),
        ('filterList(all(tag("book")), (¦', ["(index, value) => …"]),
        ('memSort(all(tag("book")), ¦)', ["value => …"]),
        ("filterList(xs, (i, ¦) => true)", ["value"]),
        ("memSort(xs, va¦ => 1)", ["value"]),
        ("update({¦", ["ref", "value"]),
        ("update({ref: x, ¦})", ["value"]),
        ('create(tag("book"), self => ({¦', FIELDS),
        ('create(tag("book"), self => ({title: "x", ¦}))', [f for f in FIELDS if f != "title"]),
        ('create(tag("book"), self => ¦)', ["{…}"]),
        ('create(tag("book"), self => ({state: ¦}))', ["done", "draft"]),
        ('create(tag("book"), self => ({kind: ¦}))', ["essay", "novel"]),
        ('create(tag("book"), self => ({kind: union("¦', ["essay", "novel"]),
        (f"switchCase({FIRST}.kind, {{¦", ["essay", "novel"]),
        (f"switchCase({FIRST}.kind, {{essay: v => v, ¦}})", ["novel"]),
        (f'assertCase("¦", {FIRST}.kind)', ["essay", "novel"]),
        (f'isCase({FIRST}.kind, "¦', ["essay", "novel"]),
        (f'setField("¦", 3i32, {FIRST})', FIELDS),
        ("m.st¦", ["string", "struct"]),
        ('create(tag("_model"), self => m.str¦', ["string", "struct"]),
        ('create(tag("_model"), self => m.struct({a: m.opt¦', ["optional"]),
        ("if(tr¦", ["true"]),
        ("not(¦", ["true", "false"]),
    ],
)
def test_first_proposals_in_kvm_text(text: str, first: list[str]) -> None:
    assert labels(text)[: len(first)] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('{"¦', ["function"]),
        ('{"al¦', ["all", "allReferrers"]),
        ('{"al¦": {"tag": {"string": "book"}}}', ["all", "allReferrers"]),
        ('{"all": {"tag": {"string": "¦', ["author", "book"]),
        ('{"all": ¦}', ["author", "book"]),
        ('{"all": {"¦"}}', ["tag"]),
        ('{"all": {¦}}', ["tag"]),
        ('{"if": {"¦"}}', ["condition", "then", "else"]),
        ('{"if": {"condition": {"bool": true}, "¦": {"null": null}}}', ["then", "else"]),
        ('{"filterList": [{"all": {"tag": {"string": "book"}}}, {"¦"}]}', ["function"]),
        ('{"filterList": [{"all": {"tag": {"string": "book"}}}, ¦]}', ["function"]),
        (
            '{"filterList": [{"all": {"tag": {"string": "book"}}}, '
            '{"function": [["i", "b"], [{"field": ["¦", {"scope": "b"}]}]]}]}',
            FIELDS,
        ),
        (
            '{"filterList": [{"all": {"tag": {"string": "book"}}}, '
            '{"function": [["i", "b"], [{"field": ["title", {"scope": "¦',
            ["b", "i"],
        ),
        (
            '{"create": [{"tag": {"string": "book"}}, {"function": [["s"], [{"data": {"struct": {"¦"}}}]]}]}',
            FIELDS,
        ),
        ('{"data": {"¦"}}', ["list", "set", "tuple", "struct"]),
        ('{"function": [[], [{"all": {"tag": {"string": "¦', ["author", "book"]),
        (
            '{"switchCase": [{"field": ["kind", {"first": {"all": {"tag": {"string": "book"}}}}]}, {"¦',
            ["essay"],
        ),
    ],
)
def test_first_proposals_in_json_of_1_0(text: str, first: list[str]) -> None:
    assert labels(text)[: len(first)] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('{"fil¦', ["filter"]),
        ('{"all": {"tag": "¦', ["author", "book"]),
        ('{"all": ¦', ["author", "book"]),
        ('{"filter": {"¦"}}', ["value", "expression"]),
        (
            '{"filter": {"value": {"all": {"tag": "book"}}, "expression": {"equal": [{"field": "¦"}',
            ["author"],
        ),
        ('{"do": {"a": {"all": {"tag": "book"}}, "return": {"length": {"bind": "¦', ["a"]),
        ('all(tag("¦', ["author", "book"]),
        ('filter(all(tag("book")), equal(field("¦', ["author"]),
    ],
)
def test_first_proposals_in_dialect_0_1(text: str, first: list[str]) -> None:
    assert labels(text, Dialect.V01)[: len(first)] == first


@pytest.mark.parametrize(
    "text", ["// fi¦", "/* fi¦ */ x", '"fi¦"', 'concatLists("¦', "`a¦b`", "12¦", 'x.title == "¦"', "/* ¦"]
)
def test_nothing_is_proposed_in_comments_and_plain_strings(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        ("fil¦", "filterList", "filterList(¦value, (index, value) => )"),
        ("fil¦(x)", "filterList", "filterList¦(x)"),
        ("ta¦", "tag", 'tag("¦")'),
        ("all(bo¦)", "book", 'all(tag("book")¦)'),
        ("dateTimeN¦", "dateTimeNow", "dateTimeNow()¦"),
        ("boo¦", "book", 'all(tag("book"))¦'),
        ("length(boo¦)", "book", 'length(all(tag("book"))¦)'),
        ('all(tag("book")) |> fil¦', "filterList", 'all(tag("book")) |> filterList((index, value) => ¦)'),
        (LAMBDA + 'field("ti¦', "title", LAMBDA + 'field("title", b)¦'),
        (LAMBDA + 'field("ti¦", b))', "title", LAMBDA + 'field("title¦", b))'),
        ('create(tag("book"), self => ({ti¦', "title", 'create(tag("book"), self => ({title: ¦'),
        (
            'create(tag("book"), self => ({ti¦: "x"}))',
            "title",
            'create(tag("book"), self => ({title¦: "x"}))',
        ),
        ("m.st¦", "struct", "m.struct({¦})"),
        ("le¦", "let", "let ¦name = "),
        ('{"al¦', "all", '{"all": {¦}'),
        ('{"al¦": {}}', "all", '{"all¦": {}}'),
        ('{"all": ¦', "book", '{"all": {"tag": {"string": "book"}}¦'),
        ('{"all": {¦}}', "tag", '{"all": {"tag": {"string": "¦"}}}'),
        (
            'filterList(all(tag("book")), (¦',
            "(index, value) => …",
            'filterList(all(tag("book")), (index, value) => ¦',
        ),
    ],
)
def test_what_is_inserted(text: str, label: str, after: str) -> None:
    assert accepted(text, label) == after


def test_an_item_tells_type_and_doc_and_what_was_matched() -> None:
    item = completed("fL¦").items[0]
    assert (item.label, item.kind, item.matched) == ("filterList", Kind.FUNCTION, (0, 6))
    assert "list<T>" in item.type
    assert item.doc.startswith("Keeps the items")
    field = completed(LAMBDA + "b.pa¦").items[0]
    assert (field.kind, field.type) == (Kind.FIELD, "int32")


def test_a_pipeline_proposes_first_what_takes_its_type() -> None:
    found = completed(f"{FIRST}.title |> ¦").items
    fitting = [item.label for item in found if item.fits]
    assert {"stringToLower", "stringContains", "tag"} <= set(fitting)
    assert not {"first", "filterList", "addInt32"} & set(fitting)
    assert [item.label for item in found[: len(fitting)]] == fitting


def test_what_is_used_more_comes_first_among_equals() -> None:
    assert labels('all(tag("¦', extra=Extra(use={"book": 9}))[:2] == ["book", "author"]


def test_snippets_are_proposed_where_a_statement_begins() -> None:
    extra = Extra(snippets={"all books": 'all(tag("book"))'})
    assert "all books" in labels("¦", extra=extra)
    assert "all books" not in labels("length(¦", extra=extra)


def test_a_snippet_is_inserted_as_it_was_saved() -> None:
    from karma_tui.lang.check.world import NOWHERE
    from karma_tui.lang.complete.engine import complete

    text = 'let b = all(tag("book"));\nfirst(b)'
    extra = Extra(snippets={"first book": text + "\n"})
    (item,) = complete("firstb", 6, NOWHERE, Dialect.V1, extra).items
    assert (item.label, item.insert, item.doc) == ("first book", text, 'let b = all(tag("book"));')


def test_what_a_server_named_is_escaped_when_it_is_inserted() -> None:
    from karma_tui.lang.check.world import Snapshot
    from karma_tui.lang.complete.engine import complete

    world = Snapshot([('a"b\n', "x", None)], Dialect.V1)
    (item,) = complete('all(tag("', 9, world, Dialect.V1).items
    assert item.insert == 'a\\"b\\n'


def test_an_instance_that_is_not_known_still_gives_functions() -> None:
    from karma_tui.lang.complete.engine import complete

    assert "filterList" in [item.label for item in complete("fi", 2).items]


def test_other_statements_and_their_faults_do_not_matter() -> None:
    assert labels('let z = f(((;\nlet x = all(tag("book"));\nfirst(x).¦;\nlet q = [1,')[:6] == FIELDS
    assert labels('{"all": {"tag": {"string": "¦"}}}\n\n{"all": {"t')[:2] == ["author", "book"]


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        ("all(tag(¦))", "author", 'all(tag("author"¦))'),
        (
            'all(tag("book")) |> filterList((i, b) => b.state == ¦)',
            "done",
            'all(tag("book")) |> filterList((i, b) => b.state == symbol("done")¦)',
        ),
        (
            '{"equal": [{"field": ["state", {"first": {"all": {"tag": {"string": "book"}}}}]}, ¦]}',
            "done",
            '{"equal": [{"field": ["state", {"first": {"all": {"tag": {"string": "book"}}}}]}, '
            '{"symbol": "done"}¦]}',
        ),
    ],
)
def test_what_a_place_can_only_mean_is_written_out(text: str, label: str, after: str) -> None:
    assert labels(text)[0] == label
    assert accepted(text, label) == after


def test_the_fields_of_a_case_are_known_while_other_cases_are_missing() -> None:
    text = 'let k = first(all(tag("book"))).kind;\nswitchCase(k, {novel: n => ¦})'
    assert labels(text)[0] == "n"
    assert next(item for item in completed(text).items if item.label == "n").type == "string"
