"""`\\browse` and `\\follow`: looking around without writing expressions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.repl.commands.models import model_named
from karma_tui.repl.desk import Desk, Last
from karma_tui.repl.running import run_asking
from karma_tui.repl.show.result import facts, show_document
from karma_tui.results.envelope import Ref, envelope_around, ref_of, value_at
from karma_tui.results.path_reading import read_path
from karma_tui.results.rows import Path

if TYPE_CHECKING:
    from karma_tui.results.document import Document

_LEAST, _MOST = 5, 50
"""Records of a page."""


async def browse(desk: Desk, words: str) -> None:
    """A model's records from the first, or from a number, on; a page at a time."""
    tag, _, start_word = words.rpartition(" ") if words.rpartition(" ")[2].isdigit() else (words, "", "0")
    catalogue = await desk.link.learned()
    model = model_named(catalogue, tag.strip())
    start = int(start_word)
    many = max(_LEAST, min(_MOST, desk.printer.size[1] - 6))
    from karma_tui.workbench.browse import page_text

    while True:
        bench = await desk.link.ready()
        text = page_text(bench.dialect, model.model_id, start, many)
        document = await _result(desk, text)
        if start and not document.records:
            desk.printer.say("There are no more records.")
            return
        with _as_table(desk):
            await show_document(desk, document, text)
        if document.records < many:
            desk.printer.say(
                f"{facts(document)} from {start:,} on, the last ones" if start else facts(document)
            )
            return
        start += document.records
        if not await desk.go_on(f"{start:,} so far. Enter: the next page, q: leave "):
            return


async def follow(desk: Desk, words: str) -> None:
    """The record that a reference leads to, with its metadata."""
    from karma_tui.workbench.browse import record_text

    ref = await _ref(desk, words)
    bench = await desk.link.ready()
    text = record_text(bench.dialect, ref)
    await show_document(desk, await _result(desk, text), text)


@contextlib.contextmanager
def _as_table(desk: Desk) -> Iterator[None]:
    """Records of one model are a table, unless another format than the usual one was chosen."""
    before = desk.choices.format
    desk.choices.format = "table" if before == "tree" else before
    try:
        yield
    finally:
        desk.choices.format = before


async def _result(desk: Desk, text: str) -> Document:
    ran = await run_asking(desk, text, told=False)
    if ran.run.error is not None:
        raise ran.run.error
    if ran.document is None:
        raise KarmaError("There was no answer")
    return ran.document


async def _ref(desk: Desk, words: str) -> Ref:
    if words.isdigit():
        found = desk.result().refs.get(int(words))
        if found is None:
            many = len(desk.result().refs)
            known = f"They go from 1 to {many}." if many else "None was shown."
            raise UsageError(f"There is no reference {words} in the last result", known)
        return found
    tag, slash, record = words.rpartition("/")
    if slash and tag and record and not set("[].$") & set(words):
        catalogue = await desk.link.learned()
        return Ref(model_named(catalogue, tag.strip()).model_id, record.strip())
    if not words:
        raise UsageError("Which reference?", hint=r"\follow 1 follows the one with a (1) behind it.")
    return await _at(desk, desk.result(), read_path(words))


async def _at(desk: Desk, last: Last, path: Path) -> Ref:
    """The reference at a path of the last result. In dialect 0.1 the model tells what an id leads to."""
    value = value_at(last.whole, path)
    if value is None:
        raise UsageError("There is nothing at this path in the last result")
    bench = await desk.link.ready()
    if bench.dialect is Dialect.V1:
        found = ref_of(value)
        if found is not None:
            return found
    else:
        context = envelope_around(last.whole, path)
        if context is not None:
            record, where = context
            inside = path[len(where) :]
            if inside == ("id",):
                return record.ref
            target = await _target(desk, record.ref.model_id, inside)
            found = ref_of(value, target) if target else None
            if found is not None:
                return found
    raise UsageError("There is no reference at this path")


async def _target(desk: Desk, model_id: str, inside: Path) -> str | None:
    from karma_tui.schema.places import target_at

    catalogue = await desk.link.learned()
    model = next((it for it in catalogue.models if it.model_id == model_id), None)
    if model is None or inside[:1] != ("value",):
        return None
    return target_at(model.model, inside[1:])
