"""What an instance contains: its tags and models, in one query of either dialect.

The queries name built-in tags only, so the compile cache of a real server (spec, notes for clients 7)
has nothing stale to answer with.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError, NotKarmaError
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.model import TaggedModel

_QUERY_V1 = (
    b'{"function":[[],[{"data":{"struct":{'
    b'"tags":{"expr":{"all":{"tag":{"string":"_tag"}}}},'
    b'"models":{"expr":{"mapList":[{"all":{"tag":{"string":"_model"}}},'
    b'{"function":[["index","model"],[{"metarialize":{"scope":"model"}}]]}]}}'
    b"}}}]]}"
)
_QUERY_V01 = (
    b'{"newStruct":{"tags":{"all":{"tag":"_tag"}},'
    b'"models":{"mapList":{"value":{"all":{"tag":"_model"}},"expression":{"metarialize":{"id":{}}}}}}}'
)


def contents_query(dialect: Dialect) -> bytes:
    """The request body that asks for all tags and models."""
    return _QUERY_V1 if dialect is Dialect.V1 else _QUERY_V01


def read_contents(body: bytes) -> list[TaggedModel]:
    """The models in an answer to `contents_query`, once per tag. Raises NotKarmaError if it is none."""
    try:
        answer = read_json(body.decode()).value
        models = {_record_id(row["id"]): row["value"] for row in _rows(answer, "models")}
        named = [(str(row["tag"]), _record_id(row["model"])) for row in _rows(answer, "tags")]
    except (KeyError, TypeError, ValueError, ExpressionError) as failure:
        raise NotKarmaError(
            "The list of models cannot be understood", f"It is not laid out as expected ({failure})."
        ) from failure
    tagged = [TaggedModel(tag, model, models[model]) for tag, model in named if model in models]
    known = {model for _, model in named}
    untagged = [TaggedModel("", model, value) for model, value in models.items() if model not in known]
    return tagged + untagged


def _rows(answer: Json, name: str) -> list[dict[str, Json]]:
    if not isinstance(answer, dict):
        raise TypeError("no struct")
    rows = answer[name]
    if not isinstance(rows, list):
        raise TypeError(f"{name} is no list")
    found = [row for row in rows if isinstance(row, dict)]
    if len(found) != len(rows):
        raise TypeError(f"a row of {name} is no struct")
    return found


def _record_id(ref: Json) -> str:
    """The record's id of a reference: `[model, record]` in dialect 1.0, the id alone in 0.1."""
    last = ref[-1] if isinstance(ref, list) and len(ref) == 2 else ref
    if not isinstance(last, str):
        raise TypeError("a reference is neither a pair nor an id")
    return last
