from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from karma_tui.errors import StorageError
from karma_tui.workbench.local_process import DumpRefused, start


def _python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_the_line_a_server_prints_when_it_answers_is_its_url(tmp_path: Path) -> None:
    started = start(_python("print('unix:/x', flush=True); input()"), tmp_path / "log")
    assert started.url == "unix:/x"
    started.process.wait()


def test_the_server_has_a_session_of_its_own_so_that_ctrl_c_is_not_for_it(tmp_path: Path) -> None:
    started = start(_python("import time; print('ready', flush=True); time.sleep(60)"), tmp_path / "log")
    try:
        assert os.getsid(started.process.pid) == started.process.pid
    finally:
        started.process.kill()
        started.process.wait()


def test_a_failed_start_tells_the_servers_last_words_and_what_to_do(tmp_path: Path) -> None:
    program = "import sys; [print(f'line {n}', file=sys.stderr) for n in range(9)]; sys.exit(3)"
    with pytest.raises(StorageError) as caught:
        start(_python(program), tmp_path / "log")
    assert caught.value.detail == "line 4\nline 5\nline 6\nline 7\nline 8"
    assert "--data" in caught.value.hint


def test_a_silent_failure_tells_its_exit_code(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        start(_python("raise SystemExit(3)"), tmp_path / "log")
    assert "code 3" in caught.value.detail


def test_a_dump_that_is_refused_is_told_in_the_servers_words_without_its_log(tmp_path: Path) -> None:
    said = "2026-01-02 03:04:05,678 about\\nThe dump is cut short\\nNothing was imported.\\nCopy it again."
    program = f"import sys; sys.stderr.write('{said}'); sys.exit(7)"
    with pytest.raises(DumpRefused) as caught:
        start([*_python(program), "--open", "shop.zip"], tmp_path / "log")
    assert (caught.value.title, caught.value.detail) == (
        "The dump is cut short",
        "Nothing was imported.\nCopy it again.",
    )


def test_a_server_that_never_answers_is_given_up_and_killed(tmp_path: Path) -> None:
    before = time.monotonic()
    with pytest.raises(StorageError):
        start(_python("import time; time.sleep(60)"), tmp_path / "log", patience=0.2)
    assert time.monotonic() - before < 10


def test_a_start_that_is_not_wanted_any_more_is_ended_at_once(tmp_path: Path) -> None:
    unwanted = Event()
    unwanted.set()
    before = time.monotonic()
    with pytest.raises(StorageError):
        start(_python("import time; time.sleep(60)"), tmp_path / "log", patience=60, unwanted=unwanted)
    assert time.monotonic() - before < 10


def test_a_missing_interpreter_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        start([str(tmp_path / "nothing")], tmp_path / "log")


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    start(_python("print('ready')"), tmp_path / "log").process.wait()
    assert (tmp_path / "log").stat().st_mode & 0o077 == 0
