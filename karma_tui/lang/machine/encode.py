"""Values as bytes: the JSON that clients see, and the form that is stored (spec kvm-1.0 section 1).

The stored form is the public JSON whenever that loses nothing, so that answers can be joined from
stored bytes; otherwise it starts with PRIVATE, keeps fractions of seconds and quotes numbers that JSON
cannot say. Encoding uses an explicit stack: depth is limited by memory only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO
from itertools import islice
from json.encoder import encode_basestring
from typing import Final

from karma_tui.lang.machine.bounds import LARGEST_ANSWER, check
from karma_tui.lang.machine.encode_swift import swift
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.numeral import float_text
from karma_tui.lang.machine.values import INTEGERS, Items, Lazy, Map, Record, Ref, Symbol, Union, Value
from karma_tui.lang.machine.weight import MANY, refuse_vast

PRIVATE: Final = b"\x00"
"""First byte of a stored body that is not public JSON."""

_ESCAPES: Final = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


class _Text(str):
    """Finished output on the encoder's stack, as opposed to a string value."""

    __slots__ = ()


_AT_ONCE: Final = 64
"""Items of a list that are written together to begin with; what comes then depends on their size."""

_MOST_AT_ONCE: Final = 2000
_PIECE: Final = 512 * 1024
"""Bytes that are meant to be written together."""

_COMMA: Final = _Text(",")
_CLOSE_LIST: Final = _Text("]")
_CLOSE_OBJECT: Final = _Text("}")


def encode(value: Value) -> bytes:
    """The public JSON of a value."""
    if type(value) is Record and not value.body.startswith(PRIVATE):
        return bytes(value.body)
    if type(value) is Lazy or type(value) is list:
        return _encode_list(value)
    written = swift(value)
    return escape("".join(_pieces(value, _scalar))) if written is None else escaped(written)


def encode_stored(value: Value) -> bytes:
    """The body to store for a value."""
    written = swift(value)
    return encode_exactly(value) if written is None else escaped(written)


def encode_exactly(value: Value) -> bytes:
    """The body to store, with whatever the public form would lose."""
    private = False

    def scalar(item: Value) -> str:
        nonlocal private
        text = _SCALARS[type(item)](item)
        exact = _exact(item, text)
        private = private or exact is not text
        return exact

    body = escape("".join(_pieces(value, scalar)))
    return PRIVATE + body if private else body


def escape(text: str) -> bytes:
    """UTF-8 with the characters escaped that the real server escapes; they occur in strings only."""
    return escaped(text.encode("utf-8", "replace"))


def escaped(data: bytes) -> bytes:
    """JSON with the characters escaped that the real server escapes; they occur in strings only."""
    for raw, spelling in _ESCAPES:
        if raw in data:
            data = data.replace(raw, spelling)
    return data


def quoted(text: str) -> str:
    """A JSON string."""
    return encode_basestring(text)


def _encode_list(value: list[Value] | Lazy) -> bytes:
    """A list, some items at a time: what a lazy list yields is let go of as soon as it is written."""
    rest = iter(value)
    first = list(islice(rest, _AT_ONCE))
    if not first:
        return b"[]"
    written = _encode_items(first)
    out = BytesIO()  # which gives its bytes away without a copy
    out.write(b"[")
    out.write(written)
    count = min(_AT_ONCE * (_PIECE // (len(written) + 1) + 1), _MOST_AT_ONCE)
    while items := list(islice(rest, count)):
        written = _encode_items(items)
        check(out.tell() + len(written), LARGEST_ANSWER, "bytes")
        out.write(b",")
        out.write(written)
    out.write(b"]")
    return out.getvalue()


def _encode_items(items: list[Value]) -> bytes:
    """Items with commas between; the most frequent, records and plain values, have ways of their own."""
    if type(items[0]) is Record:
        joined = _join_bodies(items)
        return _encode_mixed(items) if joined is None else joined
    written = swift(items)
    return _encode_mixed(items) if written is None else escaped(written)[1:-1]


def _join_bodies(items: list[Value]) -> bytes | None:
    """Records, joined from their stored bytes; None if not all are, or some are private."""
    try:
        bodies = [item.body for item in items]
    except AttributeError:
        return None
    check(sum(map(len, bodies)), LARGEST_ANSWER, "bytes")
    joined = b",".join(bodies)
    return None if PRIVATE in joined else joined  # JSON escapes that byte, so only the mark can be it


def _encode_mixed(items: list[Value]) -> bytes:
    """Items of any kind: records by their stored bytes where those are public."""
    parts: list[bytes] = []
    texts: list[str] = []
    for item in items:
        kind = type(item)
        if kind is Record and item.body[:1] != PRIVATE:
            if texts:
                parts.append(escape(",".join(texts)))
                texts = []
            parts.append(item.body)
        elif kind in _SCALARS:
            texts.append(_SCALARS[kind](item))
        else:
            texts.append("".join(_pieces(item, _scalar)))
    if texts:
        parts.append(escape(",".join(texts)))
    check(sum(map(len, parts)), LARGEST_ANSWER, "bytes")
    return b",".join(parts)


def _pieces(value: Value, scalar: Callable[[Value], str]) -> list[str]:
    out: list[str] = []
    stack: list[Value] = [value]
    many = MANY
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind is _Text:
            out.append(item)
        elif kind is Record:
            stack.append(item.value)
        elif kind is dict or kind is Map:
            _open_object(item, out, stack)
        elif kind in _LISTS:
            out.append("[")
            stack.append(_CLOSE_LIST)
            _push(list(item), stack)
        elif kind is Union:
            out.append("{" + encode_basestring(item.case) + ":")
            stack += (_CLOSE_OBJECT, item.payload)
        else:
            out.append(scalar(item))
        if len(out) > many:
            refuse_vast(value)
            many = LARGEST_ANSWER
    return out


_LISTS: Final = (list, tuple, Lazy, Items)


def _push(items: list[Value], stack: list[Value]) -> None:
    for at in range(len(items) - 1, 0, -1):
        stack += (items[at], _COMMA)
    if items:
        stack.append(items[0])


def _open_object(item: dict[str, Value], out: list[str], stack: list[Value]) -> None:
    """Keys in byte order; a struct leaves out its nulls, a map keeps them."""
    names = sorted(item) if type(item) is Map else sorted([name for name in item if item[name] is not None])
    out.append("{")
    stack.append(_CLOSE_OBJECT)
    for at in range(len(names) - 1, -1, -1):
        comma = "," if at else ""
        stack += (item[names[at]], _Text(comma + encode_basestring(names[at]) + ":"))


def _scalar(value: Value) -> str:
    return _SCALARS[type(value)](value)


def _exact(value: Value, text: str) -> str:
    """What to store for a scalar that is shown as `text`: the text itself if it says everything."""
    if type(value) is DateTime and value.nanoseconds % 1_000_000_000:
        return f'"{value.text(fraction=True)}"'
    odd = type(value) is float and (not math.isfinite(value) or text == "-0")  # -0 would be read as 0
    return f'"{text}"' if odd else text


def _null(_: Value) -> str:
    return "null"


def _bool(value: Value) -> str:
    return "true" if value else "false"


def _time(value: Value) -> str:
    return f'"{value.text()}"'


def _ref(value: Value) -> str:
    return f"[{encode_basestring(value.model)},{encode_basestring(value.record)}]"


_SCALARS: Final[dict[type, Callable[[Value], str]]] = {
    type(None): _null,
    bool: _bool,
    str: encode_basestring,
    Symbol: encode_basestring,
    float: float_text,
    DateTime: _time,
    Ref: _ref,
    **dict.fromkeys(INTEGERS.values(), int.__repr__),
}
