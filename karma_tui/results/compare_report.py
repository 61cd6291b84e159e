"""A comparison as text: the summary to copy or to print, and the differences line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from karma_tui.results.compare import CHANGES, Comparison
from karma_tui.results.compare_change import WORDS, Change
from karma_tui.results.compare_lines import lines, record_parts
from karma_tui.results.preview import Part

_FIELDS = 20


def counts_text(comparison: Comparison) -> str:
    """`3 added, 1 removed, 5 changed, 91 same`; kinds that do not occur are left out."""
    counts = comparison.counts
    told = [(counts.of(change), WORDS[change]) for change in (*CHANGES, Change.SAME)]
    found = ", ".join(f"{count:,} {word}" for count, word in told if count)
    return found or "no records on either side"


def how_text(comparison: Comparison) -> str:
    """`matched by id, in another order`: how the records were compared."""
    order = ", in another order" if comparison.is_reordered else ""
    left_out = ", without ids, times and references" if comparison.ignores_ids else ""
    return f"matched {comparison.matching.words}{order}{left_out}"


def fields_text(comparison: Comparison, most: int = _FIELDS) -> str:
    """`.value.title 5, .updated 2`: the fields that changed, the most frequent first; "" if none did."""
    fields = list(comparison.counts.fields.items())
    told = [f"{name or 'the whole record'} {count:,}" for name, count in fields[:most]]
    if len(fields) > most:
        told.append(f"and {len(fields) - most:,} more")
    return ", ".join(told)


def summary(comparison: Comparison, old: str, new: str) -> str:
    """What was compared, how, and what came of it; `old` and `new` say what the sides are."""
    out = [
        f"- {old}: {_records(len(comparison.old))}",
        f"+ {new}: {_records(len(comparison.new))}",
        f"{counts_text(comparison)} ({how_text(comparison)})",
    ]
    fields = fields_text(comparison)
    if fields:
        out.append(f"changed fields: {fields}")
    return "\n".join(out)


def report(comparison: Comparison, old: str, new: str, names: Mapping[str, str]) -> Iterator[str]:
    """The summary, then every record that is not the same, with what differs in it. Safe to print."""
    yield from summary(comparison, old, new).split("\n")
    for pair in comparison.pairs(CHANGES):
        yield f"{comparison.change(pair)} {_text(record_parts(comparison, pair, names))}"
        for line in lines(comparison.differences(pair), names):
            tail = f"  {_text(line.parts)}" if line.parts else ""
            yield f"{'  ' * (line.depth + 1)}{line.change} {line.label}{tail}".rstrip()


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def _text(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)
