"""Who may do what: the permission functions of the user's role, compiled (spec kvm-1.0 section 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.lang.machine.values import Record

Test: TypeAlias = Callable[[Record], bool]
OPERATIONS: Final = ("create", "read", "update", "delete")


class Permissions:
    """The tests of one run, loaded when first needed.

    `load` answers the test of an operation, or None where everything is allowed. A test that is
    running for a record counts as passed when that record is met again.
    """

    __slots__ = ("_load", "_running", "_tests")

    def __init__(self, load: Callable[[str], Test | None]) -> None:
        self._load = load
        self._tests: dict[str, Test | None] = {}
        self._running: set[tuple[str, str, str]] = set()

    def test(self, operation: str) -> Test | None:
        """What a record has to pass; None where everything passes."""
        if operation not in self._tests:
            load = self._load(operation)
            self._tests[operation] = None if load is None else self._guarded(operation, load)
        return self._tests[operation]

    def allows(self, operation: str, record: Record) -> bool:
        """Whether the user may do this to the record."""
        test = self.test(operation)
        return test is None or test(record)

    def _guarded(self, operation: str, test: Test) -> Test:
        running = self._running

        def guarded(record: Record) -> bool:
            key = (operation, record.model, record.id)
            if key in running:
                return True
            running.add(key)
            try:
                return test(record)
            finally:
                running.discard(key)

        return guarded


def nothing(_: Record) -> bool:
    """The test of a user without a role."""
    return False


def failed(operation: str, refused: Refused) -> Refused:
    """A permission function that does not compile: nothing works for its users any more."""
    return execution(f"failed compiling {operation} permissions", refused.human)
