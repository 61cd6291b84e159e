"""What the app was started with, gathered once: a value handed to the main screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.library.drafts import drafts_of_profile
from karma_tui.library.settings import Settings

if TYPE_CHECKING:
    from karma_tui.tui.history.access import HistoryAccess
    from karma_tui.tui.ports import Opener
    from karma_tui.tui.user_files import UserFiles
    from karma_tui.workbench.target import Target

DRAFT_SECONDS = 0.4
"""Between the last key and the write of the drafts: typing is not slowed down, and little is lost with
the power."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Instance, user's files, settings; the rest are choices made from them."""

    target: Target
    files: UserFiles
    opener: Opener
    settings: Settings = field(default_factory=Settings)
    keymap: dict[str, str] = field(default_factory=dict, hash=False)
    """Action -> keys, where the user's differ; changed in place while the app runs."""
    themes: Sequence[str] = ()
    draft_delay: float = DRAFT_SECONDS
    paths: Sequence[Path] = ()
    """Files to open in buffers at the start."""
    history: HistoryAccess | None = None
    """Where runs are recorded, and read; None where there is no such place."""
    started: Target | None = None
    """What the window began with, once it has gone on with another instance."""

    @property
    def instance(self) -> str:
        """What drafts are kept by: the profile, also if its address changes; the folder of a local instance.

        Two profiles of one address are two desks: one may be for reading only, or another user's.
        """
        target = self.target
        if target.is_local:
            return str(target.data or target.profile)
        return target.url if target.profile == target.url else drafts_of_profile(target.profile)
