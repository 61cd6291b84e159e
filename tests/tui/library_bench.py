"""An instance in memory with records to look around in: it understands what the explorer asks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from karma_tui.client.sink import Sink
from karma_tui.errors import QueryRefused, Span
from karma_tui.library.history.origin import Origin
from karma_tui.schema import TaggedModel
from karma_tui.workbench.parameters import Given
from karma_tui.workbench.run import Outcome, Run
from tests.tui.bench import FakeBench, failure

META, BOOKS, AUTHORS = "M" * 16, "B" * 16, "A" * 16

BOOK = TaggedModel("book", BOOKS, {"struct": {"title": {"string": {}}, "author": {"ref": [META, AUTHORS]}}})
AUTHOR = TaggedModel(
    "author",
    AUTHORS,
    {"struct": {"name": {"string": {}}, "mentor": {"optional": {"ref": [META, AUTHORS]}}}},
)
BUILT_IN = TaggedModel("_role", "R" * 16, {"struct": {"name": {"string": {}}}})


def record_id(kind: str, number: int) -> str:
    return f"{kind}{number:015d}"


def _enveloped(model: str, record: str, value: Any) -> dict[str, Any]:
    times = {"created": "2018-01-02T03:04:05Z", "updated": "2019-01-02T03:04:05Z"}
    return {
        "created": times["created"],
        "id": [model, record],
        "model": [META, model],
        "updated": times["updated"],
        "value": value,
    }


@dataclass
class LibraryBench(FakeBench):
    """`books` books, each by one of three authors; two of these have the first one as their mentor."""

    books: int = 25
    refuse_counts: bool = False
    refuse_pages: bool = False
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.models = [BOOK, AUTHOR, BUILT_IN]
        authors = [
            (
                record_id("a", at),
                {"mentor": [AUTHORS, record_id("a", (at + 1) % 3)] if at else None, "name": f"Author {at}"},
            )
            for at in range(3)
        ]
        books = [
            (record_id("b", at), {"author": [AUTHORS, record_id("a", at % 3)], "title": f"Book {at}"})
            for at in range(self.books)
        ]
        self.records = {
            AUTHORS: [_enveloped(AUTHORS, key, value) for key, value in authors],
            BOOKS: [_enveloped(BOOKS, key, value) for key, value in books],
            BUILT_IN.model_id: [],
        }

    async def run(
        self,
        text: str,
        stretch: Span | None = None,
        *,
        sink: Sink | None = None,
        confirmed: str = "",
        given: Given | None = None,
        origin: Origin | None = None,
    ) -> Run:
        answer = self._answer("".join(text.split()))
        if answer is None:
            return await super().run(
                text, stretch, sink=sink, confirmed=confirmed, given=given, origin=origin
            )
        self.ran.append((text, 0))
        return answer

    def asked(self, start: str) -> int:
        """How often something was asked that begins so."""
        return sum(text.startswith(start) for text, _ in self.ran)

    def _answer(self, text: str) -> Run | None:
        if found := re.search(r'slice\(all\(model\("(\w+)"\)\),int64\((\d+)\),int64\((\d+)\)\)', text):
            if self.refuse_pages:
                return failure(QueryRefused("The server is busy"))
            start, many = int(found[2]), int(found[3])
            return _ok(self.records[found[1]][start : start + many])
        if found := re.fullmatch(r'length\(all\(model\("(\w+)"\)\)\)', text):
            if self.refuse_counts:
                return failure(QueryRefused("No permission"))
            return _ok(len(self.records[found[1]]))
        if found := re.fullmatch(r'metarialize\(get\(ref\("(\w+)","(\w+)"\)\)\)', text):
            known = [it for it in self.records.get(found[1], []) if it["id"] == [found[1], found[2]]]
            return _ok(known[0]) if known else failure(QueryRefused("There is no such record"))
        if "referrers(" in text:
            return self._referrers(text)
        return None

    def _referrers(self, text: str) -> Run:
        pattern = r'referrers\(ref\("(\w+)","(\w+)"\),model\("(\w+)"\)\)'
        names = {model.model_id: model.tag for model in (BOOK, AUTHOR)}
        lists = {
            names[model]: [it for it in self.records[model] if [whose, record] in list(it["value"].values())]
            for whose, record, model in re.findall(pattern, text)
        }
        return _ok(lists if len(lists) > 1 else next(iter(lists.values())))


def _ok(value: Any) -> Run:
    return Run(Outcome.OK, json.dumps(value, separators=(",", ":")).encode(), 0.01)
