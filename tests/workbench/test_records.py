"""Single records of the real local instance, in both dialects: read, made, changed, found, deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from karma_tui.errors import NotKarmaError, QueryRefused, UsageError
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.lang.text import parse_text
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.record_expressions import RecordRef, just_after
from karma_tui.workbench.records import Changed, Record, Records, is_gone, value_of
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on, place_in

_FIELDS_V1 = """{name: m.string(), year: m.optional(m.int64()), tags: m.list(m.string()), seen: m.dateTime(),
  words: m.map(m.struct({a: m.optional(m.string()), b: m.list(m.float())})),
  kinds: m.set(m.enum("p", "q")), format: m.union({a: m.null(), b: m.tuple(m.uint64(), m.bool())}),
  friend: m.optional(m.ref(self.self))}"""
_MODEL_V1 = f'create(tag("_model"), self => m.struct({_FIELDS_V1}))'
_MODEL_V01 = """{"createMultiple": {"in": {"tag": "_model"}, "values": {"self": {"contextual": {"struct": {
  "name": {"string": {}}, "year": {"optional": {"int64": {}}}, "tags": {"list": {"string": {}}},
  "seen": {"dateTime": {}},
  "words": {"map": {"struct": {"a": {"optional": {"string": {}}}, "b": {"list": {"float": {}}}}}},
  "kinds": {"set": {"enum": ["p", "q"]}},
  "format": {"union": {"a": {"null": {}}, "b": {"tuple": [{"uint64": {}}, {"bool": {}}]}}},
  "friend": {"optional": {"ref": "self"}}}}}}}}"""

ANN: dict[str, Json] = {
    "name": 'Ann "\u00e9\u2028',
    "tags": [],
    "seen": "2018-01-02T03:04:05Z",
    "words": {},
    "kinds": ["q", "p"],
    "format": {"b": [2**64 - 1, True]},
}


@dataclass
class Desk:
    """An instance with one model."""

    bench: Workbench
    records: Records
    model: TaggedModel


@pytest.fixture(scope="module", params=list(Dialect))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return Dialect(request.param)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, dialect: Dialect) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("records")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(folder)


@pytest.fixture(scope="module")
def starter(dialect: Dialect) -> Iterator[Starter]:
    starter = Starter("--dialect", dialect.value)
    yield starter
    starter.close()


@pytest.fixture
async def desk(place: Place, starter: Starter, dialect: Dialect) -> AsyncIterator[Desk]:
    async with bench_on(place, starter) as bench:
        await bench.start()
        models = await bench.instance_catalogue()
        if not any(model.tag == "person" for model in models):
            await _make_model(bench, dialect)
            models = await bench.instance_catalogue()
        person = next(model for model in models if model.tag == "person")
        yield Desk(bench, Records(bench, dialect, Catalogue.of(models)), person)


async def _make_model(bench: Workbench, dialect: Dialect) -> None:
    made = await bench.run(_MODEL_V1 if dialect is Dialect.V1 else _MODEL_V01)
    assert made.error is None, made.error
    answer: Any = value_of(made.body)
    if dialect is Dialect.V1:
        tagged = await bench.run(
            f'create(tag("_tag"), s => ({{tag: "person", model: ref("{answer[0]}", "{answer[1]}")}}))'
        )
    else:
        record = f'{{"tag": "person", "model": "{answer["self"]}"}}'
        tagged = await bench.run(
            f'{{"create": {{"in": {{"tag": "_tag"}}, "value": {{"contextual": {record}}}}}}}'
        )
    assert tagged.error is None, tagged.error


async def _made(desk: Desk, **fields: Json) -> Record:
    text = desk.records.create_text(desk.model, {**ANN, **fields})
    return await desk.records.read(await desk.records.create(text, desk.model))


def _fields(record: Record) -> dict[str, Any]:
    assert isinstance(record.value, dict)
    return record.value


async def test_a_record_is_made_and_read_back_the_same(desk: Desk) -> None:
    value: dict[str, Json] = {
        **ANN,
        "year": -(2**63),
        "words": {"x": {"b": [], "a": "1"}, "y": {"b": [Number("1.5"), 2]}, "z": {"b": []}},
        "tags": ["a", "a"],
    }
    record = await _made(desk, **value)
    assert desk.records.same(desk.model, record.value, value)
    assert record.created == record.updated


async def test_what_is_shown_is_what_is_sent(desk: Desk) -> None:
    record = await _made(desk)
    texts = [
        desk.records.create_text(desk.model, ANN),
        desk.records.update_text(record, {**ANN, "name": "B"}),
        desk.records.update_text(record, {**ANN, "name": "B"}, overwrite=True),
        desk.records.delete_text(record.ref),
    ]
    for text in texts:
        root = parse_text(text, desk.records.dialect)
        assert desk.records.writer.text(*root.body) == text


async def test_a_changed_field_is_written_and_the_others_stay(desk: Desk) -> None:
    record = await _made(desk, words={"k": {"b": [1]}}, year=5)
    value = {**_fields(record), "name": "Bea", "words": {}}
    del value["year"]
    assert await desk.records.update(desk.records.update_text(record, value), record) is None
    now = await desk.records.read(record.ref)
    assert desk.records.same(desk.model, now.value, value)
    assert now.created == record.created


async def test_a_record_that_was_changed_meanwhile_is_left_alone(desk: Desk) -> None:
    record = await _made(desk)
    other = {**ANN, "name": "theirs"}
    await desk.records.update(desk.records.update_text(record, other), record)
    mine: Json = {**ANN, "tags": ["mine"]}
    ended = await desk.records.update(desk.records.update_text(record, mine), record)
    assert isinstance(ended, Changed)
    assert _fields(ended.theirs)["name"] == "theirs"
    assert _fields(await desk.records.read(record.ref))["tags"] == []


async def test_a_change_between_looking_and_writing_is_noticed_by_the_expression_itself(desk: Desk) -> None:
    record = await _made(desk)
    text = desk.records.update_text(record, {**ANN, "tags": ["mine"]})
    stale = text.replace(just_after(record.updated), "2001-01-01T00:00:00Z")
    assert stale != text
    ended = await desk.records.update(stale, record)
    assert isinstance(ended, Changed)
    assert _fields(await desk.records.read(record.ref))["tags"] == []


async def test_overwriting_sends_the_change_whatever_the_record_is_now(desk: Desk) -> None:
    record = await _made(desk)
    await desk.records.update(desk.records.update_text(record, {**ANN, "name": "theirs"}), record)
    text = desk.records.update_text(record, {**ANN, "tags": ["mine"]}, overwrite=True)
    assert await desk.records.update(text, record, overwrite=True) is None
    now = _fields(await desk.records.read(record.ref))
    assert now["tags"] == ["mine"]
    if desk.records.dialect is Dialect.V1:
        assert now["name"] == "theirs"


async def test_a_record_that_is_gone_is_not_made_anew(desk: Desk) -> None:
    record = await _made(desk)
    await desk.records.delete(record.ref)
    text = desk.records.update_text(record, {**ANN, "name": "x"}, overwrite=True)
    for overwrite in (False, True):
        with pytest.raises(QueryRefused) as caught:
            await desk.records.update(text, record, overwrite=overwrite)
        assert is_gone(caught.value)


async def test_who_refers_to_a_record_is_counted_and_named(desk: Desk) -> None:
    record = await _made(desk)
    assert (await desk.records.referrers(record.ref)).count == 0
    target: Json = [record.ref.model_id, record.ref.record_id]
    if desk.records.dialect is Dialect.V01:
        target = record.ref.record_id
    other = await _made(desk, friend=target)
    found = await desk.records.referrers(record.ref)
    assert (found.count, found.listed) == (1, (other.ref,))
    with pytest.raises(QueryRefused):
        await desk.records.delete(record.ref)


async def test_records_are_searched_page_by_page(desk: Desk) -> None:
    for number in range(33):
        await _made(desk, name=f"Zoe {number}", tags=["(a.b)*"])
    first = await desk.records.search(desk.model, "zoe")
    rest = await desk.records.search(desk.model, "zoe", 30)
    assert (len(first.records), first.is_last) == (30, False)
    assert (len(rest.records), rest.is_last) == (3, True)
    names = {_fields(record)["name"] for page in (first, rest) for record in page.records}
    assert len(names) == 33
    assert len((await desk.records.search(desk.model, "(A.b)*")).records) == 30
    assert (await desk.records.search(desk.model, "(axb)*")).records == ()


async def test_records_are_called_by_a_text_of_theirs(desk: Desk) -> None:
    refs = [(await _made(desk, name=name)).ref for name in ("Ann", "Bob")]
    assert await desk.records.labels(refs) == {refs[0].record_id: "Ann", refs[1].record_id: "Bob"}
    assert await desk.records.labels([]) == {}
    with pytest.raises(QueryRefused):
        await desk.records.labels([RecordRef(desk.model.model_id, "nobody")])


async def test_a_value_that_does_not_fit_is_not_written(desk: Desk) -> None:
    if desk.records.dialect is Dialect.V1:
        with pytest.raises(UsageError):
            desk.records.create_text(desk.model, {"name": 5})


async def test_an_unknown_model_is_an_error(desk: Desk) -> None:
    with pytest.raises(UsageError):
        desk.records.model_of("nobody")


def test_a_second_later_is_told_in_utc() -> None:
    assert just_after("2026-12-31T23:59:59Z") == "2027-01-01T00:00:00Z"
    assert just_after("2026-01-01T01:00:00+02:00") == "2025-12-31T23:00:01Z"


@pytest.mark.parametrize("body", [b"", b"{", b"[1,"])
def test_an_answer_that_is_no_json_is_an_error(body: bytes) -> None:
    with pytest.raises(NotKarmaError):
        value_of(body)


def test_an_answer_keeps_every_digit() -> None:
    assert value_of(b'{"a":[1e+06,-0,18446744073709551615,NaN]}') == {
        "a": [Number("1e+06"), Number("-0"), 2**64 - 1, Number("NaN")]
    }
    assert RecordRef("a", "b") == RecordRef("a", "b")
