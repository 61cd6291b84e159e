"""`karma-tui import`."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from karma_tui.cli.administration.desk import Desk, agreed, can_ask, on_command_line, tell, typed_name
from karma_tui.cli.administration.exporting import back_up
from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_error, print_result
from karma_tui.cli.progress import Progress
from karma_tui.errors import AuthError, ExitCode, ProtectedProfile, UsageError
from karma_tui.workbench.administration.importing import (
    DEED,
    Dump,
    Replaced,
    import_dump,
    inventory_or_none,
    look_into,
)
from karma_tui.workbench.administration.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    file: str
    check: bool = False
    backup: bool = False
    json: bool = False
    confirm: str = ""
    timeout: float | None = None


def run(found: Namespace) -> int:
    """Look, tell, ask, send."""
    wanted = options(Wanted, found)
    if wanted.json and not wanted.check:
        raise UsageError("--json goes with --check", hint="An import prints nothing.")
    with (
        target_for(where(found), ask=True) as target,
        Progress("importing") as progress,
        Desk(target, "import", progress, wanted.timeout) as desk,
    ):
        if not wanted.check:
            refuse_early(desk, DEED, wanted.confirm)
        dump = desk.do(lambda: look_into(Path(wanted.file), desk.bench, desk.meter.note))
        there = desk.do(lambda: inventory_or_none(desk.bench))
        if wanted.json:
            print_result(_json(dump, there).encode())
            return ExitCode.OK
        tell(dump.lines())
        tell(would_go(there, target.profile))
        if wanted.check:
            return ExitCode.OK
        confirmed = ask_before(desk, wanted.confirm, backup=wanted.backup, what="All of this is replaced.")
        done = desk.do(lambda: import_dump(desk.bench, dump, confirmed, desk.meter.note), is_deed=True)
    return tell_end(done)


def refuse_early(desk: Desk, deed: str, confirm: str) -> None:
    """Refuse what will not be done anyhow, before it costs anybody time. Raises KarmaError."""
    if not can_ask() or confirm or desk.bench.guard.read_only:
        try:
            desk.bench.guard.check_deed(deed, confirm)
        except ProtectedProfile as error:
            raise on_command_line(error) from None


def would_go(there: Inventory | None, profile: str) -> list[str]:
    """What an instance holds that is to be replaced."""
    if there is None:
        return [f"{profile} holds: it cannot be told"]
    return [f"{profile} holds now:", *(f"  {line}" for line in there.lines())]


def ask_before(desk: Desk, confirm: str, *, backup: bool, what: str) -> str:
    """Offer an export, then have the name typed unless it was given. Raises KarmaError."""
    if backup or (not confirm and agreed("Export what is there first?", usual=True)):
        back_up(desk)
    return confirm or typed_name(desk.target.profile, what)


def tell_end(done: Replaced) -> int:
    """The exit code: it was done, but somebody may have to sign in anew."""
    tell([done.done])
    if done.trouble:
        print_error(AuthError("Signing in again did not work", done.trouble, "Sign in with the user of now."))
        return ExitCode.AUTH
    return ExitCode.OK


def _json(dump: Dump, there: Inventory | None) -> str:
    told = {
        "file": str(dump.path),
        "bytes": dump.size,
        "dialect": dump.dialect,
        "notes": dump.notes,
        "holds": _plain(dump.inventory),
        "replaces": _plain(there) if there is not None else None,
    }
    return json.dumps(told, ensure_ascii=False)


def _plain(found: Inventory) -> dict[str, object]:
    return {"records": found.records, "models": dict(found.models), "users": found.users}
