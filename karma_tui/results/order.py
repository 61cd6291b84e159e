"""Records in the order of a field, and records that meet a condition: lists of record numbers.

Both can take a second for a million records, so they run in a thread, in steps short enough that the
screen stays alive beside them, and give up when told to. No record is decoded but for the field.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from heapq import merge
from typing import TypeAlias

from karma_tui.lang.nodes import Number
from karma_tui.results.decode import Decoded, decode
from karma_tui.results.document import Document
from karma_tui.results.fields import Field
from karma_tui.results.scan import BrokenJson, Buffer
from karma_tui.results.strings import decode_string, utf8

Stop: TypeAlias = Callable[[], bool]
Key: TypeAlias = "tuple[int, int | float | Decimal | str]"

_STEP = 16_384
"""Records sorted in one go: a C call of a few milliseconds."""

_EXACT = 15
"""Characters of a number up to which no two different ones are the same float."""
_PLAIN_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")

_NULL, _FALSE, _TRUE, NUMBER, TEXT, _CONTAINER = range(6)
"""What a key begins with: the order of values of different kinds."""


class Stopped(Exception):
    """Raised where a caller's `stop` said so."""


def sort_order(document: Document, field: Field, *, descending: bool, stop: Stop) -> array[int]:
    """Record numbers in the order of a field: null, false, true, numbers by value, text, containers.

    Equal values keep the order of the result; records without the field come last, in either direction.
    Raises `Stopped`.
    """
    missing = array("q")
    runs: list[list[tuple[Key, int]]] = []
    run: list[tuple[Key, int]] = []
    for number, record in enumerate(document.iter_bytes()):
        value = field.of(record)
        if value is None:
            missing.append(number)
        else:
            # descending runs go by falling keys; their equals still by rising numbers
            run.append((sort_key(value), -number if descending else number))
        if len(run) == _STEP:
            _check(stop)
            run.sort(reverse=descending)
            runs.append(run)
            run = []
    run.sort(reverse=descending)
    runs.append(run)
    merged = merge(*runs, reverse=descending)
    order = array("q", (abs(number) for _, number in _watched(merged, stop)))
    order.extend(missing)
    for run in runs:  # a million keys freed at once would hold up the whole program
        run.clear()
    return order


def kept(document: Document, condition: Callable[[Buffer], bool], *, stop: Stop) -> array[int]:
    """The numbers of the records that meet a condition. Raises `Stopped`."""
    order = array("q")
    for number, record in enumerate(document.iter_bytes()):
        if number % 256 == 0:
            _check(stop)
        if condition(record):
            order.append(number)
    return order


def sort_key(value: Buffer) -> Key:
    """What a value is ordered by; numbers exactly, text without regard to case and then by its characters."""
    text = bytes(value)
    head = text[:1]
    if head == b'"':
        return _text_key(decode_string(text))
    if head in (b"[", b"{"):
        return _CONTAINER, len(text)
    if len(text) <= _EXACT and _PLAIN_NUMBER.fullmatch(text):
        return NUMBER, float(text)
    try:
        return _scalar_key(decode(text))
    except BrokenJson:
        return _text_key(utf8(text))


def _text_key(text: str) -> Key:
    return TEXT, f"{text.casefold()}\0{text}"


def _scalar_key(value: Decoded) -> Key:
    if value is None:
        return _NULL, 0
    if isinstance(value, bool):
        return (_TRUE if value else _FALSE), 0
    if isinstance(value, int):
        return NUMBER, value
    if isinstance(value, Number):
        return NUMBER, exact(value)
    return _text_key(str(value))


def exact(number: Number) -> Decimal | float:
    """A number to compare by: exact, infinities included; what is not a number goes before all others."""
    try:
        value = Decimal(str(number))
    except InvalidOperation:
        return float("-inf")
    return float("-inf") if value.is_nan() else value


def _watched(items: Iterator[tuple[Key, int]], stop: Stop) -> Iterator[tuple[Key, int]]:
    for at, item in enumerate(items):
        if at % 4096 == 0:
            _check(stop)
        yield item


def _check(stop: Stop) -> None:
    if stop():
        raise Stopped
