"""The REPL and servers with a password: signing in where one is, switching, what a profile forbids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.terminal import ENTER, Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

CTRL_D = "\x04"


@dataclass(frozen=True)
class Server:
    home: Path
    url: str
    secret: str
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with its secret, and profiles of it in the settings."""
    home = tmp_path_factory.mktemp("home")
    process = subprocess.Popen(
        [*COMMAND, "serve", "--empty", "--data", "served.db"],
        env=environment(home),
        cwd=home,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        secret = (home / "served.db.secret").read_text().strip()
        (home / "config").mkdir()
        common = f'url = "{url}"\nsecret_file = "{home}/served.db.secret"\n'
        (home / "config" / "settings.toml").write_text(
            f"[profiles.production]\n{common}protected = true\n[profiles.look]\n{common}read_only = true\n"
        )
        yield Server(home, url, secret, process)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


@contextmanager
def _open(server: Server, *words: str) -> Iterator[Terminal]:
    with Terminal([*COMMAND, "repl", *words], environment(server.home, {"PAGER": "cat"}), 100) as terminal:
        terminal.screen.write_process_input = terminal.type  # type: ignore[assignment, method-assign]
        yield terminal


def test_a_password_is_asked_for_unseen_until_it_fits_and_the_expression_runs_then(server: Server) -> None:
    with _open(server, "--url", server.url) as terminal:
        terminal.wait_for("Not signed in yet", "127.0.0.1")
        terminal.type(f"int32(4713){ENTER}")
        terminal.wait_for("Password or secret of admin")
        terminal.type(f"wrongpassword{ENTER}")
        terminal.wait_for("does not accept this user name and password")
        assert "wrongpassword" not in terminal.text
        assert "****" not in terminal.text
        terminal.wait_until(
            lambda screen: screen.count("Password or secret of admin") == 2, "the question again"
        )
        terminal.type(f"{server.secret}{ENTER}")
        terminal.wait_until(
            lambda screen: "\n4713\n" in screen and screen.count(f":{server.port}>") == 2, "the next prompt"
        )
        assert server.secret[:8] not in terminal.text
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0


def test_profiles_are_switched_and_a_mistyped_name_ends_nothing(server: Server) -> None:
    with _open(server, "--profile", "look") as terminal:
        terminal.wait_for("look read-only>", "session 1")
        terminal.type(f'delete(refTo(first(all(tag("_role"))))){ENTER}')
        terminal.wait_for("this profile is read-only")
        terminal.type(f"\\profile prodution{ENTER}")
        terminal.wait_for("Did you mean production?")
        terminal.type(f"\\profile production{ENTER}")
        terminal.wait_for("Now at production", "production!>")
        terminal.type(f"int32(4714){ENTER}")
        terminal.wait_until(lambda screen: "\n4714\n" in screen, "the result")


def test_a_protected_profile_wants_its_name_for_what_destroys(server: Server) -> None:
    with _open(server, "--profile", "production") as terminal:
        terminal.wait_for("production!>", "session 1")
        terminal.type(f'delete(refTo(first(all(tag("_role"))))){ENTER}')
        terminal.wait_for("Type production to send it")
        terminal.type(ENTER)
        terminal.wait_for("Give the profile's name to send it")


def test_a_pipe_obeys_the_profile_as_well(server: Server) -> None:
    writing = b'delete(refTo(first(all(tag("_role")))))\n'
    forbidden = run(["repl", "--profile", "look"], server.home, writing)
    assert (forbidden.returncode, forbidden.stdout) == (5, b"")
    assert b"read-only" in forbidden.stderr
    unconfirmed = run(["repl", "--profile", "production"], server.home, writing)
    assert unconfirmed.returncode == 5
    assert unconfirmed.stderr.count(b"Not sent yet") == 1


def test_a_pipe_is_asked_nothing(server: Server) -> None:
    done = run(["repl", "--url", server.url], server.home, b"int32(1)\n")
    assert (done.returncode, done.stdout) == (4, b"")
    wrong = run(["repl", "--url", server.url], server.home, b"int32(1)\n", {"KARMA_TUI_SECRET": "no"})
    assert wrong.returncode == 4
    assert wrong.stderr.count(b"does not accept") == 1


@pytest.mark.parametrize("key", [CTRL_D, "\x03"])
def test_who_gives_no_password_line_by_line_goes_on(key: str, server: Server) -> None:
    prompt = f":{server.port}>"
    with _open(server, "--url", server.url, "--plain") as terminal:
        terminal.wait_for(prompt)
        terminal.type(f"int32(4713){ENTER}")
        terminal.wait_for("Password or secret of admin")
        terminal.type(key)
        terminal.wait_until(
            lambda screen: "is not signed in" in screen and screen.count(prompt) == 2, "the next prompt"
        )
        terminal.type(f"\\set depth{ENTER}")
        terminal.wait_for("depth is")
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0
