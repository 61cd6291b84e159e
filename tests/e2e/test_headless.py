"""The command against the real local instance, through pipes, as a script uses it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.servers import stop_servers


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module, so that its runs share a server, as a script's do."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    stop_servers(folder)


def test_an_expression_on_stdin_prints_its_result_and_nothing_else(home: Path) -> None:
    done = run([], home, b'all(tag("_tag"))\n')
    assert (done.returncode, done.stderr) == (0, b"")
    assert "_tag" in {record["tag"] for record in json.loads(done.stdout)}
    assert done.stdout.endswith(b"\n")


def test_json_of_dialect_0_1_gives_the_same_result(home: Path) -> None:
    text = run([], home, b'length(all(tag("_tag")))')
    old = run([], home, b'{"length": {"all": {"tag": "_tag"}}}')
    assert old.returncode == 0, old.stderr
    assert old.stdout == text.stdout


def test_json_of_dialect_1_0_is_run_as_it_is(home: Path) -> None:
    done = run(["run", "-e", '{"function": [[], [{"int64": 9223372036854775807}]]}'], home)
    assert done.stdout == b"9223372036854775807\n"


def test_an_expression_file_is_read(home: Path) -> None:
    (home / "q.kvm").write_text('"from a file"\n')
    assert run(["run", "q.kvm"], home).stdout == b'"from a file"\n'


def test_pretty_indents(home: Path) -> None:
    assert (
        run(["run", "-e", "[int32(1), int32(2)]", "--format", "pretty"], home).stdout == b"[\n  1,\n  2\n]\n"
    )


def test_a_malformed_expression_is_exit_code_6_with_line_and_column(home: Path) -> None:
    done = run([], home, b'length(\n  all(tag("_tag")')
    assert done.returncode == 6
    assert done.stdout == b""
    assert b"stdin:2:" in done.stderr
    assert b"^" in done.stderr


def test_a_refused_expression_is_exit_code_5_and_points_to_the_part_to_blame(home: Path) -> None:
    done = run(["run", "-e", 'length(all(tag("nowhere")))'], home)
    assert done.returncode == 5
    assert b"-e:1:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_writing_expression_is_kept_for_later_runs(home: Path) -> None:
    written = run(["run", "-e", 'create(tag("_tag"), t => ({tag: "e2e", model: tag("_tag")}))'], home)
    assert written.returncode == 0, written.stderr
    assert run(["run", "-e", 'tagExists("e2e")'], home).stdout == b"true\n"


def test_a_wrong_secret_is_exit_code_4(home: Path) -> None:
    url = _local_url(home)
    done = run(["run", "-e", "true", "--url", url], home, extra={"KARMA_TUI_SECRET": "wrong secret"})
    assert done.returncode == 4
    assert b"wrong secret" not in done.stderr


def test_an_unreachable_server_is_exit_code_3(home: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        done = run(["run", "-e", "true", "--url", url], home, extra={"KARMA_TUI_SECRET": "x"})
    assert done.returncode == 3


def test_a_server_that_never_answers_is_given_up_after_the_time_limit(home: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        done = run(
            ["run", "-e", "true", "--url", url, "--timeout", "0.3"], home, extra={"KARMA_TUI_SECRET": "x"}
        )
    assert done.returncode == 3
    assert b"0.3 s" in done.stderr


def test_ctrl_c_is_exit_code_130_and_quiet(home: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen(
            [*COMMAND, "run", "-e", "true", "--url", url],
            env=environment(home, {"KARMA_TUI_SECRET": "x"}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        with silent.accept()[0] as connection:
            connection.recv(1)  # the request is there, hence it waits for the answer
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert err == b"karma-tui: cancelled\n"


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "run", "-e", 'all(tag("_tag"))'],
        env=environment(home),
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_stdout_is_exit_code_7(home: Path) -> None:
    command = 'exec "$0" "$@" >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, *COMMAND, "run", "-e", "true"],
        env=environment(home),
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert done.returncode == 7
    assert b"Standard output cannot be written: it is closed" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_exit_code_7(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "run", "-e", "true"],
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 7
    assert b"Traceback" not in done.stderr


def test_runs_at_the_same_time_share_one_server(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(
            [*COMMAND, "run", "-e", f"int64({n})"],
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for n in range(4)
    ]
    try:
        results = [process.communicate(timeout=60) for process in runs]
        assert results == [(f"{n}\n".encode(), b"") for n in range(4)]
    finally:
        assert stop_servers(tmp_path) == 1


def test_a_killed_server_is_started_again_with_its_data(tmp_path: Path) -> None:
    created = 'create(tag("_tag"), t => ({tag: "kept", model: tag("_tag")}))'
    assert run(["run", "-e", created], tmp_path).returncode == 0
    assert stop_servers(tmp_path, signal.SIGKILL) == 1
    try:
        done = run(["run", "-e", 'tagExists("kept")'], tmp_path)
        assert (done.stdout, done.stderr) == (b"true\n", b"")
    finally:
        stop_servers(tmp_path)


def _local_url(home: Path) -> str:
    """The address of the module's running server."""
    run(["run", "-e", "true"], home)
    (lease,) = (home / "run").glob("*.lease")
    return f"unix:{lease.with_suffix('')}"


def _profile(home: Path, rule: str) -> list[str]:
    """The words that name a profile with a rule, on the local instance that runs in this home."""
    run([], home, b"true")
    (socket_of,) = (path for path in (home / "run").iterdir() if path.suffix == "")
    secret = home / "data" / "local.db.secret"
    (home / "config" / "settings.toml").write_text(
        f'[profiles.prod]\nurl = "unix://{socket_of}"\nsecret_file = "{secret}"\n{rule} = true\n'
    )
    return ["run", "--profile", "prod"]


RENAME = 'let t = first(all(tag("_tag"))); update(refTo(t), t)'


def test_a_read_only_profile_refuses_what_writes_and_names_itself(home: Path) -> None:
    words = _profile(home, "read_only")
    done = run([*words, "-e", RENAME], home)
    assert (done.returncode, done.stdout) == (5, b"")
    assert b"read-only" in done.stderr
    assert b"prod" in done.stderr
    assert run([*words, "-e", 'length(all(tag("_role")))'], home).returncode == 0


def test_a_protected_profile_wants_its_name_before_something_is_changed(home: Path) -> None:
    words = _profile(home, "protected")
    done = run([*words, "-e", RENAME], home)
    assert done.returncode == 5
    assert b"--confirm prod" in done.stderr
    assert run([*words, "-e", RENAME, "--confirm", "dev"], home).returncode == 5
    assert run([*words, "-e", RENAME, "--confirm", "prod"], home).returncode == 0
