"""Dumps of real servers: what their servers answered is what the local instance answers after an import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.nodes import Dialect
from karma_tui.local.dump import BadDump, export, import_dump
from karma_tui.local.store import open_store

from .asking import Imports, imported
from .lines import checksum
from .places import DUMPS, dumps, needs_dumps

pytestmark = needs_dumps

SMALL = [name for name in dumps("k*.zip") + dumps("k*.gz") if name != "none"]


def manifest(name: str) -> Any:
    return json.loads((DUMPS / "manifest.json").read_text())["files"][name]


def dialect_of(name: str) -> Dialect:
    return Dialect.V01 if "-0.1-" in name else Dialect.V1


def model_of(dump: Imports, tag: str, dialect: Dialect) -> Any:
    if dialect is Dialect.V01:
        return dump.ask_01({"get": {"tag": tag}})
    return dump.ask({"get": {"tag": {"string": tag}}})


def without_language(tag: str, dump: Imports, records: list[Any]) -> list[Any]:
    """Of an imported 0.1 database the model of expressions is that of both dialects, not the server's."""
    language = dump.ask_01({"tag": "_expression"})
    return [record for record in records if record["id"] != language] if tag == "_model" else records


@pytest.mark.parametrize("name", SMALL)
def test_every_record_has_the_checksum_of_its_servers_answer(name: str, tmp_path: Path) -> None:
    dialect, expected = dialect_of(name), manifest(name)
    with imported(DUMPS / name, tmp_path) as dump:
        assert dump.imported.what.startswith(f"{expected['records']} records")
        for tag, known in expected["tags"].items():
            records = dump.records(tag, dialect)
            assert len(records) == known["count"], tag
            if (dialect, tag) in ((Dialect.V01, "_model"), (Dialect.V01, "_expression")):
                continue  # compared with the server's own answer below
            assert checksum(records, model_of(dump, tag, dialect)) == known["sha256"], tag


@pytest.mark.parametrize("name", [name for name in SMALL if "-0.1-" in name])
def test_models_and_expressions_of_dialect_01_are_those_of_the_server(name: str, tmp_path: Path) -> None:
    answers = json.loads((DUMPS / name.replace(".data.gz", ".json")).read_text())["records"]
    with imported(DUMPS / name, tmp_path) as dump:
        for tag in ("_model", "_expression"):
            found = dump.records(tag, Dialect.V01)
            assert without_language(tag, dump, found) == without_language(tag, dump, answers[tag])


def refs_in(value: Any, known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The references in a value of dialect 1.0: pairs of ids."""
    if isinstance(value, dict):
        return {ref for item in value.values() for ref in refs_in(item, known)}
    if not isinstance(value, list):
        return set()
    if len(value) == 2 and all(isinstance(part, str) for part in value) and tuple(value) in known:
        return {(value[0], value[1])}
    return {ref for item in value for ref in refs_in(item, known)}


@pytest.mark.parametrize("name", [name for name in SMALL if name.startswith("karma-1.0")])
def test_references_can_be_followed_both_ways(name: str, tmp_path: Path) -> None:
    answers = json.loads((DUMPS / name.replace(".zip", ".json")).read_text())["records"]
    records = [record for of_tag in answers.values() for record in of_tag]
    known = {tuple(record["id"]) for record in records}
    edges = {(tuple(record["id"]), ref) for record in records for ref in refs_in(record["value"], known)}
    assert len(edges) >= manifest(name)["graphEdges"]
    with imported(DUMPS / name, tmp_path) as dump, dump.store.read() as view:
        assert {(key, ref) for key in known for ref in view.referred(*key)} == edges
        assert {(by, key) for key in known for by in view.referrers(*key)} == edges
        for key in known:
            asked = dump.ask({"allReferrers": {"data": {"ref": list(key)}}})
            assert {tuple(ref) for ref in asked} == {by for by, ref in edges if ref == key}


def test_unique_values_are_taken(tmp_path: Path) -> None:
    with imported(DUMPS / "karma-1.0-library.zip", tmp_path) as dump:
        taken = dump.ask({"all": {"tag": {"string": "publisher"}}})[0]
        with pytest.raises(Refused, match="unique constraint violation"):
            dump.engine.rest_create("publisher", json.dumps([taken]).encode(), dump.user)
        free = {**taken, "name": "nobody has this name"}
        dump.engine.rest_create("publisher", json.dumps([free]).encode(), dump.user)


def test_admin_is_the_dumps_own_and_may_write(tmp_path: Path) -> None:
    with imported(DUMPS / "karma-1.0-graph.zip", tmp_path) as dump:
        (admin,) = dump.records("_user", Dialect.V1)
        assert dump.engine.find_user("admin") == (admin["id"][1], "")
        assert admin["id"][1] == dump.user
        assert dump.ask({"currentUser": {}}) == admin["id"]


def test_migrations_stay_in_force(tmp_path: Path) -> None:
    with imported(DUMPS / "karma-1.0-migration.zip", tmp_path) as dump:
        before = {tag: dump.records(tag, Dialect.V1) for tag in ("v1", "v2", "v3")}
        first = before["v1"][0]["value"]
        (made,) = json.loads(dump.engine.rest_create("v1", json.dumps([first]).encode(), dump.user))
        for tag, records in before.items():
            added = [record for record in dump.records(tag, Dialect.V1) if record not in records]
            assert [record["id"][1] for record in added] == [made[1]]


def test_manual_migration_of_dialect_01_stays_in_force(tmp_path: Path) -> None:
    with imported(DUMPS / "karma-0.1-migration.data.gz", tmp_path) as dump:
        (old,) = dump.records("old", Dialect.V01)
        update = {"update": {"ref": {"newRef": {"model": old["model"], "id": old["id"]}}}}
        update["update"]["value"] = {"contextual": {**old["value"], "s": "changed"}}
        dump.ask_01(update)
        (new,) = dump.records("new", Dialect.V01)
        assert new["value"] == {"x": "changed"}


def test_dump_of_dialect_01_is_readable_in_dialect_1(tmp_path: Path) -> None:
    with imported(DUMPS / "karma-0.1-library.data.gz", tmp_path) as dump:
        old = dump.records("author", Dialect.V01)
        new = dump.records("author", Dialect.V1)
        assert [record["id"][1] for record in new] == [record["id"] for record in old]
        assert [record["value"]["name"] for record in new] == [record["value"]["name"] for record in old]


def test_imported_data_survives_our_own_dump(tmp_path: Path) -> None:
    with imported(DUMPS / "kitchen-1.0.zip", tmp_path) as dump:
        before = dump.records("opts", Dialect.V1)
        again = tmp_path / "again"
        again.write_bytes(b"".join(export(dump.store, Dialect.V1)))
        import_dump(dump.store, again)
        assert Imports(dump.store, dump.imported).records("opts", Dialect.V1) == before


BAD = {
    "bad-1-truncated.zip": "cut short",
    "bad-1b-truncated.data.gz": "88473 bytes of 147456",
    "bad-1c-truncated-gzip.data.gz": "cut short",
    "bad-2-page-id.data.gz": "Page 32 calls itself 33",
    "bad-2b-cycle.data.gz": "Page 32 is used twice",
    "bad-3-huge-length.data.gz": "needs 2147483647 bytes and has 5",
}


@pytest.mark.parametrize("name", dumps("bad-*"))
def test_damaged_dump_says_what_is_wrong_and_changes_nothing(name: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "data.db")
    with store.write() as work:
        work.set_setting("kept", "yes")
    with pytest.raises(BadDump, match=BAD.get(name, ".")):
        import_dump(store, DUMPS / name)
    with store.read() as view:
        assert view.setting("kept") == "yes"
        assert view.setting("meta") is None
    store.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data.db", "data.db.lock"]


def test_big_dump_is_imported_whole(tmp_path: Path) -> None:
    expected = manifest("big-1.0.zip")
    with imported(DUMPS / "big-1.0.zip", tmp_path) as dump:
        assert dump.imported.what.startswith("20025 records")
        with dump.store.read() as view:
            for tag, known in expected["tags"].items():
                model = view.setting(f"tag/{tag}")
                assert model is not None and view.count(model) == known["count"]
        for tag in ("book", "tree"):
            records = dump.records(tag, Dialect.V1)
            assert checksum(records, model_of(dump, tag, Dialect.V1)) == expected["tags"][tag]["sha256"]
