"""What is wrong with a profile as a whole, address and proxy included; for whoever fills one in."""

from __future__ import annotations

from dataclasses import replace

from karma_tui.errors import UsageError
from karma_tui.library.profile_keys import KEYS, Kind, problem_of, together_problems
from karma_tui.library.profiles import Profile
from karma_tui.workbench.connect import check_address, endpoint_of
from karma_tui.workbench.profiles import target_of_profile


def problems_of(profile: Profile) -> list[tuple[str, str]]:
    """Keys that cannot stay as they are, each with the rest of a sentence about it; no file is looked at."""
    found = []
    for key in KEYS:
        value = getattr(profile, key.name)
        problem = problem_of(key, list(value) if isinstance(value, tuple) else value)
        if not problem and key.kind is Kind.ADDRESS:
            problem = address_problem(value)
        if problem:
            found.append((key.name, problem))
    if found:
        return found
    try:
        endpoint_of(replace(target_of_profile(profile), url="http://localhost"))
    except UsageError:
        return [("proxy", "must be like http://proxy:3128")]
    return together_problems(profile)


def address_problem(text: str) -> str:
    """Why an address cannot be used, as the rest of a sentence; "" if it can."""
    try:
        check_address(text)
    except UsageError as error:
        return f"cannot be used: {error.title[0].lower()}{error.title[1:]}"
    return ""
