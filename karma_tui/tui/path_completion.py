"""Completing the path of a file as a shell does. Looks into one folder at a time."""

from __future__ import annotations

import os
from pathlib import Path

_SHOWN = 12


def completed(typed: str) -> tuple[str, list[str]]:
    """What was typed with all that is certain added, and the names to choose from if there are several.

    Folders end in a slash. Hidden names only come up where a dot was typed. Never raises.
    """
    head, name = os.path.split(typed)
    folder = Path(head).expanduser() if head else Path()
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith(".")):
                    found.append(entry.name + ("/" if entry.is_dir() else ""))
    except OSError:
        return typed, []
    if not found:
        return typed, []
    found.sort()
    begin = head if head.endswith("/") or not head else f"{head}/"
    certain = begin + _common(found[0], found[-1])
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return certain, [] if len(found) == 1 else [*found[:_SHOWN], *more]


def _common(first: str, last: str) -> str:
    """What the first and the last of sorted names begin with, and so all between."""
    length = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return first[:length]
