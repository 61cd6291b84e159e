"""One record in memory, answering the few expressions that the record screens send."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from karma_tui.errors import KarmaError, ProtectedProfile
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Record, Records
from karma_tui.workbench.run import Outcome, Run

AUTHOR = TaggedModel("author", "A" * 16, {"struct": {"name": {"string": {}}}})
BOOK = TaggedModel(
    "book",
    "B" * 16,
    {
        "struct": {
            "title": {"unique": {"string": {}}},
            "year": {"int16": {}},
            "price": {"optional": {"float": {}}},
            "read": {"bool": {}},
            "at": {"optional": {"dateTime": {}}},
            "tags": {"list": {"string": {}}},
            "words": {"map": {"int8": {}}},
            "genre": {"enum": ["crime", "novel"]},
            "format": {"union": {"ebook": {"struct": {"size": {"uint64": {}}}}, "paper": {"null": {}}}},
            "author": {"ref": ["META", "A" * 16]},
        }
    },
)
REF = RecordRef(BOOK.model_id, "R" * 16)
VALUE: dict[str, Any] = {
    "title": "[b]Momo[/b]",
    "year": 1973,
    "read": True,
    "tags": ["time", "grey"],
    "words": {"a": 1},
    "genre": "novel",
    "format": {"ebook": {"size": 2**64 - 1}},
    "author": [AUTHOR.model_id, "C" * 16],
}
BEGAN, LATER = "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z"
AUTHORS = ["Ende", "Kästner", "Lindgren"]


@dataclass
class Instance:
    """Holds one book and three authors; the next writes end with `errors`, one after the other."""

    value: Json = field(default_factory=lambda: dict(VALUE))
    updated: str = BEGAN
    errors: list[KarmaError] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    holds: bool = False
    """Whether a write waits until it may go on."""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = ""
    """The name of the profile if it is protected."""

    async def run(self, text: str, *, confirmed: str = "") -> Run:
        if text.startswith("["):
            return self._answer([self._with_metadata({"name": "Named"}, "C" * 16, AUTHOR.model_id)])
        if text.startswith("metarialize"):
            return self._answer(self._with_metadata(self.value))
        if text.startswith("mapList"):
            self.searched.append(text)
            found = [name for name in AUTHORS if f'"{name[:3]}"' in text or "matchRegex" not in text]
            rows = [self._with_metadata({"name": name}, name[0] * 16, AUTHOR.model_id) for name in found]
            return self._answer(rows)
        if self.name and "update" in text and confirmed != self.name:
            return Run(Outcome.ERROR, error=ProtectedProfile("Protected", "It changes.", profile=self.name))
        if self.errors:
            return Run(Outcome.ERROR, error=self.errors.pop(0))
        self.sent.append(text)
        if self.holds:
            await self.go_on.wait()
        return self._answer([BOOK.model_id, "R" * 16])

    def _answer(self, value: Json) -> Run:
        return Run(Outcome.OK, dump_json(value).encode())

    def _with_metadata(self, value: Json, record: str = REF.record_id, model: str = BOOK.model_id) -> Json:
        return {
            "id": [model, record],
            "model": ["META", model],
            "created": BEGAN,
            "updated": self.updated,
            "value": value,
        }

    @property
    def records(self) -> Records:
        return Records(self, Dialect.V1, Catalogue.of([BOOK, AUTHOR]))

    @property
    def record(self) -> Record:
        return Record(REF, BEGAN, self.updated, self.value)
