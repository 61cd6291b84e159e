"""A long result asked for a slice at a time, so that nobody has to hold all of it.

Whatever is a list can be sliced: `slice(e, start, many)`. The places of `e` stay those of the user's text,
so errors do, too. A server has no snapshot between requests: records that are made or removed meanwhile
may be missing or come twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from karma_tui.client.freshness import Epoch
from karma_tui.errors import UsageError
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Call, Dialect, Function, Literal, Node, Raw
from karma_tui.lang.recognise import Source
from karma_tui.workbench.prepare import Prepared, prepare

if TYPE_CHECKING:
    from karma_tui.workbench.parameters import Given


@dataclass(frozen=True, slots=True)
class Page:
    """Up to `many` records from number `start` on."""

    start: int
    many: int


def prepare_page(
    text: str, dialect: Dialect, epoch: Epoch, warn: bool = True, given: Given | None = None, *, page: Page
) -> Prepared:
    """The request for one page of what `text` returns. Raises what `prepare` raises, UsageError if it has
    no pages."""
    prepared = prepare(text, dialect, epoch, warn, given)
    reason = why_unpaged(prepared.sent, writes=prepared.writes)
    if reason:
        raise UsageError(
            "This cannot be asked for page by page", reason, "Leave --page-size out to ask for it at once."
        )
    sent = replace(prepared.sent, root=sliced(prepared.sent.root, page, dialect))
    return replace(prepared, sent=sent, body=dump_json(sent.body()).encode())


def why_unpaged(source: Source, *, writes: bool) -> str:
    """Why what an expression returns cannot be sliced; "" if it can, as far as this can be told here."""
    if writes:
        return "The expression writes, and each page would write again."
    if source.root.params or not source.root.body:
        return "The expression is a function, and not a list."
    kind = _kind(source)
    return "" if kind in ("", "list") else f"The expression returns no list: its type is {kind}."


def sliced(root: Function, page: Page, dialect: Dialect) -> Function:
    """The query with a slice of what it returned."""
    *before, last = root.body
    start, many = (_int64(number, dialect) for number in (page.start, page.many))
    return replace(root, body=(*before, Call("slice", (last, start, many), span=last.span)))


def _int64(number: int, dialect: Dialect) -> Node:
    return Literal("int64", number) if dialect is Dialect.V1 else Call("newInt", (Raw(number),))


def _kind(source: Source) -> str:
    """The kind of the result, "" if it is not known without knowing the models."""
    from karma_tui.lang.check.labels import label_at
    from karma_tui.lang.check.study import study
    from karma_tui.lang.check.world import NOWHERE

    label = label_at(study(source.root, NOWHERE, source.dialect).result_type, ())
    return "" if label is None else label.kind or "of several kinds"
