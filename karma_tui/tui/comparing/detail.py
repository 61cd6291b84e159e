"""The place under the cursor in full: its path, what was there, and what is there, as far as it fits."""

from __future__ import annotations

from textual.content import Content

from karma_tui.results.compare import Comparison
from karma_tui.results.compare_change import WORDS, Change
from karma_tui.results.compare_excerpt import full_text
from karma_tui.results.compare_rows import CompareRows, Spot
from karma_tui.results.compare_values import Difference, step_words
from karma_tui.results.decode import Decoded
from karma_tui.results.text import pretty
from karma_tui.tui.shown import shown, shown_line

_MOST = 4_000
"""Characters of each side."""
_QUICK = 50_000
"""Bytes of a record that is laid out in passing."""


def detail(rows: CompareRows, spot: Spot) -> Content:
    """A few lines about a row."""
    comparison, pair = rows.comparison, rows.pair(spot)
    line = rows.line(spot)
    if line is not None and line.difference is not None:
        return _difference(line.difference)
    if line is not None:
        return Content("")
    old, new = comparison.olds[pair], comparison.news[pair]
    change = comparison.change(pair)
    if old >= 0 and new >= 0:
        where = f"record {old:,} of the old side, {new:,} of the new one"
        return Content(f"{WORDS[change]}: {where}  (n or Enter shows what differs)")
    return Content.assemble(_title(change, ""), "\n", shown(_record(comparison, old, new)))


def _record(comparison: Comparison, old: int, new: int) -> str:
    value = comparison.new.value(new) if new >= 0 else comparison.old.value(old)
    text = pretty(value if len(value) <= _QUICK else value[:_MOST])
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def _difference(it: Difference) -> Content:
    path = "".join(map(step_words, it.path))
    if len(path) > _MOST:
        path = f"…{path[-_MOST:]}"
    parts: list[Content | str] = [_title(it.change, path)]
    if it.change is not Change.ADDED:
        parts += ["\n", _side("-", it.old)]
    if it.change not in (Change.REMOVED, Change.MOVED):
        parts += ["\n", _side("+", it.new)]
    return Content.assemble(*parts)


def _title(change: Change, path: str) -> Content:
    return Content.styled(shown_line(f"{change} {WORDS[change]} {path}".rstrip()), "bold")


def _side(mark: str, value: Decoded) -> str:
    first, *others = shown(full_text(value, _MOST)).split("\n")
    return "\n".join([f"{mark} {first}", *(f"  {line}" for line in others)])
