"""`karma-tui reset`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass

from karma_tui.cli.administration.desk import Desk, tell
from karma_tui.cli.administration.importing import ask_before, refuse_early, tell_end, would_go
from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.progress import Progress
from karma_tui.workbench.administration.importing import inventory_or_none
from karma_tui.workbench.administration.resetting import DEED, reset


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    backup: bool = False
    confirm: str = ""
    timeout: float | None = None


def run(found: Namespace) -> int:
    """Tell what would go, ask, reset."""
    wanted = options(Wanted, found)
    with (
        target_for(where(found), ask=True) as target,
        Progress("resetting") as progress,
        Desk(target, "reset", progress, wanted.timeout) as desk,
    ):
        refuse_early(desk, DEED, wanted.confirm)
        there = desk.do(lambda: inventory_or_none(desk.bench))
        tell(would_go(there, target.profile))
        confirmed = ask_before(desk, wanted.confirm, backup=wanted.backup, what="All of this is deleted.")
        done = desk.do(lambda: reset(desk.bench, confirmed), is_deed=True)
    return tell_end(done)
