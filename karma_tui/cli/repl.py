"""The door to the REPL: which instance, and how."""

from __future__ import annotations

from argparse import Namespace

from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.repl.main import run_repl
from karma_tui.repl.options import ReplOptions


def run(found: Namespace) -> int:
    """A session; the instance is opened, and its secret looked for, once the prompt is there."""
    with target_for(where(found), ask=False) as target:
        return run_repl(target, options(ReplOptions, found))
