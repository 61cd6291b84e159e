"""Files that no server would write: each is refused in words, quickly, and nothing is changed."""

from __future__ import annotations

import gzip
import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from karma_tui.errors import StorageError
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.local.dump import BadDump, import_dump
from karma_tui.local.karmafile.cursor import DEEPEST
from karma_tui.local.store import open_store
from karma_tui.local.unpack import unpack

from .asking import imported
from .binary import text, uvarint
from .bolt_writer import bolt_file, leaf, meta_page
from .server_file import ServerFile, identity

TREE: Json = {"recursion": {"label": "t", "model": {"list": {"recurse": "t"}}}}


def save(folder: Path, data: bytes) -> Path:
    path = folder / "dump"
    path.write_bytes(data)
    return path


def refusal(folder: Path, data: bytes) -> str:
    """What an import of the data into an empty data file is refused with."""
    store = open_store(folder / "data.db")
    try:
        with pytest.raises(BadDump) as caught:
            import_dump(store, save(folder, data))
        with store.read() as view:
            assert view.setting("meta") is None
    finally:
        store.close()
    return str(caught.value)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def test_small_file_is_imported(tmp_path: Path) -> None:
    file = ServerFile(models={"word": {"string": {}}}, records={"word": {"one": text("uno")}})
    with imported(save(tmp_path, file.data()), tmp_path) as dump:
        (record,) = dump.records("word", Dialect.V1)
        assert record["value"] == "uno"
        assert record["created"] == "2020-09-13T17:56:40+05:30"
        assert record["updated"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("page_size", [512, 1024, 16_384, 65_536])
@pytest.mark.parametrize("inline", [True, False])
def test_any_page_size_is_read(page_size: int, inline: bool, tmp_path: Path) -> None:
    words = {f"word{letter}": text(letter * 3000) for letter in "abcdef"}
    file = ServerFile(models={"word": {"string": {}}}, records={"word": words})
    with imported(save(tmp_path, file.data(page_size, inline=inline)), tmp_path) as dump:
        assert sorted(dump.ask({"all": {"tag": {"string": "word"}}})) == [c * 3000 for c in "abcdef"]


@pytest.mark.parametrize("broken", [0, 1])
def test_one_broken_header_is_noted(broken: int, tmp_path: Path) -> None:
    data = patched(ServerFile().data(), broken * 4096 + 64, b"\xff")
    with imported(save(tmp_path, data), tmp_path) as dump:
        assert "older state" in dump.imported.notes[0]
        assert len(dump.records("_model", Dialect.V1)) == 6


PAGE = 4096

HEADERS: dict[str, tuple[Callable[[int, int], bytes], str]] = {
    "root out of range": (lambda root, end: meta_page(0, PAGE, end, end, 99), "root is page"),
    "root is a header": (lambda root, end: meta_page(0, PAGE, 1, end, 99), "root is page"),
    "root is free": (lambda root, end: meta_page(0, PAGE, 2**60, 2**61, 99), "cut short"),
    "file too short": (lambda root, end: meta_page(0, PAGE, root, end + 1, 99), "cut short"),
    "page size": (lambda root, end: meta_page(0, 512, root, end, 99), "damaged"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_header_that_does_not_fit_is_refused(name: str, tmp_path: Path) -> None:
    data = ServerFile().data()
    end = len(data) // PAGE
    make, expected = HEADERS[name]
    assert expected in refusal(tmp_path, patched(data, 0, make(end - 1, end)))


def root_page(change: Callable[[int], bytes], at: int) -> bytes:
    """A file whose root page is changed at an offset."""
    data = ServerFile().data()
    number = len(data) // PAGE - 1
    return patched(data, number * PAGE + at, change(number))


PAGES: dict[str, tuple[bytes, str]] = {
    "number": (root_page(lambda n: struct.pack("<Q", n + 1), 0), "calls itself"),
    "kind": (root_page(lambda n: struct.pack("<H", 16), 8), "unknown kind"),
    "count": (root_page(lambda n: struct.pack("<H", 65_535), 10), "claims 65535 elements"),
    "overflow": (root_page(lambda n: struct.pack("<I", 2**32 - 1), 12), "behind the end"),
    "empty branch": (root_page(lambda n: struct.pack("<HH", 1, 0), 8), "without children"),
    "flags": (root_page(lambda n: struct.pack("<I", 2), 16), "unknown kind 2"),
    "position": (root_page(lambda n: struct.pack("<I", 2**32 - 1), 20), "outside of it"),
    "position in the table": (root_page(lambda n: struct.pack("<I", 0), 20), "outside of it"),
    "key": (root_page(lambda n: struct.pack("<I", 0), 24), "key of 0 bytes"),
    "value": (root_page(lambda n: struct.pack("<I", 2**32 - 1), 28), "outside of it"),
    "itself": (root_page(lambda n: struct.pack("<Q", n), 36), "used twice"),
    "header page": (root_page(lambda n: struct.pack("<Q", 1), 36), "no page 1"),
    "far away": (root_page(lambda n: struct.pack("<Q", 2**63), 36), "no page"),
    "no bucket": (root_page(lambda n: struct.pack("<I", 0), 16), "no bucket of a karma.run server"),
    "no karma": (bolt_file({b"other": b"x"}), "no bucket of a karma.run server"),
    "nothing": (bolt_file({}), "no bucket of a karma.run server"),
    "empty root": (bolt_file({b"root": {b"x": b"y"}}), "no MetaModel"),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_that_is_not_sound_is_refused(name: str, tmp_path: Path) -> None:
    assert PAGES[name][1] in refusal(tmp_path, PAGES[name][0])


def branch(number: int, children: list[tuple[bytes, int]]) -> bytes:
    table = data = b""
    for at, (key, child) in enumerate(children):
        table += struct.pack("<IIQ", 16 * (len(children) - at) + len(data), len(key), child)
        data += key
    return struct.pack("<QHHI", number, 1, len(children), 0) + table + data


def pages(*bodies: bytes) -> bytes:
    """A file of these pages from page 2 on, the first of them the root."""
    end = 2 + len(bodies)
    data = [meta_page(number, PAGE, 2, end, number) for number in (0, 1)]
    return b"".join(body.ljust(PAGE, b"\0") for body in (*data, *bodies))


def test_cycle_of_branches_is_refused(tmp_path: Path) -> None:
    assert "used twice" in refusal(tmp_path, pages(branch(2, [(b"a", 3)]), branch(3, [(b"a", 2)])))


def test_page_under_two_parents_is_refused(tmp_path: Path) -> None:
    shared = leaf(3, {b"a": (0, b"")}, PAGE)
    assert "used twice" in refusal(tmp_path, pages(branch(2, [(b"a", 3), (b"b", 3)]), shared))


def test_tower_of_branches_is_refused(tmp_path: Path) -> None:
    tower = [branch(number, [(b"a", number + 1)]) for number in range(2, 102)]
    assert "deeper than 64 levels" in refusal(tmp_path, pages(*tower, leaf(102, {}, PAGE)))


def test_leaves_out_of_order_are_refused(tmp_path: Path) -> None:
    leaves = (leaf(3, {b"b": (0, b"")}, PAGE), leaf(4, {b"a": (0, b"")}, PAGE))
    assert "out of order" in refusal(tmp_path, pages(branch(2, [(b"a", 3), (b"b", 4)]), *leaves))


def test_tower_of_buckets_is_refused(tmp_path: Path) -> None:
    file = ServerFile(buckets={b"GraphBucket": {b"a": {b"b": {b"c": {b"d": {b"e": {}}}}}}})
    assert "nested too deep" in refusal(tmp_path, file.data(inline=False))


def test_big_endian_file_is_refused(tmp_path: Path) -> None:
    data = bytes(16) + bytes.fromhex("ED0CDAED") + bytes(8192)
    assert "big-endian" in refusal(tmp_path, data)


def with_record(model: Json, value: bytes) -> bytes:
    return ServerFile(models={"thing": model}, records={"thing": {"one": value}}).data()


RECORDS: dict[str, tuple[Json, bytes, str]] = {
    "bytes missing": ({"int16": {}}, b"\x00", "it needs 2 bytes and has 1"),
    "bytes left": ({"bool": {}}, b"\x01\x00", "1 bytes more than its model needs"),
    "bool": ({"bool": {}}, b"\x02", "a yes or no is 2"),
    "optional": ({"optional": {"bool": {}}}, b"\x80\x01", "a yes or no is 128"),
    "long text": ({"string": {}}, uvarint(2**62) + b"x", "it needs 4611686018427387904 bytes"),
    "long list": ({"list": {"string": {}}}, uvarint(2**40) + b"x", "claims 1099511627776 elements"),
    "long list of nothing": ({"list": {"null": {}}}, uvarint(2**32), "claims 4294967296 elements"),
    "long set": ({"set": {"int8": {}}}, uvarint(3) + b"ab", "claims 3 elements"),
    "long map": ({"map": {"null": {}}}, uvarint(9) + b"\x00", "claims 9 elements"),
    "integer": ({"uint64": {}}, b"\xff" * 10, "longer than 64 bits"),
    "integer of eleven bytes": ({"uint64": {}}, b"\x80" * 10 + b"\x01", "longer than 64 bits"),
    "int32": ({"int32": {}}, uvarint(2**32), "an int32 is 2147483648"),
    "uint32": ({"uint32": {}}, uvarint(2**32), "an uint32 is 4294967296"),
    "case": ({"union": {"a": {"null": {}}}}, text("b"), "no case of the union"),
    "symbol": ({"enum": ["a"]}, text("b"), "no symbol of the enum"),
    "name": ({"map": {"null": {}}}, b"\x01\x01\xff", "a name is not UTF-8"),
    "ref": ({"ref": [identity("_model"), identity("thing")]}, b"0" * 16, "not made of letters"),
    "time": ({"dateTime": {}}, b"\x0f" + struct.pack(">Bqih", 2, 0, 0, 0), "unknown version"),
    "nanoseconds": ({"dateTime": {}}, b"\x0f" + struct.pack(">Bqih", 1, 0, -1, 0), "not well formed"),
    "zone": ({"dateTime": {}}, b"\x0f" + struct.pack(">Bqih", 1, 0, 0, 30_000), "not well formed"),
    "year": ({"dateTime": {}}, b"\x0f" + struct.pack(">Bqih", 1, 2**60, 0, 0), "years 0 to 9999"),
    "depth": (TREE, b"\x01" * (DEEPEST + 10) + b"\x00", "nested too deep"),
    "endless": ({"recursion": {"label": "a", "model": {"recurse": "a"}}}, b"", "nested too deep"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_record_that_is_no_value_of_its_model_is_refused(name: str, tmp_path: Path) -> None:
    model, value, expected = RECORDS[name]
    said = refusal(tmp_path, with_record(model, value))
    assert expected in said
    assert f"record {identity('one')} of model {identity('thing')}" in said


def test_key_twice_in_a_map_keeps_the_first_and_is_noted(tmp_path: Path) -> None:
    twice = b"\x02" + (text("a") + text("new")) + (text("a") + text("old"))
    with imported(save(tmp_path, with_record({"map": {"string": {}}}, twice)), tmp_path) as dump:
        assert dump.ask({"all": {"tag": {"string": "thing"}}}) == [{"a": "new"}]
        assert "a key twice" in dump.imported.notes[0]


def test_text_that_is_not_utf8_is_shown_as_a_server_does_and_noted(tmp_path: Path) -> None:
    with imported(save(tmp_path, with_record({"string": {}}, b"\x02a\xff")), tmp_path) as dump:
        assert dump.ask({"all": {"tag": {"string": "thing"}}}) == ["a\ufffd"]
        assert "not UTF-8" in dump.imported.notes[0]


def test_reference_to_nothing_is_noted(tmp_path: Path) -> None:
    model: Json = {"ref": [identity("_model"), identity("thing")]}
    with imported(save(tmp_path, with_record(model, b"n" * 16)), tmp_path) as dump:
        assert dump.ask({"all": {"tag": {"string": "thing"}}}) == [[identity("thing"), "n" * 16]]
        assert "do not exist" in dump.imported.notes[0]


def test_unique_value_in_two_records_is_kept_and_noted(tmp_path: Path) -> None:
    same = {"one": text("same"), "two": text("same")}
    file = ServerFile(models={"thing": {"unique": {"string": {}}}}, records={"thing": same})
    with imported(save(tmp_path, file.data()), tmp_path) as dump:
        assert dump.ask({"all": {"tag": {"string": "thing"}}}) == ["same", "same"]
        assert "should be unique" in dump.imported.notes[0]


def test_renamed_tag_goes_on_working_and_is_noted(tmp_path: Path) -> None:
    file = ServerFile(models={"new": {"string": {}}}, records={"new": {"one": text("x")}})
    file.buckets[b"TagBucket"] = {b"old": identity("new").encode(), b"new": identity("new").encode()}
    with imported(save(tmp_path, file.data()), tmp_path) as dump:
        assert dump.ask({"all": {"tag": {"string": "old"}}}) == ["x"]
        assert "tags do not resolve" in dump.imported.notes[0]


def test_value_as_deep_as_allowed_is_imported_and_read(tmp_path: Path) -> None:
    deep = b"\x01" * 10_000 + b"\x00"
    with imported(save(tmp_path, with_record(TREE, deep)), tmp_path) as dump:
        query = b'{"function":[[],[{"all":{"tag":{"string":"thing"}}}]]}'
        levels = 10_002
        assert dump.engine.run(query, dump.user, Dialect.V1) == b"[" * levels + b"]" * levels


FILES: dict[str, tuple[ServerFile, str]] = {
    "no root user": (ServerFile(values={b"RootUser": b"n" * 16}), "admin is missing"),
    "id": (ServerFile(values={b"TagModel": b"0123456789abcdef"}), "is no id"),
    "two in one": (ServerFile(values={b"TagModel": identity("_role").encode()}), "are one"),
    "unknown model": (ServerFile(values={b"MetaModel": b"n" * 16}), "no bucket of models"),
    "records of nothing": (ServerFile(buckets={b"n" * 16: {}}), "is no model"),
    "index missing": (ServerFile(values={b"GraphBucket": b""}), "no GraphBucket"),
    "user model": (ServerFile(models={"_user": {"string": {}}}), "model of _user"),
    "endless recursive": (
        ServerFile(models={"x": {"recursive": {"top": "a", "models": {"a": {"recurse": "a"}}}}}),
        "infinite recursion",
    ),
    "undefined label": (ServerFile(models={"x": {"recurse": "y"}}), "undefined recursion label"),
    "no symbols": (ServerFile(models={"x": {"enum": []}}), "empty enum"),
    "old model in a new file": (ServerFile(models={"x": {"or": [{"string": {}}]}}), "of the old kind"),
    "record elsewhere": (
        ServerFile(buckets={identity("_role").encode(): {b"n" * 16: bytes(80)}}),
        "a time is of an unknown version",
    ),
    "bucket for a record": (
        ServerFile(buckets={identity("_role").encode(): {b"n" * 16: {b"a": b""}}}),
        "this is no record",
    ),
    "labels": (
        ServerFile(
            models={
                "x": {"recursive": {"top": "l0", "models": {f"l{n}": {"string": {}} for n in range(300)}}}
            }
        ),
        "300 labels",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_file_that_contradicts_itself_is_refused(name: str, tmp_path: Path) -> None:
    assert FILES[name][1] in refusal(tmp_path, FILES[name][0].data(inline=name != "bucket for a record"))


def test_names_out_of_a_file_reach_no_terminal_as_they_are(tmp_path: Path) -> None:
    said = refusal(tmp_path, ServerFile(models={"x": {"recurse": "\x1b[2J\x9b" + "y" * 900}}).data())
    assert said.replace("\n", "").isprintable()
    assert len(said) < 1000


def test_model_with_too_many_ways_to_its_uniques_is_refused_in_time(tmp_path: Path) -> None:
    labels = [f"l{number}" for number in range(14)]
    models: dict[str, Any] = {
        name: {"struct": {other: {"optional": {"recurse": other}} for other in labels}} for name in labels
    }
    models["l0"]["struct"]["u"] = {"unique": {"string": {}}}
    began = time.process_time()
    file = ServerFile(models={"x": {"recursive": {"top": "l0", "models": models}}}, records={"x": {}})
    assert "too many unique parts" in refusal(tmp_path, file.data())
    assert time.process_time() - began < 10


def test_struct_that_doubles_at_each_level_is_refused_in_time(tmp_path: Path) -> None:
    models: dict[str, Any] = {
        f"l{n}": {"struct": {"a": {"recurse": f"l{n + 1}"}, "b": {"recurse": f"l{n + 1}"}}} for n in range(60)
    }
    models["l60"] = {"null": {}}
    began = time.process_time()
    data = with_record({"recursive": {"top": "l0", "models": models}}, b"")
    assert "more values than its size allows" in refusal(tmp_path, data)
    assert time.process_time() - began < 20


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return packed.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped(("a", ServerFile().data())))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return bytes(data)


def flipped_checksum() -> bytes:
    data = bytearray(zipped(("a", ServerFile().data())))
    data[data.rfind(b"PK\x01\x02") + 16] ^= 1
    return bytes(data)


CONTAINERS: dict[str, tuple[bytes, str]] = {
    "two entries": (zipped(("a", b"x"), ("b", b"y")), "2 files"),
    "many entries": (zipped(*[(f"{n:0200}", b"") for n in range(2000)]), "more than one file"),
    "odd method": (zipped(("a", b"x"), method=zipfile.ZIP_LZMA), "method 14"),
    "encrypted": (encrypted(), "encrypted"),
    "checksum of zip": (flipped_checksum(), "not sound"),
    "checksum of gzip": (gzip.compress(ServerFile().data())[:-8] + bytes(8), "not sound"),
    "gzip without end": (gzip.compress(ServerFile().data())[:-8], "no end"),
    "gzip header only": (gzip.compress(b"")[:10], "no end"),
    "text": (b"this is no dump, but long enough to look for magic in it", "neither a zip"),
    "empty": (b"", "neither a zip"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_container_that_is_not_sound_is_refused(name: str, tmp_path: Path) -> None:
    assert CONTAINERS[name][1] in refusal(tmp_path, CONTAINERS[name][0])


@pytest.mark.parametrize("pack", [lambda data: zipped(("/etc/passwd", data)), gzip.compress, bytes])
def test_containers_are_told_apart_by_their_first_bytes(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    with imported(save(tmp_path, pack(ServerFile().data())), tmp_path) as dump:
        assert len(dump.records("_tag", Dialect.V1)) == 6


def test_bomb_is_stopped_on_the_disk_and_never_in_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    bomb = b"".join(packer.compress(zeros) for _ in range(120)) + packer.flush()
    tracemalloc.start()
    with pytest.raises(StorageError, match="too many for its size"):
        unpack(save(tmp_path, bomb), tmp_path / "unpacked")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
    assert (tmp_path / "unpacked").stat().st_size < 128 << 20
