"""A figure of ours beside a peer's of the same run, and the table that all benchmarks end with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Compared:
    """`us` and `them` in one unit; `limit` is what the ratio may be, at least where `at_least`."""

    item: str
    us: float
    peer: str
    them: float
    limit: float
    unit: str = "s"
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Ours by theirs; NaN where there is nothing to divide by."""
        return self.us / self.them if self.them else float("nan")

    @property
    def verdict(self) -> str:
        """Whether the limit is kept; "" where that is not known."""
        if self.ratio != self.ratio:
            return ""
        kept = self.ratio >= self.limit if self.at_least else self.ratio <= self.limit
        return "met" if kept else "missed"


def keep(path: Path, rows: Iterable[Compared], figures: Mapping[str, object]) -> None:
    """Write what was compared and all other figures of a benchmark as JSON."""
    report = {"compared": [asdict(row) for row in rows], **figures}
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def kept(path: Path) -> list[Compared]:
    """What `keep` was given to compare."""
    return [Compared(**row) for row in json.loads(path.read_text(encoding="utf-8"))["compared"]]


def print_table(rows: Iterable[Compared]) -> None:
    """Item, us, best peer, ratio, limit."""
    print(f"\n{'item':<46}{'us':>11}  {'peer':<28}{'':>11}{'ratio':>9}{'limit':>9}")
    for row in rows:
        limit = f"{'>=' if row.at_least else '<='} {row.limit:g}"
        us, them = shown(row.us, row.unit), shown(row.them, row.unit)
        names = f"{row.item[:45]:<46}{us:>11}  {row.peer[:27]:<28}{them:>11}"
        print(f"{names}{row.ratio:>9.3f}{limit:>9}  {row.verdict}")


def shown(value: float, unit: str) -> str:
    """A figure with its unit, readable at any size."""
    if value != value:
        return "-"
    if unit == "s":
        return f"{value:,.2f} s" if value >= 10 else f"{value * 1000:,.1f} ms"
    return f"{value:,.0f} {unit}"
