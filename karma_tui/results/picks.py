"""Which records of a result are shown, in which order: filters and a sort, in words, carried out in steps.

A filter or a sort is a view of a result and never changes it. All of it runs in a thread: see `order`.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace

from karma_tui.results.conditions import Condition, field_name
from karma_tui.results.document import Document, Form
from karma_tui.results.fields import Field
from karma_tui.results.find import Query, Search
from karma_tui.results.order import Stop, Stopped, kept, sort_order
from karma_tui.results.rows import Path


@dataclass(frozen=True, slots=True)
class Sort:
    """The field, by its path inside the record, and the direction."""

    path: Path
    descending: bool = False

    @property
    def text(self) -> str:
        """`value.rank, falling`."""
        return f"{field_name(self.path)}, {'falling' if self.descending else 'rising'}"


@dataclass(frozen=True, slots=True)
class Picks:
    """All filters must let a record through."""

    query: Query | None = None
    conditions: tuple[Condition, ...] = ()
    sort: Sort | None = None

    def __bool__(self) -> bool:
        return bool(self.filters or self.sort)

    @property
    def filters(self) -> tuple[str, ...]:
        """Each filter in words."""
        query = (f'"{self.query.text}"',) if self.query is not None else ()
        return (*query, *(condition.text for condition in self.conditions))

    def sorted_by(self, path: Path) -> Picks:
        """The next of: rising, falling, as received."""
        if self.sort is None or self.sort.path != path:
            return replace(self, sort=Sort(path))
        return replace(self, sort=None if self.sort.descending else Sort(path, True))

    def with_query(self, query: Query | None) -> Picks:
        """Let only through what has this text; None for whatever it has."""
        return replace(self, query=query)

    def with_condition(self, condition: Condition) -> Picks:
        """One condition more; instead of another on the same field by the same test."""
        others = (it for it in self.conditions if (it.path, it.test) != (condition.path, condition.test))
        return replace(self, conditions=(*others, condition))


def is_pickable(document: Document) -> bool:
    """Whether a result has records to filter and to sort."""
    return document.kind is Form.LIST and document.records > 0


def pick(document: Document, picks: Picks, *, stop: Stop) -> Document:
    """What the picks leave of a list that is not picked itself. Raises `Stopped`; meant for a thread."""
    if not picks:
        return document
    chosen = document
    if picks.query is not None:
        chosen = document.picked(_with_text(document, picks.query, stop))
    for condition in picks.conditions:
        chosen = _narrowed(document, chosen, kept(chosen, condition.predicate(), stop=stop))
    if picks.sort is not None:
        order = sort_order(chosen, Field(picks.sort.path), descending=picks.sort.descending, stop=stop)
        chosen = _narrowed(document, chosen, order)
    chosen.prepare()
    return chosen


def _narrowed(whole: Document, chosen: Document, order: array[int]) -> Document:
    """Some of the chosen records, by their numbers among those, as records of the whole."""
    if chosen is whole or chosen.cut is None:
        return whole.picked(order)
    cut = chosen.cut
    return whole.picked(array("q", (int(cut.key(number)) for number in order)))


def _with_text(document: Document, query: Query, stop: Stop) -> array[int]:
    order = array("q")
    for hits in Search(document, query, once=True).steps():
        if stop():
            raise Stopped
        order.extend(hits.records)
    return order
