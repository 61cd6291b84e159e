"""The typing rules of dialect 0.1, keyed by its catalogue's names.

A rule makes a node of the shared typed tree; most of them compile to the forms of dialect 1.0, the few
that differ are in codes.py.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.dialect01.functions import (
    construct,
    control,
    graph,
    lists,
    records,
    scalars,
    structures,
)
from karma_tui.lang.machine.dialect01.functions.rule import Infer

TABLE: Final[dict[str, Infer]] = {
    **construct.RULES,
    **scalars.RULES,
    **lists.RULES,
    **structures.RULES,
    **control.RULES,
    **records.RULES,
    **graph.RULES,
}
