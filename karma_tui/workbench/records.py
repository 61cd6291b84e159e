"""Single records: read with their metadata, found by a word, changed unless somebody else did so meanwhile.

Whatever is sent goes through `Workbench.run` as the text that was shown before, so that a profile's rules,
renewals and places in errors hold here as well. All methods raise KarmaError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from karma_tui.errors import KarmaError, NotKarmaError, QueryRefused, UsageError
from karma_tui.lang.nodes import Dialect, Json, Node
from karma_tui.lang.steps import Steps, run
from karma_tui.results.decode import Decoded, Members, decode
from karma_tui.results.scan import BrokenJson
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.forms.datum import Unfit
from karma_tui.schema.forms.label import label_of
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.values import canonical
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.record_expressions import RecordRef, Writer, just_after
from karma_tui.workbench.run import Run

PAGE = 30
"""Records on a page of a search."""
LISTED = 50
"""Referrers that are named; the others are counted."""

_REWRITTEN = ("_model", "_expression")
"""Built-in models whose records every write touches (spec kvm-1.0 §2.3): their `updated` tells nothing."""


class Runs(Protocol):
    """What runs an expression: a workbench."""

    async def run(self, text: str, *, confirmed: str = "") -> Run:
        """Run it and tell how it ended."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was when it was read. Times are the server's, RFC 3339, to the second."""

    ref: RecordRef
    created: str
    updated: str
    value: Json


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was sent or changed: the record is not what it was when the change began."""

    theirs: Record


@dataclass(frozen=True, slots=True)
class Referrers:
    """How many records refer to one, and the first of them."""

    count: int
    listed: tuple[RecordRef, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a search; `is_last` if there are none behind them."""

    records: tuple[Record, ...]
    is_last: bool


class Records:
    """The records of one instance."""

    def __init__(self, bench: Runs, dialect: Dialect, catalogue: Catalogue) -> None:
        self._bench = bench
        self._catalogue = catalogue
        self.dialect = dialect
        self.writer = Writer(dialect)

    def model_of(self, model_id: str) -> TaggedModel:
        """The model with an id."""
        found = next((model for model in self._catalogue.models if model.model_id == model_id), None)
        if found is None:
            raise UsageError(
                "This model is not known",
                f"There is no model {model_id}.",
                "Read the models anew: Reconnect.",
            )
        return found

    async def read(self, ref: RecordRef) -> Record:
        """The record as it is now."""
        answer = await self._ask(*self.writer.read(ref))
        return _record(answer, ref.model_id)

    async def labels(self, refs: Sequence[RecordRef]) -> dict[str, str]:
        """What to call these records, by their ids. Raises KarmaError if one of them cannot be read."""
        if not refs:
            return {}
        answer = await self._ask(*self.writer.read_all(refs))
        rows = answer if isinstance(answer, list) else []
        found = [_record(row, ref.model_id) for row, ref in zip(rows, refs, strict=False)]
        return {record.ref.record_id: label_of(record.value) for record in found}

    def create_text(self, model: TaggedModel, value: Json) -> str:
        """The expression that makes a record."""
        return self._written(lambda: self.writer.create(model, value))

    def update_text(self, record: Record, value: Json, *, overwrite: bool = False) -> str:
        """The expression that changes a record: unless it was changed meanwhile, or in any case."""
        model = self.model_of(record.ref.model_id)
        after = "" if overwrite or model.tag in _REWRITTEN else record.updated
        return self._written(
            lambda: self.writer.update(record.ref, Model(model.model), record.value, value, after)
        )

    def delete_text(self, ref: RecordRef) -> str:
        """The expression that deletes a record."""
        return self.writer.text(*self.writer.delete(ref))

    def same(self, model: TaggedModel, one: Json, other: Json) -> bool:
        """Whether two values of a model are the same; sets may come in any order."""
        return canonical(Model(model.model), one) == canonical(Model(model.model), other)

    async def create(self, text: str, model: TaggedModel) -> RecordRef:
        """Send a `create_text`; the new record."""
        answer = await self._value(text)
        last = answer[-1] if isinstance(answer, list) and answer else answer
        if not isinstance(last, str):
            raise NotKarmaError(
                "The answer cannot be understood", "A reference to the new record is missing."
            )
        return RecordRef(model.model_id, last)

    async def update(
        self, text: str, record: Record, *, overwrite: bool = False, confirmed: str = ""
    ) -> Changed | None:
        """Send an `update_text`, if the record still is what it was; None if it was changed.

        With `overwrite` it is sent whatever the record is now; the text must have been made so too.
        """
        if not overwrite:
            now = await self.read(record.ref)
            model = self.model_of(record.ref.model_id)
            is_newer = now.updated != record.updated and model.tag not in _REWRITTEN
            if is_newer or not self.same(model, now.value, record.value):
                return Changed(now)
        answer = await self._value(text, confirmed)
        return None if answer is not None else Changed(await self.read(record.ref))

    async def delete(self, ref: RecordRef, *, confirmed: str = "") -> None:
        """Delete a record."""
        await self._value(self.delete_text(ref), confirmed)

    async def referrers(self, ref: RecordRef) -> Referrers:
        """Who refers to a record."""
        models = {
            referrer.model.model_id: referrer.model for referrer in self._catalogue.referrers(ref.model_id)
        }
        if self.dialect is Dialect.V01 and not models:
            return Referrers(0, ())
        answer = await self._ask(*self.writer.referrers(ref, list(models.values()), LISTED))
        try:
            if self.dialect is Dialect.V1:
                return Referrers(_count(answer), tuple(_pair(it) for it in _first(answer)))
            parts = answer.items() if isinstance(answer, dict) else ()
            listed = [RecordRef(model, _id(it)) for model, part in parts for it in _first(part)]
            return Referrers(sum(_count(part) for _, part in parts), tuple(listed[:LISTED]))
        except (TypeError, KeyError, ValueError) as failure:
            raise _strange(failure) from failure

    async def search(self, model: TaggedModel, needle: str, start: int = 0) -> Page:
        """The records of a model with a word in one of their texts, from one of them on; "" finds all."""
        answer = await self._ask(*self.writer.page(model, needle, start, PAGE + 1))
        if not isinstance(answer, list):
            raise _strange("no list")
        found = tuple(_record(row, model.model_id) for row in answer)
        return Page(found[:PAGE], len(found) <= PAGE)

    async def _ask(self, *body: Node) -> Json:
        return await self._value(self.writer.text(*body))

    async def _value(self, text: str, confirmed: str = "") -> Json:
        ended = await (self._bench.run(text, confirmed=confirmed) if confirmed else self._bench.run(text))
        if ended.error is not None:
            raise ended.error
        return value_of(ended.body)

    def _written(self, write: Writing) -> str:
        try:
            return self.writer.text(*write())
        except Unfit as failure:
            raise UsageError(
                "This cannot be written as an expression", f"A {failure} does not fit its model."
            ) from failure


class Writing(Protocol):
    """Makes the body of an expression."""

    def __call__(self) -> tuple[Node, ...]:
        """Raises Unfit."""


def is_gone(error: KarmaError) -> bool:
    """Whether an error says that there is no such record (any more)."""
    return isinstance(error, QueryRefused) and "objectNotFoundError" in error.chain


def value_of(body: bytes) -> Json:
    """An answer as a plain value with every digit kept. Raises NotKarmaError."""
    try:
        return run(_plain(decode(body)))
    except BrokenJson as failure:
        raise _strange(failure) from failure


def _plain(value: Decoded) -> Steps[Json]:
    if isinstance(value, Members):
        fields: dict[str, Json] = {}
        for name, inner in value.pairs:
            fields[name] = yield _plain(inner)
        return fields
    if isinstance(value, list):
        items: list[Json] = []
        for inner in value:
            items.append((yield _plain(inner)))
        return items
    return value


def _record(row: Json, model_id: str) -> Record:
    """A record of an answer of `metarialize`."""
    try:
        if not isinstance(row, dict):
            raise TypeError("no struct")
        created, updated = row["created"], row["updated"]
        if not isinstance(created, str) or not isinstance(updated, str):
            raise TypeError("a time is no text")
        just_after(updated)
        return Record(RecordRef(model_id, _id(row["id"])), created, updated, row.get("value"))
    except (TypeError, KeyError, ValueError) as failure:
        raise _strange(failure) from failure


def _id(ref: Json) -> str:
    """A record's id: of `[model, record]` in dialect 1.0, the id itself in 0.1."""
    last = ref[-1] if isinstance(ref, list) and len(ref) == 2 else ref
    if not isinstance(last, str):
        raise TypeError("a reference is neither a pair nor an id")
    return last


def _pair(ref: Json) -> RecordRef:
    if not isinstance(ref, list) or len(ref) != 2:
        raise TypeError("a reference is no pair")
    return RecordRef(str(ref[0]), str(ref[1]))


def _count(part: Json) -> int:
    count = part["count"] if isinstance(part, dict) else None
    if not isinstance(count, int):
        raise TypeError("a count is no number")
    return count


def _first(part: Json) -> list[Json]:
    first = part["first"] if isinstance(part, dict) else None
    if not isinstance(first, list):
        raise TypeError("no list")
    return first


def _strange(failure: object) -> NotKarmaError:
    return NotKarmaError("The answer cannot be understood", f"It is not laid out as expected ({failure}).")
