"""`karma-tui export`."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from karma_tui.cli.administration.desk import Desk, tell
from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_error, print_result
from karma_tui.cli.progress import Progress
from karma_tui.errors import ExitCode, StorageError, UsageError
from karma_tui.workbench.administration.exporting import Exported, export_dump


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    file: str = ""
    json: bool = False
    timeout: float | None = None


def run(found: Namespace) -> int:
    """Export, print the path, tell size and checksum."""
    wanted = options(Wanted, found)
    if wanted.file == "-":
        raise UsageError(
            "A dump is not written to stdout", "It is checked in a file first.", "Name a file, or none."
        )
    with (
        target_for(where(found), ask=True) as target,
        Progress("exporting") as progress,
        Desk(target, "export", progress, wanted.timeout) as desk,
    ):
        exported = export(desk, Path(wanted.file) if wanted.file else None)
    if wanted.json:
        found_values = {
            "path": str(exported.path),
            "bytes": exported.size,
            "sha256": exported.sha256,
            "usable": not exported.why,
            "why": exported.why,
        }
        print_result(json.dumps(found_values, ensure_ascii=False).encode("utf-8", "surrogateescape"))
    else:
        print_result(str(exported.path).encode("utf-8", "surrogateescape"))
        tell(exported.lines()[1:3])
    if exported.why:
        print_error(StorageError("The dump cannot be imported anywhere", exported.why))
        return ExitCode.STORAGE
    return ExitCode.OK


def export(desk: Desk, path: Path | None) -> Exported:
    """Export to a file, else to the next free name here. Raises KarmaError."""
    return desk.do(lambda: export_dump(desk.bench, path, Path.cwd(), date.today(), desk.meter.note))


def back_up(desk: Desk) -> None:
    """Export before the data goes. Raises KarmaError, also when the dump could not be taken back."""
    exported = export(desk, None)
    if exported.why:
        raise StorageError(
            "The export before failed, so nothing was done",
            f"{exported.path}: {exported.why}",
            "Leave --backup out to do without.",
        )
    tell([f"exported to {exported.path}", *exported.lines()[1:3]])
