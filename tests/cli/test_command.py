"""The command as a process: what holds for it with no server at all."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from karma_tui.cli.grammar import COMMANDS
from karma_tui.version import __version__
from tests.cli.process import COMMAND, environment, run

HEAVY = {
    "asyncio",
    "email",
    "http",
    "httpx",
    "json",
    "msgspec",
    "orjson",
    "platformdirs",
    "pygments",
    "sqlite3",
    "ssl",
    "subprocess",
    "textual",
    "tomllib",
    "tomlkit",
    "urllib",
}

_LOADED = """
import sys
from karma_tui.cli.main import main
try:
    main({words!r})
except SystemExit:
    pass
finally:
    print(*sys.modules, file=sys.stderr)
"""


def _modules(words: list[str], home: Path) -> set[str]:
    command = [sys.executable, "-c", _LOADED.format(words=words)]
    done = subprocess.run(
        command, capture_output=True, env=environment(home), text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in done.stderr.split()} | set(done.stderr.split())


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_version_is_one_line_on_stdout(word: str, tmp_path: Path) -> None:
    done = run([word], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"karma-tui {__version__}\n".encode(), b"")


def test_version_loads_next_to_nothing(tmp_path: Path) -> None:
    loaded = _modules(["--version"], tmp_path)
    assert not loaded & (HEAVY | {"argparse", "dataclasses", "re", "typing", "enum"})


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS if name != "serve")])
def test_help_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert not _modules(words, tmp_path) & (HEAVY | {"dataclasses", "inspect", "typing", "shutil"})


@pytest.mark.parametrize(("word", "limit"), [("--version", 0.06), ("--help", 0.1)])
def test_quick_answers_cost_little_processor_time(word: str, limit: float, tmp_path: Path) -> None:
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run([word], tmp_path)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    # a busy machine may slow single runs down; the best of five shows what the program itself needs
    assert min(spent) < limit


def test_help_names_every_command_and_the_exit_codes(tmp_path: Path) -> None:
    text = run(["--help"], tmp_path).stdout.decode()
    for word in ("run", "serve", "--url", "--data", "--secret-file", "130"):
        assert word in text


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_a_reader_that_leaves_early_is_no_error(word: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, word]
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, env=environment(tmp_path), timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_stdout_does_not_trouble_those_who_ask_for_the_version(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", 'exec "$0" "$@" >&-', *COMMAND, "--version"]
    done = subprocess.run(command, stderr=subprocess.PIPE, env=environment(tmp_path), timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_wrong_option_is_exit_code_2_with_a_hint_and_no_traceback(tmp_path: Path) -> None:
    done = run(["--colour"], tmp_path)
    assert done.returncode == 2
    assert b"--colour" in done.stderr
    assert b"--help" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_missing_file_is_exit_code_7(tmp_path: Path) -> None:
    done = run(["run", "nowhere.kvm"], tmp_path)
    assert done.returncode == 7
    assert b"nowhere.kvm" in done.stderr


def test_a_file_that_is_not_utf8_is_exit_code_2_and_names_the_byte(tmp_path: Path) -> None:
    (tmp_path / "q.kvm").write_bytes(b'"ab\xff"')
    done = run(["run", "q.kvm"], tmp_path)
    assert done.returncode == 2
    assert b"offset 3" in done.stderr


def test_a_secret_is_asked_for_only_where_somebody_can_answer(tmp_path: Path) -> None:
    command = [*COMMAND, "run", "-e", "true", "--url", "http://127.0.0.1:9"]
    done = subprocess.run(
        command,
        capture_output=True,
        env=environment(tmp_path),
        start_new_session=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert b"--secret-file" in done.stderr


def test_an_unknown_profile_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text('[profiles.shop]\nurl = "http://127.0.0.1:9"\n')
    done = run(["run", "-e", "true", "--profile", "shup"], tmp_path)
    assert done.returncode == 2
    assert b"shop" in done.stderr


def test_a_fault_of_ours_is_one_line_and_shows_its_traceback_on_demand(tmp_path: Path) -> None:
    program = """
import sys, karma_tui.cli.grammar as grammar
def broken(words): raise LookupError("inner matter")
grammar.parse = broken
from karma_tui.cli.main import main
sys.exit(main())
"""
    command = [sys.executable, "-c", program, "run", "-e", "words_of_the_user"]
    calm = subprocess.run(command, capture_output=True, env=environment(tmp_path), timeout=60, check=False)
    assert calm.returncode == 1
    assert calm.stderr.count(b"\n") == 1
    assert b"LookupError" in calm.stderr
    assert b"inner matter" not in calm.stderr
    (path,) = (tmp_path / "state").glob("crash-*.txt")
    assert calm.stderr.decode().rstrip().endswith(str(path))
    assert "s before  run\n" in path.read_text()
    assert "words_of_the_user" not in path.read_text()
    loud = environment(tmp_path, {"KARMA_TUI_DEBUG": "1"})
    shown = subprocess.run(command, capture_output=True, env=loud, timeout=60, check=False)
    assert b"Traceback" in shown.stderr


@pytest.mark.parametrize("url", ["ftp://x", "x", "http://", "http://h:99999", "http://a:b@h"])
@pytest.mark.parametrize("profile", [False, True])
def test_an_unusable_address_is_exit_code_2_before_a_secret_is_asked_for(
    url: str, profile: bool, tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(f'[profiles.shop]\nurl = "{url}"\n')
    which = ["--profile", "shop"] if profile else ["--url", url]
    done = run(["run", "-e", "true", *which], tmp_path)
    assert done.returncode == 2
    assert b"address" in done.stderr
    assert b"secret" not in done.stderr


@pytest.mark.parametrize("data", ["", "nowhere/x.db"])
def test_a_data_file_that_cannot_be_is_exit_code_2_and_starts_nothing(data: str, tmp_path: Path) -> None:
    done = run(["run", "-e", "true", "--data", str(tmp_path / data)], tmp_path)
    assert done.returncode == 2
    assert b"folder" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("words", [[], ["run"], ["run", "-e", " "]])
def test_no_expression_at_all_is_exit_code_2_and_says_how_to_give_one(
    words: list[str], tmp_path: Path
) -> None:
    done = run(words, tmp_path)
    assert done.returncode == 2
    assert b"There is no expression" in done.stderr
    assert b"-e EXPR" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["run", "--help"], ["profiles", "add", "--help"], ["keys"]]
)
def test_a_full_disk_behind_stdout_is_told_and_no_fault_of_ours(words: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 7
    assert b"Standard output cannot be written" in done.stderr
    assert b"did run" not in done.stderr
