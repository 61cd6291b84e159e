"""Turning lines of KVM text into comments and back. JSON has no comments; callers say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COMMENTED = re.compile(r"(\s*)// ?")


def toggled(lines: Sequence[str]) -> list[str]:
    """The lines without their `//` if all with text have one, else with one each, in one column.

    Empty lines stay as they are.
    """
    full = [line for line in lines if line.strip()]
    if full and all(_COMMENTED.match(line) for line in full):
        return [_COMMENTED.sub(r"\1", line, count=1) for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in full), default=0)
    return [f"{line[:margin]}// {line[margin:]}" if line.strip() else line for line in lines]


def is_json(text: str) -> bool:
    """Whether a text looks like JSON rather than KVM text: it begins as an object with a quoted key."""
    return re.match(r"\s*\{\s*\"", text) is not None
