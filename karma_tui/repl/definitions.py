"""Definitions that stay: a `let` that is entered alone can be used by everything that is entered later.

Each is put before the expressions that need it, and so is a part of their request: nothing is stored on the
instance. One that writes is not kept, since it would write again with every use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.lang.statements import Statement


class Definitions:
    """By name, in the order they were made."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._needs: dict[str, frozenset[str]] = {}

    @property
    def all(self) -> tuple[str, ...]:
        """The texts, in order."""
        return tuple(self._texts.values())

    def taken(self, text: str) -> list[str]:
        """Keep what a text defines, if it does nothing else; the names, none if it has an expression.

        Raises UsageError for a definition that writes.
        """
        from karma_tui.errors import UsageError  # with what is entered first, not before
        from karma_tui.lang.effects import WRITING
        from karma_tui.lang.statements import statements

        found = statements(text)
        if not found or not all(statement.defines for statement in found):
            return []
        for statement in found:
            if statement.names & WRITING:
                raise UsageError(
                    f"{statement.defines} is not kept: it writes",
                    "It would write again with every expression that uses it.",
                    "Enter it together with the expression that needs it, parted by ;",
                    statement.span,
                )
        for statement in found:
            self._keep(text, statement)
        return [statement.defines for statement in found]

    def forget(self, name: str) -> bool:
        """Whether there was one of that name."""
        self._needs.pop(name, None)
        return self._texts.pop(name, None) is not None

    def before(self, text: str) -> str:
        """What must stand before a text: the definitions that it needs and does not have, each with a `;`."""
        if not self._texts:
            return ""
        from karma_tui.lang.statements import statements

        found = statements(text)
        wanted = {name for statement in found for name in statement.names}
        wanted -= {statement.defines for statement in found}
        return "".join(f"{self._texts[name]};\n" for name in self._in_order(self._closure(wanted)))

    def _closure(self, wanted: set[str]) -> dict[str, frozenset[str]]:
        """The definitions that are needed, directly or through others, each with the ones it needs itself."""
        found: set[str] = set()
        waiting = [name for name in wanted if name in self._texts]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [other for other in self._needs[name] if other in self._texts]
        return {name: (self._needs[name] & found) - {name} for name in self._texts if name in found}

    def _in_order(self, needs: dict[str, frozenset[str]]) -> list[str]:
        """What is needed goes before what needs it; a circle is left to the reader to complain about."""
        order: list[str] = []
        left = dict(needs)
        while left:
            name = next((it for it in left if not left[it] & left.keys()), next(iter(left)))
            order.append(name)
            del left[name]
        return order

    def _keep(self, text: str, statement: Statement) -> None:
        self._texts[statement.defines] = text[statement.span.start : statement.span.end]
        self._needs[statement.defines] = statement.names
