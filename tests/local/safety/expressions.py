"""Expressions of dialect 1.0 that would take for ever, or all memory there is."""

from __future__ import annotations

from typing import Any

Json = Any


def scope(name: str) -> Json:
    return {"scope": name}


def function(params: list[str], *body: Json) -> Json:
    return {"function": [params, list(body)]}


def numbers(count: int) -> Json:
    return {"data": {"list": [{"int64": number} for number in range(count)]}}


def nested_maps(levels: int, width: int) -> Json:
    """`width ** levels` evaluations of an addition."""
    inner: Json = {"addInt64": [scope("x1"), scope("x1")]}
    for level in range(1, levels + 1):
        loop = {"mapList": [numbers(width), function([f"i{level}", f"x{level}"], inner)]}
        inner = {"length": loop}
    return inner


def nested_lazy_maps(levels: int) -> Json:
    """Maps over the lazy list of all models, nested and counted."""
    every = {"all": {"tag": {"string": "_model"}}}
    inner: Json = {"int64": 1}
    for level in range(levels):
        inner = {"length": {"mapList": [every, function([f"i{level}", f"x{level}"], inner)]}}
    return inner


def doubled_text(times: int) -> Json:
    """A string of `10 * 2 ** times` letters."""
    twice = {
        "joinStrings": {
            "strings": {"data": {"list": [{"expr": scope("t")}, {"expr": scope("t")}]}},
            "separator": {"string": ""},
        }
    }
    folder = function(["t", "x"], twice)
    return {"leftFoldList": [numbers(times), {"string": "0123456789"}, folder]}


def many_structs() -> Json:
    """Lists of lists of a thousand million structs."""
    one = {"expr": scope("x0")}
    inner: Json = {"data": {"struct": {"a": one, "b": one}}}
    for level in range(3):
        inner = {"mapList": [numbers(1000), function([f"i{level}", f"x{level}"], inner)]}
    return inner


def doubled_list(times: int) -> Json:
    """The length of a list of `2 ** times` numbers."""
    folder = function(["t", "x"], {"concatLists": [scope("t"), scope("t")]})
    return {"length": {"leftFoldList": [numbers(times), numbers(1), folder]}}


def shared_tree(levels: int) -> list[Json]:
    """A value that is small in memory, because its parts are shared, and `2 ** levels` items when written."""
    parts: list[Json] = [{"define": ["v0", {"length": {"all": {"tag": {"string": "_model"}}}}]}]
    for level in range(1, levels + 1):
        below = {"expr": scope(f"v{level - 1}")}
        parts.append({"define": [f"v{level}", {"data": {"list": [below, below]}}]})
    return [*parts, scope(f"v{levels}")]


def below(levels: int, expression: Json) -> Json:
    """An expression that yields an int64, so many additions deep."""
    for _ in range(levels):
        expression = {"addInt64": [{"int64": 1}, expression]}
    return expression
