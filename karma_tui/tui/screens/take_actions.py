"""Taking a result along, beside an instance that knows types and a dialect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.lang.nodes import Dialect
from karma_tui.results.rows import Path as Path_
from karma_tui.tui.assist.helpers import Helpers
from karma_tui.tui.screens.result_taking import ResultTaking
from karma_tui.tui.screens.workspace import Workspace

if TYPE_CHECKING:
    from karma_tui.lang.check.labels import TypeLabel


class TakeActions(ResultTaking, Workspace):
    """The actions of `ResultTaking` with what the instance knows."""

    _helpers: Helpers

    def keep_folder(self) -> Path:
        """See `ResultTaking`."""
        return self._desk.files.state

    def label_of(self, path: Path_) -> TypeLabel | None:
        """See `ResultTaking`."""
        return self._helpers.label_at(path) if self._results.query_text else None

    @property
    def dialect_to_write(self) -> Dialect | None:
        """See `ResultTaking`."""
        return self.dialect
