"""What benchmarks/engine.py measures: the data it loads, the requests, the recorded figures, the goals.

The figures are what karma.run 1.0.0 reached on the machine on which the goals were set: requests per
second with 1 and with 8 connections. Those of `get`, `memSort`, `mapList`, `leftFoldList` and the REST page
are derived from the time of one request to smaller records, so they flatter karma.run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine_client import Target, page_request, query_request

SMALL, LARGE, BATCH = 1_000, 10_000, 500
"""Records of the two loaded models, and how many are created by one request."""

LOAD_SECONDS = 1.5
LOAD_GOAL = 3.0
"""karma.run's time for LARGE records, and how many times faster the local instance is to be."""

Make = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the table; `rates` and `goals` are for 1 and for 8 connections, None where there is none."""

    name: str
    make: Callable[[Target, Tags], Make]
    rates: tuple[float | None, float | None]
    goals: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Tags:
    """The models of one load: SMALL records, LARGE records, and one to write to; a ref into the second."""

    small: str
    large: str
    written: str
    ref: Any
    seconds: float
    """What loading the LARGE records took."""
    size: int
    """Bytes of all loaded records as JSON."""


def load(target: Target, stamp: str) -> Tags:
    """Create the models and the records; `stamp` keeps the tags of repeated loads apart."""
    small, large, written = f"small{stamp}", f"large{stamp}", f"written{stamp}"
    for tag in (small, large, written):
        _create_model(target, tag)
    _create_records(target, small, SMALL)
    begun = time.perf_counter()
    _create_records(target, large, LARGE)
    seconds = time.perf_counter() - begun
    size = len(target.post(_all(small))) + len(target.post(_all(large)))
    ref = json.loads(target.post({"refTo": {"first": _all(large)}}))
    return Tags(small, large, written, ref, seconds, size)


def _create_model(target: Target, tag: str) -> None:
    model = json.loads(target.post(_create("_model", _MODEL)))
    naming = {"struct": {"tag": {"string": tag}, "model": {"ref": model}}}
    target.post(_create("_tag", naming))


def _create_records(target: Target, tag: str, number: int) -> None:
    for first in range(0, number, BATCH):
        values = {str(n): _function(["x"], {"data": _record(n)}) for n in range(first, first + BATCH)}
        target.post({"createMultiple": [{"tag": {"string": tag}}, values]})


def _function(names: list[str], expression: Any) -> Any:
    return {"function": [names, [expression]]}


def _create(tag: str, datum: Any) -> Any:
    return {"create": [{"tag": {"string": tag}}, _function(["x"], {"data": datum})]}


def _all(tag: str) -> Any:
    return {"all": {"tag": {"string": tag}}}


def _union(case: str, payload: Any) -> Any:
    return {"union": [case, payload]}


def _plain(kind: str) -> Any:
    return _union(kind, {"struct": {}})


def _structure(**fields: Any) -> Any:
    return _union("struct", {"map": fields})


_MODEL = _structure(
    title=_plain("string"),
    rank=_plain("int64"),
    score=_plain("float"),
    live=_plain("bool"),
    at=_plain("dateTime"),
    geo=_structure(lat=_plain("float"), lon=_plain("float")),
    tags=_union("list", _structure(k=_plain("string"), v=_plain("int64"))),
)


def _record(number: int) -> Any:
    tag = {"struct": {"k": {"string": "a"}, "v": {"int64": number}}}
    fields = {
        "title": {"string": f"title {number}"},
        "rank": {"int64": number},
        "score": {"float": number * 0.5},
        "live": {"bool": number % 2 == 0},
        "at": {"dateTime": "2020-01-01T00:00:00Z"},
        "geo": {"struct": {"lat": {"float": 1.5}, "lon": {"float": 2.5}}},
        "tags": {"list": [tag]},
    }
    return {"struct": fields}


def _field(name: str) -> Any:
    return {"field": [name, {"scope": "v"}]}


def _add(number: int) -> Any:
    return {"addInt64": [{"int64": 1}, {"int64": number}]}


def _filter(tag: str, above: int) -> Any:
    test = {"gtInt64": [_field("rank"), {"int64": above}]}
    return {"filterList": [_all(tag), _function(["i", "v"], test)]}


def _sum(tag: str) -> Any:
    adding = {"addInt64": [{"scope": "sum"}, _field("rank")]}
    return {"leftFoldList": [_all(tag), {"int64": 0}, _function(["sum", "v"], adding)]}


def _same(expression: Callable[[Tags], Any]) -> Callable[[Target, Tags], Make]:
    """The same request every time."""

    def make(target: Target, tags: Tags) -> Make:
        data = query_request(target, json.dumps(_function([], expression(tags))).encode())
        return lambda _: data

    return make


def _new(target: Target, _: Tags) -> Make:
    """A request that was never sent before; the time keeps repeated runs apart."""
    start = time.time_ns() // 1000
    return lambda number: query_request(target, json.dumps(_function([], _add(start + number))).encode())


def _page(target: Target, tags: Tags) -> Make:
    data = page_request(target, f"/rest/{tags.large}?length=1000")
    return lambda _: data


ITEMS = (
    Item("add two numbers", _same(lambda _: _add(2)), (157, 489), (25, 20)),
    Item("add, never-seen body", _new, (157, 489), (6, None)),
    Item("all of 1k", _same(lambda tags: _all(tags.small)), (53, 97), (40, 40)),
    Item("filterList 10k, keeps 100", _same(lambda tags: _filter(tags.large, 9899)), (9.4, 16.1), (50, 30)),
    Item("get by ref", _same(lambda tags: {"get": {"data": {"ref": tags.ref}}}), (900, None)),
    Item(
        "memSort 10k by a number",
        _same(lambda tags: {"memSort": [_all(tags.large), _function(["v"], _field("rank"))]}),
        (5.6, None),
    ),
    Item(
        "mapList 10k to a string",
        _same(lambda tags: {"mapList": [_all(tags.large), _function(["i", "v"], _field("title"))]}),
        (6.9, None),
    ),
    Item("leftFoldList 10k, sum", _same(lambda tags: _sum(tags.large)), (7.0, None)),
    Item("create one, on disk", _same(lambda tags: _create(tags.written, _record(7))), (144, 262), (8, 12)),
    Item("REST page of 1k of 10k", _page, (14.7, None)),
)


def load_large(target: Target, tag: str, number: int) -> None:
    """Create a model and so many records of it."""
    _create_model(target, tag)
    _create_records(target, tag, number)


def _page_of(offset: int) -> Callable[[Target, str], object]:
    def ask(target: Target, tag: str) -> object:
        return target.get(f"/rest/{tag}?length=1000&offset={offset}")

    return ask


EVERY_KIND: dict[str, Callable[[Target, str], object]] = {
    "all": lambda target, tag: target.post(_all(tag)),
    "filterList, keeps those above": lambda target, tag: target.post(_filter(tag, 10_800)),
    "leftFoldList": lambda target, tag: target.post(_sum(tag)),
    "memSort": lambda target, tag: target.post({"memSort": [_all(tag), _function(["v"], _field("rank"))]}),
    "first REST page": _page_of(0),
    "a REST page further on": _page_of(9000),
}
"""Kinds of queries over a whole model, by what benchmarks/memory.py calls them."""
