"""Decoded records stay within their budget, and what is too big for it is answered all the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from karma_tui.lang.machine.decode import body_decoder
from karma_tui.lang.machine.types import INT64, STRING, ListOf, Struct
from karma_tui.lang.machine.values import Record, Value
from karma_tui.lang.nodes import Dialect
from karma_tui.local.ports import StoredRecord
from karma_tui.local.recordcache import Change, RecordCache
from karma_tui.local.recordpages import footprint, pages
from karma_tui.local.store import open_store

from .helpers import Database, function, tag
from .memory_store import MemoryStore

TIME = "2024-05-06T07:08:09.000000Z"
COUNT = 700
NUMBER: dict[str, Any] = {"struct": {"n": {"int64": {}}, "text": {"string": {}}}}


def fill(store: Any, model: str, count: int, text: str = "x") -> None:
    with store.write() as tx:
        for number in range(count):
            body = json.dumps({"n": number, "text": text}).encode()
            tx.put(StoredRecord(model, f"r{number:015d}", TIME, TIME, body), (), ())


class Decoding:
    """A decoder that counts what it has decoded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, model: str, body: bytes) -> Value:
        self.count += 1
        return json.loads(body)


def numbers(records: list[Record] | None) -> list[int]:
    assert records is not None
    return [record.value["n"] for record in records]


def test_models_used_longest_ago_go_first() -> None:
    store, decode = MemoryStore(), Decoding()
    for model in "abc":
        fill(store, model, 100)
    with store.read() as tx:
        one = RecordCache()
        one.all(tx, "a", 1, decode)
        cache = RecordCache(one.size * 5 // 2)
        for model in "abac":
            assert numbers(cache.all(tx, model, 1, decode)) == list(range(100))
        assert [cache.holds(model, tx.version(model), 1) for model in "abc"] == [True, False, True]
        assert cache.size <= one.size * 5 // 2


def test_a_model_beyond_the_budget_is_given_up_early_and_not_tried_again() -> None:
    store, decode = MemoryStore(), Decoding()
    fill(store, "a", 20_000)
    cache = RecordCache(1_000_000)
    with store.read() as tx:
        assert cache.all(tx, "a", 1, decode) is None
        tried = decode.count
        assert 0 < tried < 3_000
        assert cache.all(tx, "a", 1, decode) is None
        assert decode.count == tried
        assert cache.size == 0
    with store.write() as writing:
        for number in range(100, 20_000):
            writing.delete("a", f"r{number:015d}")
        assert numbers(cache.all(writing, "a", 1, decode)) == list(range(100))


def test_writes_count_against_the_budget() -> None:
    store = MemoryStore()
    fill(store, "a", 10)
    cache = RecordCache(100_000)
    with store.read() as tx:
        held = cache.all(tx, "a", 1, Decoding())
        before, version = cache.size, tx.version("a")
    assert held is not None
    small = {"r": Record("a", "r", TIME, TIME, {"n": 1}, b"{}")}
    cache.apply(Change("a", version, version + 1, 1, dict(small)))
    assert before < cache.size < before + 2_000
    cache.apply(Change("a", version + 1, version + 2, 1, {"r": None}))
    assert abs(cache.size - before) < 1_000
    big = {"n": 1, "text": "x" * 200_000}
    made = Record("a", "r", TIME, TIME, big, json.dumps(big).encode())
    cache.apply(Change("a", version + 2, version + 3, 1, {"r": made}))
    assert cache.size == 0


def test_both_dialects_share_one_budget() -> None:
    store, decode = MemoryStore(), Decoding()
    fill(store, "a", 100)
    with store.read() as tx:
        cache = RecordCache()
        cache.all(tx, "a", 1, decode)
        alone = cache.size
        beside = cache.beside("other ")
        assert not beside.holds("a", tx.version("a"), 1)
        beside.all(tx, "a", 1, decode)
        assert cache.size == beside.size == 2 * alone


def test_the_footprint_is_near_what_python_takes() -> None:
    type_ = Struct({"a": STRING, "n": INT64, "tags": ListOf(Struct({"k": STRING, "v": INT64}))})
    read = body_decoder(type_)
    records = []
    for number in range(200):
        body = json.dumps(
            {"a": f"title {number}", "n": 1000 + number, "tags": [{"k": "long", "v": 5000}]}
        ).encode()
        records.append(Record("m" * 16, f"r{number:015d}", TIME, TIME, read(body), body))
    value = records[0].value
    inner = value["tags"][0]
    parts = [records[0], records[0].id, records[0].body, TIME, value, value["a"], value["n"]]
    parts += [value["tags"], inner, inner["k"], inner["v"]]
    exact = sum(sys.getsizeof(part) for part in parts) * len(records)
    assert exact <= footprint(records) < exact * 1.1


def test_pages_are_bounded_by_bytes() -> None:
    store = MemoryStore()
    fill(store, "a", 60, "x" * 100_000)
    fill(store, "b", 3_000)
    with store.read() as tx:
        big = [len(rows) for rows in pages(tx, "a")]
        assert sum(big) == 60
        assert max(big) <= 8
        small = [len(rows) for rows in pages(tx, "b")]
        assert sum(small) == 3_000
        assert max(small) == 512


def test_pages_of_a_data_file_hold_every_record_once(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    fill(store, "a", 1_200)
    fill(store, "b", 5)
    with store.read() as tx:
        ids = [row[0] for rows in pages(tx, "a") for row in rows]
        assert ids == [record.id for record in tx.all("a")]
    store.close()


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Database, Database]]:
    """Two databases with the same records: one holds them in memory, one has no room for any."""
    made = []
    for budget in (64 * 1024 * 1024, 0):
        db = Database(budget)
        db.model(NUMBER, "number")
        data = [{"n": (number * 37) % COUNT, "text": "t"} for number in range(COUNT)]
        db.engine.rest_create("number", json.dumps(data).encode(), db.user)
        made.append(db)
    yield made[0], made[1]


FIELD = {"field": ["n", {"scope": "v"}]}
EVERY = {"all": tag("number")}


@pytest.mark.parametrize(
    "expression",
    [
        EVERY,
        {"filterList": [EVERY, function("i", "v", {"gtInt64": [FIELD, {"int64": 300}]})]},
        {"filterList": [EVERY, function("i", "v", {"ltInt64": [{"scope": "i"}, {"int64": 5}]})]},
        {"mapList": [EVERY, function("i", "v", FIELD)]},
        {"memSort": [EVERY, function("v", FIELD)]},
        {"equal": [{"memSort": [EVERY, function("v", FIELD)]}, {"memSort": [EVERY, function("v", FIELD)]}]},
        {"first": {"memSort": [EVERY, function("v", FIELD)]}},
        {"data": {"set": [{"expr": {"memSort": [EVERY, function("v", FIELD)]}}]}},
        {"mapList": [{"memSort": [EVERY, function("v", FIELD)]}, function("i", "v", FIELD)]},
        {"data": {"struct": {"a": {"expr": {"memSort": [EVERY, function("v", FIELD)]}}}}},
        {"leftFoldList": [EVERY, {"int64": 0}, function("s", "v", {"addInt64": [{"scope": "s"}, FIELD]})]},
        {"first": EVERY},
        {"length": EVERY},
        {"slice": {"value": EVERY, "offset": {"int64": 9}, "length": {"int64": 600}}},
        {"mapList": [EVERY, function("i", "v", {"metarialize": {"scope": "v"}})]},
        {"concatLists": [EVERY, {"reverseList": EVERY}]},
        {"first": {"mapList": [EVERY, function("i", "v", {"length": EVERY})]}},
    ],
    ids=lambda expression: next(iter(expression)),
)
def test_answers_are_the_same_without_room(filled: tuple[Database, Database], expression: Any) -> None:
    roomy, tight = filled
    assert tight.raw(expression) == roomy.raw(expression)


@pytest.mark.parametrize(("offset", "length"), [(0, 10), (690, 100), (700, 5), (10**30, 5), (3, 0)])
@pytest.mark.parametrize("metadata", [True, False])
def test_rest_pages_are_the_same_without_room(
    filled: tuple[Database, Database], offset: int, length: int, metadata: bool
) -> None:
    roomy, tight = [db.engine.rest_list("number", offset, length, metadata, db.user) for db in filled]
    assert tight == roomy
    assert tight[1] == COUNT


def test_without_room_nothing_stays_in_memory(filled: tuple[Database, Database]) -> None:
    tight = filled[1]
    tight.raw(EVERY)
    tight.engine.run(b'{"all":{"tag":"number"}}', tight.user, Dialect.V01)
    assert tight.engine.cached_bytes == 0
    filled[0].raw(EVERY)
    assert filled[0].engine.cached_bytes > COUNT * 300


def test_records_are_read_as_they_were_when_writing_between_them() -> None:
    db = Database(0)
    db.model(NUMBER, "number")
    data = [{"n": number, "text": "t"} for number in range(100)]
    db.engine.rest_create("number", json.dumps(data).encode(), db.user)
    text = {"expr": {"field": ["text", {"scope": "v"}]}}
    made = {"data": {"struct": {"n": {"expr": {"int64": -1}}, "text": text}}}
    copy = [{"define": ["w", made]}, {"create": [tag("number"), function("_", {"scope": "w"})]}]
    assert len(db.ask({"mapList": [EVERY, function("i", "v", copy)]})) == 100
    assert db.ask({"length": EVERY}) == 200
