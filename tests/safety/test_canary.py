"""Secrets are planted everywhere, everything is done with them, and then they are looked for everywhere.

No file below the client's home, no output, no screen and no command line may have one in it, in whatever
spelling. What holds them on purpose lies outside: the secret files, and the server's own folder.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.terminal import CTRL_Q, ENTER, ESCAPE, F5
from tests.safety.canaries import Watch, found_below, found_in, spellings
from tests.safety.recorded import PROGRAM, ROOT, Recorded
from tests.safety.wire import Relay

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

_QUESTION = "Password or secret of"
_SNIPPET = """\
//---
// name = "with secret"
// [[parameters]]
// name = "word"
// type = "string"
// secret = true
//---
length([$word])
"""
F11 = "\x1b[23~"
F12 = "\x1b[24~"


@dataclass
class World:
    """A server, the relay before it, the secrets, and all that was said."""

    home: Path
    keys: Path
    relay: Relay
    canaries: dict[str, str]
    said: bytearray = field(default_factory=bytearray)

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        temporary = self.home / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "KARMA_TUI_HOME": str(self.home),
            "HOME": str(self.home),
            "TMPDIR": str(temporary),
            **(extra or {}),
        }

    def run(
        self, *words: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None, code: int = 0
    ) -> bytes:
        """Run a command and keep all it says; what it said."""
        done = subprocess.run(
            [*PROGRAM, *words],
            input=stdin,
            capture_output=True,
            env=self.environment(extra),
            cwd=self.home,
            timeout=60,
            check=False,
        )
        told = done.stdout + done.stderr
        self.said += told
        assert done.returncode == code, told.decode()
        return told

    def terminal(self, *words: str, extra: Mapping[str, str] | None = None) -> Recorded:
        return Recorded([*PROGRAM, *words], self.environment({"TERM": "xterm-256color", **(extra or {})}))

    def file(self, name: str) -> str:
        """A secret in a file."""
        path = self.keys / name
        path.write_text(f"{self.canaries[name]}\n")
        path.chmod(0o600)
        return str(path)

    @property
    def all_canaries(self) -> dict[str, str]:
        """Those that were planted, and those that came up on the way."""
        signatures = {f"signature {at}": it for at, it in enumerate(sorted(self.relay.signatures))}
        hashes = {f"hash {at}": it for at, it in enumerate(sorted(self.relay.hashes))}
        return {**self.canaries, **signatures, **hashes}

    def leaks(self) -> dict[str, set[str]]:
        """Where secrets are that must not be there."""
        found = found_below(self.home, self.all_canaries)
        said = found_in(bytes(self.said), self.all_canaries)
        return {**found, **({"(said)": said} if said else {})}

    def check(self, watch: Watch) -> None:
        """Nothing is anywhere, though all of it went over the wire."""
        assert self.relay.signatures
        assert watch.lines
        assert self.leaks() == {}
        assert found_in(b"\n".join(watch.lines), self.all_canaries) == set()


def canary(name: str) -> str:
    """A secret with letters that are spelled otherwise in addresses, JSON and shells."""
    return f"{name}-{secrets.token_hex(8)} \"é&'=+/\\{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the instance secret, and the server's address."""
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "karma_tui", "serve", "--port", "0"),
            *("--data", str(folder / "data.db"), "--secret-file", str(folder / "secret")),
        ],
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "KARMA_TUI_HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"},
    )
    assert process.stdout is not None
    url = re.search(rb"http://\S+", process.stdout.readline())
    assert url is not None
    yield folder, url[0].decode()
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def people(server: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Passwords of users that exist."""
    folder, url = server
    passwords = {name: canary(name) for name in ("file", "typed", "variable", "command")}
    home = tmp_path_factory.mktemp("made")
    for name, password in passwords.items():
        (home / "password").write_text(password)
        subprocess.run(
            [
                *(sys.executable, "-m", "karma_tui", "users", "add", name, "--role", "admins", "--url", url),
                *("--secret-file", str(folder / "secret"), "--password-file", str(home / "password")),
            ],
            check=True,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "KARMA_TUI_HOME": str(home), "LC_ALL": "C.UTF-8"},
        )
    return passwords


@pytest.fixture
def world(server: tuple[Path, str], people: dict[str, str], tmp_path: Path) -> Iterator[World]:
    folder, url = server
    home, keys = tmp_path / "client", tmp_path / "keys"
    home.mkdir()
    keys.mkdir()
    with Relay(int(url.rpartition(":")[2])) as relay:
        world = World(home, keys, relay, dict(people))
        world.canaries["instance"] = (folder / "secret").read_text().strip()
        world.canaries["wrong"] = canary("wrong")
        world.canaries["new"] = canary("new")
        _settings(world)
        yield world


def _settings(world: World) -> None:
    for name in ("file", "typed", "command", "instance", "wrong", "new"):
        world.file(name)
    (world.home / "config").mkdir()
    url = world.relay.url
    lines = {
        "by-file": f'username = "file"\nsecret_file = "{world.keys}/file"',
        "by-command": f'username = "command"\nsecret_command = ["cat", "{world.keys}/command"]',
        "by-variable": 'username = "variable"\nsecret_env = "A_VARIABLE"',
        "by-prompt": 'username = "typed"\nprompt = true',
        "wrong": f'username = "file"\nsecret_file = "{world.keys}/wrong"',
    }
    text = "".join(f'[profiles.{name}]\nurl = "{url}"\n{rest}\n' for name, rest in lines.items())
    (world.home / "config" / "settings.toml").write_text(text)


def test_the_command_line_leaves_no_secret_behind(world: World) -> None:
    log = ["--log-file", str(world.home / "http.log")]
    with Watch(world.home) as watch:
        for profile in ("by-file", "by-command"):
            world.run("run", "--profile", profile, "-e", 'length(all(tag("_user")))', *log)
        world.run(
            *("run", "--profile", "by-variable", "-e", "true", *log),
            extra={"A_VARIABLE": world.canaries["variable"]},
        )
        url = ["--url", world.relay.url]
        admin = [*url, "--secret-file", f"{world.keys}/instance"]
        world.run("run", *admin, "-e", "true", *log)
        variable = {"KARMA_TUI_SECRET": world.canaries["variable"]}
        world.run("run", *url, "--user", "variable", "-e", "1i32", extra=variable)
        # wrong ones, and errors of all kinds
        debug = {"KARMA_TUI_DEBUG": "1"}
        world.run("run", "--profile", "wrong", "-e", "true", *log, code=4)
        world.run("run", "--profile", "wrong", "-e", "true", *log, code=4, extra=debug)
        wrong = {"KARMA_TUI_SECRET": world.canaries["wrong"], **debug}
        world.run("run", *url, "--user", "file", "-e", "true", code=4, extra=wrong)
        world.run("run", "--profile", "by-file", "-e", 'get(ref("x", "y"))', *log, code=5)
        world.run("run", "--profile", "by-file", "-e", "nonsense(", *log, code=6)
        planted = {"SAFETY_PLANT": "connect", "SAFETY_SECRET": f"{world.keys}/file"}
        world.run("run", "--profile", "by-file", "-e", "true", *log, code=1, extra=planted)
        world.run("run", "--profile", "by-file", "-e", "true", code=1, extra={**planted, **debug})
        # administration: a hash goes over the wire
        name = f"new{secrets.token_hex(3)}"
        new = ["--password-file", f"{world.keys}/new"]
        world.run("users", "add", name, "--role", "admins", *new, *admin, *log)
        world.run("users", "passwd", name, *new, *admin, *log)
        world.run("users", "list", *admin, *log)
        # who asks for the hashes sees them, and nobody else
        said = len(world.said)
        told = world.run("run", *admin, "-e", 'all(tag("_user"))', *log)
        assert found_in(told, world.all_canaries)
        del world.said[said:]
        # a parameter that is a secret: only the command line that the user wrote has it
        (world.home / "config" / "snippets").mkdir()
        (world.home / "config" / "snippets" / "with-secret.kvm").write_text(_SNIPPET)
        parameter = canary("parameter")
        world.run("run", "--snippet", "with-secret", "--param", f"word={parameter}", *admin, *log)
        assert found_below(world.home, {"parameter": parameter}) == {}
        assert not found_in(bytes(world.said), {"parameter": parameter})
        # what tells of settings and of the past
        for words in (
            *(["profiles"], ["profiles", "list"], ["profiles", "test", "by-file"], ["config"], ["keys"]),
            *(["login", "by-file"], ["history"], ["history", "export"], ["history", "search", "user"]),
        ):
            world.run(*words)
    assert world.relay.hashes
    assert (world.home / "http.log").stat().st_size > 1000
    assert len(list(world.home.glob("state/crash-*.txt"))) >= 1
    world.check(watch)


def test_a_typed_password_stays_with_the_one_who_typed_it(world: World) -> None:
    url = world.relay.url
    words = ("run", "--url", url, "--user", "typed", "--ask", "-e", "true")
    with Watch(world.home) as watch, world.terminal(*words) as terminal:
        terminal.wait_for(_QUESTION)
        terminal.type(world.canaries["wrong"] + ENTER)
        terminal.wait_until(lambda screen: screen.count(_QUESTION) > 1, "a second question")
        terminal.type(world.canaries["typed"] + ENTER)
        assert terminal.wait_for_end() == 0
        world.said += terminal.said
    world.check(watch)


def test_the_app_leaves_no_secret_behind(world: World) -> None:
    planted = {"SAFETY_PLANT": "action", "SAFETY_SECRET": f"{world.keys}/typed"}
    with Watch(world.home) as watch:
        words = ("--profile", "by-prompt", "--log-file", str(world.home / "http.log"))
        with world.terminal(*words, extra=planted) as terminal:
            terminal.wait_for("Sign in to")
            terminal.press(world.canaries["wrong"], ENTER)
            terminal.wait_for("does not accept")
            terminal.press(world.canaries["typed"], ENTER)
            terminal.wait_for("ready", without=["Sign in to"])
            terminal.press('all(tag("_role"))', F5)
            terminal.wait_for("row")
            terminal.press("\x14")  # the action that fails, with the password in its words
            terminal.wait_for("Something went wrong inside")
            terminal.press(F12)
            terminal.wait_for("sent in dialect")
            terminal.press(ESCAPE)
            terminal.wait_for("Tree", without=["sent in dialect"])
            terminal.press(F11)
            terminal.wait_for("HTTP log", "query", "y Copy  q Close")
            terminal.press("y")
            terminal.wait_for("Copied Request")
            terminal.press(ENTER)
            terminal.wait_for("HTTP exchange")
            terminal.press("y", ESCAPE)
            terminal.wait_for("HTTP log", without=["HTTP exchange"])
            terminal.press("q")
            terminal.type(CTRL_Q)
            assert terminal.wait_for_end() == 0
            world.said += terminal.said
        with world.terminal("--profile", "by-file") as terminal:
            terminal.wait_for("ready")
            world.said += terminal.said
            terminal.kill()
    assert len(list(world.home.glob("state/crash-*.txt"))) == 1
    world.check(watch)


def test_the_repl_leaves_no_secret_behind(world: World) -> None:
    with Watch(world.home) as watch:
        with world.terminal("repl", "--profile", "by-prompt") as terminal:
            terminal.wait_for("by-prompt>")
            terminal.press("\\login", ENTER)
            terminal.wait_for(_QUESTION)
            terminal.type(world.canaries["wrong"] + ENTER)
            terminal.wait_until(lambda screen: screen.count(_QUESTION) > 1, "a second question")
            terminal.type(world.canaries["typed"] + ENTER)
            terminal.wait_until(lambda screen: screen.rstrip().endswith("by-prompt>"), "a prompt")
            terminal.press('length(all(tag("_user")))', ENTER)
            terminal.press("\\history", ENTER)
            terminal.press("\\quit", ENTER)
            assert terminal.wait_for_end() == 0
            world.said += terminal.said
        world.run("repl", "--profile", "by-file", stdin=b'1i32\nall(tag("_role"))\n\\profile\n')
    world.check(watch)


def test_the_search_finds_what_leaks_where_the_redaction_is_off(world: World) -> None:
    log = ["--log-file", str(world.home / "http.log")]
    admin = ["--url", world.relay.url, "--secret-file", f"{world.keys}/instance"]
    name = f"leak{secrets.token_hex(3)}"
    off = {"SAFETY_PLANT": "no-redaction"}
    world.run(
        *("users", "add", name, "--role", "admins", "--password-file", f"{world.keys}/new", *admin, *log),
        extra=off,
    )
    leaks = world.leaks()
    assert any(it.startswith("hash") for it in leaks["http.log"])
    assert any(it.startswith("hash") for it in leaks["(said)"])
    name = f"leak{secrets.token_hex(3)}"
    planted = {"SAFETY_PLANT": "no-redaction,connect", "SAFETY_SECRET": f"{world.keys}/file"}
    told = world.run("run", "--profile", "by-file", "-e", "true", code=1, extra=planted)
    assert b"could not use" not in told
    world.said.clear()
    debug = {**planted, "KARMA_TUI_DEBUG": "1"}
    world.run("run", "--profile", "by-file", "-e", "true", code=1, extra=debug)
    assert "(said)" not in world.leaks(), "an exception's words are the program's own, redaction or not"


@pytest.mark.parametrize("how", ["raw", "quoted", "json", "base64", "hex"])
def test_a_secret_is_known_in_every_spelling(how: str) -> None:
    import base64
    import json
    from urllib.parse import quote

    secret = canary("x")
    data = {
        "raw": secret.encode(),
        "quoted": quote(secret, safe="").encode(),
        "json": json.dumps({"a": secret}).encode(),
        "base64": base64.b64encode(f"admin:{secret}:more".encode()),
        "hex": secret.encode().hex().encode(),
    }[how]
    assert found_in(b"before " + data + b" after", {"x": secret}) == {"x"}
    assert not found_in(b"before " + data[:10] + b" after", {"x": secret})
    assert len(spellings(secret)) >= 6
