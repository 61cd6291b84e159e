"""The function table: each function's typing rule and compiled form under its catalogue name.

A rule lives in one file of this package by what it works on; the names are the catalogue's of dialect
1.0, whole and nothing else.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.functions import (
    containers,
    control,
    graph,
    lists,
    logic,
    loops,
    numbers,
    records,
    scoping,
    strings,
    writing,
)
from karma_tui.lang.machine.functions.rule import Rule

TABLE: Final[dict[str, Rule]] = {
    **numbers.RULES,
    **logic.RULES,
    **strings.RULES,
    **lists.RULES,
    **loops.RULES,
    **containers.RULES,
    **control.RULES,
    **scoping.RULES,
    **records.RULES,
    **writing.RULES,
    **graph.RULES,
}
