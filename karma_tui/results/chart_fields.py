"""Which fields of a result can be drawn, found in some of its records, and a first guess what to draw.

A field is a number, a time, or a category: text, a bool, or a union by its cases. Fields inside of fields
are looked at too, lists are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from karma_tui.results.chart import ChartKind, ChartPlan
from karma_tui.results.columns import METADATA, VALUE, is_metarialized
from karma_tui.results.document import Document, Form
from karma_tui.results.export_columns import members_of, spread
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string

DATE_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_SAMPLE: Final = 300
_BYTES: Final = 1 << 19
_LONGEST: Final = 1 << 16
_LEVELS: Final = 5
_MOST_FIELDS: Final = 100
_MANY: Final = 24
"""Different values from which on a category makes no clear chart."""


class Role(StrEnum):
    """What a field is good for."""

    NUMBER = "number"
    TIME = "time"
    CATEGORY = "category"
    FLAG = "flag"
    """A bool: a category that says less than others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that can be drawn; `different` values were among the `seen` ones."""

    path: Path
    role: Role
    seen: int
    different: int

    @property
    def kinds(self) -> tuple[ChartKind, ...]:
        """The charts that can be made along it, the fitting one first."""
        own = {
            Role.NUMBER: (ChartKind.HISTOGRAM,),
            Role.TIME: (ChartKind.TIME,),
            Role.CATEGORY: (),
            Role.FLAG: (),
        }
        return (*own[self.role], ChartKind.BARS)


def candidates(document: Document) -> list[Candidate]:
    """The fields that can be drawn, in the order of the records. Looks at a few hundred records only."""
    seen: dict[Path, _Seen] = {}
    for record in _sample(document):
        for path, value in _fields(record):
            if path not in seen and len(seen) >= _MOST_FIELDS:
                continue
            seen.setdefault(path, _Seen()).note(value)
    found = (it.candidate(path) for path, it in seen.items())
    return [candidate for candidate in found if candidate is not None]


def guess(found: list[Candidate]) -> ChartPlan | None:
    """What to draw first: a category with a handful of values, else time, else a number."""
    inside = [it for it in found if it.path[:1] not in {(name,) for name in METADATA}] or found
    clear = [
        it
        for it in inside
        if it.role in (Role.CATEGORY, Role.FLAG) and 1 < it.different <= _MANY and it.seen > it.different
    ]
    text_first = sorted(clear, key=lambda it: it.role is Role.FLAG)
    by_role = {role: [it for it in inside if it.role is role] for role in Role}
    for choice in (text_first, by_role[Role.TIME], by_role[Role.NUMBER], by_role[Role.CATEGORY], found):
        if choice:
            return ChartPlan(choice[0].kinds[0], choice[0].path)
    return None


def numbers(found: list[Candidate]) -> list[Path]:
    """The fields that can be summed up."""
    return [it.path for it in found if it.role is Role.NUMBER]


def case_of(value: Buffer) -> str | None:
    """The only key of an object; None for anything else."""
    quick = members_of(bytes(value))
    if quick is not None and len(quick) != 1:
        return None
    if quick:
        return next(iter(quick))
    try:
        keys = [decode_string(value[start:end]) for start, end, _, _ in members(value)]
    except BrokenJson:
        return None
    return keys[0] if len(keys) == 1 else None


class _Seen:
    """What the values of one field were."""

    def __init__(self) -> None:
        self.roles: dict[Role | None, int] = {}
        self.different: set[bytes] = set()
        self.cases: set[str] = set()
        self.is_single = True

    def note(self, value: Buffer) -> None:
        kind = kind_of(value)
        if kind is Kind.NULL:
            return
        role: Role | None = Role.CATEGORY
        if kind is Kind.NUMBER:
            role = Role.NUMBER
        elif kind is Kind.BOOL:
            role = Role.FLAG
        elif kind in (Kind.LIST, Kind.REF, Kind.TEXT):
            role = None
        elif kind is Kind.OBJECT:
            case = case_of(value)
            role = None if case is None else Role.CATEGORY
            self.is_single &= case is not None
            self.cases.add(case or "")
        elif kind is Kind.STRING and len(value) < 40 and DATE_TIME.fullmatch(decode_string(value)):
            role = Role.TIME
        self.roles[role] = self.roles.get(role, 0) + 1
        self.different.add(bytes(value[:200]))

    def candidate(self, path: Path) -> Candidate | None:
        seen = sum(self.roles.values())
        if self.cases:
            is_union = self.is_single and len(self.cases) > 1 and len(self.roles) == 1
            return Candidate(path, Role.CATEGORY, seen, len(self.cases)) if is_union else None
        if not seen or None in self.roles:
            return None
        if len(self.roles) == 1:
            (role,) = self.roles
            return Candidate(path, role or Role.CATEGORY, seen, len(self.different))
        return Candidate(path, Role.CATEGORY, seen, len(self.different))


def _sample(document: Document) -> Iterator[Buffer]:
    if document.kind is not Form.LIST:
        return
    count = document.records
    room = _BYTES
    half = _SAMPLE // 2
    rest = max(0, count - half)
    numbers_ = [*range(min(count, half)), *(half + at * rest // half for at in range(half) if rest >= half)]
    for number in numbers_:
        record = document.record_bytes(number)
        if len(record) <= _LONGEST:
            room -= len(record)
            yield record
        if room < 0:
            return


def _fields(record: Buffer) -> Iterator[tuple[Path, Buffer]]:
    """Every value of a record that is no list, with that of a union but without what is inside of it."""
    if first(record) != b"{":
        yield (), record
        return
    top = spread(record, frozenset())
    waiting: list[tuple[Path, Buffer]] = [((), record)]
    hidden = (
        set(METADATA[:2]) if is_metarialized({path: memoryview(it) for path, it in top.items()}) else set()
    )
    while waiting:
        place, value = waiting.pop(0)
        for path, inner in spread(value, frozenset()).items():
            if not path or (not place and path[0] in hidden):
                continue
            whole = place + path
            if whole != VALUE or not hidden:
                yield whole, inner
            if first(inner) == b"{" and len(whole) < _LEVELS:
                waiting.append((whole, inner))
