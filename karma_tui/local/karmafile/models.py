"""The models of a file: its generation, and a type and a reader for each of them (spec dump-format 5, 6).

Model records are read with the built-in model of models, which is encoded alike in both generations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from karma_tui.lang.machine.dialect01.models import Parser, model_type
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Items, Map, Union, Value
from karma_tui.lang.nodes import Dialect
from karma_tui.local.bolt import Bucket
from karma_tui.local.faults import damaged, unsupported
from karma_tui.local.karmafile.alternatives import Alternatives
from karma_tui.local.karmafile.cursor import DEEPEST, Cursor, Quota
from karma_tui.local.karmafile.envelope import Envelope, read_record
from karma_tui.local.karmafile.primitives import Reader
from karma_tui.local.karmafile.readers import Optionals, Readers

_DEEPEST_MODEL: Final = 1000
"""Levels of a model's value; one of the model itself takes one or two of them."""

_MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of all models together, which are kept in memory."""

_MOST_LABELS: Final = 200
"""Labels that a model may define; the language's own, the most intricate of all, has three."""

_ONLY_01: Final = frozenset({"or", "any", "int", "uint"})


@dataclass(frozen=True, slots=True)
class Model:
    """A model's record, its type in the file's own generation, and the reader of its records' values."""

    record: Envelope
    type: Type
    read: Reader


@dataclass(frozen=True, slots=True)
class Models:
    """All models of a file by id."""

    dialect: Dialect
    by_id: dict[str, Model]


def read_models(bucket: Bucket, meta: str, quota: Quota) -> Models:
    """Read the bucket of models. Raises StorageError if one is no model, or the generation is unknown."""
    records = _records(bucket, meta, quota)
    if meta not in records:
        raise damaged("The model of models is missing")
    cases = {record.id: _cases(record) for record in records.values()}
    dialect = _generation(records[meta].value, cases, meta)
    readers = Readers(Optionals() if dialect is Dialect.V1 else Alternatives())
    by_id = {}
    for model, record in records.items():
        type_ = _parsed(record, dialect)
        by_id[model] = Model(record, type_, _lazy(readers, type_))
    return Models(dialect, by_id)


def _records(bucket: Bucket, meta: str, quota: Quota) -> dict[str, Envelope]:
    read = Readers(Optionals()).reader(model_type(meta))

    def shallow(cursor: Cursor, _: int) -> Value:
        return read(cursor, DEEPEST - _DEEPEST_MODEL)

    records = {}
    size = 0
    for item in bucket.items():
        size += item.size
        if size > _MOST_BYTES:
            raise unsupported(f"Its models have more than {_MOST_BYTES} bytes")
        record = read_record(item, meta, shallow, quota)
        records[record.id] = record
    return records


def _generation(value: Union, cases: dict[str, frozenset[str]], meta: str) -> Dialect:
    """Which kind of server has written the file, told by the model of models."""
    known = _meta_cases(value)
    if "or" in known:
        return Dialect.V01
    if known & _ONLY_01:
        raise unsupported("It is of a server between the releases 0.1 and 1.0")
    strange = [model for model, used in cases.items() if model != meta and used & _ONLY_01]
    if strange:
        raise unsupported(f"A 1.0 server has changed a file of 0.1: model {strange[0]} is of the old kind")
    return Dialect.V1


def _meta_cases(value: Union) -> frozenset[str]:
    if value.case == "recursion":
        union = value.payload["model"]
        if union.case == "union":
            return frozenset(union.payload)
    raise damaged("The model of models is no recursion of a union")


def _cases(record: Envelope) -> frozenset[str]:
    """The constructors that a model uses. Refuses one with more labels than anybody needs."""
    found = set()
    labels = 0
    stack: list[Value] = [record.value]
    while stack:
        item = stack.pop()
        if isinstance(item, Union):
            found.add(item.case)
            labels += len(item.payload["models"]) if item.case == "recursive" else 0
            stack.append(item.payload)
        else:
            stack.extend(_inside(item))
    if labels > _MOST_LABELS:
        raise unsupported(f"Model {record.id} defines {labels} labels")
    return frozenset(found)


def _inside(item: Value) -> Iterable[Value]:
    if isinstance(item, dict | Map):
        return item.values()
    return item if isinstance(item, list | Items) else ()


def _parsed(record: Envelope, dialect: Dialect) -> Type:
    try:
        return parse_model(record.value, show) if dialect is Dialect.V1 else Parser().parse(record.value)
    except Refused as refused:
        raise damaged(f"Model {record.id} is no model: {_problem(refused)}") from None


def _problem(refused: Refused) -> str:
    match refused.machine:
        case {"modelParsingError": {"problem": str(problem)}}:
            return problem
    return "it cannot be used"


def _lazy(readers: Readers, type_: Type) -> Reader:
    """The reader of a type, made when the first record needs it."""
    made: list[Reader] = []

    def read(cursor: Cursor, depth: int) -> Value:
        if not made:
            made.append(readers.reader(type_))
        return made[0](cursor, depth)

    return read
