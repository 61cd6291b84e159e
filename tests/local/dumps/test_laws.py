"""Laws over many inputs: what is written is read, and no change of a file breaks more than the import."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.errors import StorageError
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.types import (
    PRIMS,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import INTEGERS, LIMITS, Items, Map, Ref, Symbol, Union, Value, identity
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.local.deep import make_room
from karma_tui.local.engine import Engine, Refused
from karma_tui.local.karmafile.cursor import Cursor, Quota, Unreadable
from karma_tui.local.karmafile.load import load
from karma_tui.local.karmafile.readers import Optionals, Readers
from karma_tui.local.unpack import unpack

from ..engine.memory_store import MemoryStore
from .asking import NOW
from .binary import encode
from .places import DUMPS, needs_dumps
from .server_file import ServerFile

make_room()

names = st.text(max_size=6)
types = st.recursive(
    st.one_of(
        st.sampled_from(list(PRIMS.values())),
        st.builds(lambda symbols: Enum(frozenset(symbols)), st.sets(names, min_size=1, max_size=3)),
        st.just(RefTo("m" * 16)),
    ),
    lambda inner: st.one_of(
        *[st.builds(kind, inner) for kind in (ListOf, SetOf, MapOf, Optional, Unique)],
        st.builds(lambda items: TupleOf(tuple(items)), st.lists(inner, max_size=3)),
        st.builds(Struct, st.dictionaries(names, inner, max_size=3)),
        st.builds(UnionOf, st.dictionaries(names, inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


def primitives(kind: str) -> st.SearchStrategy[Value]:
    if kind in INTEGERS:
        low, high = LIMITS[kind]
        return st.builds(INTEGERS[kind], st.integers(low, high))
    seconds = st.integers(-62_135_500_000, 253_402_200_000)
    times = st.builds(
        lambda second, part, offset: DateTime(second * 10**9 + part, offset),
        seconds,
        st.integers(0, 10**9 - 1),
        st.integers(-720, 840).filter(lambda offset: offset != -1),
    )
    return {
        "null": st.none(),
        "bool": st.booleans(),
        "string": st.text(max_size=20),
        "float": st.floats(allow_nan=False),
        "dateTime": times,
    }[kind]


def values(type_: Type) -> st.SearchStrategy[Value]:
    match type_:
        case Prim(kind):
            return primitives(kind)
        case Enum(symbols):
            return st.builds(Symbol, st.sampled_from(sorted(symbols)))
        case RefTo(model):
            return st.builds(lambda record: Ref(model, record), st.text("abcXYZ", min_size=16, max_size=16))
        case Optional(of):
            return st.one_of(st.none(), values(of))
        case Unique(of):
            return values(of)
        case ListOf(of):
            return st.lists(values(of), max_size=3)
        case SetOf(of):
            return st.builds(Items, st.lists(values(of), max_size=3))
        case MapOf(of):
            return st.builds(Map, st.dictionaries(names, values(of), max_size=3))
        case TupleOf(items):
            return st.tuples(*[values(of) for of in items])
        case Struct(fields):
            return st.fixed_dictionaries({name: values(of) for name, of in fields.items()})
        case UnionOf(cases):
            return st.one_of(
                *[st.builds(Union, st.just(case), values(cases[case])) for case in sorted(cases)]
            )
    raise AssertionError(type_)


typed_values = types.flatmap(lambda type_: st.tuples(st.just(type_), values(type_)))


def read(type_: Type, data: bytes) -> tuple[Value, int]:
    cursor = Cursor(data, Quota(len(data)))
    return Readers(Optionals()).reader(type_)(cursor, 0), cursor.at


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(typed_values)
def test_value_is_read_as_it_was_written(typed: tuple[Type, Value]) -> None:
    type_, value = typed
    data = encode(type_, value)
    found, end = read(type_, data)
    assert end == len(data)
    assert encode(type_, found) == data
    if b"dateTime" not in repr(type_).encode():
        assert identity(found) == identity(value)


@settings(deadline=None, max_examples=150)
@given(types, st.binary(max_size=60))
def test_any_bytes_are_a_value_or_refused(type_: Type, data: bytes) -> None:
    try:
        _, end = read(type_, data)
    except Unreadable:
        return
    assert end <= len(data)


@cache
def small_file(old: bool) -> bytes:
    """A file of every kind of page and record."""
    models: dict[str, Json] = {
        "word": {"struct": {"w": {"unique": {"string": {}}}, "n": {"optional": {"int32": {}}}}},
        "tree": {"recursion": {"label": "t", "model": {"map": {"recurse": "t"}}}},
    }
    words = {f"w{letter}": b"\x00" * (0 if old else 1) + b"\x01" + letter.encode() for letter in "abcdefgh"}
    if old:
        words = {name: b"\x80\x08" + value for name, value in words.items()}
    file = ServerFile(old=old, models=models, records={"word": words, "tree": {"t": b"\x01\x01a\x00"}})
    return file.data(512, inline=True)


def survives(data: bytes) -> None:
    """Load the data; if that works, every model's records must be readable or refused in words."""
    store = MemoryStore()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        try:
            with store.write() as work:
                load(path, work)
        except StorageError:
            with store.read() as view:
                assert view.setting("meta") is None
            return
    engine = Engine(store, now=lambda: NOW, rng=random.Random(3))
    with store.read() as view:
        meta = view.setting("meta") or ""
        models = [record.id for record in view.all(meta)]
    for model in models:
        query = {"function": [[], [{"all": {"data": {"ref": [meta, model]}}}]]}
        try:
            engine.run(json.dumps(query).encode(), engine.root_user(), Dialect.V1)
        except Refused:
            continue


flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4)


def flipped(data: bytes, changes: list[tuple[float, int]]) -> bytes:
    """The data with bytes changed; more often than not such that hold something."""
    held = [at for at, byte in enumerate(data) if byte]
    made = bytearray(data)
    for place, mask in changes:
        made[held[int(place * len(held))]] ^= mask
    return bytes(made)


@pytest.mark.parametrize("old", [False, True])
def test_file_without_changes_is_loaded(old: bool) -> None:
    store = MemoryStore()
    with tempfile.TemporaryDirectory() as folder, store.write() as work:
        path = Path(folder) / "file"
        path.write_bytes(small_file(old))
        assert load(path, work).records == 8 + 8 + 1 + 1 + 1 + 8 + 1


@settings(deadline=5000, max_examples=60)
@given(st.booleans(), flips)
def test_changed_bytes_never_do_more_than_refuse(old: bool, changes: list[tuple[float, int]]) -> None:
    survives(flipped(small_file(old), changes))


@settings(deadline=5000, max_examples=30)
@given(st.booleans(), st.floats(0, 1))
def test_cut_file_never_does_more_than_refuse(old: bool, part: float) -> None:
    data = small_file(old)
    survives(data[: int(len(data) * part)])


@needs_dumps
@settings(deadline=5000, max_examples=20)
@given(flips)
def test_changed_bytes_of_a_real_file_never_do_more_than_refuse(changes: list[tuple[float, int]]) -> None:
    survives(flipped(real_file(), changes))


@cache
def real_file() -> bytes:
    with zipfile.ZipFile(DUMPS / "kitchen-1.0.zip") as archive:
        return archive.read(archive.infolist()[0])


@settings(deadline=5000, max_examples=150)
@given(st.booleans(), flips)
def test_changed_container_is_unpacked_or_refused(zipped: bool, changes: list[tuple[float, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed = folder / "packed"
        if zipped:
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("name", b"content " * 20)
        else:
            packed.write_bytes(gzip.compress(b"content " * 20))
        packed.write_bytes(flipped(packed.read_bytes(), changes))
        try:
            unpack(packed, folder / "unpacked")
        except StorageError:
            return
        assert (folder / "unpacked").stat().st_size < 10_000
