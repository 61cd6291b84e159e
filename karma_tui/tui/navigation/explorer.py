"""Looking around in an instance: models page by page, records by their refs, who refers to a record.

It keeps the history and decides what to ask; the results pane shows, `asking` asks. The user's own runs go
on beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, NotKarmaError, UsageError
from karma_tui.results.document import Document
from karma_tui.results.rows import Path
from karma_tui.schema import Catalogue, TaggedModel
from karma_tui.tui.navigation.history import History, Stop
from karma_tui.tui.navigation.pages import Pages
from karma_tui.tui.shown import shown_line

if TYPE_CHECKING:
    from karma_tui.results.envelope import Envelope, Ref
    from karma_tui.tui.navigation.asking import Asking
    from karma_tui.tui.navigation.trail import Trail
    from karma_tui.tui.widgets.results import Results

LOOK = "look"
PAGE = "page"
COUNT = "count"
OPEN = "open"


class Explorer:
    """`page_size` records are read at once."""

    def __init__(self, results: Results, trail: Trail, asking: Asking, page_size: int) -> None:
        self._results = results
        self._trail = trail
        self._asking = asking
        self._page_size = page_size
        self.catalogue = Catalogue.of(())
        self.history = History()
        self._is_aside = False

    # --- what is on show

    @property
    def pages(self) -> Pages | None:
        """The model that is browsed, if one is on show."""
        stop = self.history.current
        return stop.pages if stop is not None and not self._is_aside else None

    @property
    def is_busy(self) -> bool:
        """Whether something to be shown is being asked for."""
        return self._asking.is_busy(LOOK)

    def cancel(self) -> None:
        """Leave what is being asked for."""
        self._asking.cancel(LOOK)

    @property
    def is_aside(self) -> bool:
        """Whether something is on show that is no stop of the history: a run that goes on or has failed."""
        return self._is_aside

    def step_aside(self) -> None:
        """Something else will be on show for a while; what is being looked up would come in the way."""
        self._asking.cancel(LOOK)
        self._leave()
        self._is_aside = True

    def arrive_by_run(self, title: str) -> None:
        """The user's run has brought a result, which is shown next."""
        self._asking.cancel(LOOK)
        self._go(Stop(title, begins=True))

    # --- going somewhere

    def browse(self, model: TaggedModel) -> None:
        """A model's records, the first page of them."""
        self._asking.begin(LOOK, self._browse(Pages(model.model_id, model.name, self._page_size)))

    def follow(self, ref: Ref, *, begins: bool = False) -> None:
        """The record of a reference."""
        self._asking.begin(LOOK, self._follow(ref, begins=begins))

    def referrers(self, ref: Ref) -> None:
        """Who refers to a record. Raises UsageError if nobody can."""
        models = self._referring(ref.model_id)
        if not models:
            raise UsageError(
                "Nothing refers to this record", f"No model has a reference to {self.name_of(ref.model_id)}."
            )
        self._asking.begin(LOOK, self._show_referrers(ref, models))

    def read_again(self) -> bool:
        """What is on show, as it is now; False if that is a run of the user's."""
        stop = self.history.current
        if stop is None or self._is_aside:
            return False
        if stop.pages is not None:
            self._asking.begin(LOOK, self._read_pages_again(stop, stop.pages))
        elif stop.text:
            self._asking.begin(LOOK, self._read_stop_again(stop))
        else:
            return False
        return True

    async def move(self, steps: int) -> bool:
        """Back (negative) or forward; False if there is nothing there."""
        if not self.can_move(steps):
            return False
        self._asking.cancel(LOOK)
        self._leave()
        stop = self.history.current if self._is_aside and steps < 0 else self.history.move(steps)
        self._is_aside = False
        if stop is None:
            return False
        if stop.position is not None:
            await self._results.return_to(stop.position)
        self._show_trail()
        return True

    def can_move(self, steps: int) -> bool:
        """Whether there is something that way."""
        if steps < 0:
            return self.history.can_go_back or (self._is_aside and self.history.current is not None)
        return self.history.can_go_forward

    def name_of(self, model_id: str) -> str:
        """What a model is called."""
        return self.catalogue.names.get(model_id, model_id)

    def model_of(self, model_id: str) -> TaggedModel | None:
        """A model by its id."""
        return next((model for model in self.catalogue.models if model.model_id == model_id), None)

    # --- pages

    def cursor_at(self, record: int) -> None:
        """The cursor came to a record: more of the model is read before it is needed."""
        pages = self.pages
        if pages is None or not pages.wants_more(record) or self._asking.is_busy(PAGE):
            return
        document = self._results.document
        if document is not None and document.source is pages.blocks:
            self._asking.begin(PAGE, self._next_page(pages))

    async def _browse(self, pages: Pages) -> None:
        await self._take_page(pages)
        self._go(Stop(pages.name, begins=True, pages=pages))
        self._show_pages(pages)
        self._count(pages)

    async def _read_pages_again(self, stop: Stop, before: Pages) -> None:
        """As many pages as were there, so that the cursor finds its place again."""
        pages = Pages(before.model_id, before.name, self._page_size)
        while await self._take_page(pages) and len(pages.blocks) < len(before.blocks):
            if pages.is_complete:
                break
        path = self._results.view.cursor_path
        stop.pages = pages
        self._show_pages(pages, path)
        self._count(pages)

    async def _next_page(self, pages: Pages) -> None:
        try:
            await self._take_page(pages)
        except KarmaError:
            pages.is_stuck = True
            self._results.say(_fact(pages))
            raise
        if self.pages is pages and self._is_on_show(pages):
            self._show_pages(pages)

    async def _take_page(self, pages: Pages) -> bool:
        from karma_tui.workbench.browse import page_of, page_text

        text = page_text(self._asking.dialect, pages.model_id, len(pages.blocks), pages.size)
        return pages.take(await self._asking.made(page_of, await self._asking.body(text)))

    def _show_pages(self, pages: Pages, path: Path | None = None) -> None:
        document = Document.of_blocks(pages.blocks)
        self._results.show_found(document, _fact(pages), path, f"browse {pages.model_id}")

    def _is_on_show(self, pages: Pages) -> bool:
        document = self._results.document
        return document is not None and document.source is pages.blocks

    def _count(self, pages: Pages) -> None:
        if not pages.is_complete:
            self._asking.begin(COUNT, self._count_pages(pages), quietly=True)

    async def count(self, model_id: str) -> int:
        """How many records a model has. Raises KarmaError."""
        from karma_tui.workbench.browse import count_of, count_text

        return count_of(await self._asking.body(count_text(self._asking.dialect, model_id)))

    async def _count_pages(self, pages: Pages) -> None:
        count = await self.count(pages.model_id)
        if not pages.is_complete:
            pages.total = count
        if self.pages is pages:
            self._results.say(_fact(pages))

    # --- records

    async def record(self, ref: Ref) -> tuple[bytes, Envelope]:
        """A record with its metadata. Raises KarmaError."""
        from karma_tui.results.envelope import envelope_of
        from karma_tui.workbench.browse import record_text

        body = await self._asking.body(record_text(self._asking.dialect, ref))
        found = envelope_of(body.strip())
        if found is None:
            raise NotKarmaError("The record cannot be understood", "It is not laid out as expected.")
        return body.strip(), found

    def open_below(self, ref: Ref, show: Callable[[memoryview], None]) -> None:
        """The record of a reference, for the place where that stands."""
        self._asking.begin(OPEN, self._open_below(ref, show))

    async def _open_below(self, ref: Ref, show: Callable[[memoryview], None]) -> None:
        body, _ = await self.record(ref)
        show(memoryview(body))

    async def _follow(self, ref: Ref, *, begins: bool) -> None:
        from karma_tui.workbench.browse import record_text

        body, found = await self.record(ref)
        text = record_text(self._asking.dialect, ref)
        self._go(Stop(self.title_of(found), begins=begins, ref=ref, text=text))
        document = await self._asking.made(Document.from_bytes, body)
        self._results.show_found(document, self._fact(ref), _first_place(found), text)

    async def _show_referrers(self, ref: Ref, models: list[TaggedModel]) -> None:
        from karma_tui.workbench.browse import referrers_text

        text = referrers_text(self._asking.dialect, ref, models)
        document = await self._asking.made(Document.from_bytes, await self._asking.body(text))
        name = self.name_of(ref.model_id)
        self._go(Stop(f"who refers to {name}", begins=False, ref=ref, text=text))
        self._results.show_found(document, shown_line(f"who refers to {name} {ref.record_id}"), None, text)

    async def _read_stop_again(self, stop: Stop) -> None:
        document = await self._asking.made(Document.from_bytes, await self._asking.body(stop.text))
        position = self._results.position
        path = position.path if position is not None else None
        self._results.show_found(document, position.facts if position is not None else "", path)

    def title_of(self, record: Envelope) -> str:
        """`author Anna Meier`."""
        from karma_tui.schema.forms.label import label_of
        from karma_tui.workbench.records import value_of

        name = self.name_of(record.ref.model_id)
        label = label_of(value_of(bytes(record.value))) if len(record.value) < _LABELLED else ""
        return f"{name} {label}".rstrip()

    def _fact(self, ref: Ref) -> str:
        return shown_line(f"record of {self.name_of(ref.model_id)}  {ref.record_id}")

    def _referring(self, model_id: str) -> list[TaggedModel]:
        """The models with a reference that may lead to a model, each once."""
        found: dict[str, TaggedModel] = {}
        for model in self.catalogue.models:
            if any(it.model_id in (model_id, "") for it in self.catalogue.references(model)):
                found.setdefault(model.model_id, model)
        return list(found.values())

    # --- the history

    def _go(self, stop: Stop) -> None:
        """Leave what is on show for somewhere else."""
        self._leave()
        self._arrive(stop)

    def _leave(self) -> None:
        """Remember what is on show and where one is in it, before something else is shown."""
        for kind in (PAGE, COUNT, OPEN):
            self._asking.cancel(kind)
        before, position = self.history.current, self._results.position
        if before is not None and position is not None and not self._is_aside:
            before.position = position

    def _arrive(self, stop: Stop) -> None:
        self._is_aside = False
        self.history.visit(stop)
        self._show_trail()

    def _show_trail(self) -> None:
        self._trail.show([stop.title for stop in self.history.trail])


def _first_place(record: Envelope) -> Path:
    """The first field of a record's value, so that the value is open."""
    from karma_tui.results.cuts import cut
    from karma_tui.results.preview import is_container

    members = cut(record.value) if is_container(record.value) else ()
    return ("value", members.key(0)) if members else ("value",)


def _fact(pages: Pages) -> str:
    """`book  rows 1-1,000 of 120,304`."""
    return f"{shown_line(pages.name)}  {pages.fact}"


_LABELLED = 100_000
"""Bytes of a record up to which a telling text is looked for in it."""
