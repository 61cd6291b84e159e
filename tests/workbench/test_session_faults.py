"""A workbench whose local instance dies, or whose renewal has a fault: it goes on, and leaves all closed."""

from __future__ import annotations

import asyncio

import pytest

from karma_tui.workbench.local_place import Place
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on


async def _with_dead_renewal(place: Place, starter: Starter, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    monkeypatch.setattr("karma_tui.client.worker.TICK", 0.0)
    bench = bench_on(place, starter)
    died = asyncio.Event()

    async def upkeep(*, woke: bool) -> None:
        died.set()
        raise RuntimeError("planted")

    monkeypatch.setattr(bench._session._keeper, "upkeep", upkeep)
    await bench.start()
    await died.wait()
    return bench


async def test_a_local_instance_that_died_is_back_with_the_next_run_and_nothing_looks_wrong(
    place: Place, starter: Starter
) -> None:
    async with bench_on(place, starter) as bench:
        await bench.start()
        for text in ("int64(42)", 'create(tag("_expression"), x => ({string: "x"}))'):
            starter.kill()
            assert "(stopped)" in bench.session_view().endpoint
            await bench.run(text)
            view = bench.session_view()
            assert (str(view.state), view.message) == ("live", "")
            assert "(stopped)" not in view.endpoint


async def test_a_renewal_that_stopped_by_a_fault_is_told_and_keeps_nothing_open(
    place: Place, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await _with_dead_renewal(place, starter, monkeypatch)
    await asyncio.sleep(0)
    assert "Renewal has stopped" in bench.session_view().message
    assert (await bench.run("int64(42)")).body == b"42"
    assert "Renewal has stopped" in bench.session_view().message
    with pytest.raises(RuntimeError, match="planted"):
        await bench.close()
    assert bench.local is not None
    assert not bench.local.is_alive()


async def test_signing_in_after_a_renewal_that_stopped_begins_a_renewed_session(
    place: Place, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await _with_dead_renewal(place, starter, monkeypatch)
    monkeypatch.setattr("karma_tui.client.worker.TICK", 10.0)
    with pytest.raises(RuntimeError, match="planted"):
        await bench.sign_in("admin", place.secret.read_text().strip())
    view = bench.session_view()
    assert (str(view.state), view.message) == ("live", "")
    await bench.close()
