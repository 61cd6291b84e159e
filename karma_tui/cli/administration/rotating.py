"""`karma-tui rotate`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from karma_tui.cli.administration.desk import Desk, tell, typed_name
from karma_tui.cli.administration.importing import refuse_early
from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.progress import Progress
from karma_tui.errors import ExitCode
from karma_tui.workbench.administration.rotating import DEED, rotate, what_happens


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    new_secret_file: str = ""
    confirm: str = ""
    timeout: float | None = None


def run(found: Namespace) -> int:
    """Tell what happens, ask, change the secret."""
    wanted = options(Wanted, found)
    copy = Path(wanted.new_secret_file).expanduser().absolute() if wanted.new_secret_file else None
    with (
        target_for(where(found), ask=True) as target,
        Progress("changing the secret") as progress,
        Desk(target, "rotate", progress, wanted.timeout) as desk,
    ):
        refuse_early(desk, DEED, wanted.confirm)
        tell(what_happens(desk.bench))
        confirmed = wanted.confirm or typed_name(target.profile, "All sessions end.")
        done = desk.do(lambda: rotate(desk.bench, confirmed, copy), is_deed=True)
    tell(done.lines)
    return ExitCode.OK
