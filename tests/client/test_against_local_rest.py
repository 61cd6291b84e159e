"""The REST interface of a real server: the embedded instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from karma_tui.errors import QueryRefused
from tests.client.local_server import admin_session, local_server, make_tag


async def test_rest_pages_records_and_changes(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        async with admin_session(server) as session:
            await make_tag(session, "rest_words")
            client, signature = session.client, await session.signature()
            first = await client.rest_list("rest_words", signature, length=1)
            assert (first.next, first.last, first.previous) == (1, 1, None)
            second = await client.rest_list("rest_words", signature, length=1, offset=1)
            assert (second.next, second.previous, second.first) == (None, 0, 0)
            assert sorted(json.loads(first.body) + json.loads(second.body)) == ["one", "two"]
            [[_, record]] = json.loads((await client.rest_create("rest_words", b'["three"]', signature)).body)
            assert json.loads((await client.rest_get("rest_words", record, signature)).body) == "three"
            await client.rest_update("rest_words", record, b'"four"', signature)
            assert json.loads((await client.rest_delete("rest_words", record, signature)).body) == "four"
            with pytest.raises(QueryRefused) as caught:
                await client.rest_get("rest_words", record, signature)
            assert caught.value.chain == ("objectNotFoundError",)
