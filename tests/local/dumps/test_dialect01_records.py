"""What only 0.1 stores: marks before alternatives, merged alternatives, values that describe themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from karma_tui.lang.nodes import Dialect, Json
from karma_tui.local.dump import BadDump, import_dump
from karma_tui.local.store import open_store

from .asking import imported
from .binary import primitive, text, uvarint, varint
from .server_file import ServerFile, identity

STRING: Json = {"string": {}}
MARK = {
    **{"tuple": b"\x01", "list": b"\x02", "union": b"\x04", "struct": b"\x08", "map": b"\x10"},
    **{"bool": b"\x40", "string": b"\x80\x01", "ref": b"\x80\x02", "null": b"\x80\x08"},
    **{"enum": b"\x80\x10", "set": b"\x80\x20", "int8": b"\x80\x40"},
}
TWO_STRUCTS: Json = {
    "or": [
        {"struct": {"a": STRING, "b": {"optional": {"int8": {}}}}},
        {"struct": {"a": {"optional": STRING}, "c": {"optional": STRING}}},
    ]
}
CHAIN: Json = {
    "recursion": {
        "label": "x",
        "model": {"or": [{"null": {}}, {"struct": {"v": {"int": {}}, "next": {"recurse": "x"}}}]},
    }
}


def raw(json: str) -> bytes:
    return b"\x03" + text(json)


VALUES: dict[str, tuple[Json, bytes, Any]] = {
    "int": ({"int": {}}, varint(-300), -300),
    "uint": ({"uint": {}}, uvarint(2**64 - 1), 2**64 - 1),
    "optional": ({"optional": STRING}, MARK["string"] + text("hi"), "hi"),
    "optional without": ({"optional": STRING}, MARK["null"], None),
    "optional of optional": ({"optional": {"optional": STRING}}, MARK["string"] + text("hi"), "hi"),
    "alternatives alike": ({"or": [STRING, STRING]}, MARK["string"] + text("t"), "t"),
    "second alternative": ({"or": [STRING, {"int8": {}}]}, MARK["int8"] + b"\xff", -1),
    "nested alternatives": (
        {"or": [{"or": [STRING, {"bool": {}}]}, {"optional": {"int8": {}}}]},
        MARK["bool"] + b"\x01",
        True,
    ),
    "structs with the first's fields": (
        TWO_STRUCTS,
        MARK["struct"] + (MARK["string"] + text("p")) + MARK["null"] + MARK["null"],
        {"a": "p"},
    ),
    "structs with the second's fields": (
        TWO_STRUCTS,
        MARK["struct"] + (MARK["string"] + text("p")) + MARK["null"] + (MARK["string"] + text("q")),
        {"a": "p", "c": "q"},
    ),
    "lists": (
        {"or": [{"list": STRING}, {"list": {"bool": {}}}]},
        MARK["list"] + b"\x02" + (MARK["bool"] + b"\x01") + (MARK["bool"] + b"\x00"),
        [True, False],
    ),
    "lists of one kind": (
        {"or": [{"list": STRING}, {"list": {"unique": STRING}}]},
        MARK["list"] + b"\x01" + text("a"),
        ["a"],
    ),
    "unions": (
        {"or": [{"union": {"a": STRING}}, {"union": {"b": {"bool": {}}}}]},
        MARK["union"] + text("b") + b"\x01",
        {"b": True},
    ),
    "tuples": (
        {"or": [{"tuple": [STRING, STRING]}, {"tuple": [STRING, {"bool": {}}]}]},
        MARK["tuple"] + text("a") + (MARK["bool"] + b"\x01"),
        ["a", True],
    ),
    "enums": (
        {"or": [{"enum": ["a"]}, {"enum": ["b"]}]},
        MARK["enum"] + text("b"),
        "b",
    ),
    "an or of one": ({"or": [STRING]}, text("a"), "a"),
    "an or of one in another": (
        {"or": [{"or": [STRING]}, {"bool": {}}]},
        MARK["string"] + text("a"),
        "a",
    ),
    "recursion": (
        CHAIN,
        (MARK["struct"] + (MARK["struct"] + MARK["null"] + varint(2)) + varint(1)),
        {"next": {"v": 2}, "v": 1},
    ),
    "any": ({"any": {}}, raw('{"b":[1,2.50,"x"],"a":null}'), {"a": None, "b": [1, 2.5, "x"]}),
    "optional any": ({"optional": {"any": {}}}, b"\x00" + raw("null"), None),
    "any in a struct": ({"struct": {"f": {"any": {}}}}, raw("[]"), {"f": []}),
    "any of a list": ({"any": {}}, b"\x01\x02" + (b"\x08\x01") + (b"\x09" + text("s")), [True, "s"]),
    "any of a struct": ({"any": {}}, b"\x04\x01" + text("f") + b"\x10\xff", {"f": -1}),
    "any of numbers": (
        {"any": {}},
        b"\x00\x04"
        + b"\x11\x01\x02"
        + b"\x17"
        + b"\xff" * 8
        + b"\x06\x03"
        + (b"\x07" + primitive("float", 0.5)),
        [513, 2**64 - 1, -2, 0.5],
    ),
    "any of a ref": (
        {"any": {}},
        b"\x0a" + identity("_model").encode() + identity("one").encode(),
        identity("one"),
    ),
    "any of a time": ({"any": {}}, b"\x0b" + varint(1_500_000_000), "1970-01-01T00:00:01Z"),
}


def save(folder: Path, model: Json, value: bytes) -> Path:
    path = folder / "dump"
    path.write_bytes(ServerFile(old=True, models={"thing": model}, records={"thing": {"one": value}}).data())
    return path


@pytest.mark.parametrize("name", VALUES)
def test_value_is_shown_as_its_server_shows_it(name: str, tmp_path: Path) -> None:
    model, value, shown = VALUES[name]
    with imported(save(tmp_path, model, value), tmp_path) as dump:
        assert dump.imported.notes == ()
        assert dump.ask_01({"all": {"tag": "thing"}}) == [shown]
        assert dump.ask_01({"get": {"tag": "thing"}}) == model
        assert len(dump.records("thing", Dialect.V1)) == 1


WRONG: dict[str, tuple[Json, bytes, str]] = {
    "no mark": ({"optional": STRING}, b"", "needs another byte"),
    "foreign mark": ({"optional": STRING}, MARK["bool"] + b"\x01", "none of the model's alternatives"),
    "1.0 optional": ({"optional": STRING}, b"\x01\x01a", "none of the model's alternatives"),
    "two bits": ({"optional": {"any": {}}}, b"\x03" + raw("1"), "none that exists"),
    "kind": ({"any": {}}, b"\x63", "unknown kind 99"),
    "json": ({"any": {}}, raw("{"), "no JSON"),
    "deep json": ({"any": {}}, raw("[" * 900 + "]" * 900), "more than 500 levels"),
    "deep any": ({"any": {}}, b"\x01\x01" * 900 + b"\x0c", "more than 500 levels"),
    "infinite": ({"any": {}}, b"\x07" + primitive("float", float("inf")), "no JSON form"),
    "tuples": (
        {"or": [{"tuple": []}, {"tuple": [STRING]}]},
        MARK["tuple"],
        "tuples of different lengths",
    ),
    "mixed": (
        {"or": [{"list": STRING}, {"list": {"bool": {}}}]},
        MARK["list"] + b"\x02" + (MARK["bool"] + b"\x01") + (MARK["string"] + text("x")),
        "none of its model's alternatives",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_value_of_no_alternative_is_refused(name: str, tmp_path: Path) -> None:
    model, value, expected = WRONG[name]
    store = open_store(tmp_path / "data.db")
    with pytest.raises(BadDump, match=expected):
        import_dump(store, save(tmp_path, model, value))
    store.close()


def test_deep_alternatives_are_read(tmp_path: Path) -> None:
    depth = 5000
    value = MARK["struct"] * depth + MARK["null"] + b"".join(varint(level) for level in range(depth))
    with imported(save(tmp_path, CHAIN, value), tmp_path) as dump:
        answer = dump.engine.run(b'{"all":{"tag":"thing"}}', dump.user, Dialect.V01)
        assert answer.count(b'"v":') == depth
