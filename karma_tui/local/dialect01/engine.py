"""A request of dialect 0.1: bytes in, bytes out, or `Refused` in the words of this dialect."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from karma_tui.errors import ExpressionError
from karma_tui.lang.effects import writes
from karma_tui.lang.json01 import from_json
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine.dialect01.compile import emit
from karma_tui.lang.machine.dialect01.donotation import without_do
from karma_tui.lang.machine.dialect01.infer import Checker
from karma_tui.lang.machine.dialect01.refusal import told
from karma_tui.lang.machine.moment import stamp
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.typed import Code
from karma_tui.lang.machine.types import Const
from karma_tui.lang.nodes import Json, Node, Number, Raw, children
from karma_tui.local.again import again
from karma_tui.local.deep import with_room_for
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.dialect01.session import Session, Shared
from karma_tui.local.ports import Store
from karma_tui.local.query import codec_refusal
from karma_tui.local.recordcache import RecordCache
from karma_tui.local.watch import Ticket, Watch

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a body that are read; what is longer is cut, as by the real server."""
_READER: Final = json.JSONDecoder(parse_float=Number)
_LARGEST_KEPT: Final = 64 * 1024
"""Bodies longer than this many bytes are not kept: they are data on their way in, not queries."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A request as nodes: whether it writes, and how deep it is nested."""

    node: Node
    writes: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A request ready to run; `constant` if it asks nothing of the database."""

    code: Code
    constant: bool


class Engine:
    """Dialect 0.1 over a store; safe to use from several threads."""

    __slots__ = ("_shared", "_store", "_watch")

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        watch: Watch,
        records: RecordCache,
    ) -> None:
        """`records` is the cache of dialect 1.0, whose room this dialect shares."""
        self._store = store
        self._watch = watch
        self._shared = Shared.of(now, rng, records)

    def run(self, body: bytes, user: str, ticket: Ticket | None = None) -> bytes:
        """Answer a query of the user whose `_user` record id is given; raises Refused.

        Whoever holds the `ticket` can ask for the query's end.
        """
        try:
            decoded = self._decoded(body)
            return with_room_for(decoded.depth, lambda: self._answer(body, decoded, user, ticket))
        except Refused as refused:
            raise told(refused) from None

    def _decoded(self, body: bytes) -> Decoded:
        known = self._shared.decoded.get(body) if len(body) <= _LARGEST_KEPT else None
        if isinstance(known, Decoded):
            return known
        made = decode(body)
        if len(body) <= _LARGEST_KEPT:
            self._shared.decoded.put(body, made)
        return made

    def _answer(self, body: bytes, decoded: Decoded, user: str, ticket: Ticket | None) -> bytes:
        if decoded.writes:
            return again(lambda: self._write(body, decoded, user, ticket))
        with self._store.read() as reading:
            return self._watched(Session(self._shared, reading, user, None), body, decoded, ticket)

    def _write(self, body: bytes, decoded: Decoded, user: str, ticket: Ticket | None) -> bytes:
        with self._store.write() as tx:
            tx.renew(stamp(self._shared.base.now()))
            return self._watched(Session(self._shared, tx, user, tx), body, decoded, ticket)

    def _watched(self, session: Session, body: bytes, decoded: Decoded, ticket: Ticket | None) -> bytes:
        """The answer, within the limits of a query."""
        return self._watch.run(lambda: self._evaluate(session, body, decoded), ticket)

    def _evaluate(self, session: Session, body: bytes, decoded: Decoded) -> bytes:
        query = self._compiled(session, body, decoded)
        if not query.constant:
            session.check_user()
        return encode(query.code([session.run, None]))

    def _compiled(self, session: Session, body: bytes, decoded: Decoded) -> Compiled:
        """The compiled request, or the refusal of its compilation, once and for all in this database.

        As on the real server, tags that come or go make no difference to a request that has been seen
        (spec section 3, quirk): the model that a tag stood for is part of what is kept. So the key says which
        database it is, by the id of its `_model`, and not in which state its models and tags are, as that
        of dialect 1.0 does. What else is known of models is asked for when the request runs.
        """
        key = (body, session.schema.meta)
        known = self._shared.compiled.get(key) if len(body) <= _LARGEST_KEPT else None
        if known is None:
            known = _compile(session, decoded)
            if len(body) <= _LARGEST_KEPT:
                self._shared.compiled.put(key, known)
        if isinstance(known, Refused):
            raise _again(known)
        assert isinstance(known, Compiled)
        return known


def _compile(session: Session, decoded: Decoded) -> Compiled | Refused:
    try:
        typed = Checker(session.schema).infer(decoded.node)
    except Refused as refused:
        return _again(refused)
    return Compiled(emit(typed), isinstance(typed.type, Const))


def _again(refused: Refused) -> Refused:
    """A refusal that knows nothing of where it was raised before."""
    return Refused(refused.status, refused.machine, refused.human, refused.bare)


def decode(body: bytes) -> Decoded:
    """The request's nodes without do and bind; refuses with codecError or doNotationError."""
    text = body[:BODY_LIMIT].decode("utf-8", "replace")
    try:
        node = _nodes(_json(text), text)
    except ExpressionError as error:
        raise codec_refusal(text, error) from None
    node = without_do(node)
    return Decoded(node, writes(node), depth(node))


def _json(text: str) -> Json:
    """The body's JSON; what the standard library reads quickly and exactly is left to it."""
    if "\\ud" not in text and "\\uD" not in text:
        try:
            orjson.loads(text)  # sound, and not nested too deep for the reader, which recurses in C
            quick: Json = _READER.decode(text)
            return quick
        except ValueError:
            pass  # told with its place by the reader below, or read by it after all
    read_json(text)
    return read_json(text, lenient=True).value  # the same, with lone surrogates replaced


def _nodes(value: Json, text: str) -> Node:
    """Read without places, for which a repeated key is no fault; with them once a fault must be told."""
    try:
        return from_json(value, strict=True)
    except ExpressionError:
        from_json(value, read_json(text).spans, strict=True)
        raise


def depth(node: Node) -> int:
    """How many nodes and levels of contextual JSON lie on the longest way down."""
    deepest = 0
    stack: list[tuple[Node, int]] = [(node, 1)]
    while stack:
        current, level = stack.pop()
        deepest = max(deepest, level + (_json_depth(current.value) if isinstance(current, Raw) else 0))
        stack.extend([(child, level + 1) for child in children(current)])
    return deepest


def _json_depth(value: Json) -> int:
    deepest = 0
    stack: list[tuple[Json, int]] = [(value, 0)]
    while stack:
        current, level = stack.pop()
        deepest = max(deepest, level)
        inner = (
            current.values() if isinstance(current, dict) else current if isinstance(current, list) else ()
        )
        stack.extend([(item, level + 1) for item in inner])
    return deepest
