"""What of the runs on a real local instance is recorded, and that recording changes nothing about them."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from karma_tui.errors import Span, StorageError
from karma_tui.library.history.entry import Entry
from karma_tui.library.history.facts import Started
from karma_tui.library.history.history import History
from karma_tui.library.history.limits import Limits
from karma_tui.library.history.origin import Origin
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.parameters import given_for
from karma_tui.workbench.recorder import HistoryRecorder
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on, place_in

APP = Origin()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("recording")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(folder)


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    starter = Starter()
    yield starter
    starter.close()


@dataclass
class Recorded:
    """An open instance with its history."""

    bench: Workbench
    history: History
    told: list[StorageError] = field(default_factory=list)

    async def entries(self) -> list[Entry]:
        """All of them, the oldest first, once they are written."""
        recorder = self.bench._recorder
        assert recorder is not None
        await recorder.close()
        return self.history.page()[::-1]

    async def entry(self) -> Entry:
        (entry,) = await self.entries()
        return entry


@pytest.fixture
async def recorded(place: Place, starter: Starter, tmp_path: Path) -> AsyncIterator[Recorded]:
    told: list[StorageError] = []
    history = History(tmp_path, Limits(each_result=10_000), told.append)
    recorder = HistoryRecorder(history, "here", "db.example.org", "app")
    guard = Guard("here", read_only=False, protected=True)
    async with bench_on(place, starter, guard=guard, recorder=recorder) as bench:
        await bench.start()
        yield Recorded(bench, history, told)


def _every_byte(folder: Path) -> bytes:
    files = [it.read_bytes() for it in folder.rglob("*") if it.is_file()]
    return b"".join([*files, *(gzip.decompress(it.read_bytes()) for it in folder.rglob("*.gz"))])


class Sink:
    def __init__(self) -> None:
        self.got = b""

    def begin(self) -> None:
        self.got = b""

    def feed(self, data: bytes) -> None:
        self.got += data


async def test_what_a_user_runs_is_recorded_with_where_and_how_it_ended(recorded: Recorded) -> None:
    run = await recorded.bench.run('all(tag("_tag"))', origin=Origin("repl", "tags"))
    entry = await recorded.entry()
    assert (entry.text, entry.face, entry.snippet) == ('all(tag("_tag"))', "repl", "tags")
    assert (entry.profile, entry.endpoint, entry.user) == ("here", "db.example.org", "admin")
    assert (entry.dialect, entry.outcome, entry.size, entry.rows) == ("1.0", "ok", len(run.body), 6)
    assert entry.seconds == pytest.approx(run.elapsed, abs=1e-5)
    assert recorded.history.result(entry) == run.body


async def test_a_result_that_goes_to_a_sink_is_kept_as_well(recorded: Recorded) -> None:
    sink = Sink()
    await recorded.bench.run('all(tag("_tag"))', sink=sink, origin=APP)
    entry = await recorded.entry()
    assert entry.size == len(sink.got) and recorded.history.result(entry) == sink.got


async def test_of_a_long_result_the_size_is_kept_and_the_count_that_a_face_tells(recorded: Recorded) -> None:
    sink = Sink()
    run = await recorded.bench.run(f"[{', '.join(f'{n}i32' for n in range(4_000))}]", sink=sink, origin=APP)
    assert run.recorded is not None
    run.recorded.count(4_000)
    entry = await recorded.entry()
    assert (entry.size, entry.rows, entry.digest, entry.has_result) == (len(sink.got), 4_000, "", False)


async def test_what_a_face_asks_by_itself_is_recorded_only_if_it_writes(recorded: Recorded) -> None:
    await recorded.bench.run('all(tag("_tag"))')
    await recorded.bench.instance_catalogue()
    await recorded.bench.confirm("int32(1)")
    run = await recorded.bench.run('create(tag("_role"), s => ({name: "x", permissions: s}))')
    assert not run.ok
    entry = await recorded.entry()
    assert entry.text.startswith("create(") and entry.writes and entry.face == "app"


async def test_errors_of_every_stage_are_recorded(recorded: Recorded) -> None:
    for text in ("all(", 'all(tag("nope"))', "int32(1)"):
        await recorded.bench.run(text, origin=APP)
    kinds = [(it.outcome, it.error_kind, bool(it.error_title)) for it in await recorded.entries()]
    assert kinds == [("error", "expression", True), ("error", "query", True), ("ok", "", False)]


async def test_a_run_that_still_needs_the_profiles_name_is_recorded_when_it_has_it(
    recorded: Recorded,
) -> None:
    text = 'delete(refTo(first(all(tag("_migration")))))'
    for confirmed in ("", "wrong", "here"):
        await recorded.bench.run(text, confirmed=confirmed, origin=APP)
    entry = await recorded.entry()
    assert entry.text == text and entry.writes


async def test_a_cancelled_run_is_recorded_as_such(recorded: Recorded) -> None:
    asked = asyncio.Event()

    class Slow(Sink):
        def begin(self) -> None:
            asked.set()

    run = asyncio.create_task(recorded.bench.run('all(tag("_model"))', sink=Slow(), origin=APP))
    await asked.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert (await recorded.entry()).outcome == "cancelled"


async def test_a_stretch_is_recorded_alone_with_the_header_it_needs(recorded: Recorded) -> None:
    header = '//---\n// [[parameters]]\n// name = "n"\n// type = "int32"\n// default = 3\n//---\n'
    text = header + "int32(1)\n" + " " * 8 + "\n\n\n" + "addInt32($n, 1)"
    start = text.index("addInt32")
    run = await recorded.bench.run(
        text, Span(start, len(text)), given=given_for(text, {"n": "4"}), origin=APP
    )
    assert run.body == b"5"
    entry = await recorded.entry()
    assert entry.text == header + "\naddInt32($n, 1)" and entry.parameters == {"n": "4"}
    again = await recorded.bench.run(entry.text, given=given_for(entry.text, entry.parameters))
    assert again.body == b"5"


async def test_blanked_parts_of_a_buffer_are_not_recorded_as_blank_lines(recorded: Recorded) -> None:
    text = "let a = 1i32;\n          \n   \n\n\naddInt32(a, 1)"
    await recorded.bench.run(text, Span(0, len(text)), origin=APP)
    assert (await recorded.entry()).text == "let a = 1i32;\n\naddInt32(a, 1)"


async def test_a_password_that_is_written_is_in_no_file(recorded: Recorded, tmp_path: Path) -> None:
    await recorded.bench.run(
        'create(tag("_user"), s => ({username: "c4n4ry-user", password: "c4n4ry-pass", roles: []}))'
    )
    run = await recorded.bench.run('all(tag("_user"))', origin=APP)
    assert b"c4n4ry-pass" in run.body
    entries = await recorded.entries()
    found = _every_byte(tmp_path)
    assert b"c4n4ry-user" in found and b"c4n4ry-pass" not in found
    assert [it.has_result for it in entries] == [True, False]


async def test_a_history_that_is_held_by_another_process_does_not_hold_a_run(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded.bench.run("int32(1)", origin=APP)
    await recorded.entries()
    other = sqlite3.connect(recorded.history.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    run = await recorded.bench.run("int32(2)", origin=APP)
    assert run.body == b"2"
    other.execute("ROLLBACK")
    other.close()
    assert [(it.text, it.outcome) for it in await recorded.entries()] == [
        ("int32(1)", "ok"),
        ("int32(2)", "ok"),
    ]


async def test_closing_does_not_wait_for_ever(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karma_tui.workbench.recorder.PATIENCE", 0.01)
    await recorded.bench.run("int32(1)", origin=APP)
    await recorded.entries()
    other = sqlite3.connect(recorded.history.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    await recorded.bench.run("int32(2)", origin=APP)
    await recorded.bench.close()
    other.execute("ROLLBACK")
    other.close()


_KILLED = """
import asyncio, sys, threading
from pathlib import Path
from karma_tui.library.history.history import History
from karma_tui.library.history.origin import Origin
from karma_tui.workbench.recorder import HistoryRecorder
from karma_tui.workbench.local_place import place_in
from tests.workbench.instance import Starter, bench_on, place_in

recorder = HistoryRecorder(History(Path(sys.argv[1])), "here", "", "run")

class Stopped:
    def begin(self):
        written = threading.Event()
        recorder._history.line.put(lambda _: written.set())
        written.wait()
        print("running", flush=True)
        sys.stdin.read()
    def feed(self, data): ...

async def main():
    bench = bench_on(place_in(Path(sys.argv[2])), Starter(), recorder=recorder)
    await bench.start()
    await bench.run('all(tag("_tag"))', sink=Stopped(), origin=Origin("run"))

asyncio.run(main())
"""


async def test_a_run_that_is_killed_in_the_middle_is_recorded_as_not_finished(
    recorded: Recorded, place: Place, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _KILLED, str(tmp_path), str(place.data.parent)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"running\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    entry = await recorded.entry()
    assert (entry.text, entry.outcome_word) == ('all(tag("_tag"))', "unfinished")


def test_a_run_that_nobody_keeps_costs_no_import_of_the_database() -> None:
    import subprocess

    script = (
        "import sys, karma_tui.library.history.origin, karma_tui.workbench.recording, "
        "karma_tui.workbench.recorder; print('sqlite3' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_what_is_written_is_a_plain_value() -> None:
    from datetime import UTC, datetime

    from karma_tui.library.history.facts import time_text

    assert time_text(datetime(2026, 1, 2, 3, 4, 5, 678_999, UTC)) == "2026-01-02T03:04:05.678Z"
    assert Started(datetime.now(UTC), "x").parameters == {}
