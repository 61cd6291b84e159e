"""What leaves for a server that is only to be read from, whatever the caller says of it."""

from __future__ import annotations

import json

import pytest

from karma_tui.client.api import Client
from karma_tui.client.reading import writes_something
from karma_tui.client.signature import Signature
from karma_tui.errors import ReadOnlyProfile
from karma_tui.lang.nodes import Dialect
from tests.client.fakes import client_of, json_reply

SIGNATURE = Signature("sig")

READING = [
    {"all": {"tag": {"string": "create"}}},
    {"function": [[], [{"newStruct": {"create": {"bool": True}, "delete": {"bool": True}}}]]},
    {"data": {"struct": {"update": {"string": 'a "delete" in a text'}}}},
]

WRITING = [
    {"delete": {"data": {"ref": ["m", "i"]}}},
    {"function": [[], [{"if": [{"bool": False}, {"update": {"ref": {}, "value": {}}}, {"null": {}}]}]]},
    {"function": [[], [{"createMultiple": [{"tag": {"string": "t"}}, {}]}]]},
]


def quiet() -> tuple[Client, list[str]]:
    sent: list[str] = []

    def answer(request: object) -> object:
        sent.append(str(request))
        return json_reply(True)

    client = client_of(answer)
    client.read_only = True
    return client, sent


@pytest.mark.parametrize("body", READING)
async def test_what_only_reads_is_sent(body: object) -> None:
    client, sent = quiet()
    await client.query(json.dumps(body).encode(), SIGNATURE)
    assert len(sent) == 1


@pytest.mark.parametrize("body", WRITING)
async def test_what_writes_is_not_sent(body: object) -> None:
    client, sent = quiet()
    with pytest.raises(ReadOnlyProfile):
        await client.query(json.dumps(body).encode(), SIGNATURE)
    assert sent == []


def test_an_escaped_name_is_seen_through_and_nonsense_is_taken_to_write() -> None:
    assert writes_something(b'{"d\\u0065lete":{"data":{"ref":["m","i"]}}}', Dialect.V1)
    assert writes_something(b'{"delete":', Dialect.V1)
    assert not writes_something(b'{"string":"a\\nb"}', Dialect.V1)


async def test_nothing_else_that_changes_an_instance_is_sent() -> None:
    client, sent = quiet()
    for request in (
        client.reset(SIGNATURE),
        client.rotate_secret("secret"),
        client.rest_create("word", b"[]", SIGNATURE),
        client.rest_update("word", "id", b"{}", SIGNATURE),
        client.rest_delete("word", "id", SIGNATURE),
    ):
        with pytest.raises(ReadOnlyProfile):
            await request
    assert sent == []
