from __future__ import annotations

import pytest

from karma_tui.client.freshness import Epoch
from karma_tui.errors import DangerousRequest, NotKarmaError, Span, UntranslatableError
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.confirm import prepare_confirm, read_confirmed
from karma_tui.workbench.local_place import Place
from tests.workbench.instance import Starter, bench_on

EPOCH = Epoch("s")


def test_an_expression_is_asked_about_as_a_function_that_is_not_called() -> None:
    prepared = prepare_confirm("addInt64(1, 2)", Dialect.V1, EPOCH)
    assert prepared.body.startswith(b'{"function":[[],[{"signature":{"function":[[],[{"addInt64"')


def test_asking_about_a_writing_expression_writes_nothing() -> None:
    assert not prepare_confirm('delete(ref("a", "b"))', Dialect.V1, EPOCH).writes


def test_what_would_do_damage_while_it_is_typed_is_not_sent() -> None:
    with pytest.raises(DangerousRequest):
        prepare_confirm('modelOf(first(all(tag("_user"))))', Dialect.V1, EPOCH)


def test_the_older_dialect_cannot_be_asked() -> None:
    with pytest.raises(UntranslatableError):
        prepare_confirm("1", Dialect.V01, EPOCH)


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b"5", b"\xff"])
def test_an_answer_that_is_no_signature_is_told(body: bytes) -> None:
    with pytest.raises(NotKarmaError):
        read_confirmed(body)


async def test_an_instance_types_an_expression_without_running_it(place: Place, starter: Starter) -> None:
    bench = bench_on(place, starter)
    async with bench:
        await bench.start()
        count = 'length(all(tag("_tag")))'
        before = await bench.run(count)
        asked = await bench.confirm('create(tag("_tag"), self => ({tag: "x", model: tag("_tag")}))')
        assert asked.ok, asked.error
        answer = read_confirmed(asked.body)
        assert isinstance(answer, dict) and list(answer) == ["ref"]
        after = await bench.run(count)
        assert after.ok and after.body == before.body


async def test_what_the_instance_blames_is_found_in_the_selection(place: Place, starter: Starter) -> None:
    bench = bench_on(place, starter)
    async with bench:
        await bench.start()
        text = "1\nlength(2) "
        asked = await bench.confirm(text, Span(2, 11))
        assert asked.error is not None
        assert asked.places and all(place.start >= 2 for place in asked.places)
