"""An id that is drawn twice: whoever drew it, and whoever shares the commit, is answered all the same."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Asked, Engine
from karma_tui.local.store import SqliteStore, open_store

from .helpers import function, scope, tag

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


class Instance:
    """An engine over a data file whose draws can be repeated, with a model of numbers."""

    def __init__(self, path: Path) -> None:
        self.store: SqliteStore = open_store(path)
        self.rng = random.Random(7)
        self.engine = Engine(self.store, now=lambda: NOW, rng=self.rng)
        self.engine.initialise()
        self.user = self.engine.root_user()
        made = self.engine.rest_create("_model", json.dumps([{"int64": {}}]).encode(), self.user)
        self.model = json.loads(made)[0][1]
        named = json.dumps([{"tag": "number", "model": self.model}])
        self.engine.rest_create("_tag", named.encode(), self.user)
        before = self.rng.getstate()
        self.first = json.loads(self.run(create(1)))
        self.rng.setstate(before)  # the next record will be given the same id

    def run(self, *body: Any, dialect: Dialect = Dialect.V1) -> bytes:
        return self.engine.run(request(*body), self.user, dialect)

    def numbers(self) -> list[int]:
        return sorted(json.loads(self.run({"all": tag("number")})))


def request(*body: Any) -> bytes:
    return json.dumps({"function": [[], list(body)]}).encode()


def create(number: int) -> Any:
    return {"create": [tag("number"), function("x", {"data": {"int64": number}})]}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path / "data.db")
    yield made
    made.store.close()


def test_one_request_is_given_another_id(instance: Instance) -> None:
    assert json.loads(instance.run(create(2))) != instance.first
    assert instance.numbers() == [1, 2]


def test_requests_that_share_a_commit_are_all_answered(instance: Instance) -> None:
    missing = {"create": [tag("nothing"), function("x", {"data": {"int64": 0}})]}
    asked = [Asked(request(body), instance.user) for body in (create(2), missing, create(3), create(4))]
    answers = instance.engine.run_together(asked)
    refs = {answer for answer in answers if isinstance(answer, bytes)}
    assert len(refs) == 3
    assert answers[1] is None
    assert instance.numbers() == [1, 2, 3, 4]


WAITING = {
    Dialect.V1: request(
        {
            "delete": {
                "first": {"mapList": [{"all": tag("number")}, function("i", "v", {"refTo": scope("v")})]}
            }
        }
    ),
    Dialect.V01: json.dumps({"create": {"in": {"tag": "number"}, "value": {"newInt": 5}}}).encode(),
}


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_writer_that_shares_the_commit_of_another_is_answered(instance: Instance, dialect: Dialect) -> None:
    answers: list[bytes] = []
    body = WAITING[dialect]

    def write() -> None:
        answers.append(instance.engine.run(body, instance.user, dialect))

    writer = threading.Thread(target=write)
    taken = {instance.first[1]: b"9"}
    with pytest.raises(StorageError), instance.store.together() as group:
        with group.write() as tx:
            tx.add(instance.model, "2024-05-06T07:08:09.000000Z", taken, ())
        writer.start()
        while not instance.store._writer._waiting:
            pass
    writer.join(20)
    assert len(answers) == 1
    assert instance.numbers() == ([] if dialect is Dialect.V1 else [1, 5])
