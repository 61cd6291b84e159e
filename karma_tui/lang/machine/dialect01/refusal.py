"""Errors as dialect 0.1 answers them (spec kvm-0.1 section 8).

The machine part holds the outermost error only, causes are headings of the human text, and a missing
record is named by its id alone. `told` turns what shared code raises into that.
"""

from __future__ import annotations

from karma_tui.lang.machine.refusal import Refused, block
from karma_tui.lang.nodes import Json

_NAMED_BY_ID = ("objectNotFoundError", "modelNotFoundError")
_OF_1_0 = {"autoMigrationError": "executionError", "ValidationError": "executionError"}
"""Kinds that dialect 0.1 does not know, and what it says instead."""


def do_notation(problem: str) -> Refused:
    """A do without a result, or a bind that leads nowhere."""
    return Refused(400, {"doNotationError": problem}, block("Do Notation Error", ("Problem", problem)))


def argument(position: int, cause: Refused) -> Refused:
    """An operand at fault; `position` counts from 1."""
    human = block("Argument Error", ("Argument", str(position)), cause=cause.human)
    return Refused(400, {"argumentError": [position]}, human)


def told(refused: Refused) -> Refused:
    """The refusal as a client of dialect 0.1 is told it."""
    machine = refused.machine
    if not isinstance(machine, dict) or len(machine) != 1:
        return refused
    ((kind, details),) = machine.items()
    if kind in _NAMED_BY_ID and isinstance(details, list):
        return Refused(refused.status, {kind: details[-1]}, refused.human, refused.bare)
    if kind in _OF_1_0:
        problem: Json = refused.human.splitlines()[0] if refused.human else kind
        human = block("Execution Error", ("Problem", str(problem)), cause=refused.human)
        return Refused(refused.status, {_OF_1_0[kind]: {"problem": problem}}, human, refused.bare)
    return refused
