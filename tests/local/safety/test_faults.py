"""A full disk and a damaged file: the server says so, keeps what it had, and goes on reading.

KARMA_FLIPS sets how many files are damaged at random.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ..server.driving import Reply, Server, command, refused, start
from .conftest import Starter
from .integrity import copied, faults
from .workload import Book, Json, Writer, node_model, stored

UNUSABLE = {"internalError": "the data file cannot be used"}
UNANSWERED = {"internalError": "the request could not be answered"}


def create(server: Server, model: str, name: str) -> Reply:
    node = {"data": {"struct": {"name": {"string": name}, "number": {"int64": 1}, "next": {"null": None}}}}
    return post(server, {"create": [{"model": {"string": model}}, {"function": [["self"], [node]]}]})


def post(server: Server, expression: Json) -> Reply:
    if not server.signature:
        server.log_in()
    body = json.dumps({"function": [[], [expression]]}).encode()
    return server.send("POST", "/", body, X_Karma_Signature=server.signature)


def names(model: str) -> Json:
    every = {"all": {"model": {"string": model}}}
    return {"mapList": [every, {"function": [["i", "r"], [{"field": ["name", {"scope": "r"}]}]]}]}


def let_files_grow(server: Server, size: int) -> None:
    """No file that the server writes may become larger than so many bytes: to it, the disk is full."""
    hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system cannot limit a running process")
def test_full_disk_refuses_writes_and_keeps_everything(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    kept = [name for name in ("a", "b", "c") if create(server, model, name).status == 200]
    assert kept == ["a", "b", "c"]
    used = max((tmp_path / name).stat().st_size for name in ("data.db", "data.db-wal"))
    let_files_grow(server, used + 50_000)
    status = 200
    while status == 200:
        reply = create(server, model, f"x{len(kept)}" + "y" * 5000)
        status = reply.status
        kept += [f"x{len(kept)}" + "y" * 5000] if status == 200 else []
    assert (reply.status, reply.json) == (500, UNUSABLE)
    assert sorted(server.ask(names(model))) == sorted(kept)
    assert create(server, model, "z" * 60_000).status == 500
    assert sorted(server.ask(names(model))) == sorted(kept)
    let_files_grow(server, resource.RLIM_INFINITY)
    assert create(server, model, "again").status == 200
    assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    (tmp_path / "copy").mkdir()
    assert faults(copied(tmp_path / "data.db", tmp_path / "copy")) == []
    assert sorted(serve().ask(names(model))) == sorted([*kept, "again"])


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system cannot limit a running process")
def test_writers_that_share_a_full_disk_are_told_the_truth(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    books = [Book(writer) for writer in range(4)]
    let_files_grow(server, (tmp_path / "data.db-wal").stat().st_size + 200_000)
    with ThreadPoolExecutor(4) as pool:
        writers = [Writer(server, model, book, f"full/{book.writer}") for book in books]
        told = list(pool.map(lambda writer: writer.run_until_failures(10), writers))
    assert all(words == UNUSABLE for said in told for words in said)
    records = stored(server, model)
    assert [book.found(records) for book in books] == [book.state for book in books]
    server.stop(signal.SIGKILL)
    assert faults(tmp_path / "data.db") == []
    records = stored(serve(), model)
    assert [book.found(records) for book in books] == [book.state for book in books]


def test_disk_too_full_for_a_new_file_leaves_none(tmp_path: Path) -> None:
    words = command("--data", str(tmp_path / "data.db"))
    code, said = limited_run(words, 30_000)
    assert code == 7
    assert "data.db" in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("data.db.new*"))
    assert not (tmp_path / "data.db").exists()


def limited_run(words: list[str], size: int) -> tuple[int, str]:
    """Exit code and error output of a program that may write no file larger than so many bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=limit,
    )
    return ended.returncode, ended.stderr


def test_read_only_file_is_refused_and_unchanged(tmp_path: Path) -> None:
    start(tmp_path, "--empty").stop()
    data = tmp_path / "data.db"
    data.chmod(0o400)
    before = data.read_bytes()
    ended = refused("--data", str(data))
    assert ended.returncode == 7
    assert "read-only" in ended.stderr
    assert data.read_bytes() == before


@pytest.mark.parametrize("seed", range(int(os.environ.get("KARMA_FLIPS", "3"))))
def test_flipped_bytes_are_refused_or_answered_in_our_shape(tmp_path: Path, seed: int) -> None:
    server = start(tmp_path, "--empty")
    model = server.ask(node_model())[1]
    for number in range(20):
        assert create(server, model, f"n{number}").status == 200
    server.stop()
    data = tmp_path / "data.db"
    draw = random.Random(seed)
    content = bytearray(data.read_bytes())
    for _ in range(20):
        content[draw.randrange(100, len(content))] ^= 1 << draw.randrange(8)
    data.write_bytes(content)
    process = started(tmp_path)
    if isinstance(process, str):
        assert "damaged" in process
        assert "Traceback" not in process
        assert data.read_bytes() == bytes(content)
        return
    try:
        for question in (names(model), {"all": {"tag": {"string": "_user"}}}, {"int32": 7}):
            reply = post(process, question)
            assert reply.status in (200, 400, 403) or reply.json in (UNUSABLE, UNANSWERED)
    finally:
        process.stop(signal.SIGKILL)


def test_damaged_record_is_told_and_spares_the_others(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    refs = [create(server, model, name).json for name in ("first", "second")]
    server.stop()
    content = (tmp_path / "data.db").read_bytes()
    (tmp_path / "data.db").write_bytes(content.replace(b'{"name":"first"', b'{"name":_first"'))
    server = serve()
    reply = post(server, names(model))
    assert (reply.status, reply.json) == (500, UNUSABLE)
    assert post(server, {"length": {"all": {"tag": {"string": "_user"}}}}).json == 1
    assert create(server, model, "third").status == 200
    assert post(server, {"delete": {"data": {"ref": refs[0]}}}).status == 500
    server.process.send_signal(signal.SIGTERM)
    logged = server.process.communicate(timeout=20)[1]
    assert "The data file is damaged" in logged
    assert "Traceback" not in logged


def started(folder: Path) -> Server | str:
    """A server, or its last words."""
    try:
        return start(folder)
    except AssertionError as words:
        return str(words)


def test_pages_destroyed_under_a_running_server(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    for number in range(10):
        assert create(server, model, f"n{number}" + "x" * 5000).status == 200
    server.stop()
    server = serve()
    assert post(server, {"int32": 7}).status == 200
    size = (tmp_path / "data.db").stat().st_size
    with (tmp_path / "data.db").open("r+b") as file:
        file.seek(8192)
        file.write(random.Random(1).randbytes(size - 8192))
    reply = post(server, names(model))
    assert (reply.status, reply.json) == (500, UNUSABLE)
    assert post(server, {"int32": 8}).status in (200, 500)
    assert server.stop() == 0
    ended = refused("--data", str(tmp_path / "data.db"))
    assert (ended.returncode, "damaged" in ended.stderr) == (7, True)
