"""Looking around on the real local instance, in both dialects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from karma_tui.errors import NotKarmaError
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.results.document import Document
from karma_tui.results.envelope import Ref, envelope_around, envelope_of, ref_of, value_at
from karma_tui.schema.catalogue import Catalogue
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.places import target_at
from karma_tui.workbench.browse import count_of, count_text, page_of, page_text, record_text, referrers_text
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on, place_in


@pytest.fixture(scope="module", params=list(Dialect))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return Dialect(request.param)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, dialect: Dialect) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("browse")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(folder)


@pytest.fixture(scope="module")
def starter(dialect: Dialect) -> Iterator[Starter]:
    starter = Starter("--dialect", dialect.value)
    yield starter
    starter.close()


@pytest.fixture
async def bench(place: Place, starter: Starter) -> AsyncIterator[Workbench]:
    async with bench_on(place, starter) as bench:
        await bench.start()
        yield bench


async def body_of(bench: Workbench, text: str) -> bytes:
    run = await bench.run(text)
    assert run.error is None, run.error
    assert not run.writes
    return run.body


async def model_of(bench: Workbench, tag: str) -> TaggedModel:
    return next(model for model in await bench.instance_catalogue() if model.tag == tag)


async def test_pages_are_the_whole_model_in_the_servers_order(bench: Workbench, dialect: Dialect) -> None:
    model = await model_of(bench, "_tag")
    pages = [
        page_of(await body_of(bench, page_text(dialect, model.model_id, start, 4))) for start in (0, 4, 8)
    ]
    assert [len(page.records) for page in pages] == [4, 2, 0]
    found = [envelope_of(page.records.value(at)) for page in pages for at in range(len(page.records))]
    whole = Document.from_bytes(await body_of(bench, 'all(tag("_tag"))'))
    assert [bytes(it.value) for it in found if it is not None] == [bytes(it) for it in whole.iter_bytes()]
    assert {it.ref.model_id for it in found if it is not None} == {model.model_id}
    assert all(it is not None and it.created.endswith("Z") and it.updated for it in found)


async def test_a_model_is_counted(bench: Workbench, dialect: Dialect) -> None:
    model = await model_of(bench, "_tag")
    assert count_of(await body_of(bench, count_text(dialect, model.model_id))) == 6


async def test_a_ref_of_a_page_is_followed_and_leads_back_by_its_referrers(
    bench: Workbench, dialect: Dialect
) -> None:
    models = {model.tag: model for model in await bench.instance_catalogue()}
    users = Document.from_bytes(await body_of(bench, page_text(dialect, models["_user"].model_id, 0, 10)))
    value = value_at(users, (0, "value", "roles", 0))
    assert value is not None
    target = target_at(models["_user"].model, ("roles", 0))
    role = ref_of(value, target)
    assert role == Ref(models["_role"].model_id, role.record_id if role else "")
    record = envelope_of(await body_of(bench, record_text(dialect, role)))
    assert record is not None
    assert record.ref == role

    inside = envelope_around(users, (0, "value", "roles", 0))
    assert inside is not None
    user, path = inside
    assert path == (0,)
    found = Document.from_bytes(await body_of(bench, referrers_text(dialect, role, [models["_user"]])))
    assert [envelope_of(it) for it in found.iter_bytes()] == [user]


async def test_referrers_of_several_models_come_by_name(bench: Workbench, dialect: Dialect) -> None:
    models = {model.tag: model for model in await bench.instance_catalogue()}
    pages = Document.from_bytes(await body_of(bench, page_text(dialect, models["_model"].model_id, 0, 10)))
    records = [envelope_of(it) for it in pages.iter_bytes()]
    user = next(it for it in records if it is not None and it.ref.record_id == models["_user"].model_id)
    text = referrers_text(dialect, user.ref, [models["_tag"], models["_migration"]])
    found = Document.from_bytes(await body_of(bench, text))
    assert bytes(value_at(found, ("_migration",)) or b"") == b"[]"
    assert bytes(value_at(found, ("_tag", 0, "value", "tag")) or b"") == b'"_user"'


@pytest.mark.parametrize("answer", [b"", b"{}", b"3", b"<html>", b"null"])
def test_an_answer_that_is_no_page_is_told(answer: bytes) -> None:
    with pytest.raises(NotKarmaError):
        page_of(answer)


@pytest.mark.parametrize("answer", [b"", b"-1", b"[]", b"1.5", b"9" * 20])
def test_an_answer_that_is_no_count_is_told(answer: bytes) -> None:
    with pytest.raises(NotKarmaError):
        count_of(answer)


def test_where_a_ref_of_a_value_leads_is_read_from_the_model() -> None:
    blocks: Json = {"list": {"union": {"text": {"string": {}}, "image": {"ref": "IMG"}}}}
    thread: Json = {
        "recursion": {
            "label": "t",
            "model": {"struct": {"by": {"ref": ["M", "USR"]}, "all": {"map": {"recurse": "t"}}}},
        }
    }
    model: Json = {"struct": {"blocks": {"optional": blocks}, "thread": thread, "title": {"string": {}}}}
    assert target_at(model, ("blocks", 3, "image")) == "IMG"
    assert target_at(model, ("thread", "all", "x", "all", "y", "by")) == "USR"
    assert (
        target_at(model, ("title",)) == target_at(model, ("blocks", 0, "text")) == target_at(model, ()) == ""
    )
    assert target_at(model, ("no", "such")) == target_at(None, ("a",)) == ""


def test_only_records_with_metadata_are_taken_for_such() -> None:
    assert envelope_of(b'{"id":["m","r"],"value":1}') is not None
    assert envelope_of(b'{"id":"r","model":"m","created":"c","updated":"u","value":{"id":1}}') is not None
    odd = [
        b"[]",
        b"{}",
        b'{"id":["m","r"],"value":1,"x":2}',
        b'{"id":"r","value":1}',
        b'{"id":["m","r"]',
        b"1",
    ]
    assert [envelope_of(it) for it in odd] == [None] * len(odd)
    assert Catalogue.of(()).referrers("m") == []
