"""Asks for the parameters of what is about to run, and remembers what was typed, without the secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from karma_tui.errors import ExpressionError, StorageError
from karma_tui.lang.nodes import Dialect
from karma_tui.tui.connection import Connection
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.messages import Request
from karma_tui.tui.typing_order import BUFFERS

if TYPE_CHECKING:
    from karma_tui.lang.parameters.header import Parameter
    from karma_tui.library.snippets.kept import KeptOfSnippets
    from karma_tui.schema.catalogue import Catalogue
    from karma_tui.workbench.parameters import Given


def may_have_parameters(request: Request) -> bool:
    """Whether it is worth a look: cheap, and never wrong in saying no."""
    if request.given is not None:
        return False
    whole = request.whole or request.text
    return whole[:200].lstrip().startswith("//-") and "$" in request.expression


class Asking:
    """Puts the form up where it is needed."""

    def __init__(
        self,
        screen: Screen[None],
        connection: Connection,
        state: Path,
        catalogue: Callable[[], Catalogue],
    ) -> None:
        self._screen = screen
        self._connection = connection
        self._state = state
        self._catalogue = catalogue

    def ask(
        self,
        request: Request,
        name: str,
        path: Path | None,
        run: Callable[[Request, Request], object],
        stop: Callable[[], None],
    ) -> None:
        """Ask for what the request needs, then `run` it with the values; `stop` if nothing is given.

        `run` gets the request that was asked about, and the one with values. Where the header or the
        expression is broken they are the same: running it tells what is wrong.
        """
        self._screen.run_worker(self._ask(request, name, path, run, stop), group=BUFFERS, exit_on_error=False)

    async def _ask(
        self,
        request: Request,
        name: str,
        path: Path | None,
        run: Callable[[Request, Request], object],
        stop: Callable[[], None],
    ) -> None:
        from karma_tui.tui.snippets.form import Asked, ParametersScreen

        whole = request.whole or request.text
        wanted = await asyncio.to_thread(_wanted, whole, request, self._dialect)
        if not wanted:
            run(request, request)
            return
        key = str(path) if path is not None else whole[:2_000]
        last = await asyncio.to_thread(self._kept().values, key, self._profile)
        models = self._models()
        asked = Asked(name, request.text, request.stretch, wanted, last, self._dialect, models)

        def answered(given: Given | None) -> None:
            if given is None:
                stop()
                return
            self._screen.run_worker(self._keep(key, given), group="parameters-kept", exit_on_error=False)
            run(request, replace(request, given=given))

        if not isinstance(self._screen.app.screen, ParametersScreen):  # the key was pressed twice
            self._screen.app.push_screen(ParametersScreen(asked, self._find), answered)

    async def _keep(self, key: str, given: Given) -> None:
        try:
            await asyncio.to_thread(self._kept().keep_values, key, self._profile, given.told())
        except StorageError as error:
            notify_errors(self._screen.app, [error])

    def _find(self, tag: str, current: str, take: Callable[[str], None]) -> bool:
        bench, session = self._connection.bench, self._connection.session()
        catalogue = self._catalogue()
        if bench is None or session is None or not catalogue.models:
            return False
        from karma_tui.tui.records.choice_screen import ChoiceScreen
        from karma_tui.tui.records.ref_picker import RefPicker
        from karma_tui.workbench.records import Records

        records = Records(bench, Dialect(session.dialect or Dialect.V1), catalogue)
        by_name = {model.name: model for model in reversed(catalogue.models)}
        by_tag = {model.tag: model for model in catalogue.models if model.tag}

        def pick(name: str | None) -> None:
            model = by_tag.get(name or "") or by_name.get(name or "")
            if model is None:
                return
            record = current.rpartition("/")[2].strip()
            self._screen.app.push_screen(
                RefPicker(records, model, record),
                lambda found: take(f"{model.model_id}/{found[0]}") if found is not None else None,
            )

        if tag in by_tag:
            pick(tag)
        else:
            names = [model.name for model in catalogue.models]
            self._screen.app.push_screen(ChoiceScreen("A record of which model?", names), pick)
        return True

    def _models(self) -> Mapping[str, str] | None:
        """Model ids by tag; None while they are not known."""
        models = self._catalogue().models
        return {model.tag: model.model_id for model in models if model.tag} or None

    def _kept(self) -> KeptOfSnippets:
        from karma_tui.library.snippets.kept import KeptOfSnippets

        return KeptOfSnippets(self._state)

    @property
    def _profile(self) -> str:
        return self._connection.target.profile

    @property
    def _dialect(self) -> Dialect:
        session = self._connection.session()
        return Dialect(session.dialect) if session is not None and session.dialect else Dialect.V1


def _wanted(whole: str, request: Request, dialect: Dialect) -> list[Parameter]:
    """The parameters that what runs asks for; none if it cannot be read."""
    from karma_tui.lang.parameters.header import without_header
    from karma_tui.lang.parameters.places import names_in
    from karma_tui.lang.recognise import read
    from karma_tui.workbench.parameters import parameters_of
    from karma_tui.workbench.prepare import alone

    text = request.text if request.stretch is None else alone(request.text, request.stretch)
    try:
        declared = parameters_of(whole)
        used = names_in(read(without_header(text), dialect).root) if declared else {}
    except ExpressionError:
        return []
    return [parameter for parameter in declared if parameter.name in used]
