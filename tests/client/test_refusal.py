"""Error bodies taken apart: every recorded one, every expected one, and anything else without a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.client.refusal import describe_path, read_human, read_refusal
from karma_tui.lang.nodes import Json, Number
from tests.client.material import expected_refusals, observed_refusals


def test_every_recorded_error_is_understood() -> None:
    seen = 0
    for name, _, body in observed_refusals():
        if not body:
            continue
        refusal = read_refusal(body.encode())
        assert refusal is not None, name
        recorded = json.loads(body)["humanReadableError"]
        kind, details = next(iter(recorded["machine"].items()))
        assert refusal.kind == kind, name
        assert refusal.is_wrapped, name
        assert refusal.human == recorded["human"], name
        assert refusal.blocks[0].kind == kind, name
        if isinstance(details, dict):
            assert refusal.offset == details.get("offset"), name
            assert json.dumps(refusal.program) == json.dumps(details.get("program")), name
            if isinstance(details.get("problem"), str):
                assert refusal.problem == details["problem"], name
        seen += 1
    assert seen > 150


def test_every_expected_error_is_understood_in_both_spellings() -> None:
    dialects = set()
    for name, dialect, expectation in expected_refusals():
        kinds = expectation.get("error")
        if not kinds:
            continue
        machine = _machine(kinds, expectation)
        for body in (machine, {"humanReadableError": {"human": "", "machine": machine}}):
            refusal = read_refusal(json.dumps(body).encode())
            assert refusal is not None, name
            assert list(refusal.chain) == kinds, name
            if "path" in expectation:
                assert list(refusal.path) == expectation["path"], name
            if "offset" in expectation:
                assert refusal.offset == expectation["offset"], name
        dialects.add(dialect)
    assert dialects == {"0.1", "1.0"}


def _machine(kinds: list[str], expectation: dict[str, Any]) -> dict[str, Any]:
    """An error body of those kinds, nested, with the path and offset that a case demands."""
    innermost: dict[str, Any] = {"problem": "p"}
    if "path" in expectation:
        innermost["problem" if kinds[-1] == "autoMigrationError" else "path"] = expectation["path"]
    if "offset" in expectation:
        innermost["offset"] = expectation["offset"]
    for kind in reversed(kinds):
        innermost = {kind: innermost}
    return innermost


def test_causes_come_from_the_headings() -> None:
    human = (
        "Argument Error\n==============\n\nCompilation Error\n=================\nProblem\n-------\nbad\n\n"
        "Type Inference Error\n====================\nExpected\n--------\nint8\n\nActual\n--------\nstring\n\n"
    )
    body = {"humanReadableError": {"human": human, "machine": {"argumentError": []}}}
    refusal = read_refusal(json.dumps(body).encode())
    assert refusal is not None
    assert refusal.chain == ("argumentError", "compilationError", "typeInferenceError")
    assert (refusal.problem, refusal.section("Expected"), refusal.section("Actual")) == (
        "bad",
        "int8",
        "string",
    )


def test_bare_infinities_do_not_spoil_the_reading() -> None:
    body = (
        b'{"compilationError":{"problem":"say \\"+Inf\\", NaN",'
        b'"program":[+Inf,-Inf,NaN,1.50,123456789012345678901]}}'
    )
    refusal = read_refusal(body)
    assert refusal is not None
    assert refusal.problem == 'say "+Inf", NaN'
    assert refusal.program == ["+Inf", "-Inf", "NaN", Number("1.50"), 123456789012345678901]


def test_a_refused_program_may_be_ten_thousand_levels_deep() -> None:
    program = '{"not":' * 10_000 + "true" + "}" * 10_000
    refusal = read_refusal(f'{{"compilationError":{{"problem":"p","program":{program}}}}}'.encode())
    assert refusal is not None
    depth, node = 0, refusal.program
    while isinstance(node, dict):
        depth, node = depth + 1, node["not"]
    assert depth == 10_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"true",
        b'"text"',
        b"<html>",
        b'{"a":1}',
        b'{"a":1,"bError":2}',
        b"\xff\xfe",
        b'{"humanReadableError":{}}',
    ],
)
def test_other_bodies_are_no_errors_of_karma(body: bytes) -> None:
    assert read_refusal(body) is None


@settings(max_examples=40)
@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_no_details_can_break_the_reading(details: Any) -> None:
    for kind in ("codecError", "objectNotFoundError", "autoMigrationError", "argumentError", "newError"):
        refusal = read_refusal(json.dumps({kind: details}).encode())
        assert refusal is not None
        assert refusal.kind == kind
        describe_path(refusal.path)


@given(st.text())
def test_no_text_can_break_the_headings(text: str) -> None:
    read_human(text)


def test_a_path_reads_like_an_accessor() -> None:
    path: tuple[Json, ...] = (
        {"structField": "a"},
        {"mapKey": "k"},
        {"listIndex": 0},
        {"unionCase": "c"},
        {"setElements": {}},
    )
    assert describe_path(path) == ".a['k'][0].c[*]"
