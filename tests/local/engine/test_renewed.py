"""Whatever writes by an expression renews the models of models and of expressions, as on the real server."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.dump import export, import_dump
from karma_tui.local.engine import Engine, Refused
from karma_tui.local.store import SqliteStore, open_store

from .helpers import function, tag

BEGIN = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


class Clocked:
    """An engine whose clock is a second on with every look at it."""

    def __init__(self, path: Path) -> None:
        self.store: SqliteStore = open_store(path)
        self.time = BEGIN
        self.engine = Engine(self.store, now=self._now, rng=random.Random(7))
        self.engine.initialise()
        self.user = self.engine.root_user()

    def _now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def ask(self, *body: Any) -> Any:
        text = json.dumps({"function": [[], list(body)]})
        return json.loads(self.engine.run(text.encode(), self.user, Dialect.V1))

    def times(self) -> dict[str, set[str]]:
        """By the tags of models: when they were created and updated."""
        found = {}
        for name in ("_model", "_expression", "_tag", "_user"):
            shown = self.ask({"metarialize": {"get": {"tag": {"string": name}}}})
            found[name] = {shown["created"], shown["updated"]}
        return found

    def writes(self) -> Any:
        return self.ask({"create": [tag("_tag"), function("x", {"data": {"struct": self.tag()}})]})

    def tag(self) -> Any:
        model = {"expr": {"tag": {"string": "_user"}}}
        return {"tag": {"string": f"t{self.time.second}"}, "model": model}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Clocked]:
    made = Clocked(tmp_path / "data.db")
    yield made
    made.store.close()


def shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_expression_that_writes_renews_two_models_and_no_other(instance: Clocked) -> None:
    before = instance.times()
    instance.writes()
    after = instance.times()
    assert after["_model"] == after["_expression"] != before["_model"]
    assert len(after["_model"]) == 1
    assert (after["_tag"], after["_user"]) == (before["_tag"], before["_user"])


def test_plain_data_renew_them_too(instance: Clocked) -> None:
    before = instance.times()
    model = instance.ask(
        {"create": [tag("_model"), function("x", {"data": {"union": ["int64", {"struct": {}}]}})]}
    )
    named = {"struct": {"tag": {"string": "number"}, "model": {"ref": model}}}
    instance.ask({"create": [tag("_tag"), function("x", {"data": named})]})
    middle = instance.times()
    instance.ask({"create": [tag("number"), function("x", {"data": {"int64": 7}})]})
    after = instance.times()
    assert len({*before["_model"], *middle["_model"], *after["_model"]}) == 3


def test_the_old_dialect_renews_them(instance: Clocked) -> None:
    before = instance.times()
    tagged = {"struct": {"tag": {"newString": "again"}, "model": {"tag": "_user"}}}
    request = {"create": {"in": {"tag": "_tag"}, "value": {"newStruct": tagged["struct"]}}}
    instance.engine.run(json.dumps(request).encode(), instance.user, Dialect.V01)
    assert instance.times()["_model"] != before["_model"]


def test_reading_rest_and_what_is_refused_renew_nothing(instance: Clocked) -> None:
    before = instance.times()
    instance.ask({"all": tag("_user")})
    body = json.dumps(["bool"])
    with pytest.raises(Refused):
        instance.engine.rest_create("_model", body.encode(), instance.user)
    with pytest.raises(Refused):
        instance.ask({"delete": {"tag": {"string": "_model"}}})
    instance.engine.rest_create("_model", json.dumps([{"bool": {}}]).encode(), instance.user)
    assert instance.times() == before


def test_the_time_survives_restart_and_dump(instance: Clocked, tmp_path: Path) -> None:
    instance.writes()
    before = instance.times()
    dump = tmp_path / "dump"
    dump.write_bytes(b"".join(export(instance.store, Dialect.V1)))
    instance.store.close()
    instance.store = open_store(tmp_path / "data.db")
    instance.engine = Engine(instance.store, now=instance._now, rng=random.Random(8))
    assert instance.times() == before
    instance.writes()
    assert instance.times() != before
    import_dump(instance.store, dump)
    assert instance.times() == before


def test_caches_outlive_it(instance: Clocked) -> None:
    """Models, requests and records are kept by versions, which this must leave alone."""
    with instance.store.read() as view:
        meta = view.setting("meta") or ""
        versions = [view.version(meta), view.version(view.setting("default/_expression") or "")]
    instance.writes()
    with instance.store.read() as view:
        after = [view.version(meta), view.version(view.setting("default/_expression") or "")]
    assert after == versions


def test_a_reset_begins_anew(instance: Clocked) -> None:
    instance.writes()
    instance.engine.reset()
    instance.user = instance.engine.root_user()
    times = instance.times()
    assert times["_model"] == times["_user"]
