"""Random models of both dialects, and values that fit them as a server would send them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.schema.forms.shape import Model, shape_of

TARGET = "TargetTargetTarg"
NAMES = st.sampled_from(["a", "b c", "title", "", "é", "struct", '"'])
_LEAVES = ["null", "bool", "string", "dateTime", "float", *INTEGER_RANGES]
_TIMES = st.sampled_from(["2018-01-02T03:04:05Z", "0001-01-01T00:00:00Z", "1999-12-31T23:59:59+02:00"])
_FLOATS = st.sampled_from(["1.5", "1e+06", "-0", "1e-05", "1.23456789e+08", "NaN", "+Inf", "-Inf"])


def models(dialect: Dialect = Dialect.V1) -> st.SearchStrategy[Json]:
    """Models without recursion."""
    target: Json = ["MetaMetaMetaMeta", TARGET] if dialect is Dialect.V1 else TARGET
    leaf: st.SearchStrategy[Any] = (
        st.sampled_from(_LEAVES).map(lambda kind: {kind: {}})
        | st.lists(NAMES, min_size=1, max_size=3, unique=True).map(lambda names: {"enum": names})
        | st.just({"ref": target})
    )
    if dialect is Dialect.V01:
        leaf = leaf | st.sampled_from([{"int": {}}, {"uint": {}}, {"any": {}}])
    return st.recursive(leaf, lambda inner: _wrapped(inner, dialect), max_leaves=8)


def _wrapped(inner: st.SearchStrategy[Json], dialect: Dialect) -> st.SearchStrategy[Json]:
    named = st.dictionaries(NAMES, inner, max_size=4)
    wrapped: st.SearchStrategy[Any] = (
        st.sampled_from(["list", "set", "map", "optional", "unique"]).flatmap(
            lambda kind: inner.map(lambda model: {kind: model})
        )
        | named.map(lambda parts: {"struct": parts})
        | st.dictionaries(NAMES, inner, min_size=1, max_size=3).map(lambda cases: {"union": cases})
        | st.lists(inner, max_size=3).map(lambda parts: {"tuple": parts})
        | inner.map(lambda model: {"annotation": {"value": "note", "model": model}})
        | inner.map(_tree)
        | inner.map(lambda model: {"recursive": {"top": "t", "models": {"t": {"list": model}, "u": model}}})
    )
    if dialect is Dialect.V01:
        return wrapped | st.lists(inner, min_size=2, max_size=2).map(lambda both: {"or": both})
    return wrapped


def _tree(model: Json) -> Json:
    return {
        "recursion": {"label": "t", "model": {"struct": {"v": model, "next": {"list": {"recurse": "t"}}}}}
    }


@st.composite
def values(draw: Any, model: Json, dialect: Dialect = Dialect.V1) -> Any:
    """A value of a model."""
    return _value(draw, Model(model), dialect, 0)


def _value(draw: Any, model: Any, dialect: Dialect, level: int) -> Any:
    shape: Any = shape_of(model)
    kind = shape.kind
    many = 3 if level < 5 else 0
    if kind in INTEGER_RANGES:
        return draw(st.integers(*INTEGER_RANGES[kind]) | st.sampled_from(INTEGER_RANGES[kind]))
    if kind == "float":
        floats = (
            _FLOATS if dialect is Dialect.V1 else _FLOATS.filter(lambda text: not text.endswith(("N", "f")))
        )
        return draw(st.integers(-9, 10**6) | floats.map(Number))
    if kind in ("list", "set"):
        made = [_value(draw, shape.inner, dialect, level + 1) for _ in range(draw(st.integers(0, many)))]
        return made if kind == "list" else _once(made)
    if kind == "map":
        return {
            key: _value(draw, shape.inner, dialect, level + 1)
            for key in draw(st.lists(st.text(max_size=5), max_size=many, unique=True))
        }
    if kind == "tuple":
        return [_value(draw, part, dialect, level + 1) for _, part in shape.parts]
    if kind == "struct":
        whole = {name: _value(draw, part, dialect, level + 1) for name, part in shape.parts}
        nullable = {name for name, part in shape.parts if shape_of(part).nullable}
        return {name: value for name, value in whole.items() if value is not None or name not in nullable}
    if kind == "union":
        name, part = draw(st.sampled_from(shape.parts))
        return {name: _value(draw, part, dialect, level + 1)}
    if kind == "optional":
        return draw(st.none()) if draw(st.booleans()) else _value(draw, shape.inner, dialect, level + 1)
    simple: dict[str, st.SearchStrategy[Json]] = {
        "null": st.none(),
        "bool": st.booleans(),
        "string": st.text(),
        "dateTime": _TIMES,
        "enum": st.sampled_from(shape.symbols or ("",)),
        "ref": st.just([TARGET, "r1"] if dialect is Dialect.V1 else "r1"),
    }
    return draw(simple.get(kind, st.just([1, {"x": "y"}])))


def _once(items: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for item in items:
        if repr(item) not in map(repr, kept):
            kept.append(item)
    return kept


@st.composite
def typed_values(draw: Any, dialect: Dialect = Dialect.V1) -> tuple[Json, Json]:
    """A model and a value of it."""
    model = draw(models(dialect))
    return model, draw(values(model, dialect))
