"""What holds at every place of every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.lang.check.world import Snapshot
from karma_tui.lang.complete.engine import complete
from karma_tui.lang.complete.hover import hover
from karma_tui.lang.complete.signature import signature_help
from karma_tui.lang.nodes import Dialect, Json

from .world import STRING, WORLD

PIECES = [*'()[]{},;:.="!`', "=>", "|>", "first", "filterList(", "tag(", "let x", " 1", "'b'", "&&", "m."]
PIECES += ['{"all": ', '{"tag"', '"book"', "b", "\n", "\n\n", "// "]
BUDGET = 0.030
"""Seconds of CPU for an answer."""


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.integers(0, 60), st.sampled_from(list(Dialect)))
def test_every_place_of_every_text_gets_an_answer(pieces: list[str], offset: int, dialect: Dialect) -> None:
    text = "".join(pieces)
    world = WORLD if dialect is Dialect.V1 else Snapshot([], dialect)
    found = complete(text, offset, world, dialect)
    assert 0 <= found.start <= min(offset, len(text)) <= found.end <= len(text)
    for item in found.items:
        assert all(0 <= stop.start <= stop.end <= len(item.insert) for stop in item.stops)
        assert all(0 <= at < len(item.label) for at in item.matched)
    assert [item.score for item in found.items] == sorted((i.score for i in found.items), reverse=True)
    signature = signature_help(text, offset, world, dialect)
    assert signature is None or signature.active < len(signature.parameters)
    about = hover(text, offset, world, dialect)
    assert about is None or 0 <= about.span.start <= about.span.end <= len(text)


@pytest.mark.parametrize("piece", ["first(", '{"all": ', "x => {"])
def test_ten_thousand_levels_are_no_trouble(piece: str) -> None:
    text = piece * 10_000
    complete(text, len(text), WORLD)
    signature_help(text, len(text), WORLD)
    hover(text, len(text), WORLD)


def test_the_same_text_gets_the_same_answer() -> None:
    assert complete("fi", 2, WORLD) == complete("fi", 2, WORLD)


def test_a_long_buffer_and_a_big_instance_do_not_delay_the_answer() -> None:
    model: Json = {"struct": {f"field{at}": STRING for at in range(50)}}
    models = [(f"model{at}", f"id{at}", model) for at in range(500)]
    world = Snapshot([("_model", "m", None), *models], Dialect.V1)
    line = 'let x{0} = filterList(all(tag("model{1}")), (i, v) =>\n  v.field3 == "a" && v.field7 != "b");\n'
    text = "".join(line.format(at, at % 500) for at in range(1_000))
    for written, place in ((text, text.index("field3", 50_000)), (text + "first(x999).", None)):
        offset = len(written) if place is None else place
        times = []
        for _ in range(5):
            begun = time.process_time()
            found = complete(written, offset, world)
            times.append(time.process_time() - begun)
        assert found.items[0].label.startswith("field")
        assert min(times) < 2 * BUDGET, times
