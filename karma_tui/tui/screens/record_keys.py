"""The main screen's actions on records, and the question for a protected profile's name."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from karma_tui.errors import ProtectedProfile
from karma_tui.tui.messages import Request
from karma_tui.tui.records.record_actions import RecordActions
from karma_tui.tui.screens.workspace import Workspace


class RecordKeys(Workspace):
    """A screen on which records are made, changed and deleted."""

    _records: RecordActions

    @abstractmethod
    def _run(self, request: Request) -> bool:
        """Run this; False if it could not begin."""

    def action_create_record(self) -> None:
        """A form for a new record."""
        self._records.create()

    def action_edit_record(self) -> None:
        """A form for the record under the cursor."""
        self._records.edit()

    def action_duplicate_record(self) -> None:
        """A form for a copy of the record under the cursor."""
        self._records.duplicate()

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after a question."""
        self._records.delete()

    def ask_profile(self, request: Request, error: ProtectedProfile) -> None:
        """Ask for the profile's name, and run the expression if it was given."""
        from karma_tui.tui.records.ask_screens import NameScreen  # dialogues are loaded when wanted

        def answered(name: str | None) -> None:
            if name is not None:
                self._run(replace(request, confirmed=name))

        self.app.push_screen(NameScreen(error.title, error.detail, error.profile), answered)
