"""What the list of profiles says of each; pure text."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from karma_tui.library.profile_keys import KEYS, shown_value
from karma_tui.library.profiles import LOCAL, Profile
from karma_tui.tui.profiles.colours import chip_style
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.target import Target

_TOLD_ANYWAY = ("url", "username", "description", "colour", "protected", "read_only")
_NAME = 24


def row(entry: Profile | Target | None, *, is_current: bool, is_default: bool) -> Content:
    """A line of the list; None is the local instance, a target what the window began with."""
    name = LOCAL if entry is None else entry.name if isinstance(entry, Profile) else entry.profile
    name = shown_line(name)
    where = "the local instance" if entry is None else shown_line(entry.url or _local_place(entry))
    marks = [word for word, holds in (("here", is_current), ("at start", is_default)) if holds]
    if entry is not None:
        marks += guards(entry.protected, entry.read_only)
    chip = Content.styled(f" {name} ", chip_style(entry.colour if entry is not None else ""))
    gap = " " * max(1, _NAME - chip.cell_length)
    told = f"  ({', '.join(marks)})" if marks else ""
    return Content.assemble(chip, gap, where, told)


def guards(protected: bool, read_only: bool) -> list[str]:
    """What is special about an instance, in words."""
    return [word for word, holds in (("protected", protected), ("read-only", read_only)) if holds]


def _local_place(entry: Profile | Target) -> str:
    data = entry.data if isinstance(entry, Target) else None
    return str(data) if data is not None else "a local instance"


def detail(profile: Profile | Target | None) -> str:
    """What the list has no room for."""
    if isinstance(profile, Target):
        return "What this window began with. It is in no profile."
    if profile is None:
        return "The embedded instance of your own. It needs no secret and is always there."
    lines = [profile.description] if profile.description else []
    lines.append(f"{profile.username} signs in; the secret comes from: {source(profile)}.")
    more = [
        f"{key.label.lower()} {shown_value(key, getattr(profile, key.name))}"
        for key in KEYS
        if key.name not in _TOLD_ANYWAY
        and not key.name.startswith(("secret", "keyring", "prompt"))
        and getattr(profile, key.name) != key.default
    ]
    return "\n".join([*lines, ", ".join(more)]).strip()


def source(profile: Profile) -> str:
    """Where the secret is looked for, in order."""
    if profile.prompt:
        return "you are asked"
    places = [
        *([f"file {profile.secret_file}"] if profile.secret_file else []),
        *([f"variable {profile.secret_env}"] if profile.secret_env else []),
        *([f"command {Path(profile.secret_command[0]).name}"] if profile.secret_command else []),
        *(["keyring"] if profile.keyring else []),
        "you are asked",
    ]
    return ", else ".join(places)
