"""`karma-tui profiles`: looks at and changes the profiles in the settings; data on stdout, talk on stderr."""

from __future__ import annotations

import asyncio
import shlex
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from karma_tui import paths
from karma_tui.cli.opening import logged
from karma_tui.cli.options import Where
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.cli.profiles.telling import list_text, plain, show_text
from karma_tui.cli.target import asker, chosen, settings_file
from karma_tui.errors import Cancelled, ExitCode, KarmaError, UsageError
from karma_tui.library.profile_file import add_profile, change_profile, remove_profile, set_default
from karma_tui.library.profile_keys import BY_NAME, KEYS, Kind, name_problem, typed
from karma_tui.library.profiles import LOCAL, Profile
from karma_tui.library.settings import Settings, load_settings
from karma_tui.workbench.profile_check import problems_of
from karma_tui.workbench.profiles import target_for, unknown_profile, with_secret
from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    action: str
    name: str
    json: bool
    yes: bool
    ask: bool


def run(found: Namespace) -> int:
    """Do what the words say. Raises KarmaError."""
    wanted = Wanted(
        found.action or "list",
        getattr(found, "name", None) or "",
        getattr(found, "json", False),
        getattr(found, "yes", False),
        getattr(found, "ask", False),
    )
    if found.log_file and wanted.action != "test":
        raise UsageError(
            "--log-file cannot be used here", hint="Only `karma-tui profiles test` sends anything."
        )
    match wanted.action:
        case "list":
            return _list(wanted)
        case "show":
            return _show(wanted)
        case "add":
            return _add(wanted.name, found)
        case "edit":
            return _edit(wanted.name, found)
        case "remove":
            return _remove(wanted)
        case "rename":
            return _rename(wanted.name, found.new)
        case "use":
            return _use(wanted.name)
        case _:
            return _test(wanted)


def read_settings() -> Settings:
    """The settings; what is wrong with them is told on stderr. Raises StorageError."""
    loaded = load_settings(settings_file())
    for error in loaded.errors:
        print_error(error)
    return loaded.settings


def profile_called(name: str, profiles: Sequence[Profile]) -> Profile:
    """The profile of that name. Raises UsageError."""
    for profile in profiles:
        if profile.name == name:
            return profile
    raise unknown_profile(name, profiles, str(settings_file()))


def _list(wanted: Wanted) -> int:
    settings = read_settings()
    if wanted.json:
        _print_json([plain(profile, settings.profile) for profile in settings.profiles])
    else:
        print_result(list_text(settings.profiles, settings.profile).encode())
    return ExitCode.OK


def _show(wanted: Wanted) -> int:
    settings = read_settings()
    if wanted.name == LOCAL:
        raise UsageError(
            "The local instance is in no profile", hint="`karma-tui config --profile local` tells of it."
        )
    profile = profile_called(wanted.name, settings.profiles)
    if wanted.json:
        _print_json(plain(profile, settings.profile))
    else:
        print_result(show_text(profile, settings.profile).encode())
    return ExitCode.OK


def _add(name: str, found: Namespace) -> int:
    if problem := name_problem(name):
        raise UsageError("The profile cannot be called so", f"The name {problem}.", "Choose another name.")
    values = _values(found)
    if "url" not in values:
        raise UsageError("The profile has no address", hint="Give --url, like --url https://db.example.org.")
    profile = Profile(name=name, **values)
    _refuse_problems(profile)
    add_profile(settings_file(), profile)
    print_notice(f"added the profile {name}; `karma-tui profiles test {shlex.quote(name)}` tries it")
    return ExitCode.OK


def _edit(name: str, found: Namespace) -> int:
    profile = profile_called(name, read_settings().profiles)
    changes = _values(found)
    for key in found.unset or ():
        known = BY_NAME.get(key.replace("-", "_"))
        if known is None or known.kind is Kind.ADDRESS:
            raise UsageError(
                f"{key} cannot be taken out",
                f"Keys: {', '.join(it.name for it in KEYS if it.name != 'url')}.",
            )
        changes[known.name] = known.default
    if not changes:
        raise UsageError("Nothing to change was given", hint="See `karma-tui profiles edit --help`.")
    _refuse_problems(replace(profile, **changes))
    change_profile(settings_file(), name, changes)
    print_notice(f"changed the profile {name}: {', '.join(sorted(changes))}")
    return ExitCode.OK


def _remove(wanted: Wanted) -> int:
    settings = read_settings()
    profile = profile_called(wanted.name, settings.profiles)
    more = ""
    if settings.profile == profile.name:
        more = " It is the one opened at start; the local instance will be opened instead."
    if not wanted.yes and not _agreed(f"Remove the profile {profile.name} ({profile.url})?{more} [y/N] "):
        raise Cancelled(f"The profile {profile.name} was not removed")
    was_default = remove_profile(settings_file(), profile.name)
    print_notice(f"removed the profile {profile.name}" + (", the one opened at start" if was_default else ""))
    if profile.keyring:
        print_notice(
            "its secret is still in the keyring, if it was kept there:"
            f" it is the entry `karma-tui {profile.url}` of {profile.username}"
        )
    return ExitCode.OK


def _rename(old: str, new: str) -> int:
    from karma_tui.library.profile_renaming import rename_with_all

    profile_called(old, read_settings().profiles)
    renamed = rename_with_all(settings_file(), paths.state_dir(), paths.data_dir(), old, new)
    told = ", which is still opened at start" if renamed.was_default else ""
    print_notice(f"the profile {old} is called {new} now{told}")
    for trouble in renamed.troubles:
        print_error(trouble)
    return ExitCode.STORAGE if renamed.troubles else ExitCode.OK


def _use(name: str) -> int:
    if name != LOCAL:
        profile_called(name, read_settings().profiles)
    set_default(settings_file(), "" if name == LOCAL else name)
    print_notice(f"{'the local instance' if name == LOCAL else name} is opened at start")
    return ExitCode.OK


def _test(wanted: Wanted) -> int:
    if not wanted.name:
        target = chosen(Where()).target
    elif wanted.name == LOCAL:
        target = Target()
    else:
        target = target_for(profile_called(wanted.name, read_settings().profiles))
    if wanted.ask:
        target = replace(target, sources=replace(target.sources, prompt=True))
    try:
        target = with_secret(target, asker(), print_error)
    except KarmaError as error:
        print_error(error)  # the steps up to the sign-in say something all the same
    with logged():
        failure = asyncio.run(_steps(target))
    if failure is not None:
        print_error(failure)
        return failure.exit_code
    return ExitCode.OK


async def _steps(target: Target) -> KarmaError | None:
    from karma_tui.workbench.profile_test import steps

    failure = None
    async with aclosing(steps(target)) as trial:
        async for step in trial:
            print_result(f"{step.state:<9}{step.name:<16}{step.detail}".rstrip().encode())
            failure = step.error
    return failure


def _values(found: Namespace) -> dict[str, Any]:
    """The keys that were given. Raises UsageError for one that cannot be used, never repeating it."""
    values: dict[str, Any] = {}
    for key in KEYS:
        given = getattr(found, key.name, None)
        if given is None:
            continue
        value, problem = (given, "") if isinstance(given, bool) else typed(key, given)
        if problem:
            raise UsageError(f"--{key.name.replace('_', '-')} cannot be used", f"It {problem}.", key.help)
        values[key.name] = value
    return values


def _refuse_problems(profile: Profile) -> None:
    for key, problem in problems_of(profile):
        raise UsageError("The profile cannot be used so", f"{key} {problem}.")


def _agreed(question: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty() or sys.stderr is None:
        raise UsageError("Nobody can be asked here", hint="Give --yes to do it without a question.")
    print_notice(question)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _print_json(value: object) -> None:
    import json

    print_result(json.dumps(value, indent=2, ensure_ascii=False).encode())
