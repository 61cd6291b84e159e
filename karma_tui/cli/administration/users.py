"""`karma-tui users`."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from karma_tui.cli.administration.desk import Desk, agreed, can_ask, on_command_line, tell, typed_name
from karma_tui.cli.administration.users_text import access_text, plain, users_text
from karma_tui.cli.opening import target_for
from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_notice, print_result
from karma_tui.cli.progress import Progress
from karma_tui.errors import Cancelled, ExitCode, ProtectedProfile, StorageError, UsageError
from karma_tui.lang.excerpt import printable_lines
from karma_tui.redact import MASK
from karma_tui.workbench.administration.changing import check_allowed, referrers_of, send_change
from karma_tui.workbench.administration.hashing import check_password, hashed
from karma_tui.workbench.administration.overview import Overview, read_overview
from karma_tui.workbench.administration.users import Change, Users


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    action: str = "list"
    name: str = ""
    roles: tuple[str, ...] | list[str] = ()
    none: bool = False
    role: tuple[str, ...] | list[str] = ()
    add: tuple[str, ...] | list[str] = ()
    take: tuple[str, ...] | list[str] = ()
    password_file: str = ""
    json: bool = False
    yes: bool = False
    dry_run: bool = False
    confirm: str = ""


def run(found: Namespace) -> int:
    """List, or change a user."""
    wanted = options(Wanted, found)
    ways = [bool(wanted.roles), bool(wanted.add or wanted.take), wanted.none]
    if sum(ways) > 1:
        raise UsageError("Roles are listed, or added and taken, or none", hint="Choose one of the three.")
    with (
        target_for(where(found), ask=True) as target,
        Progress("users") as progress,
        Desk(target, "users", progress) as desk,
    ):
        changes = wanted.roles or wanted.add or wanted.take or wanted.none
        if wanted.action in ("list", "access") or (wanted.action == "roles" and not changes):
            return _list(desk, wanted)
        return _change(desk, wanted)


def _list(desk: Desk, wanted: Wanted) -> int:
    overview = desk.do(lambda: read_overview(desk.bench))
    if wanted.action == "roles":
        user = Users(overview, desk.target.username).find(wanted.name)
        print_result("\n".join(overview.role_name(it) for it in user.roles).encode("utf-8", "replace"))
    elif wanted.json:
        print_result(json.dumps(plain(overview), ensure_ascii=False, indent=2).encode("utf-8", "replace"))
    else:
        text = users_text(overview) if wanted.action == "list" else access_text(overview)
        print_result(text.encode("utf-8", "replace"))
    return ExitCode.OK


def _change(desk: Desk, wanted: Wanted) -> int:
    confirmed = _allowed(desk, wanted)
    overview = desk.do(lambda: read_overview(desk.bench))
    change = _made(desk, wanted, overview)
    if wanted.action == "remove" and not (wanted.yes or wanted.dry_run or can_ask()):
        raise UsageError("Nobody can be asked here", hint="Give --yes to delete without a question.")
    print_notice(f"the expression, which {'would be' if wanted.dry_run else 'is'} sent:")
    print_notice(f"  {printable_lines(change.shown)}".replace("\n", "\n  "))
    tell(change.remarks)
    if wanted.dry_run:
        return ExitCode.OK
    if wanted.action == "remove" and not wanted.yes and not agreed(f"Delete {wanted.name}?", usual=False):
        raise Cancelled("Nothing was done", "The question was not answered with yes.")
    tell([desk.do(lambda: send_change(desk.bench, change, confirmed))])
    return ExitCode.OK


def _allowed(desk: Desk, wanted: Wanted) -> str:
    """The profile's name, typed where it is needed. What it forbids is refused before any question."""
    if wanted.dry_run:
        return wanted.confirm
    try:
        check_allowed(desk.bench, f"`users {wanted.action}` changes users", wanted.confirm)
    except ProtectedProfile as error:
        if wanted.confirm or not can_ask():
            raise on_command_line(error) from None
        return typed_name(desk.target.profile, f"{desk.target.profile} is protected.")
    return wanted.confirm


def _made(desk: Desk, wanted: Wanted, overview: Overview) -> Change:
    users = Users(overview, desk.target.username)
    if wanted.action == "add":
        roles = users.find_roles(wanted.role)
        users.create(wanted.name, "", roles)  # what is wrong is told before a password is typed
        return users.create(wanted.name, _hash(wanted), roles)
    user = users.find(wanted.name)
    if wanted.action == "passwd":
        return users.password(user, _hash(wanted))
    if wanted.action == "roles":
        names = list(wanted.roles)
        if wanted.add or wanted.take:
            present = [overview.role_name(it) for it in user.roles]
            users.find_roles(wanted.take)
            names = [name for name in (*present, *wanted.add) if name not in wanted.take]
        return users.assign(user, users.find_roles(names))
    return users.remove(user, desk.do(lambda: referrers_of(desk.bench, overview, user)))


def _hash(wanted: Wanted) -> str:
    """The new password's hash; what is only shown needs none."""
    return MASK if wanted.dry_run else hashed(_password(wanted))


def _password(wanted: Wanted) -> str:
    """From the file, else typed twice. Raises UsageError, StorageError, Cancelled."""
    if wanted.password_file:
        password = _first_line(wanted.password_file)
        check_password(password)
        return password
    if not can_ask():
        raise UsageError(
            "There is no password",
            "There is no terminal to ask for it.",
            "Give --password-file FILE, or - to read it from stdin.",
        )
    from getpass import getpass

    try:
        password = getpass(f"Password for {wanted.name}: ", stream=sys.stderr)
        check_password(password)
        if getpass("The same again: ", stream=sys.stderr) != password:
            raise UsageError("The two passwords differ", "Nothing was done.", "Try again.")
    except EOFError:
        raise Cancelled("Nothing was done", "No password was typed.") from None
    return password


def _first_line(name: str) -> str:
    try:
        if name == "-":
            text = sys.stdin.readline() if sys.stdin is not None else ""
        else:
            with Path(name).expanduser().open(encoding="utf-8") as file:
                text = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise StorageError("The password cannot be read", f"{name}: {reason}.") from None
    return text.rstrip("\r\n")
