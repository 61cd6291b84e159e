"""Export, import, reset, another secret and users on the command line: real processes on a real instance."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from karma_tui.errors import ExitCode
from tests.cli.process import COMMAND, environment, run
from tests.client.local_server import LocalServer, local_server
from tests.client.material import shared
from tests.client.raw_server import Talk, answer, raw_server

DUMP = "karma-1.0-library.zip"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    (tmp_path / "server").mkdir()
    with local_server(tmp_path / "server", "--dialect", "1.0") as server:
        yield server


def profile(home: Path, server: LocalServer, *rules: str) -> None:
    """A profile called prod with these rules."""
    (home / "config").mkdir(exist_ok=True)
    lines = ["[profiles.prod]", f'url = "{server.endpoint.url}"', f'secret_file = "{server.secret_file}"']
    (home / "config" / "settings.toml").write_text("\n".join([*lines, *rules]) + "\n")


def prod(home: Path, *words: str, stdin: bytes = b"") -> CompletedProcess[bytes]:
    """A command in the profile prod."""
    return run([words[0], "--profile", "prod", *words[1:]], home, stdin)


def test_an_export_prints_its_path_and_never_replaces(home: Path, server: LocalServer) -> None:
    profile(home, server, "read_only = true")
    found = json.loads(prod(home, "export", "--json").stdout)
    path = Path(found["path"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found["sha256"]
    assert (path.stat().st_size, found["usable"]) == (found["bytes"], True)
    again = prod(home, "export")
    assert again.returncode == ExitCode.OK
    assert Path(again.stdout.decode().strip()).name == f"{path.stem}-2.zip"
    assert b"SHA-256" in again.stderr
    refused = prod(home, "export", str(path))
    assert (refused.returncode, refused.stdout) == (ExitCode.STORAGE, b"")
    assert b"exists already" in refused.stderr


def test_an_import_tells_asks_and_replaces(home: Path, server: LocalServer) -> None:
    profile(home, server)
    dump = str(shared("dumps", DUMP))
    told = json.loads(prod(home, "import", dump, "--check", "--json").stdout)
    assert told["dialect"] == "1.0"
    assert told["holds"]["models"]["book"] > 0
    assert told["replaces"]["models"] == {}
    for words in ([], ["--confirm", "Prod"]):
        refused = prod(home, "import", dump, *words)
        assert refused.returncode == ExitCode.QUERY
        assert b"Give --confirm prod" in refused.stderr
    assert prod(home, "run", "-e", 'length(all(tag("_tag")))').stdout == b"6\n"
    done = prod(home, "import", dump, "--confirm", "prod", "--backup")
    assert (done.returncode, done.stdout) == (ExitCode.OK, b""), done.stderr
    assert len(list(home.glob("prod-*.zip"))) == 1
    assert prod(home, "run", "-e", 'length(all(tag("book")))').stdout == b"20\n"
    bad = prod(home, "import", str(shared("dumps", "bad-1-truncated.zip")), "--confirm", "prod")
    assert bad.returncode == ExitCode.QUERY
    assert prod(home, "run", "-e", 'length(all(tag("book")))').stdout == b"20\n"
    assert prod(home, "reset", "--confirm", "prod").returncode == ExitCode.OK
    assert prod(home, "run", "-e", 'length(all(tag("_tag")))').stdout == b"6\n"


def test_a_read_only_profile_is_left_alone(home: Path, server: LocalServer) -> None:
    profile(home, server, "read_only = true", "protected = true")
    before = server.secret
    (home / "pw").write_text("pw\n")
    for words in (
        ["import", str(shared("dumps", DUMP)), "--confirm", "prod"],
        ["reset", "--confirm", "prod"],
        ["rotate", "--confirm", "prod"],
        ["users", "add", "ann", "--password-file", str(home / "pw"), "--confirm", "prod"],
        ["users", "remove", "admin", "--yes", "--confirm", "prod"],
    ):
        refused = prod(home, *words)
        assert refused.returncode == ExitCode.QUERY
        assert b"read-only" in refused.stderr
    assert server.secret == before
    assert prod(home, "users").stdout.count(b"\n") == 2


def test_users_are_added_changed_and_deleted(home: Path, server: LocalServer) -> None:
    profile(home, server, "protected = true")
    (home / "pw").write_text("a pass word\n")
    add = ["users", "add", "ann", "--role", "admins", "--password-file", str(home / "pw")]
    assert prod(home, *add).returncode == ExitCode.QUERY
    added = prod(home, *add, "--confirm", "prod")
    assert added.returncode == ExitCode.OK, added.stderr
    assert b"[hidden]" in added.stderr
    assert b"$2b$" not in added.stderr
    assert prod(home, "users", "roles", "ann").stdout == b"admins\n"
    listed = json.loads(prod(home, "users", "--json").stdout)
    assert [it["name"] for it in listed["users"]] == ["admin", "ann"]
    assert listed["roles"][0]["permissions"]["read"]["meaning"] == "everything"
    words = ["run", "--user", "ann", "--secret-file", str(home / "pw"), "-e", "true"]
    assert prod(home, *words).stdout == b"true\n"
    changed = prod(
        home, "users", "passwd", "ann", "--password-file", "-", "--confirm", "prod", stdin=b"other"
    )
    assert changed.returncode == ExitCode.OK
    assert prod(home, *words).returncode == ExitCode.AUTH
    assert prod(home, "users", "remove", "ann", "--confirm", "prod").returncode == ExitCode.USAGE
    refused = prod(home, "users", "remove", "admin", "--confirm", "prod")
    assert (refused.returncode, b"admin cannot be deleted" in refused.stderr) == (ExitCode.QUERY, True)
    dry = prod(home, "users", "remove", "ann", "--dry-run")
    assert b"delete(" in dry.stderr
    assert prod(home, "users", "remove", "ann", "--yes", "--confirm", "prod").returncode == ExitCode.OK
    assert prod(home, "users", "passwd", "ann", "--confirm", "prod").returncode == ExitCode.USAGE
    for file in home.rglob("*"):
        if file.is_file() and file.name not in ("pw", "data"):
            kept = file.read_bytes()
            assert b"a pass word" not in kept
            assert b"$2b$" not in kept


def test_another_secret_is_for_the_servers_log(home: Path, server: LocalServer) -> None:
    profile(home, server)
    before = server.secret
    (home / "old").write_text(before)
    refused = prod(home, "rotate", "--confirm", "prod", "--new-secret-file", str(home / "new"))
    assert refused.returncode == ExitCode.STORAGE
    assert not (home / "new").exists()
    assert server.secret == before
    done = prod(home, "rotate", "--confirm", "prod")
    assert (done.returncode, done.stdout) == (ExitCode.OK, b"")
    assert b"log" in done.stderr
    assert server.secret.encode() not in done.stderr
    words = ["run", "--secret-file", str(home / "old"), "-e", "true"]
    assert prod(home, *words).returncode == ExitCode.AUTH


def test_the_local_instances_secret_can_be_copied(home: Path) -> None:
    data = ["--data", str(home / "x.db")]
    done = run(["rotate", *data, "--confirm", "local", "--new-secret-file", str(home / "new")], home)
    assert done.returncode == ExitCode.OK, done.stderr
    assert stat.S_IMODE((home / "new").stat().st_mode) == 0o600
    assert (home / "new").read_text().strip() == (home / "x.db.secret").read_text().strip()
    assert (home / "new").read_bytes().strip() not in done.stderr
    assert run(["run", *data, "-e", "true"], home).stdout == b"true\n"


async def interrupted(home: Path, ending: signal.Signals, *words: str) -> bytes:
    """What a command said that was ended while the server was at it."""
    begun = asyncio.Event()

    async def behave(talk: Talk) -> None:
        if "/admin/export" in talk.head:
            await talk.say(answer(bytes(1000), "Content-Type: application/zip", length=9_000_000))
        if "/admin/" in talk.head:
            begun.set()
            await talk.reader.read()
        elif "/auth" in talk.head:
            await talk.say(answer(json.dumps("A" * 118).encode()))
        elif b'"tags"' in talk.body:
            await talk.say(answer(b'{"tags":[],"models":[]}'))
        else:
            refused = answer(_NO_EXPRESSION, status="400 Bad Request")
            await talk.say(answer(b"true") if b'{"bool":true}' in talk.body else refused)

    (home / "secret").write_text("x")
    async with raw_server(behave) as server:
        url = server.endpoint.url
        where = ["--url", url, "--secret-file", "secret"]
        command = [*COMMAND, words[0], *where, *(word.replace("URL", url) for word in words[1:])]
        process = await asyncio.create_subprocess_exec(
            *command, env=environment(home), cwd=home, stderr=asyncio.subprocess.PIPE
        )
        await asyncio.wait_for(begun.wait(), 20)
        process.send_signal(ending)
        _, said = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == ExitCode.CANCELLED, said
    assert b"Traceback" not in said
    return said


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_an_export_that_is_interrupted_leaves_nothing(home: Path, ending: signal.Signals) -> None:
    said = await interrupted(home, ending, "export", "x.zip")
    assert b"may have" not in said
    assert not _begun_files(home)


async def test_who_interrupts_a_deed_is_told_that_it_may_be_done(home: Path) -> None:
    said = await interrupted(home, signal.SIGINT, "reset", "--confirm", "URL")
    assert b"may have done it or not" in said


def _begun_files(folder: Path) -> list[Path]:
    """What is there of the export, hidden files too."""
    return [path for path in folder.iterdir() if "x.zip" in path.name]


_NO_EXPRESSION = b'{"humanReadableError":{"human":"x","machine":{"codecError":{"name":"json","offset":0}}}}'
