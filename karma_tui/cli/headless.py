"""One run without a screen: expression in, result on stdout, everything else on stderr, an exit code out."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from dataclasses import dataclass

from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.cli.pretty import pretty
from karma_tui.cli.source import Source, read_source
from karma_tui.errors import ConnectionFailed, ExitCode, ProtectedProfile
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.run import Run
from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    command: str
    expression: str | None = None
    """The text after `-e`."""
    file: str = ""
    """A file with the expression; "" or "-" is stdin."""
    format: str = "json"
    timeout: float | None = None
    """Seconds a run may take, signing in included; None for no limit of ours."""
    confirm: str = ""
    """The name of a protected profile, given on purpose."""


def run(found: Namespace) -> int:
    """Run what the words name and print what comes of it. Raises KarmaError for all but a failed run."""
    wanted = options(Wanted, found)
    place = where(found)
    source = read_source(wanted.expression, wanted.file, wanted.command)
    with target_for(place, ask=True) as target:
        done = asyncio.run(_run(target, source, wanted))
    for message in done.messages:
        print_notice(f"warning: {message}")
    if isinstance(done.error, ProtectedProfile):
        done.error.hint = f"Give --confirm {done.error.profile} to send it."
    if done.error is not None:
        print_error(done.error, source.text, source.name)
        return done.error.exit_code
    print_result(pretty(done.body) if wanted.format == "pretty" else done.body)
    return ExitCode.OK


async def _run(target: Target, source: Source, wanted: Wanted) -> Run:
    limit = wanted.timeout
    try:
        async with asyncio.timeout(limit), await open_instance(target) as workbench:
            return await workbench.run(source.text, confirmed=wanted.confirm)
    except TimeoutError:
        raise ConnectionFailed(
            f"No result within {limit:g} s",
            hint="If the expression writes, look first whether it took effect before running it again.",
        ) from None
