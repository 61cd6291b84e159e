"""Which record or reference the cursor of a result is on, in whatever view and dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.lang.nodes import Dialect
from karma_tui.results.preview import Kind, kind_of
from karma_tui.results.rows import Path
from karma_tui.tui.widgets.result_tree import ResultTree

if TYPE_CHECKING:
    from karma_tui.results.envelope import Envelope, Ref
    from karma_tui.tui.navigation.asking import Asking
    from karma_tui.tui.navigation.explorer import Explorer
    from karma_tui.tui.widgets.results import Results

_LONGEST_REF = 200


class Pointing:
    """What is on show, and what is known of the instance, together tell."""

    def __init__(self, results: Results, explorer: Explorer, asking: Asking) -> None:
        self._results = results
        self._explorer = explorer
        self._asking = asking

    @property
    def around(self) -> Envelope | None:
        """The record with metadata that the cursor is in."""
        path = self._path
        context = self._context(path) if path is not None else None
        return context[0] if context is not None else None

    @property
    def ref(self) -> Ref | None:
        """The reference under the cursor."""
        path, value = self._path, self._results.view.cursor_value
        if path is None or value is None:
            return None
        return self.ref_at(path, kind_of(value), bytes(value[:_LONGEST_REF]))

    @property
    def record(self) -> Ref | None:
        """The record that is meant: that of the reference, else the one around.

        The model in a record's metadata is a reference too, but who works with records means the record.
        """
        path, around = self._path, self.around
        context = self._context(path) if path is not None else None
        if around is not None and context is not None and context[1] == ("model",):
            return around.ref
        return self.ref or (around.ref if around is not None else None)

    def ref_at(self, path: Path, kind: Kind, value: bytes) -> Ref | None:
        """The reference that a value is: as it looks, or, in dialect 0.1, as its model says.

        There, two ids are a list of two references, and never one.
        """
        from karma_tui.results.envelope import ref_of

        if kind is Kind.REF:
            return ref_of(value) if self._asking.dialect is Dialect.V1 else None
        context = self._context(path) if kind is Kind.STRING else None
        if context is None:
            return None
        record, inside = context
        if inside == ("id",):
            return record.ref
        model = self._explorer.model_of(record.ref.model_id)
        if model is None or inside[:1] != ("value",):
            return None
        from karma_tui.schema.places import target_at

        target = target_at(model.model, inside[1:])
        return ref_of(value, target) if target else None

    @property
    def _path(self) -> Path | None:
        return self._results.view.cursor_path if self._results.document is not None else None

    def _context(self, path: Path) -> tuple[Envelope, Path] | None:
        """The record with metadata that a place is in, and the place inside that."""
        from karma_tui.results.envelope import envelope_around

        below, document = self._below_ref(), self._results.document
        if below is not None or document is None:
            return below
        around = envelope_around(document, path)
        return (around[0], path[len(around[1]) :]) if around is not None else None

    def _below_ref(self) -> tuple[Envelope, Path] | None:
        """If the cursor is below an opened ref: the record it leads to, and the path inside that."""
        from karma_tui.results.envelope import envelope_of  # with the first result that is explored

        view = self._results.view
        below = view.record_around if isinstance(view, ResultTree) else None
        found = envelope_of(below[0]) if below is not None else None
        return (found, ("value", *below[1])) if found is not None and below is not None else None
