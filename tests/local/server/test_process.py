"""The local instance as a process: how it starts, refuses, ends, and what a killed one leaves behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from karma_tui import crashes
from karma_tui.local import process

from .driving import Server, refused, start

Starter = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Starter]:
    running: list[Server] = []

    def begin(*words: str) -> Server:
        server = start(tmp_path, *words)
        running.append(server)
        return server

    yield begin
    for server in running:
        server.stop(signal.SIGKILL)


def string_model() -> dict[str, object]:
    create = {"data": {"union": ["string", {"struct": {}}]}}
    return {"create": [{"tag": {"string": "_model"}}, {"function": [["self"], [create]]}]}


def test_port_is_free_and_terminating_is_a_clean_end(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty", "--port", "0")
    assert server.url.startswith("http://127.0.0.1:")
    assert server.send("GET", "/").body == b"karma.run 1.0.0"
    assert server.stop(signal.SIGTERM) == 0
    assert not (tmp_path / "data.db-wal").exists()


def test_interrupt_is_a_clean_end_and_stdout_holds_one_line(serve: Starter) -> None:
    server = serve("--empty")
    server.process.send_signal(signal.SIGINT)
    said, logged = server.process.communicate(timeout=20)
    assert (server.process.returncode, said, logged) == (0, "", "")


def test_killed_server_keeps_what_it_acknowledged(serve: Starter) -> None:
    server = serve("--empty")
    model = server.ask(string_model())
    created = [
        server.ask(
            {"create": [{"data": {"ref": model}}, {"function": [["self"], [{"string": f"w{number}"}]]}]}
        )
        for number in range(5)
    ]
    server.stop(signal.SIGKILL)
    again = serve()
    assert [again.ask({"get": {"data": {"ref": ref}}}) for ref in created] == [f"w{n}" for n in range(5)]


def test_signature_outlives_a_restart(serve: Starter) -> None:
    server = serve("--empty")
    server.log_in()
    signature = server.signature
    server.stop()
    again = serve()
    again.signature = signature
    assert again.ask({"int32": 7}) == 7


def test_second_process_on_one_data_file_says_so(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    second = refused("--data", str(tmp_path / "data.db"))
    assert (second.returncode, second.stdout) == (7, "")
    assert "Another process has the data file open" in second.stderr
    assert str(server.process.pid) in second.stderr
    assert "Traceback" not in second.stderr
    assert server.ask({"int32": 7}) == 7


def test_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = refused("--data", str(tmp_path / "data.db"), "--empty", "--port", port)
    assert (ended.returncode, ended.stdout) == (7, "")
    assert "in use" in ended.stderr


def test_remote_host_needs_permission(tmp_path: Path) -> None:
    ended = refused("--data", str(tmp_path / "data.db"), "--empty", "--host", "0.0.0.0")
    assert ended.returncode == 2
    assert "--allow-remote" in ended.stderr


def test_remote_host_is_served_with_a_warning(serve: Starter) -> None:
    server = serve("--empty", "--host", "0.0.0.0", "--allow-remote")
    server.process.send_signal(signal.SIGTERM)
    assert "plain HTTP" in server.process.communicate(timeout=20)[1]


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "70000"],
        ["--while-leased", "1"],
        ["--while-leased", "-1", "--socket", "s"],
        ["--dialect", "2.0"],
        ["--nonsense"],
    ],
)
def test_bad_command_line_is_refused(words: list[str]) -> None:
    assert refused(*words).returncode == 2


@pytest.mark.parametrize("option", ["--passwort", "--secret"])
def test_a_word_that_may_be_a_secret_is_not_repeated(option: str) -> None:
    ended = refused("--port", "0", f"{option}=hunter2", "hunter2")
    assert ended.returncode == 2
    assert f"{option}, 1 word too many" in ended.stderr
    assert "hunter2" not in ended.stdout + ended.stderr


def test_stranger_s_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data.db").write_text("dear diary " * 20)
    ended = refused("--data", str(tmp_path / "data.db"))
    assert ended.returncode == 7
    assert "Not a data file of karma-tui" in ended.stderr
    assert (tmp_path / "data.db").read_text() == "dear diary " * 20


def test_secret_file_can_be_named_and_is_made(serve: Starter, tmp_path: Path) -> None:
    (tmp_path / "data.db.secret").write_text("unused")
    server = serve("--empty", "--secret-file", str(tmp_path / "elsewhere"))
    assert server.log_in().status == 403
    server.secret = (tmp_path / "elsewhere").read_text().strip()
    assert server.log_in().status == 200
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o600


def test_unix_socket_serves_and_vanishes_with_its_server(serve: Starter, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = serve("--empty", "--socket", str(tmp_path / "socket"))
    assert server.url == f"unix:{tmp_path / 'socket'}"
    assert server.ask({"int32": 7}) == 7
    assert server.stop() == 0
    assert not (tmp_path / "socket").exists()


def test_stale_socket_of_a_killed_server_is_replaced(serve: Starter, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    serve("--empty", "--socket", str(tmp_path / "socket")).stop(signal.SIGKILL)
    assert (tmp_path / "socket").exists()
    assert serve("--socket", str(tmp_path / "socket")).ask({"int32": 7}) == 7


def test_server_ends_with_its_last_lease(serve: Starter, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = serve("--empty", "--socket", str(tmp_path / "socket"), "--while-leased", "3")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as lease:
        lease.connect(f"{tmp_path / 'socket'}.lease")
        with pytest.raises(Exception, match="timed out"):
            server.process.wait(4)
        assert server.ask({"int32": 7}) == 7
    assert server.process.wait(20) == 0
    assert not list(tmp_path.glob("socket*"))


def test_first_use_killed_half_way_starts_anew(serve: Starter, tmp_path: Path) -> None:
    """What a process leaves that was killed while it filled a new data file."""
    (tmp_path / "data.db.new").write_bytes(os.urandom(5000))
    (tmp_path / "data.db.new-wal").write_bytes(os.urandom(5000))
    server = serve("--empty")
    assert server.ask({"length": {"all": {"tag": {"string": "_model"}}}}) == 6
    assert not list(tmp_path.glob("data.db.new*"))


def summing(count: int) -> dict[str, object]:
    """An expression that takes time growing with the square of `count`."""
    numbers: object = {"data": {"list": [{"int64": number} for number in range(count)]}}
    add = {"function": [["a", "b"], [{"addInt64": [{"scope": "a"}, {"scope": "b"}]}]]}
    sums = {"function": [["i", "x"], [{"leftFoldList": [numbers, {"int64": 0}, add]}]]}
    return {"length": {"mapList": [numbers, sums]}}


def test_query_without_end_does_not_keep_the_server_from_ending(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    server.log_in()
    body = json.dumps({"function": [[], [summing(20_000)]]}).encode()
    connection = server.connection()
    connection.request("POST", "/", body, {"X-Karma-Signature": server.signature})
    assert server.ask({"int32": 7}) == 7
    server.process.send_signal(signal.SIGTERM)
    reply = connection.getresponse()
    assert (reply.status, reply.read()) == (500, b'{"internalError":"the instance is ending"}')
    connection.close()
    logged = server.process.communicate(timeout=20)[1]
    assert server.process.returncode == 0
    assert "abandoned" not in logged
    assert "Traceback" not in logged
    assert not (tmp_path / "data.db-wal").exists()


def test_long_query_does_not_hold_up_a_short_one(serve: Starter) -> None:
    server = serve("--empty")
    server.ask({"int32": 7})
    finished: list[str] = []
    started = threading.Event()

    def ask_slow() -> None:
        started.set()
        server.ask(summing(1200))
        finished.append("slow")

    thread = threading.Thread(target=ask_slow)
    thread.start()
    started.wait()
    for _ in range(3):
        assert server.ask({"int32": 7}) == 7
        finished.append("short")
    thread.join()
    assert finished[0] == "short"


def test_a_fault_of_the_server_is_one_line_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise ValueError("odd")

    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    monkeypatch.setattr(crashes, "_memory", crashes._Memory())
    monkeypatch.setattr(process, "_serve", fail)
    assert process.main(["--empty"]) == 1
    said = capsys.readouterr().err
    (report,) = crashes.reports(tmp_path / "state")
    assert said == f"internal error (ValueError); please report it with the file {report}\n"


_FAILING = """
import sys
from karma_tui.local import http_app, process
async def fail(*_):
    raise ValueError("odd words of a request")
http_app.App._answer = fail
sys.exit(process.main(sys.argv[1:]))
"""


def test_a_request_that_fails_inside_ends_nothing_and_is_reported(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _FAILING, "--empty", "--port", "0", "--data", str(tmp_path / "data.db")]
    environment = {"PATH": os.environ["PATH"], "KARMA_TUI_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert server.stdout is not None
    address = re.search(rb"127.0.0.1:(\d+)", server.stdout.readline())
    assert address is not None
    for _ in range(2):
        connection = HTTPConnection("127.0.0.1", int(address[1]), timeout=30)
        connection.request("GET", "/")
        assert connection.getresponse().status == 500
        connection.close()
    server.terminate()
    said = server.communicate(timeout=30)[1]
    assert len(crashes.reports(tmp_path / "state")) == 1
    assert b"Traceback" not in said
    assert b"odd" not in said
    assert said.count(b"internal error (ValueError)") == 2
