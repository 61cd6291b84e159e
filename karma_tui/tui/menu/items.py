"""What is in a context menu: the registry's actions that the innermost scope names, if possible now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.binding import Binding
from textual.dom import DOMNode

from karma_tui.tui.action import Scope
from karma_tui.tui.keymap.judge import around
from karma_tui.tui.keymap.offers import Offer, is_worth_naming
from karma_tui.tui.scope_table import SCOPES

_BY_NAME: Mapping[str, Scope] = {scope.name: scope for scope in SCOPES}


def scopes_at(node: DOMNode) -> Iterator[Scope]:
    """The scopes that a widget is in, from the inside out."""
    seen = set()
    for owner in node.ancestors_with_self:
        for name in (*_names(owner), str(getattr(owner, "MENU_SCOPE", ""))):
            if name in _BY_NAME and name not in seen:
                seen.add(name)
                yield _BY_NAME[name]


def _names(node: DOMNode) -> Iterator[str]:
    for base in type(node).__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and "." in binding.id:
                yield binding.id.partition(".")[0]


def menu_items(node: DOMNode, offers: Sequence[Offer]) -> list[Offer | None]:
    """The entries, None for a line between; empty if there is nothing to be done."""
    scopes = list(scopes_at(node))
    scope = next((it for it in scopes if it.menu), None)
    if scope is None:
        names = {it.name for it in scopes}
        return [it for it in offers if it.entry.scope in names and is_worth_naming(it)]
    by_id = {offer.entry.id: offer for offer in offers}
    entries: list[Offer | None] = []
    for name in scope.menu:
        ids = [f"{part}.{name}" for part in around(scope.name)] + [name]
        found = next((by_id[it] for it in ids if it in by_id), None)
        if found is not None or (not name and entries and entries[-1] is not None):
            entries.append(found)
    while entries and entries[-1] is None:
        entries.pop()
    return entries
