"""The expression for a node is run on the real local instance, and must return that node."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest

from karma_tui.errors import UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read
from karma_tui.results.document import Document
from karma_tui.workbench.assist import Assist
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.reaching import reach
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on, place_in


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("reaching")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(FilePath(folder))


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    starter = Starter()
    yield starter
    starter.close()


@pytest.fixture
async def bench(place: Place, starter: Starter) -> AsyncIterator[Workbench]:
    async with bench_on(place, starter) as workbench:
        await workbench.start()
        yield workbench


def _places(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting:
        path, here = waiting.pop()
        yield path, here
        if isinstance(here, dict):
            waiting.extend(((*path, key), inner) for key, inner in here.items())
        elif isinstance(here, list):
            waiting.extend(((*path, at), inner) for at, inner in enumerate(here))


@pytest.mark.parametrize(
    "text",
    [
        '{a: int32(1), b: ["x", "y"], c: {d: true, e: null}}',
        'map({a: {n: int32(1)}, b: {n: int32(2)}, "odd key": {n: int32(3)}})',
        'tuple("a", {b: [int32(1), int32(2)]})',
        'let x = ["x", "y", "z"]; [x, ["w"]]',
        'mapMap(map({a: "x"}), (k, v) => [v, k])',
        'union("case", {a: "x"})',
    ],
)
async def test_every_place_of_a_result_can_be_read_by_an_expression_of_its_own(
    bench: Workbench, text: str
) -> None:
    run = await bench.run(text)
    assert run.error is None, run.error
    document = Document.from_bytes(run.body)
    findings = Assist().study(text)
    for path, value in _places(json.loads(run.body)):
        expression = reach(text, document, path, findings.label, run.dialect)
        again = await bench.run(expression)
        assert again.error is None, (expression, again.error)
        assert json.loads(again.body) == value, expression


async def test_a_record_with_its_id_is_read_by_its_reference(bench: Workbench) -> None:
    text = 'mapList(all(tag("_role")), (i, r) => metarialize(r))'
    run = await bench.run(text)
    assert run.error is None, run.error
    document = Document.from_bytes(run.body)
    for path, value in _places(json.loads(run.body)):
        if not path or (isinstance(path[-1], int) and path[-2:-1] in (("id",), ("model",))):
            continue
        expression = reach(text, document, path, lambda _: None, run.dialect)
        assert "get(" in expression and "mapList" not in expression
        again = await bench.run(expression)
        if again.error is None:
            assert json.loads(again.body) == value, expression
        else:  # without types a step into a permission is a guess
            assert len(path) > 3


async def test_what_writes_is_not_run_again_to_read_of_it() -> None:
    text = 'create(tag("_tag"), _ => ({tag: "x", model: tag("_tag")}))'
    document = Document.from_bytes(b'["a","b"]')
    with pytest.raises(UsageError, match="only reads"):
        reach(text, document, (0,), lambda _: None, None)


@pytest.mark.parametrize(
    ("text", "body", "path", "expected"),
    [
        (
            '{"all":{"tag":"x"}}',
            b'[{"id":"i1","model":"m1","created":"","updated":"","value":{"a":{"b":1}}}]',
            (0, "value", "a", "b"),
            'get(newRef("m1", "i1")).a.b',
        ),
        ('{"all":{"tag":"x"}}', b'[{"a":1}]', (0, "a"), 'first(slice(all(tag("x")), 0, 1)).a'),
        ('all(tag("x"))', b'[{"a":1}]', (0, "a"), 'first(slice(all(tag("x")), 0, 1)).a'),
    ],
)
def test_expressions_of_the_old_dialect_are_written_in_it(
    text: str, body: bytes, path: tuple[str | int, ...], expected: str
) -> None:
    document = Document.from_bytes(body)
    expression = reach(text, document, path, lambda _: None, Dialect.V01)
    assert expression == expected
    source = read(expression, Dialect.V01)
    assert source.dialect is Dialect.V01 and source.body()
