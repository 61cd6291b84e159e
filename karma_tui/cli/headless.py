"""One run without a screen: expression in, result on stdout, everything else on stderr, an exit code out."""

from __future__ import annotations

import asyncio

from karma_tui.cli.arguments import Options
from karma_tui.cli.opening import target_for
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.cli.pretty import pretty
from karma_tui.cli.source import Source, read_source
from karma_tui.errors import ConnectionFailed, ExitCode, ProtectedProfile
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.run import Run
from karma_tui.workbench.target import Target


def run_headless(options: Options) -> int:
    """Run what the options name and print what comes of it. Raises KarmaError for all but a failed run."""
    source = read_source(options)
    with target_for(options, ask=True) as target:
        run = asyncio.run(_run(target, source, options))
    for message in run.messages:
        print_notice(f"warning: {message}")
    if isinstance(run.error, ProtectedProfile):
        run.error.hint = f"Give --confirm {run.error.profile} to send it."
    if run.error is not None:
        print_error(run.error, source.text, source.name)
        return run.error.exit_code
    print_result(pretty(run.body) if options.format == "pretty" else run.body)
    return ExitCode.OK


async def _run(target: Target, source: Source, options: Options) -> Run:
    limit = options.timeout
    try:
        async with asyncio.timeout(limit), await open_instance(target) as workbench:
            return await workbench.run(source.text, confirmed=options.confirm)
    except TimeoutError:
        raise ConnectionFailed(
            f"No result within {limit:g} s",
            hint="If the expression writes, look first whether it took effect before running it again.",
        ) from None
