"""What an action is, and where one can be done: the words of the registry, without Textual.

A *scope* is a part of the app with keys of its own: a view, a pane, a dialogue. An action of a scope is named
`scope.action` in a user's `[keys]`; one of the main screen, or of everywhere, by its bare name.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_KEY = "no_key"
"""Stands in a key map for an action whose key was taken away; no terminal sends it."""

EVERYWHERE = "everywhere"
"""The scope of what works in dialogues too."""

MAIN = "main"
"""The scope of the main screen, all of its panes included."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a user can do. `keys` is comma separated; "" means palette only."""

    name: str
    keys: str
    label: str
    """Short, for the footer and the palette."""
    help: str
    """One sentence, for the palette and the help screen."""
    everywhere: bool = False
    """Works in dialogues too; else on the main screen only. Not in scopes."""
    in_footer: bool = False
    does: str = ""
    """What Textual carries out where that is not the name: `move(-1)`, `screen.copy`. In scopes only."""
    goes_first: bool = False
    """Before the keys of a line to type in that has the focus. In scopes only."""


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that belong together, for the help screen."""

    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the app with keys of its own.

    An action with the name of one of the main screen's is the same action: the palette and the help
    show its key there too.
    """

    name: str
    """In `[keys.NAME]`; lower case."""
    label: str
    """Heading in the help screen."""
    where: str
    """Ends a sentence: `in the tree`."""
    actions: tuple[Action, ...]
    within: str = EVERYWHERE
    """The scope around this one, whose keys work here too: `main` or another's name."""
    menu: tuple[str, ...] = ()
    """What a right click offers: names of its own actions and the main screen's, "" for a line between."""
