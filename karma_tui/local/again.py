"""Work whose commit fails through nobody's fault is done again.

Ids are drawn without asking whether they are taken, and writers share commits: one id that is taken after
all undoes them all. Done again, each draws other ids.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from karma_tui.local.ports import IdTaken

T = TypeVar("T")

TIMES: Final = 4
"""How often work is done at most; ids that are taken time and again are no accident."""


def again(work: Callable[[], T]) -> T:
    """The answer of work that opens a transaction of its own; IdTaken only if it is so every time."""
    for _ in range(TIMES - 1):
        try:
            return work()
        except IdTaken:
            continue
    return work()
