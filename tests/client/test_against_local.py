"""The whole client against a real server over loopback and a Unix socket: the embedded instance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from karma_tui.client.api import Client
from karma_tui.client.session import Session
from karma_tui.client.session_state import State
from karma_tui.client.signature import Signature
from karma_tui.errors import AuthError, LoginRefused, QueryRefused, SessionExpired
from karma_tui.lang.nodes import Dialect
from tests.client.local_server import LocalServer, admin_session, create, local_server, make_tag, program


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    with local_server(tmp_path_factory.mktemp("instance")) as found:
        yield found


LOVELACE = "$2b$04$YP1FmGmP/8G6FmPTcXGzgOGgD0orQGpf8FugDTzHEHWg4WB29ZLUO"
"""What a client stores for the password `lovelace`: servers never hash (notes-for-client 30)."""


async def words(session: Session, tag: str) -> list[str]:
    answer = await session.run(program({"all": {"tag": {"string": tag}}}), writes=False)
    return sorted(json.loads(answer.body))


async def test_signing_in_and_running_over_loopback(server: LocalServer) -> None:
    async with admin_session(server) as session:
        assert (await session.client.version()).startswith("karma.run")
        view = session.view()
        assert (view.state, view.dialect) == (State.LIVE, Dialect.V1)
        assert view.seconds_left is not None
        assert 895 < view.seconds_left <= 900
        answer = await session.run(program({"int64": 2**53 + 1}), writes=False)
        assert answer.body == b"9007199254740993"
        assert answer.server_time is not None


async def test_signing_in_over_a_unix_socket(tmp_path: Path) -> None:
    with local_server(tmp_path, socket=tmp_path / "s") as found:
        async with admin_session(found) as session:
            assert (await session.run(program({"bool": True}), writes=False)).body == b"true"


async def test_a_wrong_password_is_refused(server: LocalServer) -> None:
    client = Client(server.endpoint)
    for user in ("admin", "nobody"):
        with pytest.raises(LoginRefused):
            await client.login(user, "wrong")
    await client.aclose()


async def test_renewal_gives_another_signature_and_keeps_the_old_one(server: LocalServer) -> None:
    async with admin_session(server) as session:
        old = await session.signature()
        new = await session.client.renew(old)
        assert new.text != old.text
        assert new.issued is not None
        for signature in (old, new):
            assert (await session.client.query(program({"bool": True}), signature)).body == b"true"


async def test_a_forged_signature_ends_the_session(server: LocalServer) -> None:
    async with admin_session(server) as session:
        good = (await session.signature()).text
        last = "A" if good[60] != "A" else "B"
        forged = Signature(good[:60] + last + good[61:])
        for refused in (session.client.query(b"{}", forged), session.client.renew(forged)):
            with pytest.raises(SessionExpired):
                await refused


async def test_errors_come_back_with_kind_program_and_offset(server: LocalServer) -> None:
    async with admin_session(server) as session:
        with pytest.raises(QueryRefused) as caught:
            await session.run(b'{"function":[[],[{"nonsense":1}]]}', writes=False)
        assert caught.value.chain[0] == "codecError"
        assert caught.value.offset is not None
        with pytest.raises(QueryRefused) as caught:
            await session.run(program({"not": {"string": "x"}}), writes=False)
        assert caught.value.chain[0] == "compilationError"
        assert caught.value.program is not None
        deep: Any = '{"not":' * 9000 + '{"string":"x"}' + "}" * 9000
        with pytest.raises(QueryRefused) as caught:
            await session.run(f'{{"function":[[],[{deep}]]}}'.encode(), writes=False)
        assert caught.value.chain[0] == "compilationError"


async def test_a_missing_tag_begins_a_new_epoch(server: LocalServer) -> None:
    async with admin_session(server) as session:
        before = session.epoch.number
        with pytest.raises(QueryRefused):
            await words(session, "nothing_of_that_name")
        assert session.epoch.number == before + 1


async def test_a_dump_survives_a_reset_and_comes_back(server: LocalServer, tmp_path: Path) -> None:
    async with admin_session(server) as session:
        await make_tag(session, "kept_words")
        result = await session.export(tmp_path / "dump.zip")
        assert result.usable, result.why
        assert await session.reset() == "instance reset successful"
        assert session.view().state is State.LIVE
        with pytest.raises(QueryRefused):
            await words(session, "kept_words")
        info = await session.import_dump(tmp_path / "dump.zip", local=True)
        assert info.size == result.bytes
        assert session.view().state is State.LIVE
        assert await words(session, "kept_words") == ["one", "two"]


async def test_another_admins_reset_is_got_over_by_a_reading_query(server: LocalServer) -> None:
    async with admin_session(server) as mine, admin_session(server) as theirs:
        await theirs.reset()
        answer = await mine.run(program({"length": {"all": {"tag": {"string": "_tag"}}}}), writes=False)
        assert answer.body == b"6"


async def test_only_the_admin_may_administrate(server: LocalServer, tmp_path: Path) -> None:
    async with admin_session(server) as session:
        user = {
            "data": {
                "struct": {
                    "username": {"string": "ada"},
                    "password": {"string": LOVELACE},
                    "roles": {"list": []},
                }
            }
        }
        await session.run(program(create("_user", user)), writes=True)
        signature = await session.client.login("ada", "lovelace")
        with pytest.raises(QueryRefused) as caught:
            await session.client.reset(signature)
        assert caught.value.status == 403


async def test_a_changed_secret_ends_every_session(tmp_path: Path) -> None:
    with local_server(tmp_path) as found:
        async with admin_session(found) as session:
            signature = await session.signature()
            with pytest.raises(LoginRefused):
                await session.client.rotate_secret("wrong")
            await session.rotate_secret(found.secret)
            assert session.view().state is State.SIGNED_OUT
            with pytest.raises(AuthError):
                await session.run(program({"bool": True}), writes=False)
            with pytest.raises(SessionExpired):
                await session.client.query(program({"bool": True}), signature)
