from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.errors import ConfigError
from karma_tui.library.snippets.old import BrokenSnippet, Snippet, SnippetFolder, file_stem

NOON = datetime(2026, 2, 3, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> SnippetFolder:
    return SnippetFolder(tmp_path / "snippets")


def test_no_folder_means_no_snippets(folder: SnippetFolder) -> None:
    assert folder.all() == []


def test_a_saved_snippet_is_a_readable_file(folder: SnippetFolder, tmp_path: Path) -> None:
    folder.save("Long books!", 'all(tag("book"))\n', now=NOON)
    file = tmp_path / "snippets" / "long-books.kvm"
    assert file.read_text() == (
        '// name: Long books!\n// created: 2026-02-03T12:00:00+00:00\n\nall(tag("book"))\n'
    )
    assert file.stat().st_mode & 0o777 == 0o600


NAMES = st.text(min_size=1, max_size=100).filter(lambda name: name.strip() == name and name.isprintable())
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).filter(
    lambda text: text.strip() == text and text and not text.startswith("//")
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, text=TEXTS)
def test_what_is_saved_comes_back(name: str, text: str, folder: SnippetFolder) -> None:
    folder.save(name, text, replace=True, now=NOON)
    found = folder.get(name)
    assert (found.name, found.text, found.created) == (name, text, NOON)


@given(st.text(max_size=200))
def test_file_names_are_plain(name: str) -> None:
    stem = file_stem(name)
    assert stem.isascii()
    assert 1 <= len(stem) <= 60
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_names_that_share_a_file_name_get_files_of_their_own(folder: SnippetFolder) -> None:
    folder.save("a b", "1i32")
    folder.save("a/b", "2i32")
    assert [entry.path.name for entry in folder.all()] == ["a-b.kvm", "a-b-2.kvm"]
    assert folder.get("a/b").text == "2i32"


def test_a_taken_name_is_refused_unless_replaced(folder: SnippetFolder) -> None:
    folder.save("one", "1i32", now=NOON)
    with pytest.raises(ConfigError, match="exists already"):
        folder.save("one", "2i32")
    replaced = folder.save("one", "2i32", replace=True)
    assert replaced.created == NOON
    assert [entry.name for entry in folder.all()] == ["one"]
    assert folder.get("one").text == "2i32"


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "bell\x07", "x" * 101])
def test_impossible_names_are_refused(name: str, folder: SnippetFolder) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        folder.save(name, "1i32")


def test_an_empty_expression_is_refused(folder: SnippetFolder) -> None:
    with pytest.raises(ConfigError, match="empty"):
        folder.save("nothing", " \n")


def test_a_plain_file_is_a_snippet_named_like_it(folder: SnippetFolder, tmp_path: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "by-hand.kvm").write_text("// what it does\nzero()\n")
    assert folder.get("by-hand") == Snippet(
        "by-hand", "// what it does\nzero()", None, tmp_path / "snippets" / "by-hand.kvm"
    )


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"// created: soon\n\n1i32", b"// name: nothing\n", b""]
)
def test_a_broken_file_is_listed_with_its_error_and_kept(
    content: bytes, folder: SnippetFolder, tmp_path: Path
) -> None:
    folder.save("good", "1i32")
    file = tmp_path / "snippets" / "bad.kvm"
    file.write_bytes(content)
    broken, good = folder.all()
    assert isinstance(broken, BrokenSnippet)
    assert str(file) in broken.error.detail
    assert good.name == "good"
    assert file.read_bytes() == content
    with pytest.raises(ConfigError):
        folder.get("bad")


def test_search_finds_all_words_in_name_or_text_names_first(folder: SnippetFolder) -> None:
    folder.save("authors", 'all(tag("person"))')
    folder.save("people of a town", 'filterList(all(tag("person")), (i, p) => true)')
    folder.save("persons", "1i32")
    assert [entry.name for entry in folder.search("PERSON")] == ["persons", "authors", "people of a town"]
    assert [entry.name for entry in folder.search("filter person")] == ["people of a town"]
    assert len(folder.search("")) == 3


def test_delete_removes_the_file(folder: SnippetFolder) -> None:
    folder.delete(folder.save("gone", "1i32"))
    assert folder.all() == []


def test_a_missing_snippet_is_named(folder: SnippetFolder) -> None:
    with pytest.raises(ConfigError, match="'nope'"):
        folder.get("nope")
