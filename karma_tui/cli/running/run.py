"""`karma-tui run`: data on stdout or in a file, everything else on stderr, an exit code out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.cli.options import where
from karma_tui.cli.output import print_chunks, print_error, print_notice
from karma_tui.cli.running.wanted import Wanted, format_of, typed_of, wanted_of
from karma_tui.cli.source import Source, read_source
from karma_tui.errors import ExitCode, KarmaError, NotKarmaError, UsageError
from karma_tui.library.history.origin import Origin

if TYPE_CHECKING:
    from karma_tui.cli.options import Where
    from karma_tui.cli.progress import Progress
    from karma_tui.cli.running.bench import Bench
    from karma_tui.lang.check.labels import TypeLabel
    from karma_tui.lang.nodes import Dialect
    from karma_tui.results.document import Document
    from karma_tui.workbench.keeping import Recorded
    from karma_tui.workbench.paging import Page
    from karma_tui.workbench.parameters import Given
    from karma_tui.workbench.run import Run


def run(found: Namespace) -> int:
    """Do what the words say. Raises KarmaError for what is not about the expression's text."""
    wanted = wanted_of(found)
    if wanted.check:
        from karma_tui.cli.running.checking import check

        return check(wanted)
    if wanted.explain:
        from karma_tui.cli.running.explaining import explain

        return explain(wanted, where(found))
    place = where(found)
    _refuse_early(wanted)
    source = read_source(wanted.expression, (*wanted.file, "")[0], wanted.command, wanted.snippet)
    try:
        _run(wanted, source, place)
    except KarmaError as error:
        if error.span is None:
            raise
        print_error(error, source.text, source.name)
        return error.exit_code
    return ExitCode.OK


def _refuse_early(wanted: Wanted) -> None:
    """Find out what cannot end well before anything is sent."""
    from karma_tui.cli.running.formats import refuse_unfit

    named = format_of(wanted)
    refuse_unfit(named, wanted.out)
    if wanted.each and named == "parquet":
        raise UsageError("A Parquet file has one result", hint="Leave --each out, or choose another format.")
    if wanted.page_size:
        from karma_tui.cli.running.pages import refuse_unpaged

        refuse_unpaged(named)
    if wanted.out:
        from karma_tui.cli.running.outfile import refuse_unwritable

        refuse_unwritable(Path(wanted.out), wanted.force)


def _run(wanted: Wanted, source: Source, place: Where) -> None:
    from karma_tui.cli.progress import Progress
    from karma_tui.cli.running.bench import bench_for

    typed = typed_of(wanted)
    with Progress("waiting") as progress, bench_for(place, wanted.timeout, progress) as bench:
        chunks = Job(bench, wanted, source, _given(bench, source, typed), progress).chunks()
        if wanted.out:
            from karma_tui.cli.running.outfile import write_out

            write_out(chunks, Path(wanted.out), wanted.force)
        else:
            print_chunks(chunks, done="The expression did run.")


def _given(bench: Bench, source: Source, typed: dict[str, str]) -> Given | None:
    """The values of parameters; those of a text without any are left to the workbench."""
    if not typed and not source.snippet:
        return None
    from karma_tui.workbench.parameters import given_for, wants_models

    models = None
    if wants_models(source.text, typed):
        models = {model.tag: model.model_id for model in bench.models() if model.tag}
    return given_for(source.text, typed, models=models)


class Job:
    """The runs that the words ask for, one after the other."""

    def __init__(
        self, bench: Bench, wanted: Wanted, source: Source, given: Given | None, progress: Progress
    ) -> None:
        self._bench = bench
        self._wanted = wanted
        self._source = source
        self._given = given
        self._progress = progress
        self._told: set[str] = set()
        self._origin = Origin("run", source.snippet)

    def chunks(self) -> Iterator[bytes]:
        """The bytes to write. Raises the KarmaError of the run that failed."""
        if self._wanted.page_size:
            from karma_tui.cli.running.pages import written_pages

            yield from written_pages(self._pages(), format_of(self._wanted))
            return
        for at, text in enumerate(self._texts()):
            if at and format_of(self._wanted) == "raw":
                yield b"\n"  # it ends without one
            yield from self._one(text)

    def _texts(self) -> Iterator[str]:
        if not self._wanted.each:
            yield self._source.text
            return
        from karma_tui.workbench.turns import turns

        found = turns(self._source.text)
        if not found:
            raise UsageError(f"There is no expression in {self._source.name}", "It only defines names.")
        for turn in found:
            yield turn.text()

    def _one(self, text: str) -> Iterator[bytes]:
        from karma_tui.cli.running.formats import written

        run = self._bench.run(text, confirmed=self._wanted.confirm, given=self._given, origin=self._origin)
        self._warn(run.messages)
        self._progress.clear()
        return written(run.body, format_of(self._wanted), lambda: self._typed(text, run.dialect))

    def _typed(self, text: str, dialect: Dialect | None) -> tuple[TypeLabel | None, Dialect]:
        """The static type of the result, which tells a symbol from a string: the models are asked for."""
        from karma_tui.workbench.assist import Assist

        dialect = dialect or self._bench.workbench.dialect
        assist = Assist()
        try:
            assist.learn(self._bench.models(), dialect)
        except KarmaError as error:  # a user may lack the permission
            print_notice(f"warning: the models cannot be read, so types are guessed: {error.title}")
        return assist.study(text).label(()), dialect

    def _pages(self) -> Iterator[Document]:
        from karma_tui.cli.running.pages import is_page
        from karma_tui.results.document import Document
        from karma_tui.workbench.paging import Page

        start, many = 0, self._wanted.page_size
        recorded: Recorded | None = None
        while True:
            page = Page(start, many)
            run = self._page(page)
            recorded = recorded or run.recorded
            document = Document.from_bytes(run.body)
            if not is_page(document):
                raise NotKarmaError("The page cannot be understood", "The server's answer is no list.")
            start += document.records
            self._progress.clear()
            yield document
            self._progress.show(f"{start:,} records")
            if document.records < many:
                if recorded is not None:
                    recorded.count(start)
                return

    def _page(self, page: Page) -> Run:
        try:
            run = self._bench.run(
                self._source.text,
                confirmed=self._wanted.confirm,
                given=self._given,
                page=page,
                origin=self._origin if not page.start else None,  # all pages are one run of the history
            )
        except KarmaError:
            if page.start and not self._wanted.out:
                self._progress.clear()
                print_notice(f"the result is not complete: it ends after {page.start:,} records")
            raise
        self._warn(run.messages)
        return run

    def _warn(self, messages: tuple[str, ...]) -> None:
        for message in messages:
            if message not in self._told:
                self._told.add(message)
                print_notice(f"warning: {message}")
