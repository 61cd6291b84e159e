"""Looking around from the main screen: follow a ref, back and forward, who refers to a record, metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on

from karma_tui.errors import KarmaError, QueryRefused, UsageError
from karma_tui.results.preview import Kind
from karma_tui.schema import TaggedModel
from karma_tui.tui.catalogue.messages import Browse, CountWanted, GraphWanted
from karma_tui.tui.navigation.asking import Asking
from karma_tui.tui.navigation.explorer import Explorer
from karma_tui.tui.navigation.pointing import Pointing
from karma_tui.tui.navigation.trail import Trail
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen, RefOpened
from karma_tui.tui.widgets.result_tree import ResultTree

if TYPE_CHECKING:
    from karma_tui.results.envelope import Envelope, Ref
    from karma_tui.tui.catalogue.pane import CataloguePane
    from karma_tui.tui.runner import Runner
    from karma_tui.tui.widgets.results import Results
    from karma_tui.tui.widgets.status_bar import StatusBar

_META = "meta"
_COUNTS = "counts"
_TOLD_AT_ONCE = 20
"""Counts that are shown together: the tree is laid out anew for each lot."""


class ExploreActions(Workspace):
    """A screen with a results pane from which one goes on to other results."""

    _results: Results
    _catalogue: CataloguePane
    _runner: Runner
    _status: StatusBar
    _explorer: Explorer
    _asking: Asking
    _pointed: Pointing

    def ready_to_explore(self, results: Results) -> Trail:
        """Make the parts; the trail belongs above the results."""
        trail = Trail()
        self._asking = Asking(self, self._connection, self.exploring_changed)
        self._explorer = Explorer(results, trail, self._asking, self._desk.settings.page_size)
        self._pointed = Pointing(results, self._explorer, self._asking)
        return trail

    def exploring_changed(self) -> None:
        """Something is being asked for, or no more."""
        self.refresh_bindings()
        if not self._runner.is_running and self._connection.bench is not None:
            activity = "reading" if self._explorer.is_busy else "ready"
            self._status.set_activity(lambda: activity)

    # --- the catalogue

    @on(Browse)
    def _model_chosen(self, event: Browse) -> None:
        """Show a model's records; no buffer is touched."""
        self._explorer.browse(event.model)

    @on(CountWanted)
    def _count_wanted(self, event: CountWanted) -> None:
        self._asking.begin(_COUNTS, self._count(event.models))

    async def _count(self, models: Sequence[TaggedModel]) -> None:
        """One after the other, told some at a time."""
        counts: dict[str, int | None] = {}
        for model in models:
            try:
                counts[model.model_id] = await self._explorer.count(model.model_id)
            except QueryRefused:
                counts[model.model_id] = None
            if len(counts) >= min(_TOLD_AT_ONCE, len(models)):
                self._catalogue.models.say_counts(counts)
                counts = {}
        self._catalogue.models.say_counts(counts)

    @on(GraphWanted)
    def _graph_wanted(self, event: GraphWanted) -> None:
        self._draw_models(event.model_id)

    def action_model_graph(self) -> None:
        """Draw the models and their references."""
        self._draw_models("")

    def _draw_models(self, model_id: str) -> None:
        from karma_tui.tui.catalogue.graph_screen import GraphScreen  # for those who draw only

        def chosen(found: str | None) -> None:
            if found is not None:
                self._catalogue.display = True
                self._catalogue.go_to(found)

        self.app.push_screen(GraphScreen(self._explorer.catalogue, model_id), chosen)

    def action_count_models(self) -> None:
        """Count the records of every model."""
        self._catalogue.models.action_count_all()

    async def action_search_models(self) -> None:
        """Look for a model."""
        if not self._catalogue.display:
            await self.run_action("catalogue")
        self._catalogue.action_look()

    # --- places

    @on(PlaceChanged)
    def _place_passed(self, event: PlaceChanged) -> None:
        """More of a model is read before the cursor comes to its end."""
        if event.path and isinstance(event.path[0], int):
            self._explorer.cursor_at(event.path[0])

    def on_mouse_scroll_down(self, _: events.MouseScrollDown) -> None:
        """The wheel has come to the end of what was read."""
        pages = self._explorer.pages
        if pages is not None and len(pages.blocks):
            self._explorer.cursor_at(len(pages.blocks) - 1)

    @on(PlaceChosen)
    def _place_followed(self, event: PlaceChosen) -> None:
        """Enter on a reference shows the record it leads to."""
        ref = self._pointed.ref_at(event.path, event.kind, event.value)
        if ref is not None:
            self._explorer.follow(ref)
        elif event.kind is Kind.REF:
            self._open_as_list()

    @on(RefOpened)
    def _ref_opened(self, event: RefOpened) -> None:
        """The record of a reference is wanted below it."""
        ref = self._pointed.ref_at(event.path, event.kind, event.value)
        if ref is not None:
            self._explorer.open_below(ref, event.show)
        elif event.kind is Kind.REF:
            self._open_as_list()
        else:
            self.refuse(UsageError("This is no reference", "Only a reference leads to a record."))

    @on(Trail.Chosen)
    async def _step_of_trail(self, event: Trail.Chosen) -> None:
        event.stop()
        if await self._explorer.move(-event.steps):
            self._results.focus_content()

    # --- actions

    async def action_go_back(self) -> None:
        """The result before."""
        await self._go_to_stop(-1)

    async def action_go_forward(self) -> None:
        """The result that one came back from."""
        await self._go_to_stop(1)

    def action_referrers(self) -> None:
        """Who refers to the record under the cursor."""
        ref = self._pointed.record
        try:
            if ref is None:
                raise _no_record()
            self._explorer.referrers(ref)
        except KarmaError as error:
            self.refuse(error)

    def action_follow(self) -> None:
        """The record that the ref under the cursor leads to."""
        ref = self._pointed.ref
        if ref is None:
            self.refuse(UsageError("This is no reference", "Put the cursor on a reference first."))
        else:
            self._explorer.follow(ref)

    def action_metadata(self) -> None:
        """Whose record it is under the cursor, and since when."""
        ref, around = self._pointed.ref, self._pointed.around
        if ref is None and around is None:
            self.refuse(_no_record())
        elif around is not None and ref in (None, around.ref):
            self._show_metadata(around)
        elif ref is not None:
            self._asking.begin(_META, self._read_metadata(ref))

    def action_read_again(self) -> None:
        """What is on show, as it is now."""
        if not self._explorer.read_again():
            self.refuse(UsageError("Nothing to read again", "This is the result of a run: run it again."))

    # --- parts

    def _open_as_list(self) -> None:
        """What looks like a reference, two ids, but is none."""
        view = self._results.view
        if isinstance(view, ResultTree):
            view.action_open_or_close()

    async def _go_to_stop(self, steps: int) -> None:
        had_focus = self._results.has_focus_within
        if not await self._explorer.move(steps):
            self.tell("There is no result before." if steps < 0 else "There is no result after this one.")
        elif had_focus:
            self._results.focus_content()

    async def _read_metadata(self, ref: Ref) -> None:
        _, record = await self._explorer.record(ref)
        self._show_metadata(record)

    def _show_metadata(self, record: Envelope) -> None:
        from karma_tui.tui.navigation.metadata_screen import MetadataScreen  # loaded when wanted

        self.app.push_screen(MetadataScreen(record, self._explorer.name_of(record.ref.model_id)))


def _no_record() -> UsageError:
    return UsageError(
        "Which record is meant is not known",
        "There is no reference and no record with its id under the cursor.",
        "Browse the model in the catalogue, or put metarialize around the records.",
    )
