"""Which of the main screen's actions would only be refused now: they are offered by no palette and no menu.

Their keys stay alive all the same: who presses one is told what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.lang.nodes import Dialect
from karma_tui.tui.comparing.kept import KeptResults
from karma_tui.tui.screens.workspace import Workspace

if TYPE_CHECKING:
    from karma_tui.tui.navigation.explorer import Explorer
    from karma_tui.tui.navigation.pointing import Pointing
    from karma_tui.tui.runner import Runner

_OF_RESULT = frozenset(
    {"view_tree", "view_table", "view_json", "view_chart", "choose_columns", "flatten_column", "hide_column"}
    | {"freeze_columns", "wider_column", "narrower_column", "fit_column", "move_column_left", "export"}
    | {"move_column_right", "fold_members", "find_in_result", "only_matches", "filter_result", "sort_result"}
    | {"expand_all", "expand_level", "collapse_members", "copy", "copy_value", "copy_path", "copy_record"}
    | {"copy_expression", "hold_result", "compare_file", "compare_profile", "compare_snippet"}
    | {"edit_record", "duplicate_record", "delete_record"}
)
_RUNS = frozenset({"run", "run_expression", "run_each", "run_all"})
_OF_SEVERAL_BUFFERS = frozenset({"next_buffer", "previous_buffer", "move_buffer_left", "move_buffer_right"})
_OF_MODELS = frozenset({"count_models", "model_graph", "search_models", "create_record"})


class Possible(Workspace):
    """A screen that knows what would come to nothing."""

    _runner: Runner
    _explorer: Explorer
    _pointed: Pointing
    _kept: KeptResults | None

    def is_possible(self, action: str) -> bool:
        """Whether something would come of an action now."""
        if action in _OF_RESULT:
            return self._results.whole is not None
        if action in _RUNS:
            return not self._runner.is_running and bool(self._buffers.active.text.strip())
        if action in _OF_SEVERAL_BUFFERS:
            return len(self._buffers.all()) > 1
        if action in _OF_MODELS:
            return bool(self._explorer.catalogue.models)
        match action:
            case "go_back" | "go_forward":
                return self._explorer.can_move(-1 if action == "go_back" else 1)
            case "follow" | "open_ref":
                return self._results.document is not None and self._pointed.ref is not None
            case "referrers" | "metadata":
                return self._results.document is not None and self._pointed.record is not None
            case "show_all_records":
                return self._results.document is not self._results.whole
            case "compare_previous":
                buffer = str(self._buffers.active.id)
                return self._kept is not None and self._kept.last_two(buffer) is not None
            case "compare_held":
                held = self._kept.held if self._kept is not None else None
                return held is not None and held.document is not self._results.whole
            case "administration" | "export_dump" | "import_dump" | "reset_instance" | "rotate_secret":
                return self._connection.bench is not None
            case "check_on_server":
                return self.dialect is Dialect.V1
            case _:
                return True
