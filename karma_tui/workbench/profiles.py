"""From names, options and the environment to the instance that is meant and the secret to sign in with.

What is said on the command line goes before the environment, this before the profile, this before the
defaults. What the environment says of a user and a secret belongs to the instance it names, and is never
sent to another one (docs/profiles.md). Light to import: every face chooses its instance early.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from karma_tui.errors import UsageError
from karma_tui.library.profiles import LOCAL, Profile, names_user
from karma_tui.library.secrets import Sources, from_environment, from_file
from karma_tui.workbench.asking import Ask, Warn, asked, signing_in, with_secret
from karma_tui.workbench.target import ADMIN, Target

__all__ = [
    "PROFILE",
    "URL",
    "Ask",
    "Chosen",
    "Wanted",
    "Warn",
    "asked",
    "choose",
    "signing_in",
    "target_for",
    "target_of_profile",
    "unknown_profile",
    "with_secret",
]

PROFILE, URL, USER = "KARMA_TUI_PROFILE", "KARMA_TUI_URL", "KARMA_TUI_USER"
SECRET_FILE, READ_ONLY = "KARMA_TUI_SECRET_FILE", "KARMA_TUI_READ_ONLY"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says; "" and False mean "not said"."""

    url: str = ""
    profile: str = ""
    user: str = ""
    secret_file: str = ""
    data: str = ""
    ask: bool = False
    """Look nowhere for the secret: ask."""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """An instance, and who said so."""

    target: Target
    origins: Mapping[str, str]
    """What was decided -> where that was said; for `karma-tui config`."""


def choose(
    wanted: Wanted,
    profiles: Sequence[Profile],
    default: str = "",
    environment: Mapping[str, str] = os.environ,
    file: str = "the settings",
) -> Chosen:
    """The instance that is meant; `default` is the profile that the settings open at start.

    Raises UsageError for a profile that is not there, or a value of the environment that cannot be used.
    """
    instance, origin = _instance(wanted, profiles, default, environment, file)
    from_outside = origin.startswith("environment") or _is_named_by(instance, environment)
    names_none = not (environment.get(URL) or environment.get(PROFILE))
    its_own = from_outside or names_none
    if instance is None:
        read_only = wanted.read_only or _switch(environment, READ_ONLY)
        data = Path(wanted.data) if wanted.data else None
        return Chosen(Target(data=data, read_only=read_only), {"instance": origin})
    target = target_of_profile(instance)
    origins = {"instance": origin}
    if user := wanted.user or (environment.get(USER, "") if its_own else ""):
        target = replace(target, username=user)
        origins["user"] = "option --user" if wanted.user else f"environment variable {USER}"
    else:
        told = instance.name != instance.url and instance.username != ADMIN
        origins["user"] = f"profile {instance.name}" if told else "default"
    target, origins["secret"] = _with_sources(target, instance, wanted, environment, from_outside, its_own)
    if wanted.read_only or _switch(environment, READ_ONLY):
        target = replace(target, read_only=True)
    if its_own:
        from karma_tui.workbench.profile_environment import reach_of  # reads a dozen variables

        target = replace(target, reach=reach_of(target.reach, environment, origins))
    return Chosen(target, origins)


def target_for(profile: Profile, environment: Mapping[str, str] = os.environ) -> Target:
    """The target of a profile that is switched to later. Raises UsageError for a bad variable.

    The environment counts only where it names this very profile.
    """
    if _is_named_by(profile, environment):
        return choose(Wanted(profile=profile.name), [profile], "", environment).target
    return target_of_profile(profile)


def target_of_profile(profile: Profile) -> Target:
    """The target as the profile alone says it."""
    return Target(
        profile.url,
        profile.username or ADMIN,
        None,
        profile.name,
        protected=profile.protected,
        read_only=profile.read_only,
        reach=profile.reach,
        colour=profile.colour,
        sources=Sources(
            profile.secret_file,
            profile.secret_env,
            profile.secret_command,
            profile.keyring,
            prompt=profile.prompt,
            url=profile.url,
        ),
    )


def unknown_profile(name: str, profiles: Sequence[Profile], file: str) -> UsageError:
    """There is none of that name; the nearest is named."""
    import difflib  # for the one who mistyped only

    known = [profile.name for profile in profiles]
    near = difflib.get_close_matches(name, known, 1)
    return UsageError(
        f"There is no profile called {name}",
        f"Profiles in {file}: {', '.join(known) or 'none'}.",
        f"Did you mean {near[0]}?" if near else "",
    )


def _instance(
    wanted: Wanted, profiles: Sequence[Profile], default: str, environment: Mapping[str, str], file: str
) -> tuple[Profile | None, str]:
    """The first that is said: option, environment, settings. None is the local instance."""
    if wanted.url:
        return _at(wanted.url), "option --url"
    if wanted.data:
        return None, "option --data"
    if wanted.profile:
        return _named(wanted.profile, profiles, file), "option --profile"
    url, name = environment.get(URL, ""), environment.get(PROFILE, "")
    if url and name:
        raise UsageError(
            f"{URL} and {PROFILE} exclude each other",
            "Both variables are set, and each of them names an instance.",
            "Unset one of them.",
        )
    if url:
        return _at(url), f"environment variable {URL}"
    if name:
        return _named(name, profiles, file), f"environment variable {PROFILE}"
    if default:
        return _named(default, profiles, file), f"{file}: profile"
    return None, "default"


def _at(url: str) -> Profile:
    """An address that is in no profile is its own name, so nothing secret may be in it. Raises UsageError."""
    if names_user(url):
        raise UsageError(
            "The address contains a user name or password",
            hint="Leave them out of the address; they are asked for or kept apart from it.",
        )
    return Profile(url, url)


def _named(name: str, profiles: Sequence[Profile], file: str) -> Profile | None:
    if name == LOCAL:
        return None
    for profile in profiles:
        if profile.name == name:
            return profile
    raise unknown_profile(name, profiles, file)


def _is_named_by(profile: Profile | None, environment: Mapping[str, str]) -> bool:
    """Whether the environment names just this instance, however it was chosen."""
    if profile is None:
        return False
    if name := environment.get(PROFILE, ""):
        return profile.name == name
    url = environment.get(URL, "")
    return bool(url) and profile.name == profile.url and profile.url.rstrip("/") == url.rstrip("/")


def _with_sources(
    target: Target,
    profile: Profile,
    wanted: Wanted,
    environment: Mapping[str, str],
    from_outside: bool,
    its_own: bool,
) -> tuple[Target, str]:
    """Where the secret is looked for, or the secret itself if options or the environment settle it."""
    its = target.sources
    if wanted.ask:
        return replace(target, sources=replace(its, prompt=True)), "option --ask"
    if wanted.secret_file:
        secret = from_file(Path(wanted.secret_file))
        return replace(target, secret=secret, sources=replace(its, file=wanted.secret_file)), secret.source
    if from_outside or (its_own and not profile.names_source):
        if path := environment.get(SECRET_FILE, ""):
            return replace(
                target, sources=Sources(file=path, url=its.url)
            ), f"environment variable {SECRET_FILE}"
        if from_environment(environment) is not None:
            return replace(target, sources=Sources(environment=True, url=its.url)), "environment"
    if profile.prompt:
        return target, f"profile {profile.name}: always asked for"
    return target, f"profile {profile.name}" if profile.names_source else "asked for"


def _switch(environment: Mapping[str, str], name: str) -> bool:
    """A variable that says yes or no; "" is no. Raises UsageError for anything else."""
    word = environment.get(name, "").strip().lower()
    if word in ("", "0", "no", "false", "off"):
        return False
    if word in ("1", "yes", "true", "on"):
        return True
    raise UsageError(f"{name} cannot be used", f"It is {word!r}.", "Set it to 1 or 0, or unset it.")
