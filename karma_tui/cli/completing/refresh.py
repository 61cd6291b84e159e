"""Reads the tags of an instance for later completions, if that can be done without disturbing anybody.

A secret that only a command, a keyring or a person can tell is not asked for: any of them could put a
question on the screen of somebody who has only pressed Tab.
"""

from __future__ import annotations

from argparse import Namespace

from karma_tui.cli.options import where
from karma_tui.cli.progress import Progress
from karma_tui.cli.target import chosen, found_secret
from karma_tui.errors import ExitCode

_SECONDS = 10.0


def run(found: Namespace) -> int:
    """Read and keep the tags. Raises KarmaError, which nobody sees."""
    target = chosen(where(found)).target
    if not target.is_local:
        sources = target.sources
        if sources.prompt or sources.command or sources.keyring:
            return ExitCode.OK
        target = found_secret(target)
    from karma_tui.cli.running.bench import Bench

    with Progress("") as progress, Bench(target, _SECONDS, progress) as bench:
        bench.models()
    return ExitCode.OK
