"""Broken queries with what is to be said of each: the files of the folder `broken`, and their instance.

A block of such a file is a query with the marked stretch between ⟦ and ⟧, what is said (`?` before a
warning), and the hint, `-` if there is none. Line breaks in a query are written ↵. Every query has one
mistake and gets one problem. The instance has the models of the sample data.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from karma_tui.lang.nodes import Dialect, Json
from karma_tui.local.sample_models import MODELS
from karma_tui.schema import TaggedModel
from karma_tui.workbench.assist import Assist

FOLDER = Path(__file__).parent / "broken"
META = "m_model"
TEXT: Json = {"string": {}}


class Broken(NamedTuple):
    """One broken query and what is said of it."""

    text: str
    start: int
    end: int
    title: str
    hint: str
    is_warning: bool


def cases(file: str) -> Iterator[Broken]:
    """The queries of a file of the folder."""
    for block in (FOLDER / file).read_text("utf-8").strip("\n").split("\n\n"):
        marked, title, hint = block.split("\n")
        marked = marked.replace("↵", "\n")
        before, rest = marked.split("⟦")
        stretch, after = rest.split("⟧")
        start = len(before)
        yield Broken(
            before + stretch + after,
            start,
            start + len(stretch),
            title.strip().removeprefix("?"),
            "" if hint.strip() == "-" else hint.strip(),
            title.strip().startswith("?"),
        )


def assist(dialect: Dialect) -> Assist:
    """Help for an instance with the sample data's models."""
    made = Assist()
    made.learn([*_own(dialect), *_samples(dialect)], dialect)
    return made


def _own(dialect: Dialect) -> Iterator[TaggedModel]:
    yield TaggedModel("_model", META, None)
    yield TaggedModel("_tag", "m_tag", {"struct": {"tag": {"unique": TEXT}, "model": _ref(META, dialect)}})
    yield TaggedModel(
        "_user",
        "m_user",
        {
            "struct": {
                "username": {"unique": TEXT},
                "password": TEXT,
                "roles": {"list": _ref("m_role", dialect)},
            }
        },
    )
    yield TaggedModel("_role", "m_role", {"struct": {"name": {"unique": TEXT}}})


def _samples(dialect: Dialect) -> Iterator[TaggedModel]:
    for tag, model in MODELS.items():
        yield TaggedModel(tag, f"m_{tag}", _with_ids(model, dialect))


def _ref(model: str, dialect: Dialect) -> Json:
    return {"ref": [META, model] if dialect is Dialect.V1 else model}


def _with_ids(model: Any, dialect: Dialect) -> Any:
    """A sample model with refs by id instead of by tag."""
    if isinstance(model, list):
        return [_with_ids(item, dialect) for item in model]
    if not isinstance(model, dict):
        return model
    if list(model) == ["ref"] and isinstance(model["ref"], str):
        return _ref(f"m_{model['ref']}", dialect)
    return {key: _with_ids(value, dialect) for key, value in model.items()}
