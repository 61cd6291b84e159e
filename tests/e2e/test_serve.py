"""`karma-tui serve` as a process: what it says, how it is used by others, how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run


@contextmanager
def _serving(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server and the URL it printed."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--empty", *words],
        env=environment(home),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().decode().strip()
    finally:
        process.kill()
        process.communicate(timeout=30)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_url_and_ends_cleanly_on_a_signal(end: signal.Signals, tmp_path: Path) -> None:
    with _serving(tmp_path) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        process.send_signal(end)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, b"", b"")


def test_others_run_expressions_on_it_with_the_secret_from_its_file(tmp_path: Path) -> None:
    with _serving(tmp_path, "--data", "served.db") as (_, url):
        asked = ["run", "-e", 'length(all(tag("_tag")))', "--url", url, "--secret-file", "served.db.secret"]
        done = run(asked, tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"6\n", b"")


def test_a_wrong_option_is_exit_code_2(tmp_path: Path) -> None:
    done = run(["serve", "--colour"], tmp_path)
    assert done.returncode == 2
    assert b"--colour" in done.stderr


def test_a_data_file_in_use_is_exit_code_7_for_whoever_comes_second(tmp_path: Path) -> None:
    with _serving(tmp_path, "--data", "served.db"):
        done = run(["run", "-e", "true", "--data", "served.db"], tmp_path)
        assert done.returncode == 7
        assert b"served.db" in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_module_of_the_same_name_in_the_working_directory_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "karma_tui").mkdir()
    (tmp_path / "karma_tui" / "local.py").write_text("raise SystemExit(99)")
    (tmp_path / "karma_tui" / "__init__.py").write_text("")
    command = ["-c", "import sys; from karma_tui.cli.main import main; sys.exit(main(['serve', '--help']))"]
    done = subprocess.run(
        [COMMAND[0], "-P", *command],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b"--socket" in done.stdout


def test_a_port_in_use_is_exit_code_7_and_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(["serve", "--data", "x.db", "--port", str(taken.getsockname()[1])], tmp_path)
    assert done.returncode == 7
    assert b"in use" in done.stderr
    assert b"Choose another" in done.stderr
