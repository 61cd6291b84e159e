"""Several clients at once: each query sees one state of the data, and all that was acknowledged before it."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor

from ..server.driving import Server
from .conftest import Starter
from .workload import Json, node_model

TOTAL = 1000
TRANSFERS = 40
LOOKS = 120


def number_of(ref: Json) -> Json:
    return {"field": ["number", {"get": {"data": {"ref": ref}}}]}


def transfer(source: Json, target: Json) -> list[Json]:
    """Two updates in one query: one number falls by one, the other rises by one."""
    return [changed(source, -1), changed(target, 1)]


def changed(ref: Json, by: int) -> Json:
    number = {"addInt64": [number_of(ref), {"int64": by}]}
    value = {"setField": {"name": "number", "value": number, "in": {"get": {"data": {"ref": ref}}}}}
    return {"update": {"ref": {"data": {"ref": ref}}, "value": value}}


class Client:
    """A client with a connection of its own."""

    def __init__(self, server: Server) -> None:
        self._connection: http.client.HTTPConnection = server.connection()
        self._headers = {"X-Karma-Signature": server.signature}

    def ask(self, *expressions: Json) -> Json:
        body = json.dumps({"function": [[], expressions]}).encode()
        self._connection.request("POST", "/", body, self._headers)
        reply = self._connection.getresponse()
        answer = json.loads(reply.read())
        assert reply.status == 200, answer
        return answer

    def close(self) -> None:
        self._connection.close()


def test_readers_see_whole_transfers_and_writers_their_own_writes(serve: Starter) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    refs = [server.ask(account(model, name, TOTAL // 2)) for name in ("left", "right")]
    own = [server.ask(account(model, f"own{writer}", 0)) for writer in range(3)]
    both = {"data": {"list": [{"expr": number_of(ref)} for ref in refs]}}

    def write(writer: int) -> None:
        client = Client(server)
        for count in range(1, TRANSFERS + 1):
            pair = refs if (writer + count) % 2 else refs[::-1]
            client.ask(*transfer(*pair), changed(own[writer], 1))
            other = Client(server)
            assert other.ask(number_of(own[writer])) == count
            other.close()
        client.close()

    def look(_: int) -> None:
        client = Client(server)
        for _look in range(LOOKS):
            assert sum(client.ask(both)) == TOTAL
        client.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda job: job[0](job[1]), [(write, 0), (look, 0), (write, 1), (look, 1), (write, 2)]))
    assert [server.ask(number_of(ref)) for ref in own] == [TRANSFERS] * 3


def account(model: str, name: str, number: int) -> Json:
    node = {
        "data": {"struct": {"name": {"string": name}, "number": {"int64": number}, "next": {"null": None}}}
    }
    return {"create": [{"model": {"string": model}}, {"function": [["self"], [node]]}]}
