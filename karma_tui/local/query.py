"""A request body into something that runs: decoded, typed, compiled, and kept for the next time.

The cache is keyed by the body and by the versions of all that compilation has looked at, so that it
never answers for a database that has changed in the meantime.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import orjson

from karma_tui.errors import ExpressionError
from karma_tui.lang.effects import writes
from karma_tui.lang.json10 import from_json
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine.compile import emit_function
from karma_tui.lang.machine.infer import Checker, World, program
from karma_tui.lang.machine.refusal import Refused, codec, compilation
from karma_tui.lang.machine.typed import Binder
from karma_tui.lang.machine.types import Const
from karma_tui.lang.nodes import Function, Json, Node, Number
from karma_tui.local.deep import depth

BODY_LIMIT: Final = 8 * 1024 * 1024
_DECODED: Final = 1024
_COMPILED: Final = 1024
_LARGEST_KEPT: Final = 64 * 1024
"""Bodies longer than this many bytes are not kept: they are data on their way in, not queries."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A request as nodes: whether it writes, and how deep it is nested."""

    function: Function
    writes: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A request ready to run; `constant` if it asks nothing of the database."""

    bind: Binder
    constant: bool


def decode(body: bytes) -> Decoded:
    """The request's nodes; refuses with the codecError whose offset counts bytes of the body."""
    text = body[:BODY_LIMIT].decode("utf-8", "replace")
    node = _well_formed(text)
    if node is None:
        try:
            read = read_json(text, lenient=True)
            node = from_json(read.value, read.spans, strict=True)
        except ExpressionError as error:
            raise codec_refusal(text, error) from None
    assert isinstance(node, Function)
    return Decoded(node, writes(node), depth(node))


def _well_formed(text: str) -> Node | None:
    """The nodes of a body without any oddity, read five times faster; None where there is one.

    The reader of `lang` knows what a server forgives and where it faults the rest; the standard
    library's is only trusted with plain JSON, no repeated keys, no surrogates, no minus zero.
    """
    if "\\ud" in text or "\\uD" in text or _MINUS_ZERO.search(text):
        return None
    try:
        orjson.loads(text)  # sound, and not nested too deep for the reader, which recurses in C
        return from_json(_READER.decode(text), strict=True)
    except (ValueError, RecursionError, ExpressionError):
        return None


def _unrepeated(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a repeated key")
    return made


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")


_MINUS_ZERO = re.compile(r"-0(?<=[\s:,\[]-0)")
_READER = json.JSONDecoder(object_pairs_hook=_unrepeated, parse_float=Number, parse_constant=_no_constant)


def codec_refusal(text: str, error: ExpressionError) -> Refused:
    """A reader's error as the codecError that a server answers."""
    start = error.span.start if error.span is not None else 0
    problem = f"expected {error.expected}" if error.expected else (error.detail or error.title)
    return codec(problem, len(text[:start].encode("utf-8")), text[start : start + 80])


def compiled(function: Function, world: World) -> Compiled:
    """A query checked and compiled against the database."""
    if function.params:
        problem = f"expected function of 0 parameters, have {len(function.params)}"
        raise compilation(problem, program(function))
    typed = Checker(world).function(function, ())[0]
    constant = len(typed.body) == 1 and isinstance(typed.type, Const)
    return Compiled(emit_function(typed), constant)


class Cache:
    """Least recently used first out; `key` is whatever must not have changed."""

    __slots__ = ("_entries", "_limit", "_lock")

    def __init__(self, limit: int) -> None:
        self._entries: OrderedDict[object, object] = OrderedDict()
        self._limit = limit
        self._lock = threading.Lock()

    def get(self, key: object) -> object | None:
        """The entry, freshly used, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: object, entry: object) -> None:
        """Keep an entry."""
        with self._lock:
            self._entries[key] = entry
            while len(self._entries) > self._limit:
                self._entries.popitem(last=False)


class Queries:
    """Decoded and compiled requests."""

    __slots__ = ("_compiled", "_decoded")

    def __init__(self) -> None:
        self._decoded = Cache(_DECODED)
        self._compiled = Cache(_COMPILED)

    def decoded(self, body: bytes) -> Decoded:
        """As `decode`, remembered."""
        if len(body) > _LARGEST_KEPT:
            return decode(body)
        known = self._decoded.get(body)
        if isinstance(known, Decoded):
            return known
        made = decode(body)
        self._decoded.put(body, made)
        return made

    def compiled(
        self, body: bytes, function: Function, versions: tuple[object, ...], world: World
    ) -> Compiled:
        """As `compiled`, remembered for this state of the database."""
        if len(body) > _LARGEST_KEPT:
            return compiled(function, world)
        key = (body, versions)
        known = self._compiled.get(key)
        if isinstance(known, Compiled):
            return known
        made = compiled(function, world)
        self._compiled.put(key, made)
        return made
