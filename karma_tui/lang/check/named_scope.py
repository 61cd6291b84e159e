"""Names while an unfinished text is checked: what can be used at a moment, and what may have been lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.lang.check.findings import Names
from karma_tui.lang.machine.scope import Binding, Scope
from karma_tui.lang.machine.types import Type
from karma_tui.lang.nodes import Call, Hole, Node, Raw, Word


@dataclass(slots=True, eq=False)
class NamedScope(Scope):
    """A scope that also knows which names can be used at this moment, those of outer bodies included."""

    known: Names = None
    before: tuple[Names, ...] = ()
    made: list[tuple[str, Binding]] = field(default_factory=list)
    """All that was bound here, what has ended included."""
    torn: bool = False
    """Whether a statement could not be read, which may have defined a name."""

    def bind(self, name: str, type_: Type | None) -> Binding:
        """As `Scope.bind`."""
        binding = Scope.bind(self, name, type_)
        self.known = (self.known, name, binding)
        self.made.append((name, binding))
        return binding

    def enter_branch(self) -> None:
        """As `Scope.enter_branch`."""
        self.before = (*self.before, self.known)
        Scope.enter_branch(self)

    def leave_branch(self) -> None:
        """As `Scope.leave_branch`."""
        self.known = self.before[-1]
        self.before = self.before[:-1]
        Scope.leave_branch(self)

    def read(self, statement: Node) -> None:
        """Remember a statement that may define a name that is not known."""
        if isinstance(statement, Hole | Raw) or (
            isinstance(statement, Call)
            and statement.name == "define"
            and not isinstance(statement.args[0], Word)
        ):
            self.torn = True
