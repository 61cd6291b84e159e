"""Values as the bytes that a 1.0 server stores, so that reading can be compared with writing."""

from __future__ import annotations

import struct

from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.types import (
    Annotated,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import Value

FIXED = {"int8": ">b", "uint8": ">B", "int16": ">h", "uint16": ">H"}


def uvarint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def varint(number: int) -> bytes:
    return uvarint(number * 2 if number >= 0 else -number * 2 - 1)


def text(value: str) -> bytes:
    data = value.encode()
    return uvarint(len(data)) + data


def time(value: DateTime) -> bytes:
    seconds, nanoseconds = divmod(value.nanoseconds, 1_000_000_000)
    return b"\x0f" + struct.pack(">Bqih", 1, seconds + 62_135_596_800, nanoseconds, value.offset)


def primitive(kind: str, value: Value) -> bytes:
    if kind == "null":
        return b""
    if kind == "bool":
        return bytes([value])
    if kind == "string":
        return text(value)
    if kind == "float":
        return uvarint(int.from_bytes(struct.pack(">d", value), "big"))
    if kind == "dateTime":
        return time(value)
    if kind in FIXED:
        return struct.pack(FIXED[kind], value)
    return uvarint(value) if kind.startswith("u") else varint(value)


def encode(type_: Type, value: Value) -> bytes:
    match type_:
        case Unique(of) | Annotated(_, of) | Recursion(_, of):
            return encode(of, value)
        case Prim(kind):
            return primitive(kind, value)
        case Enum():
            return text(value)
        case RefTo():
            return bytes(value.record, "ascii")
        case Optional(of):
            return b"\x00" if value is None else b"\x01" + encode(of, value)
        case ListOf(of) | SetOf(of):
            return uvarint(len(value)) + b"".join([encode(of, item) for item in value])
        case MapOf(of):
            return uvarint(len(value)) + b"".join([text(k) + encode(of, value[k]) for k in sorted(value)])
        case TupleOf(items):
            return b"".join([encode(of, item) for of, item in zip(items, value, strict=True)])
        case Struct(fields):
            return b"".join([encode(fields[name], value[name]) for name in sorted(fields)])
        case UnionOf(cases):
            return text(value.case) + encode(cases[value.case], value.payload)
    raise AssertionError(type_)
