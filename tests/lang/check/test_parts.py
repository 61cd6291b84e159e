"""A study that builds on an earlier one says the same as one from scratch."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.lang.check.study import Study, study
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.nodes import Function, Hole, walk
from karma_tui.lang.recognise import read

from .library import WORLD

STATEMENTS = (
    "let a = 1i32",
    "let a = 1i64",
    'let a = get(ref("m4", "b"))',
    'let b = all(tag("book")) |> mapList((i, v) => v.pages)',
    'let b = all(tag("bok"))',
    "let c = addInt64(a, 1i64)",
    "let c = {a: a, b: b}",
    "a.title",
    "first(b)",
    'if(true, define("d", 1i32), a)',
    "with(b, a => addInt64(first(a), 2i64))",
    "d",
    "[a, a]",
    'create(tag("author"), self => ({name: "x", brn: a}))',
    "let e = missing",
    "e",
    "HOLE",
)


def query(statements: list[str]) -> Function:
    """The nodes of a text of these statements, those called HOLE missing."""
    root = read(";\n".join(statements) or "true").root
    body = [
        Hole(span=node.span) if written == "HOLE" else node
        for node, written in zip(root.body, statements or ["true"], strict=True)
    ]
    return Function((), tuple(body), span=root.span)


def all_of(found: Study) -> list[object]:
    """Everything that a study says, in words."""
    root = found.root
    assert root is not None and root.span is not None
    said: list[object] = [(problem.title, problem.hint, problem.span) for problem in found.problems]
    for node in walk(root):
        for type_ in (found.type_of(node), found.expected_of(node)):
            said.append(None if type_ is None else type_text(type_))
    for offset in range(root.span.start, root.span.end + 1, 3):
        said.append([(name, type_text(of)) for name, of in found.names_at(offset).items()])
    return said


texts = st.lists(st.sampled_from(STATEMENTS), max_size=6)


@settings(max_examples=60, deadline=None)
@given(texts, st.lists(texts, min_size=1, max_size=2))
def test_building_on_an_earlier_study_changes_nothing(first: list[str], later: list[list[str]]) -> None:
    found = study(query(first), WORLD)
    for statements in later:
        root = query(statements)
        found = study(root, WORLD, before=found)
        assert all_of(found) == all_of(study(root, WORLD))


def test_only_what_changed_and_what_uses_it_is_studied_again() -> None:
    visits = 0

    def count() -> bool:
        nonlocal visits
        visits += 1
        return False

    padding = [f'let b{at} = all(tag("book")) |> mapList((i, v) => [v.pages, {at}i64])' for at in range(60)]
    before = study(query(["let a = 1i32", *padding, "[a]"]), WORLD, should_stop=count)
    whole, visits = visits, 0
    after = study(query(["let a = 2i64", *padding, "[a]"]), WORLD, should_stop=count, before=before)
    assert visits < whole / 4
    assert type_text(after.result_type) == "list of int64"


def test_another_instance_is_studied_from_scratch() -> None:
    root = query(['all(tag("bok"))'])
    assert study(root, before=study(root, WORLD)).problems == ()
