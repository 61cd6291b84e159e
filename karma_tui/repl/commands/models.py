"""`\\models` and `\\describe`: what the instance holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, UsageError
from karma_tui.repl.printer import Piece
from karma_tui.repl.show.pager import show
from karma_tui.results.strings import visible
from karma_tui.results.width import cells, fitted, padded

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk
    from karma_tui.schema.catalogue import Catalogue
    from karma_tui.schema.model import TaggedModel

_WIDEST = 30


async def models(desk: Desk, words: str) -> None:
    """List the models whose tag or type has all the words."""
    catalogue = await desk.link.learned()
    wanted = words.casefold().split()
    built_in = any(word.startswith("_") for word in wanted)
    found = []
    for model in catalogue.models:
        if model.tag.startswith("_") and not built_in:
            continue
        type_text = catalogue.type_text(model)
        told = f"{model.name} {type_text}".casefold()
        if all(word in told for word in wanted):
            found.append((visible(model.name), visible(type_text)))
    if not found:
        desk.printer.say("There are no models like that." if wanted else "There are no models yet.")
        return
    width = min(_WIDEST, max(cells(name) for name, _ in found))
    room = max(10, desk.printer.size[0] - width - 2)
    lines: Iterator[list[Piece]] = (
        [(padded(fitted(name, width), width) + "  ", "function"), (fitted(type_text, room), "")]
        for name, type_text in found
    )
    await show(desk.printer, lines, paged=desk.choices.pager)


async def describe(desk: Desk, words: str) -> None:
    """One model: fields, references in both directions, how many records."""
    catalogue = await desk.link.learned()
    model = model_named(catalogue, words)
    await show(desk.printer, iter(_described(catalogue, model)), paged=desk.choices.pager)
    count = await _count(desk, model)
    if count is not None:
        desk.printer.say(f"{count:,} record{'' if count == 1 else 's'}")


def model_named(catalogue: Catalogue, name: str) -> TaggedModel:
    """The model with a tag or an id. Raises UsageError that names the nearest."""
    if not name:
        raise UsageError("Which model?", hint=r"\models lists them.")
    found = next((it for it in catalogue.models if name in (it.tag, it.model_id)), None)
    if found is not None:
        return found
    from difflib import get_close_matches

    near = get_close_matches(name, [it.tag for it in catalogue.models if it.tag], 1)
    hint = f"Did you mean {visible(near[0])}?" if near else r"\models lists them."
    raise UsageError(f"There is no model {visible(name)}", hint=hint)


def _described(catalogue: Catalogue, model: TaggedModel) -> list[list[Piece]]:
    from karma_tui.schema.listing import model_lines

    first, *rest = model_lines(model, catalogue)
    lines: list[list[Piece]] = [[(visible(first), "title")]]
    for line in rest:
        name, colon, type_text = line.partition(": ")
        lines.append([(visible(name), "field"), (colon, ""), (visible(type_text), "")])
    lines.append([("id  ", "comment"), (visible(model.model_id), "")])
    for referrer in catalogue.referrers(model.model_id):
        path = f"{referrer.model.name}.{referrer.path}".rstrip(".")
        lines.append([("referred to by  ", "comment"), (visible(path), "")])
    return lines


async def _count(desk: Desk, model: TaggedModel) -> int | None:
    """How many records; None if the instance does not tell."""
    from karma_tui.repl.running import run_once
    from karma_tui.workbench.browse import count_of, count_text

    bench = await desk.link.ready()
    try:
        ran = await run_once(desk, count_text(bench.dialect, model.model_id), quietly=True, told=False)
        return count_of(bytes(ran.document.root)) if ran.document is not None else None
    except KarmaError:
        return None
