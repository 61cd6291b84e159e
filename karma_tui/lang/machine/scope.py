"""Names during inference: who is bound in which function body, and to what type (spec kvm-1.0 4.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.lang.machine.typed import FIRST_SLOT
from karma_tui.lang.machine.types import Type


@dataclass(slots=True, eq=False)
class Binding:
    """A name's type and slot; `type` is None for a parameter that nobody has used yet."""

    type: Type | None
    slot: int
    lost: bool = False
    """Defined in a branch that has ended: known to the checker, gone at run time."""
    used: bool = False
    """Whether anybody reads it."""


@dataclass(slots=True, eq=False)
class Scope:
    """One function body. `views` are names of outer bodies as they are known in this one: what is
    learned about their types here does not reach the outer body."""

    outer: Scope | None
    names: dict[str, Binding] = field(default_factory=dict)
    views: dict[str, tuple[int, Binding]] = field(default_factory=dict)
    slots: int = FIRST_SLOT
    branches: list[list[Binding]] = field(default_factory=list)

    def bind(self, name: str, type_: Type | None) -> Binding:
        """A new binding in this body; a repeated parameter name replaces the earlier one."""
        binding = Binding(type_, self.slots)
        self.slots += 1
        self.names[name] = binding
        self.views.pop(name, None)
        if self.branches:
            self.branches[-1].append(binding)
        return binding

    def find(self, name: str) -> tuple[int, Binding] | None:
        """The nearest binding and how many bodies further out it lives."""
        if name in self.names:
            return 0, self.names[name]
        if name in self.views:
            return self.views[name]
        depth, scope = 1, self.outer
        while scope is not None:
            seen = scope.names.get(name)
            if seen is None and name in scope.views:
                more, seen = scope.views[name]
                depth += more
            if seen is not None:
                seen.used = True
                view = (depth, Binding(seen.type, seen.slot, seen.lost))
                self.views[name] = view
                return view
            depth, scope = depth + 1, scope.outer
        return None

    def enter_branch(self) -> None:
        """From here on definitions live until the branch ends."""
        self.branches.append([])

    def leave_branch(self) -> None:
        """Forget the branch's definitions for the run, not for the checker."""
        for binding in self.branches.pop():
            binding.lost = True
