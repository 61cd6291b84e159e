"""The actions on records: create, edit, duplicate, delete, on whatever record or model the cursor is on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import Screen

from karma_tui.errors import AuthError, KarmaError, ProtectedProfile, UsageError
from karma_tui.lang.nodes import Call, Dialect, Function
from karma_tui.results.document import Form
from karma_tui.results.rows import Path
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.tui.connection import Connection
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.messages import Request
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.widgets.results import Results
from karma_tui.workbench.run import Run

if TYPE_CHECKING:
    from karma_tui.results.envelope import Ref
    from karma_tui.tui.records.record_screen import Task
    from karma_tui.workbench.record_expressions import RecordRef
    from karma_tui.workbench.records import Records

_GROUP = "record-action"
_MODELS = "_model"


@dataclass(frozen=True, slots=True)
class Pointing:
    """What the cursor is on, and how what is on show can be had again."""

    model: Callable[[], TaggedModel | None]
    """In the catalogue, while that has the focus."""
    record: Callable[[], Ref | None]
    """In the result: the ref, else the record with metadata."""
    read_again: Callable[[], bool]
    """Read what is on show again; False if it is the result of a run."""


class RecordActions:
    """Opens forms and asks before deleting; tells `after` when something was changed."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        results: Results,
        run: Callable[[Request], bool],
        pointing: Pointing,
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._results = results
        self._run = run
        self._pointing = pointing
        self._catalogue = Catalogue.of(())
        self._returning: tuple[Request, Path] | None = None
        self._request: Request | None = None
        """What brought the result on show; None if it cannot be asked for again, because it writes."""

    def learn(self, catalogue: Catalogue) -> None:
        """The instance's models."""
        self._catalogue = catalogue

    # --- actions

    def create(self) -> None:
        """A new record of the model the cursor is on, in catalogue or result, or of one to choose."""
        records = self._ready()
        if records is None:
            return
        model = self._pointing.model()
        ref = self._located() if model is None else None
        if ref is not None:
            model = next((it for it in self._catalogue.models if it.model_id == ref.model_id), None)
        if model is not None:
            self._create(records, model)
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen  # dialogues are loaded when wanted

        models = {model.name: model for model in reversed(self._catalogue.models)}
        names = [model.name for model in self._catalogue.models]
        self._screen.app.push_screen(
            ChoiceScreen("Create a record of", names),
            lambda name: self._create(records, models[name]) if name is not None else None,
        )

    def edit(self) -> None:
        """The record under the cursor."""
        self._with_record(self._edit)

    def duplicate(self) -> None:
        """A new record with the values of the one under the cursor."""
        self._with_record(self._duplicate)

    def delete(self) -> None:
        """The record under the cursor, after a look at who refers to it."""
        self._with_record(self._ask_to_delete)

    def shown(self, request: Request, run: Run) -> None:
        """A result was shown: if it was asked for again, the cursor goes back to its place."""
        self._request = None if run.writes else request
        if self._returning is not None and self._returning[0] is request:
            path, self._returning = self._returning[1], None
            while path and not self._results.view.go_to(path):
                path = path[:-1]

    # --- which record

    def _ready(self) -> Records | None:
        """The instance's records; None, with a word why, if nothing can be changed now."""
        bench, session = self._connection.bench, self._connection.session()
        if bench is None or session is None or not self._catalogue.models:
            self._refuse(UsageError("Not ready yet", "The models of the instance are not known yet."))
            return None
        from karma_tui.workbench.guard import Guard
        from karma_tui.workbench.records import Records

        target = self._connection.target
        try:
            # long before something is sent: nobody should fill in a form in vain
            Guard.of(target).check(Function((), (Call("create", ()),)), target.profile)
        except KarmaError as error:
            self._refuse(error)
            return None
        return Records(bench, Dialect(session.dialect or Dialect.V1), self._catalogue)

    def _located(self) -> RecordRef | None:
        from karma_tui.tui.records.locating import asked_for
        from karma_tui.workbench.record_expressions import RecordRef

        ref = self._pointing.record()
        if ref is not None:
            return RecordRef(ref.model_id, ref.record_id)
        document, session = self._results.document, self._connection.session()
        if document is None or document.kind is not Form.VALUE or session is None or self._request is None:
            return None
        return asked_for(self._request.expression, Dialect(session.dialect or Dialect.V1))

    def _with_record(self, act: Callable[[Records, RecordRef], Awaitable[None]]) -> None:
        records = self._ready()
        if records is None:
            return
        ref = self._located()
        if ref is None:
            self._offer_metadata(records.dialect)
            return
        self._work(self._guarded(act(records, ref)))

    def _offer_metadata(self, dialect: Dialect) -> None:
        """Say that the record's id is not known, and how it can be."""
        from karma_tui.tui.records.ask_screens import AskScreen
        from karma_tui.tui.records.locating import with_metadata

        request, path = self._request, self._results.view.cursor_path
        text = with_metadata(request.expression, dialect) if request is not None else None
        if request is None or path is None or text is None or not isinstance((path or ("",))[0], int):
            self._refuse(
                UsageError(
                    "Which record is meant is not known",
                    "There is no record with its id under the cursor.",
                    "Put it on a reference, or on a record of a result with metadata (metarialize).",
                )
            )
            return
        again = Request(text)

        def answered(answer: str | None) -> None:
            if answer == "run" and self._run(again):
                self._returning = again, (path[0], "value", *path[1:])

        explained = (
            "The server sent these records without their ids. Run this instead, which brings the same "
            f"records with their ids and times?\n\n{shown(text)}"
        )
        self._screen.app.push_screen(
            AskScreen(
                "The record's id is not known",
                Content(explained),
                (("run", "Run it", False), ("back", "Back", False)),
            ),
            answered,
        )

    # --- what is done with it

    def _create(self, records: Records, model: TaggedModel) -> None:
        from karma_tui.tui.records.record_screen import Task

        self._open(records, Task(model))

    async def _edit(self, records: Records, ref: RecordRef) -> None:
        from karma_tui.tui.records.record_screen import Task

        model = records.model_of(ref.model_id)
        if model.tag == _MODELS:
            raise UsageError(
                "Models cannot be changed",
                "Records are laid out by their model; a server refuses to change it, or damages them.",
                "Make another model, and a migration that copies the records.",
            )
        self._open(records, Task(model, await records.read(ref)))

    async def _duplicate(self, records: Records, ref: RecordRef) -> None:
        from karma_tui.tui.records.record_screen import Task

        record = await records.read(ref)
        self._open(records, Task(records.model_of(ref.model_id), value=record.value, is_copy=True))

    def _open(self, records: Records, task: Task) -> None:
        from karma_tui.tui.records.record_screen import RecordScreen

        names = dict(self._catalogue.names)
        screen = RecordScreen(task, records, names, self._connection.sign_in)

        def answered(ref: RecordRef | None) -> None:
            if ref is not None:
                self._changed(f"{task.title}: sent")

        self._screen.app.push_screen(screen, answered)

    async def _ask_to_delete(self, records: Records, ref: RecordRef) -> None:
        from karma_tui.tui.records.ask_screens import AskScreen
        from karma_tui.tui.records.deleting import about

        record = await records.read(ref)
        referrers = await records.referrers(ref)
        model = records.model_of(ref.model_id)
        content = about(record, referrers, self._catalogue.names, records.delete_text(ref))

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._work(self._guarded(self._delete(records, ref)))

        buttons = (("keep", "Keep", False), ("delete", "Delete", True))
        self._screen.app.push_screen(AskScreen(f"Delete this {model.name}?", content, buttons), answered)

    async def _delete(self, records: Records, ref: RecordRef, confirmed: str = "") -> None:
        try:
            await records.delete(ref, confirmed=confirmed)
        except ProtectedProfile as error:
            from karma_tui.tui.records.ask_screens import NameScreen

            self._screen.app.push_screen(
                NameScreen(error.title, error.detail, error.profile),
                lambda name: self._work(self._guarded(self._delete(records, ref, name))) if name else None,
            )
        else:
            self._changed("The record was deleted")

    # --- afterwards

    def _changed(self, what: str) -> None:
        """Show the result again as it is now, if it can be had without writing."""
        self._screen.app.notify(shown_line(what), markup=False)
        if self._pointing.read_again():
            return
        request, path = self._request, self._results.view.cursor_path
        if request is None:
            return
        again = replace(request, confirmed="")
        if self._run(again):
            self._returning = again, path or ()

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except KarmaError as error:
            self._refuse(error)
            if isinstance(error, AuthError):
                self._connection.sign_in(error)

    def _work(self, work: Awaitable[None]) -> None:
        self._screen.run_worker(work, group=_GROUP, exclusive=True, exit_on_error=False)

    def _refuse(self, error: KarmaError) -> None:
        notify_errors(self._screen.app, [error])
