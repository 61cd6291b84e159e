"""A window in which every key has had its effect before the next one is looked at; see `typing_order`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events

from karma_tui.errors import KarmaError
from karma_tui.themes import LoadedThemes
from karma_tui.tui.actions import keys_of_all
from karma_tui.tui.app_base import BaseApp, Tastes
from karma_tui.tui.typing_order import Turn, keys_done

if TYPE_CHECKING:
    from textual.message import Message


class OrderedApp(BaseApp):
    """Keeps keys in order."""

    _turn: Turn | None = None
    """The key that is being carried out."""

    def __init__(self, tastes: Tastes, themes: LoadedThemes, errors: Sequence[KarmaError] = ()) -> None:
        super().__init__(tastes, themes, errors)
        self.action_keys: Collection[str] = keys_of_all(tastes.keymap)
        """The keys of all actions, as they are now."""

    def change_keys(self, changed: Mapping[str, str]) -> None:
        """See `BaseApp`."""
        super().change_keys(changed)
        self.action_keys = keys_of_all(changed)

    async def on_event(self, event: events.Event) -> None:
        """An action comes after the letters typed before it, and before those typed after it."""
        await self.resume(event)

    async def resume(self, event: events.Event) -> None:
        """Go on with an event whose turn it is."""
        if isinstance(event, events.Key) and self._is_claimed(event):
            return
        if not isinstance(event, events.Key) or event.is_forwarded or not self._needs_order(event):
            await super().on_event(event)
            return
        await keys_done(self)
        turn = self._turn = Turn(self, event)
        try:
            await super().on_event(event)
            while (then := await turn.next()) is not None:
                await super().on_event(then)
        finally:
            self._turn = None
            for left in turn.left():
                self.post_message(left)
        await keys_done(self)

    def post_message(self, message: Message) -> bool:
        """What belongs to the key being carried out does not wait behind the keys that came after it."""
        turn = self._turn
        return (turn is not None and turn.takes(message)) or super().post_message(message)

    def _is_claimed(self, event: events.Key) -> bool:
        """Modal keys of the editor go before the actions of the screen; hands such a key over."""
        focused = self.focused if self.screen_stack else None
        if focused is None or event.key not in getattr(focused, "claimed_keys", ()):
            return False
        return focused.post_message(event)

    def _needs_order(self, event: events.Key) -> bool:
        """What is typed on the main screen does not: the focused widget's queue keeps it in order.

        The editor carries out its other keys, too.
        """
        focused = self.focused if self.screen_stack else None
        if focused is None or event.key in self.action_keys or len(self.screen_stack) > 1:
            return True
        is_typed = focused.check_consume_key(event.key, event.character)
        return not (is_typed or getattr(focused, "KEEPS_ORDER", False))
