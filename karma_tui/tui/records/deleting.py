"""What is said before a record is deleted."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from karma_tui.schema.forms.label import label_of
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.records import Record, Referrers


def about(record: Record, referrers: Referrers, names: Mapping[str, str], expression: str) -> Content:
    """The record, who refers to it, and what will be sent. `names` are those of models by id."""
    itself = sum(1 for it in referrers.listed if it == record.ref)
    others = referrers.count - itself
    lines = [
        Content.styled(shown_line(label_of(record.value)), "bold"),
        Content(shown_line(f"{record.ref.record_id}, updated {record.updated}")),
        Content(f"Other records that refer to it: {others:,}"),
    ]
    for it in referrers.listed:
        name = names.get(it.model_id, it.model_id)
        note = " (itself)" if it == record.ref else ""
        lines.append(Content(shown_line(f"  {name}  {it.record_id}{note}")))
    if referrers.count > len(referrers.listed):
        lines.append(Content(f"  … {referrers.count - len(referrers.listed):,} more"))
    if others:
        warning = "The server refuses to delete it as long as they do."
        lines.append(Content.styled(warning, "$text-warning"))
    lines.append(Content.styled(shown(expression), "$text-muted"))
    return Content("\n").join(lines)
