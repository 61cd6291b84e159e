"""The instance that completion is tried on, and places written into texts as `¦`."""

from __future__ import annotations

from karma_tui.lang.check.world import Snapshot
from karma_tui.lang.complete.engine import complete
from karma_tui.lang.complete.items import Completions, Extra
from karma_tui.lang.nodes import Dialect, Json

CURSOR = "¦"


def struct(**fields: Json) -> Json:
    """A struct model."""
    return {"struct": dict(fields)}


STRING: Json = {"string": {}}
BOOK = struct(
    title=STRING,
    pages={"int32": {}},
    state={"enum": ["draft", "done"]},
    author={"ref": ["m", "a"]},
    kind={"union": {"novel": STRING, "essay": {"int32": {}}}},
    subtitle={"optional": STRING},
)
WORLD = Snapshot(
    [
        ("_model", "m", None),
        ("_tag", "t", struct(tag=STRING, model={"ref": ["m", "m"]})),
        ("book", "b", BOOK),
        ("author", "a", struct(name=STRING, works={"list": {"ref": ["m", "b"]}})),
    ],
    Dialect.V1,
)
BOOK_01 = struct(title=STRING, pages={"int32": {}}, author={"ref": "a"})
WORLD_01 = Snapshot(
    [
        ("_model", "m", None),
        ("book", "b", BOOK_01),
        ("author", "a", struct(name=STRING)),
    ],
    Dialect.V01,
)
FIELDS = ["author", "kind", "pages", "state", "subtitle", "title"]


def placed(text: str) -> tuple[str, int]:
    """The text without the cursor, and where the cursor was."""
    before, after = text.split(CURSOR)
    return before + after, len(before)


def completed(text: str, dialect: Dialect = Dialect.V1, extra: Extra | None = None) -> Completions:
    """The proposals at the cursor."""
    plain, offset = placed(text)
    return complete(plain, offset, WORLD if dialect is Dialect.V1 else WORLD_01, dialect, extra or Extra())


def labels(text: str, dialect: Dialect = Dialect.V1, extra: Extra | None = None) -> list[str]:
    """The labels of the proposals at the cursor, best first."""
    return [item.label for item in completed(text, dialect, extra).items]


def accepted(text: str, label: str, dialect: Dialect = Dialect.V1) -> str:
    """The text after taking a proposal, with the cursor at its first stop, or behind it."""
    plain, _ = placed(text)
    found = completed(text, dialect)
    item = next(item for item in found.items if item.label == label)
    at = item.stops[0].start if item.stops else len(item.insert)
    return plain[: found.start] + item.insert[:at] + CURSOR + item.insert[at:] + plain[found.end :]
