"""A small library as the checker's world, and short ways to study a text."""

from __future__ import annotations

from karma_tui.errors import Span
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.study import Study, study
from karma_tui.lang.check.world import Snapshot, World
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.lang.recognise import read

TEXT: Json = {"string": {}}


def ref(model: str) -> Json:
    return {"ref": ["m0", model]}


BOOK: Json = {
    "struct": {
        "title": TEXT,
        "author": ref("m3"),
        "pages": {"int64": {}},
        "genre": {"enum": ["novel", "poem"]},
        "kind": {"union": {"paper": {"struct": {"weight": {"float": {}}}}, "digital": {"struct": {}}}},
        "tags": {"list": TEXT},
    }
}
AUTHOR: Json = {"struct": {"name": TEXT, "born": {"optional": {"int32": {}}}}}
WORLD = Snapshot(
    [
        ("_model", "m0", {"recurse": "not looked at"}),
        ("_tag", "m1", {"struct": {"tag": {"unique": TEXT}, "model": ref("m0")}}),
        ("_user", "m2", {"struct": {"username": {"unique": TEXT}, "password": TEXT}}),
        ("author", "m3", AUTHOR),
        ("book", "m4", BOOK),
        ("", "m5", {"struct": {"left": TEXT}}),
    ],
    Dialect.V1,
)
WORLD01 = Snapshot(
    [
        ("_model", "m0", {"recurse": "not looked at"}),
        ("_expression", "m9", {"any": {}}),
        ("author", "m3", {"struct": {"name": TEXT, "born": {"or": [{"int32": {}}, {"null": {}}]}}}),
        ("book", "m4", {"struct": {"title": TEXT, "author": {"ref": "m3"}, "pages": {"int64": {}}}}),
    ],
    Dialect.V01,
)


def studied(text: str, world: World = WORLD, dialect: Dialect = Dialect.V1) -> Study:
    """The study of a whole text."""
    source = read(text, dialect)
    return study(source.root, world, source.dialect)


def told(text: str, world: World = WORLD, dialect: Dialect = Dialect.V1) -> list[tuple[str, str]]:
    """Title and place of each error."""
    return [
        (problem.title, underlined(text, problem.span))
        for problem in studied(text, world, dialect).problems
        if problem.severity is Severity.ERROR
    ]


def only(text: str, world: World = WORLD, dialect: Dialect = Dialect.V1) -> Problem:
    """The only problem of a text."""
    (problem,) = studied(text, world, dialect).problems
    return problem


def underlined(text: str, span: Span | None) -> str:
    """The stretch of the text."""
    return "" if span is None else text[span.start : span.end]
