"""The texts of the catalogue's nodes. Tags and names are data: they become `Text`, never markup."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from karma_tui.schema import Catalogue, type_text
from karma_tui.tui.catalogue.counts import Counts
from karma_tui.tui.catalogue.items import Item
from karma_tui.tui.shown import shown_line

_MOST_FOUND = 3


def label(item: Item, catalogue: Catalogue, counts: Counts, found: Sequence[str] = ()) -> Text:
    """What a node says; `found` are the fields of a model that were looked for."""
    if item.model is not None:
        name = shown_line(item.model.name)
        text = Text(name) if item.model.tag else Text(name, style="italic")
        count = counts.text(item.model.model_id)
        if count:
            text.append(f"  {count}", style="dim")
        if found:
            more = f", … {len(found)}" if len(found) > _MOST_FOUND else ""
            text.append(f"  {shown_line(', '.join(found[:_MOST_FOUND]))}{more}", style="dim italic")
        return text
    if item.field is not None:
        kind = shown_line(type_text(item.field.model, catalogue.names))
        return Text.assemble(shown_line(item.field.name), "  ", (kind, "dim"))
    if item.target:
        name = shown_line(catalogue.names.get(item.target, item.target))
        return Text.assemble("<- " if item.inward else "-> ", name, "  ", (shown_line(item.title), "dim"))
    return Text(shown_line(item.title), style="dim" if item.opens else "")
