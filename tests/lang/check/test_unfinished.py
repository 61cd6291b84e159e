"""Texts while they are typed, and trees that no reader makes: the checker always has an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from karma_tui.lang.check.study import study
from karma_tui.lang.nodes import Call, Dialect, Hole, Node, Raw, Word, walk
from karma_tui.lang.recognise import read
from karma_tui.lang.tolerant.draft import draft

from .holes import replaced
from .library import WORLD, WORLD01

TEXTS = (
    'let a = all(tag("book")) |> filterList((i, b) => b.pages == 3i64 && isCase(b.kind, "paper"));\n'
    "let n = a |> mapList((i, b) => ({t: b.title, a: get(b.author).name}));\n"
    "switchCase(first(a).kind, {paper: p => p.weight, digital: d => 0f})",
    'create(tag("book"), self => ({title: "x", kind: union("paper", {weight: 1f})}));\n'
    'update(ref("m3", "q"), {name: "x"});\nif(true, define("q", 1i32), 2i32);\ntuple(1i32, "x")[0]',
    'graphFlow(ref("m4", "b"), [{from: tag("book"), forward: [tag("author")], backward: []}]);\n'
    'switchModelRef(get(ref("m4", "x")), 1i32, [{match: tag("book"), return: b => b.pages}]);\n'
    'mapEnum(get(ref("m4", "b")).genre, {novel: "n"}, "z");\nmatchRegex("a+", "aaa");\n'
    'signature(x => addInt64(x, 1i64));\ncreateMultiple(tag("author"), {x: r => ({name: "y"})})',
)
TEXTS01 = (
    'do({a: all(tag("book")), n: mapList({value: bind("a"), expression: field("title")}),'
    ' return: first(bind("n"))})',
    'if(equal(1, 1), setField({name: "a", value: 1, in: newStruct({})}), get(newRef(tag("author"), "q")))',
    'graphFlow({start: newRef(tag("book"), "b"), flow: [{from: tag("book"), forward: [tag("author")]}]})',
    'update(newRef(tag("author"), "x"), contextual({name: "q"}))',
    'switchCase({value: newUnion("a", 1), cases: {a: add(arg(), index(newTuple(1, 2), 1))}})',
)
ALL = [*[(Dialect.V1, text) for text in TEXTS], *[(Dialect.V01, text) for text in TEXTS01]]
WORLDS = {Dialect.V1: WORLD, Dialect.V01: WORLD01}


@pytest.mark.parametrize(("dialect", "text"), ALL)
def test_every_beginning_of_a_text_has_problems_within_it(dialect: Dialect, text: str) -> None:
    for end in range(0, len(text) + 1, 2):
        for typed in (text[:end], text[:end] + text[end + 5 :]):
            read_so_far = draft(typed, dialect)
            found = study(read_so_far.node, WORLDS[dialect], read_so_far.dialect)
            for problem in found.problems:
                assert problem.span is not None
                assert 0 <= problem.span.start <= problem.span.end <= len(typed)
            found.names_at(end)
            found.type_at(end)
            found.call_at(end)


@pytest.mark.parametrize(
    "text",
    ['all(tag("book")) |> filterList((i, b) => b.', 'get(ref("m4", "b")).', "length(", "addInt64(1i64, "],
)
def test_what_is_not_written_yet_is_not_told_to_be_wrong(text: str) -> None:
    assert study(draft(text, Dialect.V1).node, WORLD).problems == ()


def odd_ones(node: Node) -> list[Node]:
    """What may stand in the place of a node that is not as it should be."""
    odd: list[Node] = [
        Hole(span=node.span),
        Raw({"no": ["sense"]}, span=node.span),
        Word("word", span=node.span),
    ]
    if isinstance(node, Call):
        odd.append(replace(node, args=(None,) * len(node.args)))
        odd.append(replace(node, args=node.args[1:]))
        odd.append(replace(node, name="noFunction"))
    return odd


@pytest.mark.parametrize(("dialect", "text"), ALL)
def test_whatever_stands_in_the_place_of_a_node_is_answered_for(dialect: Dialect, text: str) -> None:
    root = read(text, dialect).root
    for victim in list(walk(root))[1:]:
        for odd in odd_ones(victim):
            torn = replaced(root, victim, odd)
            study(torn, WORLDS[dialect], dialect)
            study(torn, dialect=dialect)


def test_nothing_is_told_of_a_branch_for_a_model_that_is_not_written_yet() -> None:
    text = (
        'switchModelRef({value: get(newRef(tag("author"), "a")), default: "d",'
        ' cases: [{match: tag("book"), return: field("title")}]})'
    )
    root = read(text, Dialect.V01).root
    *_, match = [node for node in walk(root) if isinstance(node, Call) and node.name == "tag"]
    torn = replaced(root, match, Hole(span=match.span))
    assert study(torn, WORLD01, Dialect.V01).problems == ()
