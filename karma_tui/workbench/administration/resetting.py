"""Deleting everything of an instance: it begins anew with its default models and the user admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.library.history.facts import RESET, Deed
from karma_tui.workbench.administration.importing import Replaced, replaced

if TYPE_CHECKING:
    from karma_tui.client.session import Session
    from karma_tui.workbench.workbench import Workbench

DEED = "a reset deletes all data of the instance, its users and roles included"


async def reset(bench: Workbench, confirmed: str) -> Replaced:
    """Reset, then sign in again; the instance secret stays. `confirmed` is the profile's name.

    Raises ReadOnlyProfile, ProtectedProfile, and what the server says.
    """
    await bench.administer(
        _reset, DEED, confirmed, Deed(RESET, "reset of the instance, which deletes all data")
    )
    return replaced(bench, "The instance was reset: everything in it was deleted.")


async def _reset(session: Session) -> str:
    return await session.reset()
