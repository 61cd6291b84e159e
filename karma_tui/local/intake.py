"""Requests that only bring records in, recognised by their shape: `create` and `createMultiple` of data.

They are most of what an import sends, and by far the longest requests there are. Whoever recognises one
can store its data without building nodes, types and code for it; everything that is not exactly of the
shape goes the common way, refusals included.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from karma_tui.lang.machine.constants import UNSURE, Unusual
from karma_tui.lang.nodes import Json

SINGLE: Final = "self"
"""The key of data without a key of their own."""

_WORD: Final = b'"create'
_HEAD: Final = 200
"""Bytes within which the function's name is found in a request of the shape."""

_MINUS_ZERO: Final = re.compile(rb"-0(?<=[\s:,\[]-0)(?![.eE])")
"""Begins with what is rare, so that it is found ten times faster than if it began with what is not."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The tag of a model and, by key, the data to create records of; `single` if it is one without a key."""

    tag: str
    data: dict[str, Json]
    single: bool


def may_bring_in(body: bytes) -> bool:
    """Whether a request has a chance of being recognised."""
    return _WORD in body[:_HEAD]


def recognised(body: bytes) -> Intake | None:
    """The records that a request brings in; None if it is anything else."""
    if not may_bring_in(body):
        return None
    try:
        return _intake(_read(body))
    except UNSURE:
        return None


def _read(body: bytes) -> Any:
    """A body's JSON in which no key comes twice and no integer is minus zero."""
    value = orjson.loads(body)
    if _MINUS_ZERO.search(body):
        raise Unusual
    if b"\\u" in body:
        if b"\\ud" in body or b"\\uD" in body:
            raise Unusual
        return json.loads(body, object_pairs_hook=_unrepeated)
    # written again, it has as many quotes as before: no key was lost to another of the same name
    if orjson.dumps(value).count(b'"') != body.count(b'"'):
        raise Unusual
    return value


def _unrepeated(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unusual
    return made


def _intake(program: Any) -> Intake:
    params, (call,) = _only(program, "function")
    if params != [] or type(params) is not list:
        raise Unusual
    single = "create" in call
    model, makers = _only(call, "create" if single else "createMultiple")
    tag = _only(_only(model, "tag"), "string")
    if type(tag) is not str:
        raise Unusual
    if single:
        makers = {SINGLE: makers}
    data = {key: _datum(maker) for key, maker in makers.items()}
    return Intake(tag, data, single)


def _datum(maker: Any) -> Any:
    """The data that a function of one parameter yields, without looking at that."""
    params, (body,) = maker["function"]
    if len(maker) != 1 or len(body) != 1 or type(params) is not list:
        raise Unusual
    (name,) = params
    if type(name) is not str:
        raise Unusual
    return body["data"]


def _only(value: Any, key: str) -> Any:
    """What the only key of an object holds."""
    if len(value) != 1:
        raise Unusual
    return value[key]
