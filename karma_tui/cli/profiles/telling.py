"""Profiles in words and as plain values; a secret has no place in either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karma_tui.library.profile_keys import KEYS, shown_value
from karma_tui.library.profiles import LOCAL, Profile


def list_text(profiles: Sequence[Profile], default: str) -> str:
    """A line for each, the local instance first; `*` marks the one opened at start."""
    rows = [("*" if not default else " ", LOCAL, "the local instance", "", "")]
    for it in profiles:
        marks = [word for word, holds in (("protected", it.protected), ("read-only", it.read_only)) if holds]
        rows.append(
            ("*" if it.name == default else " ", it.name, it.url, it.username, ", ".join(marks) or "-")
        )
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    return "\n".join(
        "  ".join((*(part.ljust(width) for part, width in zip(row, widths, strict=False)), row[4])).rstrip()
        for row in rows
    )


def show_text(profile: Profile, default: str) -> str:
    """A line for each key; those with their default say so."""
    at_start = "  (opened at start)" if profile.name == default else ""
    lines = [f"{profile.name}{at_start}"]
    for key in KEYS:
        value = getattr(profile, key.name)
        said = shown_value(key, value)
        usual = "  (default)" if value == key.default and key.name != "url" else ""
        lines.append(f"  {key.name:<16}{said or '-'}{usual}")
    return "\n".join(lines)


def plain(profile: Profile, default: str) -> dict[str, Any]:
    """For JSON."""
    values: dict[str, Any] = {"name": profile.name, "default": profile.name == default}
    for key in KEYS:
        value = getattr(profile, key.name)
        values[key.name] = list(value) if isinstance(value, tuple) else value
    return values
