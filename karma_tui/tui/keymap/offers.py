"""What can be done right now, from the registry: what the palette and the context menus are made from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.binding import Binding
from textual.dom import DOMNode
from textual.widget import Widget

from karma_tui.tui.keymap.judge import Entry, entries
from karma_tui.tui.keymap.names import MOVES, split
from karma_tui.tui.keymap.telling import told

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

_EVERYBODY_KNOWS = MOVES | {"enter", "escape", "backspace", "delete"}


@runtime_checkable
class Judges(Protocol):
    """A screen that knows which of its actions would only be refused now."""

    def is_possible(self, action: str) -> bool:
        """Whether something would come of it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that is possible now, and where."""

    entry: Entry
    node: DOMNode
    keys: str
    """As they are now; "" if it has none."""
    run: Callable[[], Awaitable[bool]]


def offers(app: App[Any], screen: Screen[Any], at: Widget | None, changed: Mapping[str, str]) -> list[Offer]:
    """All actions possible with the focus at that widget: of its scopes, of the screen, of everywhere."""
    return [*_of_registry(app, screen, changed), *_of_scopes(app, screen, at, changed)]


def _of_registry(app: App[Any], screen: Screen[Any], changed: Mapping[str, str]) -> Iterator[Offer]:
    for entry in entries().values():
        if "." in entry.id:
            continue
        node: DOMNode = app if entry.action.everywhere else screen
        if hasattr(node, f"action_{entry.id}") and is_possible(node, screen, entry.id):
            yield Offer(entry, node, told(entry, changed), partial(app.run_action, entry.id, node))


def is_possible(node: DOMNode, screen: Screen[Any], action: str, does: str = "") -> bool:
    """Whether an action can be done now and comes to something; `does` if its method has another name."""
    if not node.check_action(does or action, ()):
        return False
    return not isinstance(screen, Judges) or screen.is_possible(action)


def _of_scopes(
    app: App[Any], screen: Screen[Any], at: Widget | None, changed: Mapping[str, str]
) -> Iterator[Offer]:
    nodes: list[DOMNode] = list(at.ancestors_with_self) if at is not None else [screen]
    for node in nodes:
        for binding in _bindings(node):
            entry = entries().get(binding.id or "")
            if entry is None or "." not in entry.id or entry.action.name in entries():
                continue
            if is_possible(node, screen, entry.action.name, binding.action.partition("(")[0]):
                yield Offer(entry, node, told(entry, changed), partial(app.run_action, binding.action, node))


def _bindings(node: DOMNode) -> Iterator[Binding]:
    """What the node's class binds, that of its bases included."""
    for base in type(node).__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding):
                yield binding


def is_worth_naming(offer: Offer) -> bool:
    """Whether somebody may look for it by name: not what everybody's arrow keys do."""
    keys = split(offer.entry.action.keys)
    return bool(offer.entry.action.label) and not (keys and set(keys) <= _EVERYBODY_KNOWS)
