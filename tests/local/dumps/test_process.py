"""Dumps as users meet them: uploaded to a running instance, or opened from the command line."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from karma_tui.local.store import open_store

from ..server.driving import Server, command, refused, start
from .binary import text
from .server_file import ServerFile

Starter = Callable[..., Server]
WORDS = ServerFile(models={"word": {"string": {}}}, records={"word": {"one": text("uno")}}).data()
ALL = {"all": {"tag": {"string": "word"}}}
FAILED = {"internalError": "import failed"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which also temporary files are made."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    running = start(folder, "--empty")
    yield running
    running.stop(signal.SIGKILL)


def upload(server: Server, data: bytes) -> tuple[int, bytes]:
    server.log_in()
    reply = server.send("POST", "/admin/import", data, X_Karma_Signature=server.signature)
    return reply.status, reply.body


def test_uploaded_dump_replaces_the_data(server: Server) -> None:
    assert upload(server, gzip.compress(WORDS)) == (200, b"")
    server.log_in()
    assert server.ask(ALL) == ["uno"]


def test_uploaded_rubbish_fails_bare_and_changes_nothing(server: Server) -> None:
    assert upload(server, gzip.compress(WORDS)) == (200, b"")
    for rubbish in (WORDS[:-5000], gzip.compress(WORDS)[:-9], gzip.compress(b"x" * 9000), b"rubbish"):
        status, body = upload(server, rubbish)
        assert (status, json.loads(body)) == (500, FAILED)
    assert server.ask(ALL) == ["uno"]


def opened(folder: Path, *words: str) -> Server:
    """Start a server on the dump in the folder, with a secret file of its own."""
    dump = folder / "some.dump"
    dump.write_bytes(WORDS)
    secret = folder / "secret"
    process = subprocess.Popen(
        command("--open", str(dump), "--secret-file", str(secret), *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    return Server(process, url, secret.read_text().strip())


def test_opened_dump_is_served_and_its_copy_removed(folder: Path) -> None:
    server = opened(folder)
    assert server.ask(ALL) == ["uno"]
    assert list(folder.glob("karma-tui-open-*"))
    assert server.stop(signal.SIGTERM) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["secret", "some.dump"]
    assert (folder / "some.dump").read_bytes() == WORDS


def test_opened_dump_is_kept_where_a_data_file_is_named(folder: Path) -> None:
    data = folder / "kept.db"
    server = opened(folder, "--data", str(data))
    assert server.stop(signal.SIGTERM) == 0
    store = open_store(data)
    with store.read() as view:
        assert view.setting("tag/word") is not None
    store.close()


def test_existing_data_file_is_never_replaced_by_a_dump(folder: Path) -> None:
    dump, data = folder / "some.dump", folder / "data.db"
    dump.write_bytes(WORDS)
    data.write_bytes(b"precious")
    ended = refused("--open", str(dump), "--data", str(data))
    assert ended.returncode == 7
    assert "The data file exists already" in ended.stderr
    assert data.read_bytes() == b"precious"


@pytest.mark.parametrize("data", [WORDS[:-5000], b"rubbish", None], ids=["cut", "rubbish", "missing"])
def test_dump_that_cannot_be_opened_ends_with_words_and_leaves_nothing(
    data: bytes | None, folder: Path
) -> None:
    dump = folder / "some.dump"
    if data is not None:
        dump.write_bytes(data)
    ended = refused("--open", str(dump))
    assert (ended.returncode, ended.stdout) == (7, "")
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) >= 2
    assert [path for path in folder.iterdir() if path != dump] == []
