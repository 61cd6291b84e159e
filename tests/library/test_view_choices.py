from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import StorageError
from karma_tui.library.view_choices import MOST_QUERIES, ViewChoices

QUERY = 'all(tag("secret project"))'


def loaded(path: Path) -> ViewChoices:
    choices = ViewChoices(path)
    choices.load()
    return choices


def test_choices_are_kept_for_each_query_and_view(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    choices = loaded(path)
    assert choices.of(QUERY, "table") == {}
    choices.keep(QUERY, "table", {"frozen": 1})
    choices.keep(QUERY, "chart", {"field": ["rank"]})
    choices.keep("other()", "table", {"frozen": 2})
    choices.save()
    again = loaded(path)
    assert again.of(QUERY, "table") == {"frozen": 1}
    assert again.of(QUERY, "chart") == {"field": ["rank"]}
    assert again.of("other()", "table") == {"frozen": 2}


def test_the_layout_of_a_query_does_not_matter(tmp_path: Path) -> None:
    choices = loaded(tmp_path / "views.json")
    choices.keep("all(\n  tag(1))", "table", {"frozen": 1})
    assert choices.of(" all( tag(1)) ", "table") == {"frozen": 1}


def test_the_file_is_private_and_does_not_name_the_query(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    choices = loaded(path)
    choices.keep(QUERY, "table", {"frozen": 1})
    choices.save()
    assert "secret" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [it.name for it in tmp_path.iterdir()] == ["views.json"]


def test_windows_do_not_forget_what_others_kept(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    one, other = loaded(path), loaded(path)
    one.keep("a", "table", {"frozen": 1})
    one.save()
    other.keep("b", "table", {"frozen": 2})
    other.save()
    assert loaded(path).of("a", "table") == {"frozen": 1}
    assert loaded(path).of("b", "table") == {"frozen": 2}


def test_the_oldest_queries_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "views.json"
    choices = loaded(path)
    choices.keep("first", "table", {"frozen": 1})
    for number in range(MOST_QUERIES):
        choices.keep(f"q{number}", "table", {"frozen": 1})
    choices.save()
    again = loaded(path)
    assert again.of("first", "table") == {}
    assert again.of(f"q{MOST_QUERIES - 1}", "table") == {"frozen": 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        "null",
        '{"version": 9, "queries": {}}',
        '{"version": 1, "queries": []}',
        '{"version": 1, "queries": {"a": 1, "b": {"table": 2}}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, text: str) -> None:
    path = tmp_path / "views.json"
    path.write_text(text)
    choices = loaded(path)
    assert choices.of(QUERY, "table") == {}
    choices.keep(QUERY, "table", {"frozen": 3})
    choices.save()
    assert loaded(path).of(QUERY, "table") == {"frozen": 3}


def test_what_could_not_be_written_is_written_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    choices = ViewChoices(folder / "views.json")
    choices.keep(QUERY, "table", {"frozen": 1})
    with pytest.raises(StorageError):
        choices.save()
    folder.mkdir()
    choices.save()
    assert loaded(folder / "views.json").of(QUERY, "table") == {"frozen": 1}


@given(st.text(), st.text())
def test_only_queries_that_say_the_same_share_choices(one: str, other: str) -> None:
    choices = ViewChoices(Path("views.json"))
    choices.keep(one, "table", {"frozen": 1})
    assert bool(choices.of(other, "table")) == (one.split() == other.split())
