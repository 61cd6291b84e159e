"""Export, import and reset: against the embedded server over a socket, in both dialects, and with faults."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import stat
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import (
    AuthError,
    ConnectionFailed,
    DangerousRequest,
    KarmaError,
    NotKarmaError,
    ProtectedProfile,
    QueryRefused,
    ReadOnlyProfile,
    StorageError,
    UsageError,
)
from karma_tui.lang.nodes import Dialect
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.administration.exporting import default_name, export_dump
from karma_tui.workbench.administration.importing import Dump, import_dump, look_into
from karma_tui.workbench.administration.inventory import Inventory, inventory_of
from karma_tui.workbench.administration.overview import read_overview
from karma_tui.workbench.administration.progress import Meter, Moved, Stage
from karma_tui.workbench.administration.resetting import reset
from karma_tui.workbench.administration.users import Users
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.credentials import known_credentials
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.target import Target
from karma_tui.workbench.workbench import Workbench
from tests.client.local_server import LocalServer
from tests.client.material import shared
from tests.client.raw_server import Talk, answer, raw_server
from tests.workbench.administration.conftest import remote_bench

DAY = date(2026, 11, 28)
GIVEN = {Dialect.V1: "karma-1.0-library.zip", Dialect.V01: "karma-0.1-library.data.gz"}
TAGGED = {
    Dialect.V1: 'create(tag("_tag"), self => ({tag: "x", model: tag("_tag")}))',
    Dialect.V01: '{"create":{"in":{"tag":"_tag"},"value":{"newStruct":{"tag":"x","model":{"tag":"_tag"}}}}}',
}


def files(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir() if path.is_file()}


async def length(bench: Workbench, tag: str) -> bytes:
    """How many records a tag has."""
    run = await bench.run(f'length(all(tag("{tag}")))')
    assert run.error is None, run.error
    return run.body


# names


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("staging", "staging-2026-11-28.zip"),
        ("https://db.example.org:8443/a b", "db.example.org-8443-a-b-2026-11-28.zip"),
        ("../../etc/passwd", "etc-passwd-2026-11-28.zip"),
        ("\u202eé\x1b[31m", "é-31m-2026-11-28.zip"),
        ("...", "instance-2026-11-28.zip"),
        ("x" * 300, "x" * 60 + "-2026-11-28.zip"),
    ],
)
def test_a_default_name_says_where_from_and_when(profile: str, name: str) -> None:
    assert default_name(profile, DAY, Dialect.V1) == name
    assert default_name(profile, DAY, Dialect.V01) == name.removesuffix(".zip") + ".gz"


# export


async def test_an_export_is_told_with_size_and_checksum(remote: Workbench, tmp_path: Path) -> None:
    moved: list[Moved] = []
    found = await export_dump(remote, None, tmp_path, DAY, moved.append)
    data = found.path.read_bytes()
    assert found.path.parent == tmp_path
    assert found.path.name == default_name("prod", DAY, remote.dialect)
    assert (found.size, found.sha256, found.why) == (len(data), hashlib.sha256(data).hexdigest(), "")
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    assert [moved[-1].stage, moved[-1].done] == [Stage.CHECKING, len(data)]
    again = await export_dump(remote, None, tmp_path, DAY)
    assert again.path.stem.endswith("-2")


async def test_an_export_never_replaces_a_file(remote: Workbench, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    mine.write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        await export_dump(remote, mine, tmp_path, DAY)
    with pytest.raises(UsageError, match="is a folder"):
        await export_dump(remote, tmp_path, tmp_path, DAY)
    with pytest.raises(StorageError, match="cannot be written"):
        await export_dump(remote, tmp_path / "none" / "x.zip", tmp_path, DAY)
    assert mine.read_text() == "mine"


async def test_a_read_only_profile_may_export(server: LocalServer, tmp_path: Path) -> None:
    async with remote_bench(server, Guard("prod", read_only=True)) as bench:
        await bench.start()
        assert (await export_dump(bench, None, tmp_path, DAY)).size


_NO_EXPRESSION = answer(
    b'{"humanReadableError":{"human":"x","machine":{"codecError":{"name":"json","offset":0}}}}',
    status="400 Bad Request",
)


@asynccontextmanager
async def server_that(administers: Callable[[Talk], Awaitable[None]]) -> AsyncIterator[Workbench]:
    """Signed in at a server of dialect 1.0 that does so with what comes to /admin."""

    async def behave(talk: Talk) -> None:
        if "/admin/" in talk.head:
            await administers(talk)
        elif "/auth" in talk.head:
            await talk.say(answer(json.dumps("A" * 118).encode()))
        else:
            await talk.say(answer(b"true") if b'{"bool":true}' in talk.body else _NO_EXPRESSION)

    async with raw_server(behave) as server:
        bench = Workbench(Client(server.endpoint), known_credentials("admin", "x"), guard=Guard("prod"))
        await bench.start()
        yield bench
        await bench.close()


async def test_a_server_that_goes_away_leaves_nothing(tmp_path: Path) -> None:
    async def cut(talk: Talk) -> None:
        await talk.say(answer(bytes(100), "Content-Type: application/zip", length=1000))
        talk.writer.close()

    async with server_that(cut) as bench:
        with pytest.raises(ConnectionFailed, match="broke off"):
            await export_dump(bench, None, tmp_path, DAY)
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(b"<html>login</html>", "Content-Type: text/html"), NotKarmaError),
        (answer(b"PK\x03\x04 no archive", "Content-Type: application/zip"), NotKarmaError),
        (answer(b'{"permissionDeniedError":{}}', status="403 Forbidden"), QueryRefused),
    ],
)
async def test_an_answer_that_is_no_dump_leaves_nothing(
    tmp_path: Path, said: bytes, kind: type[KarmaError]
) -> None:
    async def say(talk: Talk) -> None:
        await talk.say(said)

    async with server_that(say) as bench:
        with pytest.raises(kind):
            await export_dump(bench, None, tmp_path, DAY)
    assert files(tmp_path) == set()


async def test_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    async def begin(talk: Talk) -> None:
        await talk.say(answer(bytes(1000), "Content-Type: application/zip", length=9_000_000))
        await talk.reader.read()

    begun = asyncio.Event()
    async with server_that(begin) as bench:
        task = asyncio.ensure_future(export_dump(bench, None, tmp_path, DAY, lambda _: begun.set()))
        await begun.wait()
        assert files(tmp_path)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert files(tmp_path) == set()


# looking into a file


async def test_what_a_servers_dump_holds_is_told(remote: Workbench) -> None:
    path = shared("dumps", GIVEN[remote.dialect])
    dump = await look_into(path, remote)
    assert dump.dialect is remote.dialect
    assert dump.inventory.users == ("admin",)
    assert dict(dump.inventory.models)["book"] > 0
    told = "\n".join(dump.lines())
    assert f"a server of dialect {remote.dialect}" in told
    assert "book" in told


def as_a_real_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the embedded server not say that it is one."""

    async def is_embedded(self: Client) -> bool:
        return False

    monkeypatch.setattr(Client, "is_embedded", is_embedded)


async def test_a_dump_of_the_other_dialect_is_refused(
    remote: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_a_real_server(monkeypatch)
    other = Dialect.V01 if remote.dialect is Dialect.V1 else Dialect.V1
    path = shared("dumps", GIVEN[other])
    with pytest.raises(DangerousRequest):
        await look_into(path, remote)
    if remote.dialect is Dialect.V1:  # the same data in the right wrapping
        wrapped = tmp_path / "wrapped.zip"
        with zipfile.ZipFile(wrapped, "w") as archive:
            archive.writestr("data", gzip.decompress(path.read_bytes()))
        with pytest.raises(DangerousRequest, match="other dialect"):
            await look_into(wrapped, remote)


async def test_a_local_instances_dump_is_for_embedded_servers_only(
    remote: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = (await export_dump(remote, None, tmp_path, DAY)).path
    dump = await look_into(own, remote)
    await import_dump(remote, dump, "prod")
    assert await length(remote, "_tag") == b"6"
    as_a_real_server(monkeypatch)
    with pytest.raises(DangerousRequest, match="not sent"):
        await look_into(own, remote)


async def test_damaged_files_are_refused_before_anything_is_sent(local: Workbench, tmp_path: Path) -> None:
    before = await length(local, "_tag")
    for name in (
        "bad-1-truncated.zip",
        "bad-1b-truncated.data.gz",
        "bad-2-page-id.data.gz",
        "bad-3-huge-length.data.gz",
    ):
        with pytest.raises(DangerousRequest, match="not sent"):
            await look_into(shared("dumps", name), local)
    empty = tmp_path / "empty.zip"
    empty.touch()
    with pytest.raises(DangerousRequest, match="not sent"):
        await look_into(empty, local)
    with pytest.raises(StorageError, match="does not exist"):
        await look_into(tmp_path / "none", local)
    with pytest.raises(StorageError, match="not a file"):
        await look_into(tmp_path, local)
    assert await length(local, "_tag") == before


async def test_looking_leaves_no_copy_behind(
    local: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    await look_into(shared("dumps", GIVEN[Dialect.V1]), local)
    assert list((tmp_path / "t").iterdir()) == []
    begun = asyncio.Event()

    async def opening(target: Target) -> Workbench:
        begun.set()
        return await open_instance(target)

    monkeypatch.setattr("karma_tui.workbench.administration.importing.open_instance", opening)
    task = asyncio.ensure_future(look_into(shared("dumps", "big-1.0.zip"), local))
    await begun.wait()
    assert list((tmp_path / "t").iterdir()) != []
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list((tmp_path / "t").iterdir()) == []


# import


async def test_an_import_brings_the_data_and_signs_in_again(local: Workbench) -> None:
    for path in (shared("dumps", GIVEN[Dialect.V01]), shared("dumps", GIVEN[Dialect.V1])):
        dump = await look_into(path, local)
        moved: list[Moved] = []
        done = await import_dump(local, dump, "local", moved.append)
        assert done.trouble == ""
        assert path.name in done.done
        assert moved[-1] == Moved(Stage.WAITING, dump.size, dump.size)
        assert await inventory_of(local) == dump.inventory
        assert local.session_view().state == "live"


async def test_an_own_export_can_be_taken_back(local: Workbench, tmp_path: Path) -> None:
    run = await local.run(TAGGED[Dialect.V1])
    assert run.error is None
    exported = await export_dump(local, None, tmp_path, DAY)
    await reset(local, "local")
    assert await length(local, "_tag") == b"6"
    dump = await look_into(exported.path, local)
    assert dump.dialect is None
    await import_dump(local, dump, "local")
    assert await length(local, "_tag") == b"7"


@pytest.mark.parametrize("confirmed", ["", "Local", "local "])
async def test_an_import_takes_the_instances_name(local: Workbench, confirmed: str) -> None:
    dump = await look_into(shared("dumps", GIVEN[Dialect.V1]), local)
    with pytest.raises(ProtectedProfile):
        await import_dump(local, dump, confirmed)
    assert await length(local, "_tag") == b"6"


async def test_a_file_that_was_changed_after_the_look_is_not_sent(local: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "dump.zip"
    path.write_bytes(shared("dumps", GIVEN[Dialect.V1]).read_bytes())
    dump = await look_into(path, local)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DangerousRequest):
        await import_dump(local, dump, "local")
    assert await length(local, "_tag") == b"6"
    assert local.session_view().state == "live"


async def test_a_read_only_profile_is_never_replaced(server: LocalServer, tmp_path: Path) -> None:
    async with remote_bench(server, Guard("prod", read_only=True, protected=True)) as bench:
        await bench.start()
        dump = await look_into(shared("dumps", GIVEN[bench.dialect]), bench)
        with pytest.raises(ReadOnlyProfile):
            await import_dump(bench, dump, "prod")
        with pytest.raises(ReadOnlyProfile):
            await reset(bench, "prod")
        assert await length(bench, "_tag") == b"6"


async def test_a_lost_answer_is_no_success() -> None:
    """Nobody knows whether it was done; the session says so and nobody is signed in."""

    async def go(talk: Talk) -> None:
        talk.writer.close()

    async with server_that(go) as bench:
        with pytest.raises(KarmaError):
            await reset(bench, "prod")
        view = bench.session_view()
        assert view.state == "signed out"
        assert "may have carried it out or not" in view.message
        with pytest.raises(AuthError):
            await reset(bench, "prod")


# reset


async def test_a_reset_leaves_an_empty_instance_and_signs_in_again(remote: Workbench) -> None:
    run = await remote.run(TAGGED[remote.dialect])
    assert run.error is None
    assert await length(remote, "_tag") == b"7"
    with pytest.raises(ProtectedProfile):
        await reset(remote, "")
    done = await reset(remote, "prod")
    assert done.trouble == ""
    assert await length(remote, "_tag") == b"6"


async def test_only_the_admin_may(remote: Workbench, tmp_path: Path) -> None:
    from karma_tui.workbench.administration.changing import send_change
    from karma_tui.workbench.administration.hashing import hashed

    overview = await read_overview(remote)
    await send_change(remote, Users(overview, "admin").create("ann", hashed("pw", 4), overview.roles))
    await remote.sign_in("ann", "pw")
    with pytest.raises(QueryRefused, match="own admin"):
        await export_dump(remote, None, tmp_path, DAY)
    with pytest.raises(QueryRefused, match="own admin"):
        await reset(remote, "prod")
    assert files(tmp_path) == set()


# progress


def test_a_meter_tells_bytes_and_rate() -> None:
    now = 0.0
    meter = Meter(lambda: now)
    assert meter.line() == "waiting for the server"
    for second in range(10):
        now = float(second)
        meter.note(Moved(Stage.RECEIVING, second * 2_000_000))
    assert meter.rate == 2_000_000
    assert meter.line().startswith("receiving ")
    assert meter.line().endswith("MB/s")
    meter.note(Moved(Stage.CHECKING, 18_000_000))
    assert meter.rate == 0
    assert "/s" not in meter.line()


async def test_a_server_that_goes_away_amid_an_import_leaves_it_open(tmp_path: Path) -> None:
    """Nothing is known then, and nobody is signed in; the file is as it was."""

    async def go(talk: Talk) -> None:
        talk.writer.close()

    path = tmp_path / "dump.zip"
    path.write_bytes(shared("dumps", "big-1.0.zip").read_bytes())
    async with server_that(go) as bench:
        dump = Dump(path, path.stat().st_size, Dialect.V1, Inventory((), (), 0))
        with pytest.raises(KarmaError):
            await import_dump(bench, dump, "prod")
        assert "may have carried it out or not" in bench.session_view().message
    assert path.stat().st_size == dump.size


async def test_an_import_may_take_longer_than_other_answers() -> None:
    http = Client(Endpoint("http://127.0.0.1:9", read_timeout=5)).http
    assert http.patient(1800).endpoint.read_timeout == 1800
    assert http.patient(1).endpoint.read_timeout == 5


async def test_who_may_read_no_models_still_sees_what_there_is(local: Workbench) -> None:
    class Blind:
        dialect = local.dialect
        run = local.run

        async def instance_catalogue(self) -> list[TaggedModel]:
            return []

    overview = await read_overview(Blind())
    assert [user.name for user in overview.users] == ["admin"]
    with pytest.raises(UsageError, match="cannot be changed"):
        Users(overview, "admin").create("ann", "hash", overview.roles)
