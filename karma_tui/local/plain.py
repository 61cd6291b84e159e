"""Plain data become records without a session, wherever nothing but the data decides what happens.

That is so for most models and for users who may create anything: no rules of the model's own, no unique
keys, no migration from it, no permission to be tested. A plan says so for a user and a tag, as long as none
of the models has changed that it was made from. Everything else goes by write.py, with the same outcome.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.constants_json import UNSURE, BodyReader, body_reader
from karma_tui.lang.machine.encode import encode, escaped
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local import migrate
from karma_tui.local.intake import SINGLE, Intake
from karma_tui.local.ports import Key, WriteTransaction
from karma_tui.local.read import MOST_CHANGES
from karma_tui.local.recordcache import Change, RecordCache
from karma_tui.local.session import Session, Shared

_LETTERS: Final = string.ascii_letters.encode("ascii")
_EVEN: Final = 256 - 256 % len(_LETTERS)
_LETTER_OF: Final = bytes([_LETTERS[byte % len(_LETTERS)] for byte in range(256)])
_UNEVEN: Final = bytes(range(_EVEN, 256))
_ID: Final = 16
_SHARED: Final = 4


def new_ids(rng: random.Random, count: int) -> list[str]:
    """Ids of 16 random letters; several made at once begin alike, so that they lie side by side on disk."""
    shared = 0 if count == 1 else _SHARED
    own = _ID - shared
    letters = b""
    while len(letters) < shared + own * count:
        letters += rng.randbytes(shared + own * count * 5 // 4 + 8).translate(_LETTER_OF, _UNEVEN)
    text = letters.decode("ascii")
    start = text[:shared]
    return [start + text[at : at + own] for at in range(shared, shared + own * count, own)]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a user's plain data become records of a model; `read` is None where they do not."""

    seen: tuple[tuple[str, int], ...]
    """The models that this was made from, and their versions then."""
    models_version: int
    model: str = ""
    read: BodyReader | None = None
    decode: Callable[[bytes], Value] | None = None
    targets: list[Key] = field(default_factory=list)
    """Where `read` puts the references that it meets."""

    def take(
        self, tx: WriteTransaction, intake: Intake, now: str, rng: random.Random, cache: RecordCache
    ) -> tuple[bytes, list[Change]] | None:
        """Create the records; None, and nothing is written, if the data are not plain or refer to nothing.

        Else their refs as JSON, and what the cache of records is to be told of them.
        """
        read, targets = self.read, self.targets
        if read is None:
            return None
        ids = new_ids(rng, len(intake.data)) if intake.data else []
        bodies: dict[str, bytes] = {}
        edges: list[tuple[str, Key]] = []
        try:
            for identity, datum in zip(ids, intake.data.values(), strict=True):
                targets.clear()
                bodies[identity] = read(datum)
                if targets:
                    edges += [(identity, target) for target in targets]
        except UNSURE:
            return None
        for target in {target for _, target in edges}:
            if tx.get(*target) is None:
                return None
        before = tx.version(self.model)
        if bodies:
            tx.add(self.model, now, bodies, edges)
        changes = []
        if len(bodies) <= MOST_CHANGES and cache.holds(self.model, before, self.models_version):
            changes.append(self._change(before, tx.version(self.model), now, bodies))
        return self._answer(intake, ids), changes

    def _answer(self, intake: Intake, ids: list[str]) -> bytes:
        refs = dict(zip(intake.data, [(self.model, identity) for identity in ids], strict=True))
        return escaped(orjson.dumps(refs[SINGLE] if intake.single else refs, option=orjson.OPT_SORT_KEYS))

    def _change(self, before: int, after: int, now: str, bodies: dict[str, bytes]) -> Change:
        assert self.decode is not None
        records: dict[str, Record | None] = {
            identity: Record(self.model, identity, now, now, self.decode(body), body)
            for identity, body in bodies.items()
        }
        return Change(self.model, before, after, self.models_version, records)


def take_in(
    shared: Shared, tx: WriteTransaction, user: str, intake: Intake
) -> tuple[bytes | None, list[Change]]:
    """The refs of the records that a request brings in; None if it takes the common way to tell."""
    plan = _plan(shared, tx, user, intake.tag)
    now = moment.stamp(shared.now())
    taken = plan.take(tx, intake, now, shared.rng, shared.records) or _in_session(shared, tx, user, intake)
    if taken[0] is not None:
        tx.renew(now)
    return taken


def _plan(shared: Shared, tx: WriteTransaction, user: str, tag: str) -> Plan:
    plan = shared.plans.get((user, tag))
    if not isinstance(plan, Plan) or not tx.unchanged(plan.seen):
        plan = plan_for(Session(shared, tx, user, tx), tag)
        shared.plans.put((user, tag), plan)
    return plan


def _in_session(
    shared: Shared, tx: WriteTransaction, user: str, intake: Intake
) -> tuple[bytes | None, list[Change]]:
    """As `take_in`, with everything looked at that may matter."""
    session = Session(shared, tx, user, tx)
    model, writer = session.schema.tag(intake.tag), session.writer
    if model is None or session.schema.find(model) is None or writer is None:
        return None, []
    session.check_user()
    refs = writer.create_constants(model, intake.data)
    if refs is None:
        return None, []
    return encode(refs[SINGLE] if intake.single else refs), session.reader.changes()


def plan_for(session: Session, tag: str) -> Plan:
    """How plain data for a tag become records in the hands of the session's user."""
    schema, tx = session.schema, session.tx
    defaults = ("_tag", "_user", "_role", "_expression", "_migration")
    watched = (schema.meta, *map(schema.default, defaults))
    seen = tuple([(model, tx.version(model)) for model in watched])
    plan = Plan(seen, tx.version(schema.meta))
    model = schema.tag(tag)
    if model is None or not _is_plain(session, model):
        return plan
    targets: list[Key] = []
    try:
        read = body_reader(schema.model(model), targets)
    except UNSURE:
        return plan
    return Plan(seen, plan.models_version, model, read, schema.decoder(model), targets)


def _is_plain(session: Session, model: str) -> bool:
    """Whether nothing but their data decides what becomes of a model's new records."""
    schema, reader, writer = session.schema, session.reader, session.writer
    try:
        if schema.find(model) is None or writer is None or writer.has_rules(model):
            return False
        if schema.uniques(model).names or reader.permissions.test("create") is not None:
            return False
    except Refused:
        return False
    links = migrate.links(reader, schema.default("_migration"))
    return not [link for link in links if link.source == model]
