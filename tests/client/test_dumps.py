"""Dumps: raw bytes out, a sound file in, and never a file that kills a server."""

from __future__ import annotations

import asyncio
import errno
import gzip
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import httpx
import pytest

from karma_tui.client import dumps
from karma_tui.client.api import Client
from karma_tui.client.dumpcheck import UnusableDump, inspect
from karma_tui.client.signature import Signature
from karma_tui.errors import (
    ConnectionFailed,
    DangerousRequest,
    KarmaError,
    NotKarmaError,
    QueryRefused,
    StorageError,
)
from karma_tui.lang.nodes import Dialect
from tests.client.conftest import PAGE, bolt, zipped
from tests.client.fakes import client_of, json_reply, reply
from tests.client.material import shared
from tests.client.raw_server import Talk, answer, raw_server

SIGNATURE = Signature("sig")
SQLITE = b"SQLite format 3\0" + bytes(4080)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "given"
    path.write_bytes(data)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def why(folder: Path, data: bytes, dialect: Dialect = Dialect.V1) -> str:
    with pytest.raises(UnusableDump) as caught:
        inspect(written(folder, data), dialect)
    return str(caught.value)


# what is a dump


def test_sound_dumps_are_recognised(tmp_path: Path, sound_zip: bytes) -> None:
    new = inspect(written(tmp_path, sound_zip), Dialect.V1)
    assert (new.container, new.content, new.unpacked, new.size) == ("zip", "bbolt", 4 * PAGE, len(sound_zip))
    old = inspect(written(tmp_path, gzip.compress(bolt() + bytes(PAGE))), Dialect.V01)
    assert (old.container, old.content, old.unpacked) == ("gzip", "bbolt", 5 * PAGE)


def test_one_sound_meta_page_is_enough(tmp_path: Path) -> None:
    data = bytearray(bolt())
    data[20] ^= 1
    assert inspect(written(tmp_path, zipped(bytes(data))), Dialect.V1).content == "bbolt"
    data[PAGE + 40] ^= 1
    assert "no database" in why(tmp_path, zipped(bytes(data)))


def test_a_local_instances_dump_is_for_local_instances(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(SQLITE))
    assert inspect(path, Dialect.V1, local=True).content == "sqlite"
    assert inspect(path, Dialect.V01, local=True).container == "zip"
    path = written(tmp_path, gzip.compress(SQLITE))
    assert inspect(path, Dialect.V01, local=True).content == "sqlite"
    assert "local instance" in why(tmp_path, zipped(SQLITE))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "something else"),
        (zipped(), "something else"),
        (zipped(b"a", b"b"), "2 entries"),
        (zipped(b"no database"), "no database"),
        (zipped(b""), "no database"),
        (zipped(bolt(9)[: 5 * PAGE]), "cut off"),
        (gzip.compress(bolt(), mtime=0), "gzip"),
        (bolt(), "something else"),
    ],
)
def test_unsound_archives_are_told_apart(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in why(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(bolt(), mtime=0)[:10], "no end"),
        (gzip.compress(bolt(), mtime=0)[:-8], "no end"),
        (gzip.compress(bolt(), mtime=0)[:-1] + b"\xff", "damaged"),
        (gzip.compress(bolt(), mtime=0) + b"more", "damaged"),
        (gzip.compress(b"no database", mtime=0), "no database"),
        (zipped(bolt()), "zip"),
    ],
)
def test_unsound_gzips_are_told_apart(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in why(tmp_path, data, Dialect.V01)


def test_any_cut_of_an_archive_is_noticed(tmp_path: Path, sound_zip: bytes) -> None:
    for end in range(0, len(sound_zip), 7):
        why(tmp_path, sound_zip[:end])


def test_a_changed_byte_inside_an_archive_is_noticed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("x", bolt())
    data = bytearray(buffer.getvalue())
    data[2 * PAGE + 500] ^= 1
    assert "damaged" in why(tmp_path, bytes(data))


def test_dumps_of_real_servers_are_judged_rightly() -> None:
    folder = shared("dumps")
    for path in sorted(folder.glob("*.zip")):
        if path.name.startswith("bad"):
            with pytest.raises(UnusableDump):
                inspect(path, Dialect.V1)
        else:
            assert inspect(path, Dialect.V1).content == "bbolt"
    for path in sorted(folder.glob("karma*.gz")):
        assert inspect(path, Dialect.V01).content == "bbolt"
    with pytest.raises(UnusableDump, match="cut off"):
        inspect(folder / "bad-1b-truncated.data.gz", Dialect.V01)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        inspect(tmp_path / "none", Dialect.V1)


# export


async def test_an_export_is_kept_byte_by_byte(tmp_path: Path, sound_zip: bytes) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return reply(sound_zip, content_type="application/zip")

    moved: list[int] = []
    path = tmp_path / "dump.zip"
    result = await dumps.export(client_of(handler), SIGNATURE, path, moved.append)
    assert contents(tmp_path) == {"dump.zip": sound_zip}
    assert result == dumps.ExportResult(path, len(sound_zip), hashlib.sha256(sound_zip).hexdigest(), True, "")
    assert mode(path) == 0o600
    assert moved[-1] == len(sound_zip)
    assert (seen[0].method, seen[0].headers["accept-encoding"]) == ("GET", "identity")


async def test_an_export_never_replaces_a_file(tmp_path: Path, sound_zip: bytes) -> None:
    path = written(tmp_path, b"mine")
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return reply(sound_zip)

    with pytest.raises(StorageError, match="exists"):
        await dumps.export(client_of(handler), SIGNATURE, path)
    assert not requests

    def racing(request: httpx.Request) -> httpx.Response:
        (tmp_path / "late").write_bytes(b"mine")
        return reply(sound_zip)

    with pytest.raises(StorageError, match="exists"):
        await dumps.export(client_of(racing), SIGNATURE, tmp_path / "late")
    assert contents(tmp_path) == {"given": b"mine", "late": b"mine"}


async def test_a_folder_that_is_not_there_is_told_before_asking(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        await dumps.export(client_of(lambda _: reply()), SIGNATURE, tmp_path / "none" / "dump.zip")


async def test_a_gzip_without_an_end_is_kept_under_another_name(tmp_path: Path) -> None:
    data = gzip.compress(bolt(), mtime=0)[:-9]
    client = client_of(lambda _: reply(data, content_encoding="gzip"))
    client.dialect = Dialect.V01
    for name in ("dump.gz.incomplete", "dump.gz-2.incomplete"):
        result = await dumps.export(client, SIGNATURE, tmp_path / "dump.gz")
        assert (tmp_path / name).read_bytes() == data
        assert result.path.name == name
        assert not result.usable
        assert "data file" in result.why


@pytest.mark.parametrize("close", [True, False])
async def test_a_stream_that_breaks_off_or_falls_silent_leaves_nothing(
    tmp_path: Path, sound_zip: bytes, close: bool
) -> None:
    async def behave(talk: Talk) -> None:
        await talk.say(answer(sound_zip[:200], "Content-Type: application/zip", length=len(sound_zip)))
        if close:
            talk.writer.close()
        else:
            await talk.reader.read()

    async with raw_server(behave, read_timeout=0.7) as server:
        client = Client(server.endpoint)
        with pytest.raises(ConnectionFailed, match="broke off") as caught:
            await dumps.export(client, SIGNATURE, tmp_path / "dump.zip")
        await client.aclose()
    assert "200 bytes" in caught.value.detail
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("data", [b"", b"hello", zipped(b"no database"), zipped(bolt())[:-30]])
async def test_what_is_no_dump_is_not_kept(tmp_path: Path, data: bytes) -> None:
    client = client_of(lambda _: reply(data, content_type="application/zip"))
    with pytest.raises(NotKarmaError, match="no usable dump"):
        await dumps.export(client, SIGNATURE, tmp_path / "dump.zip")
    assert contents(tmp_path) == {}


async def test_a_numbered_export_takes_the_next_free_name(tmp_path: Path, sound_zip: bytes) -> None:
    client = client_of(lambda _: reply(sound_zip, content_type="application/zip"))
    (tmp_path / "dump-2.zip").symlink_to(tmp_path / "nowhere")
    names = []
    for _ in range(3):
        result = await dumps.export(client, SIGNATURE, tmp_path / "dump.zip", numbered=True)
        names.append(result.path.name)
    assert names == ["dump.zip", "dump-3.zip", "dump-4.zip"]
    assert not (tmp_path / "nowhere").exists()


async def test_a_cancelled_export_leaves_nothing_at_any_step(tmp_path: Path, sound_zip: bytes) -> None:
    client = client_of(lambda _: reply(sound_zip, content_type="application/zip"))
    steps = 0
    while True:
        path = tmp_path / "dump.zip"
        task = asyncio.ensure_future(dumps.export(client, SIGNATURE, path))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            assert contents(tmp_path) == {}
        else:
            break
        steps += 1 + steps // 4
    assert contents(tmp_path) == {"dump.zip": sound_zip}


async def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, sound_zip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="no room"):
        await dumps.export(client_of(lambda _: reply(sound_zip)), SIGNATURE, tmp_path / "dump.zip")
    assert contents(tmp_path) == {}


async def test_a_stream_that_never_begins_is_no_export(tmp_path: Path) -> None:
    async def behave(talk: Talk) -> None:
        await talk.say(answer(b"", length=10))
        talk.writer.close()

    async with raw_server(behave) as server:
        client = Client(server.endpoint)
        with pytest.raises(ConnectionFailed):
            await dumps.export(client, SIGNATURE, tmp_path / "dump.zip")
        await client.aclose()
    assert contents(tmp_path) == {}


async def test_a_refused_export_leaves_no_file(tmp_path: Path) -> None:
    for response, kind in [
        (json_reply({"permissionDeniedError": {}}, 403), QueryRefused),
        (reply(b"<html>", content_type="text/html"), NotKarmaError),
        (json_reply({"internalError": "failed opening database"}, 500), QueryRefused),
    ]:
        with pytest.raises(kind):
            await dumps.export(client_of(lambda _, r=response: r), SIGNATURE, tmp_path / "dump.zip")
    assert contents(tmp_path) == {}


# import


async def test_an_import_sends_the_file_raw_with_its_length(tmp_path: Path) -> None:
    data = zipped(bolt(200) + hashlib.shake_256(b"x").digest(600_000))
    seen: list[tuple[httpx.Headers, bytes]] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers, await request.aread()))
        return reply()

    moved: list[int] = []
    path = written(tmp_path, data)
    info = await dumps.import_dump(client_of(handler), SIGNATURE, path, Dialect.V1, progress=moved.append)
    [(headers, body)] = seen
    assert body == data
    assert headers["content-length"] == str(len(data))
    assert info.content == "bbolt"
    assert moved[-1] == len(data)
    assert len(moved) > 1


@pytest.mark.parametrize("data", [b"", b"hello", zipped(b"x"), zipped(bolt(), bolt()), zipped(SQLITE)])
async def test_a_file_that_would_kill_a_server_is_not_sent(tmp_path: Path, data: bytes) -> None:
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return reply()

    path = written(tmp_path, data)
    with pytest.raises(DangerousRequest) as caught:
        await dumps.import_dump(client_of(handler), SIGNATURE, path, Dialect.V1)
    assert "given" in caught.value.detail
    with pytest.raises(DangerousRequest):
        await dumps.check_import_file(path, Dialect.V1)
    assert not requests


async def test_a_local_dump_goes_to_a_local_instance(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(SQLITE))
    info = await dumps.import_dump(client_of(lambda _: reply()), SIGNATURE, path, Dialect.V1, local=True)
    assert info.content == "sqlite"


async def test_a_server_that_refuses_an_import_is_told(tmp_path: Path, sound_zip: bytes) -> None:
    client = client_of(lambda _: json_reply({"internalError": "import failed"}, 500))
    with pytest.raises(KarmaError) as caught:
        await dumps.import_dump(client, SIGNATURE, written(tmp_path, sound_zip), Dialect.V1)
    assert "not a dump" in caught.value.hint
