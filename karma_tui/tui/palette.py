"""The command palette: every action of the registry that is possible now, with the key it has now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from karma_tui.tui.keymap.offers import Offer, is_worth_naming, offers

if TYPE_CHECKING:
    from karma_tui.tui.app_base import BaseApp


class ActionProvider(Provider):
    """Offers the actions to Textual's palette; those of the pane with the focus come last."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for offer in self._offers():
            yield DiscoveryHit(Content(_label(offer)), offer.run, _label(offer), _text(offer))

    async def search(self, query: str) -> Hits:
        """Those whose label or name matches."""
        matcher = self.matcher(query)
        for offer in self._offers():
            label = _label(offer)
            name = offer.entry.action.name.replace("_", " ")
            score = max(matcher.match(label), matcher.match(name))
            if score > 0:
                yield Hit(score, matcher.highlight(label), offer.run, label, _text(offer))

    def _offers(self) -> Iterator[Offer]:
        app = cast("BaseApp", self.app)
        for offer in offers(app, self.screen, self.focused, app.keys):
            if is_worth_naming(offer):
                yield offer


def _label(offer: Offer) -> str:
    where = offer.entry.where
    return f"{offer.entry.action.label} ({where})" if where else offer.entry.action.label


def _text(offer: Offer) -> str:
    return f"{offer.entry.action.help} {f'({offer.keys})' if offer.keys else ''}".strip()
