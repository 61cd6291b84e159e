"""What administration does to an instance stands in the history, by itself and without a secret."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from karma_tui.errors import KarmaError, ProtectedProfile
from karma_tui.library.history.entry import Entry
from karma_tui.workbench.administration.exporting import export_dump
from karma_tui.workbench.administration.importing import import_dump, look_into
from karma_tui.workbench.administration.resetting import reset
from karma_tui.workbench.administration.rotating import rotate
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.recorder import HistoryRecorder
from karma_tui.workbench.workbench import Workbench
from tests.client.raw_server import Talk
from tests.library.history.parts import Kept
from tests.workbench.administration.test_dumps import server_that
from tests.workbench.instance import Starter, bench_on, place_in


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    folder = tmp_path / "data"
    folder.mkdir()
    return Kept(folder)


@pytest.fixture
async def local(
    tmp_path: Path, kept: Kept, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Workbench]:
    """The user's own local instance, whose runs are kept."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    recorder = HistoryRecorder(kept.history, "local", "local", "app")
    async with bench_on(place_in(tmp_path), starter, guard=Guard("local"), recorder=recorder) as bench:
        await bench.start()
        yield bench


async def entries(bench: Workbench, kept: Kept) -> list[Entry]:
    """All there are, the oldest first."""
    assert bench._recorder is not None
    await bench._recorder.close()
    return kept.history.page()[::-1]


async def test_import_reset_and_rotation_are_kept_as_what_they_are(
    local: Workbench, kept: Kept, tmp_path: Path
) -> None:
    exported = await export_dump(local, None, tmp_path, date(2026, 11, 28))
    named = exported.path.rename(tmp_path / "a\n1i32.zip")
    await reset(local, "local")
    await import_dump(local, await look_into(named, local), "local")
    rotated = await rotate(local, "local")
    found = await entries(local, kept)
    assert [(it.deed, it.outcome, it.writes, it.profile, it.user, it.face) for it in found] == [
        (deed, "ok", True, "local", "admin", "app") for deed in ("reset", "import", "secret")
    ]
    assert all(it.text.startswith("// ") and "\n" not in it.text for it in found)
    assert "1i32.zip" in found[1].text
    assert "[hidden]" not in found[2].text
    assert all(it.seconds is not None and it.seconds > 0 and not it.has_result for it in found)
    assert rotated.secret
    assert rotated.secret.encode() not in kept.every_byte()
    assert kept.history.texts().texts == ()
    for entry in found:  # whoever runs the text of one all the same runs nothing
        assert isinstance((await local.run(entry.text)).error, KarmaError)
    assert (await local.run('length(all(tag("_tag")))')).body == b"6"


async def test_what_is_not_confirmed_is_not_kept(local: Workbench, kept: Kept) -> None:
    with pytest.raises(ProtectedProfile):
        await reset(local, "")
    assert await entries(local, kept) == []


async def test_a_deed_that_failed_is_kept_with_why(kept: Kept) -> None:
    async def go(talk: Talk) -> None:
        talk.writer.close()

    async with server_that(go) as bench:
        bench._recorder = HistoryRecorder(kept.history, "prod", "http://x", "app")
        with pytest.raises(KarmaError) as caught:
            await reset(bench, "prod")
        (entry,) = await entries(bench, kept)
    assert (entry.outcome, entry.error_title) == ("error", caught.value.title)
