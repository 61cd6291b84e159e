"""A refusal of an instance points into the user's own text: selections, sugar, JSON, both dialects.

Nothing here is caught by the editor's own check first: the instance itself says no.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from karma_tui.errors import QueryRefused, Span
from karma_tui.workbench.local_place import place_of
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on

V1 = [
    # text; the selection, "" for all of it; what is pointed to
    ('all(tag("nowhere"))', "", '"nowhere"'),
    ('  all( tag("nowhere") )', "", '"nowhere"'),
    ('length("abc")', "", '"abc"'),
    ('all(tag("_tag")) |> mapList((i, t) => t.nothing)', "", "t"),
    ('let a = 1i32;\nlet b = length("abc");\nb', "", '"abc"'),
    ('1i32;\nlength("abc")', 'length("abc")', '"abc"'),
    ('length("abc")\n\nlength("def")', 'length("def")', '"def"'),
    ('!"yes"', "", '"yes"'),
    ('true && "yes"', "", '"yes"'),
    ("if(true, 1i32, first([]))", "", "[]"),
    ('{"all":{"tag":{"string":"nowhere"}}}', "", '{"string":"nowhere"}'),
    ('{"function":[[],[{"length":{"string":"abc"}}]]}', "", '{"string":"abc"}'),
    ('{"zero":{}}\n{"length":{"string":"abc"}}', '{"length":{"string":"abc"}}', '{"string":"abc"}'),
    ('{"all":{"tag":"nowhere"}}', "", '"nowhere"'),
]

V01 = [
    ('all(tag("nowhere"))', "", '"nowhere"'),
    ('{"all":{"tag":"nowhere"}}', "", '"nowhere"'),
    ('{"tag":"_tag"}\n\n{"all":{"tag":"nowhere"}}', '{"all":{"tag":"nowhere"}}', '"nowhere"'),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blame")


async def opened(home: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> AsyncIterator[Workbench]:
    monkeypatch.setenv("KARMA_TUI_HOME", str(home / "h"))
    starter = Starter(*words)
    bench = bench_on(place_of(home / f"{len(words)}.db"), starter)
    try:
        async with bench:
            await bench.start()
            yield bench
    finally:
        starter.close()


@pytest.fixture
async def bench(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workbench]:
    async for it in opened(home, monkeypatch):
        yield it


@pytest.fixture
async def bench01(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workbench]:
    async for it in opened(home, monkeypatch, "--dialect", "0.1"):
        yield it


async def blamed(bench: Workbench, text: str, selected: str) -> list[str]:
    stretch = Span(text.rindex(selected), text.rindex(selected) + len(selected)) if selected else None
    run = await bench.run(text, stretch)
    assert isinstance(run.error, QueryRefused), run
    if stretch is not None:
        assert all(stretch.start <= it.start and it.end <= stretch.end for it in run.places)
    return [text[it.start : it.end] for it in run.places]


async def test_refusals_of_1_0_point_into_the_text(bench: Workbench) -> None:
    for text, selected, where in V1:
        places = await blamed(bench, text, selected)
        assert where in places, (text, places)


async def test_refusals_of_0_1_point_into_the_text(bench01: Workbench) -> None:
    for text, selected, where in V01:
        places = await blamed(bench01, text, selected)
        assert where in places, (text, places)
