"""The command palette: every action of the registry that is possible now, with the key it has now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from karma_tui.tui.action_table import Action
from karma_tui.tui.actions import ACTIONS, keys_of

if TYPE_CHECKING:
    from karma_tui.tui.app_base import BaseApp


class ActionProvider(Provider):
    """Offers the actions to Textual's palette."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action, text in self._possible():
            yield DiscoveryHit(Content(action.label), self._command(action), action.label, text)

    async def search(self, query: str) -> Hits:
        """Those whose label or name matches."""
        matcher = self.matcher(query)
        for action, text in self._possible():
            score = max(matcher.match(action.label), matcher.match(action.name.replace("_", " ")))
            if score > 0:
                yield Hit(score, matcher.highlight(action.label), self._command(action), action.label, text)

    def _possible(self) -> Iterator[tuple[Action, str]]:
        app = cast("BaseApp", self.app)
        for action in ACTIONS:
            place = app if action.everywhere else self.screen
            if hasattr(place, f"action_{action.name}") and place.check_action(action.name, ()):
                keys = keys_of(action, app.keys)
                yield action, f"{action.help} {f'({keys})' if keys else ''}".strip()

    def _command(self, action: Action) -> Callable[[], Awaitable[bool]]:
        place = self.app if action.everywhere else self.screen
        return partial(self.app.run_action, action.name, place)
