"""Taking a result along: copying of the place under the cursor, and exporting to a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from karma_tui.errors import KarmaError, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.results.document import Document, Form
from karma_tui.results.preview import size_text
from karma_tui.results.rows import Path as Path_
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.results import Results

if TYPE_CHECKING:
    from karma_tui.lang.check.labels import TypeLabel
    from karma_tui.results.export_columns import ExportColumn
    from karma_tui.results.taken import Spot, Take
    from karma_tui.workbench.exporting import Written


class ResultTaking(Screen[None]):
    """Actions on the result on show, of an instance or of a file. What they need is loaded when wanted."""

    _results: Results

    def keep_folder(self) -> Path:
        """Where to keep what no clipboard takes."""
        raise NotImplementedError

    def label_of(self, path: Path_) -> TypeLabel | None:
        """What is known of the type of a place in the result."""
        return None

    @property
    def dialect_to_write(self) -> Dialect | None:
        """The dialect of texts that are written; None where there is no instance."""
        return None

    def action_copy(self) -> None:
        """Ask what to copy of the place under the cursor."""
        spot = self._spot()
        if spot is None:
            return
        from karma_tui.results.taken import jq_path
        from karma_tui.tui.taking.copy_screen import EXPORT, CopyScreen

        def chosen(wanted: Take | str | None) -> None:
            if wanted == EXPORT:
                self.action_export()
            elif wanted is not None:
                self.action_copy_of(str(wanted))

        self.app.push_screen(CopyScreen(shown_line(jq_path(spot.path))), chosen)

    def action_copy_of(self, what: str) -> None:
        """Copy one thing, by its name in `Take`."""
        from karma_tui.results.taken import Take

        spot = self._spot()
        if spot is not None:
            self.run_worker(self._copy(spot, Take(what)), group="copy", exclusive=True, exit_on_error=False)

    def action_copy_value(self) -> None:
        """Copy the value under the cursor."""
        self.action_copy_of("value")

    def action_copy_path(self) -> None:
        """Copy its path."""
        self.action_copy_of("path")

    def action_copy_record(self) -> None:
        """Copy the record that it is in, as JSON."""
        self.action_copy_of("record_json")

    def action_copy_expression(self) -> None:
        """Copy the expression that reads just this value."""
        self.action_copy_of("expression")

    def action_export(self) -> None:
        """Ask for a format and a file, and write the result."""
        document, whole = self._results.document, self._results.whole
        if document is None or whole is None:
            self._nothing()
            return
        if self._results.is_growing:  # a table needs all records for its columns
            self.app.notify("The result is still coming in: export it when it is complete.", markup=False)
            return
        from karma_tui.results.taken import Spot
        from karma_tui.tui.taking.export_screen import ExportScreen
        from karma_tui.tui.taking.exporter import Exportable

        view = self._results.view
        path = view.cursor_path or ()
        number = path[0] if whole.kind is Form.LIST and path else None
        record = number if isinstance(number, int) and Spot(whole, path, None).in_list else None
        what = Exportable(whole, document, record, self._columns())

        def done(written: Written | None) -> None:
            if written is not None:
                words = f"{size_text(written.size)} in {shown_line(str(written.path))}"
                self.app.notify(words, title="Exported", markup=False)

        self.app.push_screen(ExportScreen(what, "result.json"), done)

    def _spot(self) -> Spot | None:
        document = self._results.document
        if document is None or document.kind is Form.EMPTY:
            self._nothing()
            return None
        from karma_tui.results.taken import Spot

        view = self._results.view
        return Spot(document, view.cursor_path or (), view.cursor_value)

    def _nothing(self) -> None:
        self.app.notify("There is no result to take along yet.", markup=False)

    def _columns(self) -> tuple[ExportColumn, ...] | None:
        """Those of the table, if that is what is looked at."""
        from karma_tui.results.export_columns import given_columns

        table = getattr(self._results.view, "table", None)
        if table is None or table.is_text:
            return None
        return given_columns(table.visible(), table.columns.title)

    async def _copy(self, spot: Spot, wanted: Take) -> None:
        from karma_tui.results.taken import NAMES
        from karma_tui.tui.taking.clipboard import copy
        from karma_tui.tui.taking.terminal import AppTerminal

        try:
            text = await asyncio.to_thread(self._text, spot, wanted)
            told = await copy(text, NAMES[wanted], AppTerminal(self.app), self.keep_folder())
        except KarmaError as error:
            notify_errors(self.app, [error])
        else:
            self.app.notify(shown_line(told), markup=False)

    def _text(self, spot: Spot, wanted: Take) -> str:
        """In a thread: putting a big result together takes a while."""
        from karma_tui.results.taken import Take, record, take

        spot.document.prepare()
        if wanted is Take.EXPRESSION:
            from karma_tui.workbench.reaching import reach

            query, dialect = self._results.query_text, self.dialect_to_write
            return reach(query, self._whole(spot), spot.path, self.label_of, dialect)
        if wanted is Take.RECORD_KVM:
            from karma_tui.results.as_kvm import kvm_text

            label = self.label_of(spot.path[:1] if spot.in_list else ())
            return kvm_text(record(spot), label, self.dialect_to_write or Dialect.V1)
        return take(spot, wanted)

    def _whole(self, spot: Spot) -> Document:
        whole = self._results.whole
        if whole is None:
            raise UsageError("There is no result to read from")
        return whole
