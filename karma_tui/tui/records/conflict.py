"""What two people made of a record, field by field."""

from __future__ import annotations

from textual.content import Content

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Json
from karma_tui.schema.forms.shape import Model, shape_of
from karma_tui.schema.forms.values import Path, canonical
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.records import Record

_LONGEST = 300


def conflict_content(model: Model, before: Record, mine: Json, theirs: Record) -> Content:
    """The fields in which the three versions are not all the same, each with what it is in them."""
    lines = [
        Content(f"It was updated {shown_line(theirs.updated)}; you began with {shown_line(before.updated)}.")
    ]
    for name, part, values in _fields(model, (before.value, mine, theirs.value)):
        texts = [canonical(part, value) for value in values]
        if len(set(texts)) == 1:
            continue
        lines.append(Content.styled(shown_line(name), "bold"))
        for who, value, text in zip(("was", "yours", "theirs"), values, texts, strict=True):
            look = "$text-muted" if text == texts[0] else "bold"
            lines.append(Content.assemble(f"  {who:7}", (shown_line(_cut(value)), look)))
    if canonical(model, before.value) == canonical(model, theirs.value):
        lines.insert(1, Content("What is in it is the same as when you began."))
    return Content("\n").join(lines)


def path_text(path: Path) -> str:
    """`author.name`, `tags[0]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _fields(model: Model, values: tuple[Json, ...]) -> list[tuple[str, Model, tuple[Json, ...]]]:
    shape = shape_of(model)
    if shape.kind != "struct" or not all(isinstance(value, dict) for value in values):
        return [("value", model, values)]
    return [
        (name, part, tuple(value.get(name) if isinstance(value, dict) else None for value in values))
        for name, part in shape.parts
    ]


def _cut(value: Json) -> str:
    text = dump_json(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
