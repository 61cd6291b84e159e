"""`schema` and `diff` against the real local instance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.library.known_tags import known_tags
from tests.cli.process import run
from tests.e2e.servers import stop_servers

_ARTICLES = 'all(tag("article")) |> mapList((i, a) => metarialize(a))'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module, with a profile that is the local instance under another name."""
    folder = tmp_path_factory.mktemp("home")
    run(["run", "-e", "true"], folder)
    (lease,) = (folder / "run").glob("*.lease")
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "settings.toml").write_text(
        f'[profiles.twin]\nurl = "unix:{lease.with_suffix("")}"\n'
        f'secret_file = "{folder / "data" / "local.db.secret"}"\n'
    )
    yield folder
    stop_servers(folder)


def test_a_schema_that_was_saved_is_the_one_of_the_instance(home: Path) -> None:
    assert run(["schema", "--save", "schema.json"], home).returncode == 0
    live = run(["schema", "--format", "json", "--built-in"], home)
    assert live.stdout == (home / "schema.json").read_bytes()
    assert run(["schema"], home).stdout == run(["schema", "--schema", "schema.json"], home).stdout
    assert run(["schema", "--save", "schema.json"], home).returncode == 7
    assert run(["schema", "--save", "schema.json", "--force"], home).returncode == 0


def test_tags_that_were_read_are_completed_from_then_on(home: Path) -> None:
    run(["schema", "article"], home)
    assert "article" in known_tags(home / "state", "local")
    assert run(["__complete", "schema", "artic"], home).stdout == b"article\n"


def test_a_schema_tells_a_model_by_its_name(home: Path) -> None:
    told = run(["schema", "article"], home).stdout.decode()
    assert told.startswith("article\n")
    assert "  title: string" in told
    assert run(["schema", "artcle"], home).returncode == 2


def test_what_was_saved_is_compared_with_what_is_there_now(home: Path) -> None:
    run(["run", "-e", _ARTICLES, "--out", "before.json"], home)
    same = run(["diff", "before.json", "-e", _ARTICLES], home)
    assert (same.returncode, same.stderr) == (0, b"")
    assert b"matched by id" in same.stdout
    fewer = run(["diff", "before.json", "-e", f"slice({_ARTICLES}, 0, 5)", "--summary"], home)
    assert fewer.returncode == 8
    assert b"5 same" in fewer.stdout


def test_two_instances_are_asked_the_same(home: Path) -> None:
    done = run(["diff", "-e", 'all(tag("_tag"))', "--against", "twin"], home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"- local: ")
    assert b"+ twin: " in done.stdout
    assert run(["diff", "-e", "true", "--against", "nobody"], home).returncode == 2


def test_the_secret_of_one_instance_is_never_tried_at_the_other(home: Path) -> None:
    """KARMA_TUI_SECRET is about the instance that the other words name."""
    words = ["diff", "-e", "true", "--profile", "twin", "--against", "local"]
    secret = (home / "data" / "local.db.secret").read_text().strip()
    done = run(words, home, extra={"KARMA_TUI_SECRET": secret})
    assert done.returncode == 0, done.stderr
    other = ["diff", "-e", "true", "--against", "twin"]
    assert run(other, home, extra={"KARMA_TUI_SECRET": "of somebody else"}).returncode == 0


def test_a_mistake_in_an_expression_has_its_place(home: Path) -> None:
    done = run(["diff", "-e", "true", "-e", "al(true)"], home)
    assert done.returncode == 6
    assert b"^^" in done.stderr


def test_ndjson_of_a_page_by_page_run_is_what_diff_reads(home: Path) -> None:
    run(["run", "-e", _ARTICLES, "--page-size", "7", "--out", "paged.ndjson"], home)
    lines = (home / "paged.ndjson").read_bytes().splitlines()
    assert all(json.loads(line)["value"]["title"] for line in lines)
    assert run(["diff", "paged.ndjson", "-e", _ARTICLES, "-q"], home).returncode == 0
