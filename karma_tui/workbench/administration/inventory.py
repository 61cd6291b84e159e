"""What an instance holds, in numbers: told before all of it is replaced, and about what would replace it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from karma_tui.errors import NotKarmaError
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Fields, Node, Table
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.administration.queries import list_text
from karma_tui.workbench.record_expressions import Writer
from karma_tui.workbench.records import value_of
from karma_tui.workbench.run import Run

_NAMED = 12
"""Names that are told of each kind; the others are counted."""


class Runs(Protocol):
    """What is asked: a workbench."""

    @property
    def dialect(self) -> Dialect:
        """The dialect it speaks."""

    async def run(self, text: str, *, confirmed: str = "") -> Run:
        """Run an expression."""

    async def instance_catalogue(self) -> list[TaggedModel]:
        """The models."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Models of the user's own with their numbers of records, and the users' names."""

    models: tuple[tuple[str, int], ...]
    """By tag, else by id; largest first."""
    users: tuple[str, ...]
    built_in: int
    """Records of the built-in models."""

    @property
    def records(self) -> int:
        """Records of the user's own models."""
        return sum(count for _, count in self.models)

    def lines(self) -> tuple[str, ...]:
        """For people, a line each."""
        if not self.models:
            data = "no models of its own"
        else:
            data = f"{_many(self.records, 'record')} in {_many(len(self.models), 'model')}"
        named = [f"{name} {count:,}" for name, count in self.models[:_NAMED]]
        lines = [data, *([f"  {_listed(named, len(self.models))}"] if named else [])]
        shown = _listed(list(self.users[:_NAMED]), len(self.users))
        return (*lines, f"{_many(len(self.users), 'user')}: {shown}" if self.users else "no users to be seen")


async def inventory_of(bench: Runs) -> Inventory:
    """Count what is there, as far as the signed-in user may read it. Raises KarmaError."""
    models = await bench.instance_catalogue()
    by_id = {model.model_id: model.tag for model in models}
    counts = await _counts(bench, list(by_id))
    own = [(by_id[model] or model, count) for model, count in counts.items() if by_id[model][:1] != "_"]
    built_in = sum(count for model, count in counts.items() if by_id[model][:1] == "_")
    names = await answer_of(bench, list_text(bench.dialect, "_user", ("username",)))
    users = sorted(str(it.get("username")) for it in names if isinstance(it, dict))
    return Inventory(tuple(sorted(own, key=lambda it: (-it[1], it[0]))), tuple(users), built_in)


async def answer_of(bench: Runs, text: str) -> list[object]:
    """The list that an expression brings. Raises KarmaError."""
    run = await bench.run(text)
    if run.error is not None:
        raise run.error
    found = await asyncio.to_thread(value_of, run.body)
    if not isinstance(found, list):
        raise NotKarmaError("The answer cannot be understood", "It is no list.")
    return list(found)


async def _counts(bench: Runs, models: Sequence[str]) -> dict[str, int]:
    run = await bench.run(_counts_text(bench.dialect, models))
    if run.error is not None:
        raise run.error
    found = value_of(run.body)
    if not isinstance(found, dict):
        raise NotKarmaError("The answer cannot be understood", "It is no map of numbers.")
    return {model: count for model in models if isinstance(count := found.get(model), int)}


def _counts_text(dialect: Dialect, models: Sequence[str]) -> str:
    writer = Writer(dialect)
    counts: list[tuple[str, Node]] = []
    for model in models:
        every = writer.call("all", writer.model(TaggedModel("", model, None)))
        counts.append((model, writer.call("length", every)))
    if dialect is Dialect.V1:
        entries = tuple((model, Expr(count)) for model, count in counts)
        return writer.text(Data(Fields("map", entries)))
    return writer.text(Call("newMap", (Table(tuple(counts)),)))


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _listed(named: list[str], total: int) -> str:
    more = total - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")
