"""Sending changes of users: under the profile's rules, with what a server's answer means for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, UsageError
from karma_tui.schema.catalogue import Catalogue
from karma_tui.workbench.administration.overview import Overview, User
from karma_tui.workbench.records import Records, is_gone, value_of

if TYPE_CHECKING:
    from karma_tui.workbench.administration.users import Change
    from karma_tui.workbench.workbench import Workbench

_NAMED = 5


def check_allowed(bench: Workbench, deed: str, confirmed: str = "") -> None:
    """Refuse what the profile forbids before a password is typed.

    Raises ReadOnlyProfile, ProtectedProfile.
    """
    bench.guard.check_deed(deed, confirmed, always=False)


async def send_change(bench: Workbench, change: Change, confirmed: str = "") -> str:
    """Send it; what to say then. Raises KarmaError, UsageError for a user that is gone or changed."""
    check_allowed(bench, change.deed, confirmed)
    run = await bench.run(change.text, confirmed=confirmed)
    if run.error is not None:
        if is_gone(run.error):
            raise UsageError(
                "The user is gone",
                "Somebody deleted the user or a role meanwhile.",
                "Look at the list again.",
            ) from run.error
        raise run.error
    if change.guarded and value_of(run.body) is None:
        raise UsageError(
            "Nothing was changed: somebody else changed this user meanwhile",
            "What you saw is not what is there any more.",
            "Look at the list again.",
        )
    return change.done


async def referrers_of(bench: Workbench, overview: Overview, user: User) -> str:
    """What refers to a user, in words; "" for nothing. What cannot be read is told instead."""
    try:
        catalogue = Catalogue.of(await bench.instance_catalogue())
        found = await Records(bench, bench.dialect, catalogue).referrers(user.ref)
    except KarmaError as error:
        return f"it cannot be told ({error.title})"
    if not found.count:
        return ""
    named = [f"{overview.model_name(ref.model_id)} {ref.record_id}" for ref in found.listed[:_NAMED]]
    more = f" and {found.count - len(named):,} more" if found.count > len(named) else ""
    return f"{', '.join(named)}{more}"
