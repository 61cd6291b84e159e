"""Reads one `[profiles.NAME]` table with suspicion: what cannot be used is complained of, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from karma_tui.library.profile_keys import (
    BY_NAME,
    SECRET_WORDS,
    SOURCES_HINT,
    converted,
    name_problem,
    problem_of,
    together_problems,
)
from karma_tui.library.profiles import Profile
from karma_tui.redact import register

_SAFE_IF_TRUE = ("protected", "read_only")
"""Switches against accidents: who mistyped one wanted it."""

_WORTH_MASKING = 4
"""Letters of a text from which on it may be a secret; less would mask words everywhere."""

Complain = Callable[[str, str, str], None]
"""Called with a key's full name, the rest of a sentence about it, and a hint or ""."""


def read_profile(name: str, table: Mapping[str, Any], complain: Complain) -> Profile | None:
    """The profile, without what cannot be used of it; None if it cannot be used at all."""
    where = f"profiles.{name}"
    if problem := name_problem(name):
        complain(where, problem, "Give it another name.")
        return None
    values: dict[str, Any] = {}
    for key, value in table.items():
        known = BY_NAME.get(key)
        if known is None:
            _complain_of_unknown(where, key, value, complain)
        elif problem := problem_of(known, value):
            if key in _SAFE_IF_TRUE:
                values[key] = True
                problem += "; it counts as true until it is"
            complain(f"{where}.{key}", problem, "")
        else:
            values[key] = converted(known, value)
    if not values.get("url"):
        if "url" not in table:
            complain(f"{where}.url", "is missing: the address of the instance", "")
        return None
    profile = Profile(name=name, **values)
    for key, problem in together_problems(profile):
        complain(f"{where}.{key}", problem, "")
    return profile


def _complain_of_unknown(where: str, key: str, value: object, complain: Complain) -> None:
    if key.lower().replace("-", "_") in SECRET_WORDS:
        if isinstance(value, str) and len(value) >= _WORTH_MASKING:
            register(value)
        complain(f"{where}.{key}", "is refused, and was not used", SOURCES_HINT)
        return
    import difflib  # for the one who mistyped only

    near = difflib.get_close_matches(key, BY_NAME, 1)
    hint = f"Did you mean {where}.{near[0]}?" if near else f"Known here: {', '.join(BY_NAME)}."
    complain(f"{where}.{key}", "is not a setting", hint)
