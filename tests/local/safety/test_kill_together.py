"""Records that came in together are on disk before anybody is told so: a server killed meanwhile keeps them.

As test_kill.py, with the requests that are written without a session, many of them with one commit. Records
are never changed here, so every kill adds to what the one before has left.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path

from ..server.driving import Server
from .conftest import Starter
from .integrity import copied, faults
from .workload import Json

KILLS = int(os.environ.get("KARMA_KILLS", "4"))
SEED = os.environ.get("KARMA_KILL_SEED", "1")
CLIENTS = 8
LATEST = 0.15
"""Seconds from the first acknowledged write to the latest kill."""

TAG = {"tag": {"string": "plain"}}


def maker(name: str, friend: Json) -> Json:
    data = {"name": {"string": name}, "friend": {"ref": friend}}
    return {"function": [["x"], [{"data": {"struct": data}}]]}


def creating(client: int, number: int, friend: Json) -> tuple[Json, list[str]]:
    """A request that creates one record or three, and their names."""
    names = [f"{client}.{number}.{at}" for at in range(1 if number % 3 else 3)]
    if len(names) == 1:
        return {"create": [TAG, maker(names[0], friend)]}, names
    return {"createMultiple": [TAG, {name: maker(name, friend) for name in names}]}, names


class Client:
    """Creates records through a connection of its own until the server is gone."""

    def __init__(self, server: Server, number: int, start: int, friend: Json) -> None:
        self._connection = server.connection()
        self._signature = server.signature
        self._number = number
        self._friend = friend
        self.next = start
        self.acknowledged: list[str] = []
        self.pending: list[str] = []
        """Names of the records that were sent and not yet acknowledged."""
        self.begun = threading.Event()

    def run(self) -> None:
        try:
            while True:
                self._one()
        except (OSError, http.client.HTTPException):
            self._connection.close()

    def _one(self) -> None:
        request, self.pending = creating(self._number, self.next, self._friend)
        self.next += 1
        body = json.dumps({"function": [[], [request]]}).encode()
        self._connection.request("POST", "/", body, {"X-Karma-Signature": self._signature})
        reply = self._connection.getresponse()
        answer = reply.read()
        assert reply.status == 200, answer
        self.acknowledged += self.pending
        self.pending = []
        self.begun.set()


def test_killed_server_keeps_all_records_that_it_has_acknowledged(serve: Starter, tmp_path: Path) -> None:
    server = serve("--empty")
    friend = prepared(server)
    moments = random.Random(SEED)
    kept: set[str] = set()
    starts = [0] * CLIENTS
    (tmp_path / "copy").mkdir()
    for kill in range(KILLS):
        clients = [Client(server, number, starts[number], friend) for number in range(CLIENTS)]
        run_until_killed(server, clients, moments.uniform(0, LATEST))
        assert faults(copied(tmp_path / "data.db", tmp_path / "copy")) == [], f"kill {kill}"
        signature = server.signature
        server = serve()
        server.signature = signature
        names = Counter(server.ask(names_of_all()))
        assert set(names.values()) <= {1}
        for client in clients:
            kept |= set(client.acknowledged)
            if names.keys() & set(client.pending):  # it happened, though nobody was told: wholly, then
                kept |= set(client.pending)
        assert names.keys() == kept, f"kill {kill}"
        assert server.ask({"length": {"allReferrers": {"data": {"ref": friend}}}}) == len(kept)
        starts = [client.next for client in clients]
    assert len(kept) >= KILLS


def prepared(server: Server) -> Json:
    """Create the model and its tag; the ref of a record for the others to point at."""
    users = server.ask({"tag": {"string": "_user"}})
    kinds = {"name": {"union": ["string", {"struct": {}}]}, "friend": {"union": ["ref", {"ref": users}]}}
    model = {"data": {"union": ["struct", {"map": kinds}]}}
    ref = server.ask({"create": [{"tag": {"string": "_model"}}, {"function": [["x"], [model]]}]})
    naming = {"data": {"struct": {"tag": {"string": "plain"}, "model": {"ref": ref}}}}
    server.ask({"create": [{"tag": {"string": "_tag"}}, {"function": [["x"], [naming]]}]})
    user = {"username": {"string": "friend"}, "password": {"string": ""}, "roles": {"list": []}}
    made = {"function": [["x"], [{"data": {"struct": user}}]]}
    return server.ask({"create": [{"tag": {"string": "_user"}}, made]})


def names_of_all() -> Json:
    return {"mapList": [{"all": TAG}, {"function": [["i", "v"], [{"field": ["name", {"scope": "v"}]}]]}]}


def run_until_killed(server: Server, clients: list[Client], delay: float) -> None:
    threads = [threading.Thread(target=client.run) for client in clients]
    timer = threading.Timer(delay, server.process.send_signal, (signal.SIGKILL,))
    for thread in threads:
        thread.start()
    while not any(client.begun.wait(0.01) for client in clients):
        assert any(thread.is_alive() for thread in threads)
    timer.start()
    for thread in (*threads, timer):
        thread.join()
    server.stop(signal.SIGKILL)
