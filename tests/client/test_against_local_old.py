"""The client against a real server of dialect 0.1: the embedded instance, pinned to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from karma_tui.errors import QueryRefused
from karma_tui.lang.nodes import Dialect
from tests.client.local_server import admin_session, local_server


async def test_the_other_dialect_is_recognised_and_spoken(tmp_path: Path) -> None:
    with local_server(tmp_path, "--dialect", "0.1") as found:
        async with admin_session(found) as session:
            assert session.dialect is Dialect.V01
            signature = await session.signature()
            assert signature.spelling is Dialect.V01
            answer = await session.run(b'{"all":{"tag":"_tag"}}', writes=False)
            assert len(json.loads(answer.body)) == 6
            with pytest.raises(QueryRefused):
                await session.run(b'{"nonsense":1}', writes=False)
            result = await session.export(tmp_path / "dump.gz")
            assert result.usable, result.why
            info = await session.import_dump(result.path, local=True)
            assert (info.container, info.size) == ("gzip", result.bytes)
            assert (await session.run(b'{"add":[1,2]}', writes=False)).body == b"3"
