"""Snippets on disk: found in their places, never overwritten, and told what is wrong with them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.file_names import file_stem
from karma_tui.library.snippets import Place, Shelf, changes, places
from karma_tui.library.snippets.kept import KeptOfSnippets
from karma_tui.library.snippets.searching import matching, tags_of
from karma_tui.library.snippets.shelf import hidden
from karma_tui.library.snippets.snippet import MOST_BYTES, Snippet, read_snippet

NOON = datetime(2026, 2, 3, 12, 0, 0, tzinfo=UTC)
WITH_PARAMETER = (
    '//---\n// name = "long"\n//\n// [[parameters]]\n// name = "n"\n// type = "int32"\n//---\n\n[$n]\n'
)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf((Place("yours", tmp_path / "snippets", True),))


def save(shelf: Shelf, name: str, text: str = "1i32", folder: str = "", **more: object) -> Snippet:
    return changes.save_new(shelf.users, folder, name, text, now=NOON, **more)  # type: ignore[arg-type]


def put(shelf: Shelf, name: str, content: str | bytes) -> Path:
    path = shelf.users.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- one file


def test_no_folder_means_no_snippets(shelf: Shelf) -> None:
    assert shelf.all() == []


def test_a_saved_snippet_is_a_readable_file(shelf: Shelf) -> None:
    saved = save(shelf, "Long books!", 'all(tag("book"))\n', tags=("books",), description="All of them")
    assert saved.path.name == "long-books.kvm"
    assert saved.path.read_text() == (
        '//---\n// name = "Long books!"\n// description = "All of them"\n// tags = ["books"]\n'
        '// created = 2026-02-03T12:00:00Z\n//---\n\nall(tag("book"))\n'
    )
    assert saved.path.stat().st_mode & 0o777 == 0o600


NAMES = st.text(min_size=1, max_size=100).filter(
    lambda name: name.strip() == name and name.isprintable() and "/" not in name
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).filter(
    lambda text: text.strip() == text and text and not text.startswith("//")
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(name=NAMES, text=TEXTS)
def test_what_is_saved_comes_back(name: str, text: str, shelf: Shelf) -> None:
    saved = save(shelf, name, text)
    assert (saved.name, saved.expression, saved.created) == (name, text, NOON)
    saved.path.unlink()


@given(st.text(max_size=200))
def test_file_names_are_plain(name: str) -> None:
    stem = file_stem(name)
    assert stem.isascii()
    assert 1 <= len(stem) <= 60
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "bell\x07", "x" * 101, "a/b"])
def test_impossible_names_are_refused(name: str, shelf: Shelf) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        save(shelf, name)


@pytest.mark.parametrize("folder", ["../out", "a/../../b", ".hidden", "a\x00b", "/".join("a" * 12)])
def test_folders_that_lead_elsewhere_are_refused(folder: str, shelf: Shelf) -> None:
    with pytest.raises(ConfigError, match="folder cannot be used"):
        save(shelf, "x", folder=folder)


def test_an_empty_expression_is_refused(shelf: Shelf) -> None:
    with pytest.raises(ConfigError, match="empty"):
        save(shelf, "nothing", " \n")


def test_a_plain_file_is_a_snippet_named_like_it(shelf: Shelf) -> None:
    put(shelf, "by-hand.kvm", "// what it does\nzero()\n")
    found = shelf.get("by-hand")
    assert (found.name, found.expression, found.problems) == ("by-hand", "// what it does\nzero()", ())


def test_the_header_of_earlier_versions_is_read_and_left_until_it_is_saved(shelf: Shelf) -> None:
    old = "// name: long books\n// created: 2026-02-03T12:00:00+00:00\n\n1i32\n"
    path = put(shelf, "old.kvm", old)
    found = shelf.get("long books")
    assert (found.created, found.expression) == (NOON, "1i32")
    assert path.read_text() == old
    assert changes.upgraded(old) == (
        '//---\n// name = "long books"\n// created = 2026-02-03T12:00:00Z\n//---\n\n1i32\n'
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"// created: soon\n\n1i32", "no date"),
        (b"// name: nothing\n", "no expression"),
        (b"", "no expression"),
        (b'//---\n// name = "\n//---\n1i32', "line 2, column"),
        (b"//---\n// name = 'x'\n1i32", "no end"),
        (b"x" * (MOST_BYTES + 1), "too large"),
    ],
)
def test_a_broken_file_is_listed_with_its_error_and_kept(content: bytes, said: str, shelf: Shelf) -> None:
    save(shelf, "good")
    path = put(shelf, "bad.kvm", content)
    found = {it.path.name: it for it in shelf.all()}
    broken = found["bad.kvm"]
    assert broken.is_broken
    assert broken.error is not None
    assert said in str(broken.error)
    assert str(path) in broken.error.detail
    assert not found["good.kvm"].is_broken
    assert path.read_bytes() == content
    with pytest.raises(ConfigError):
        shelf.get("bad")


def test_parameters_that_do_not_match_the_expression_are_told_with_their_places(shelf: Shelf) -> None:
    put(shelf, "a.kvm", WITH_PARAMETER.replace("$n", "$m"))
    (found,) = shelf.all()
    said = [str(problem) for problem in found.problems]
    assert "parameter $m is not declared" in said[0]
    assert "line 9, column 2" in said[0]
    assert "parameter n is never used" in said[1]
    assert "line 5" in said[1]


def test_a_file_that_is_no_file_is_not_read(shelf: Shelf) -> None:
    shelf.users.folder.mkdir()
    os.mkfifo(shelf.users.folder / "pipe.kvm")
    (shelf.users.folder / "gone.kvm").symlink_to("nowhere")
    assert [it.is_broken for it in shelf.all()] == [True, True]


# --- places


def test_folders_are_listed_once_however_links_go(shelf: Shelf) -> None:
    save(shelf, "inner", folder="reports/monthly")
    (shelf.users.folder / "reports" / "loop").symlink_to(shelf.users.folder)
    (shelf.users.folder / ".git").mkdir()
    put(shelf, ".git/hidden.kvm", "1i32")
    assert [it.full_name for it in shelf.all()] == ["reports/monthly/inner"]
    assert shelf.folders(shelf.users) == ["reports", "reports/monthly"]


def test_a_project_is_found_up_to_the_repositorys_root_and_no_further(tmp_path: Path) -> None:
    home = tmp_path / "home"
    repository = home / "work" / "shop"
    inner = repository / "src" / "deep"
    inner.mkdir(parents=True)
    (repository / ".git").mkdir()
    for folder in (tmp_path, home, home / "work", repository, repository / "src"):
        (folder / ".karma").mkdir()
    users = tmp_path / "snippets"
    found = places(users, inner, home)
    assert [place.folder for place in found] == [
        repository / "src" / ".karma",
        repository / ".karma",
        users,
    ]
    assert [place.is_users for place in found] == [False, False, True]


def test_without_a_repository_the_search_ends_below_the_home_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    inner = home / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (tmp_path, home, home / "a"):
        (folder / ".karma").mkdir()
    assert [it.folder for it in places(tmp_path / "s", inner, home)] == [
        home / "a" / ".karma",
        tmp_path / "s",
    ]
    outside = tmp_path / "x" / "y"
    outside.mkdir(parents=True)
    (tmp_path / "x" / ".karma").mkdir()
    assert [it.folder for it in places(tmp_path / "s", outside, home)] == [tmp_path / "s"]


def test_the_nearer_one_of_equal_names_is_meant_and_both_are_listed(tmp_path: Path) -> None:
    near, far = Place("shop", tmp_path / "p", False), Place("yours", tmp_path / "u", True)
    shelf = Shelf((near, far))
    for place, text in ((near, "1i32"), (far, "2i32")):
        changes.save_new(place, "", "one", text)
    assert shelf.get("one").expression == "1i32"
    entries = shelf.all()
    assert len(entries) == 2
    assert hidden(entries) == {entries[1].path}


def test_names_that_differ_in_case_or_spelling_only_are_told_apart(shelf: Shelf) -> None:
    put(shelf, "a.kvm", '//---\n// name = "Caf\u00e9"\n//---\n1i32')
    put(shelf, "b.kvm", '//---\n// name = "cafe\u0301"\n//---\n2i32')
    assert shelf.get("Caf\u00e9").expression == "1i32"
    assert shelf.get("cafe\u0301").expression == "2i32"
    with pytest.raises(ConfigError, match="Several"):
        shelf.get("CAFE\u0301")
    assert shelf.get("b.kvm").expression == "2i32"


def test_a_missing_snippet_is_named_with_one_like_it(shelf: Shelf) -> None:
    save(shelf, "long books")
    with pytest.raises(ConfigError, match="'long boks'") as caught:
        shelf.get("long boks")
    assert "long books" in caught.value.hint


def test_a_projects_links_do_not_lead_out_of_it(tmp_path: Path) -> None:
    place = Place("shop", tmp_path / "shop" / ".karma", False)
    place.folder.mkdir(parents=True)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "mine.kvm").write_text("1i32")
    (place.folder / "taken.kvm").symlink_to(tmp_path / "private" / "mine.kvm")
    (place.folder / "all").symlink_to(tmp_path / "private")
    (tmp_path / "shop" / "queries.kvm").write_text("2i32")
    (place.folder / "near.kvm").symlink_to(tmp_path / "shop" / "queries.kvm")
    found = {it.full_name: it for it in Shelf((place, Place("yours", tmp_path / "s", True))).all()}
    assert set(found) == {"taken", "near"}
    assert found["taken"].is_broken
    assert found["taken"].text == ""
    assert found["near"].expression == "2i32"


# --- changes


def test_names_that_share_a_file_name_get_files_of_their_own(shelf: Shelf) -> None:
    save(shelf, "a b", "1i32")
    save(shelf, "a-b", "2i32")
    assert sorted(entry.path.name for entry in shelf.all()) == ["a-b-2.kvm", "a-b.kvm"]
    assert shelf.get("a-b").expression == "2i32"


def test_renaming_renames_the_file_and_keeps_the_rest(shelf: Shelf) -> None:
    path = put(shelf, "x.kvm", '//---\n// # mine\n// name = "x"\n// future = 1\n//---\n\n[1i32]  // here\n')
    put(shelf, "new.kvm", "2i32")
    made = changes.rename(read_snippet(shelf.users, path), "new")
    assert made.path.name == "new-2.kvm"
    assert not path.exists()
    assert (
        made.path.read_text()
        == '//---\n// # mine\n// name = "new"\n// future = 1\n//---\n\n[1i32]  // here\n'
    )
    assert (shelf.users.folder / "new.kvm").read_text() == "2i32"


def test_a_file_without_a_header_is_only_renamed(shelf: Shelf) -> None:
    path = put(shelf, "x.kvm", "1i32\n")
    made = changes.rename(read_snippet(shelf.users, path), "better")
    assert (made.path.name, made.path.read_text()) == ("better.kvm", "1i32\n")


def test_what_somebody_else_changed_meanwhile_is_left_alone(shelf: Shelf) -> None:
    snippet = save(shelf, "mine")
    snippet.path.write_text("their work, which is longer")
    for change in (
        lambda: changes.rename(snippet, "other"),
        lambda: changes.delete(snippet, shelf.users.folder / "trash"),
        lambda: changes.move(snippet, shelf.users, "sub"),
        lambda: changes.replace(snippet, "2i32"),
    ):
        with pytest.raises(StorageError, match="changed by another"):
            change()
    assert snippet.path.read_text() == "their work, which is longer"


def test_a_duplicate_has_a_name_of_its_own(shelf: Shelf) -> None:
    snippet = save(shelf, "one")
    assert changes.duplicate(snippet, shelf.all()).name == "one copy"
    assert changes.duplicate(snippet, shelf.all()).name == "one copy 2"


def test_moving_and_sharing_never_overwrite(shelf: Shelf, tmp_path: Path) -> None:
    save(shelf, "one", "1i32", folder="there")
    other = save(shelf, "one", "2i32")
    made = changes.move(other, shelf.users, "there")
    assert made.path.name == "one-2.kvm"
    target = tmp_path / "shared.kvm"
    changes.share(made, target)
    with pytest.raises(StorageError, match="already"):
        changes.share(made, target)
    assert target.read_text() == made.text


def test_what_is_deleted_can_be_brought_back(shelf: Shelf, tmp_path: Path) -> None:
    snippet = save(shelf, "precious")
    gone = changes.delete(snippet, tmp_path / "trash")
    assert shelf.all() == []
    assert gone.kept.stat().st_mode & 0o777 == 0o600
    assert changes.restore(gone).text == snippet.text
    assert list((tmp_path / "trash").iterdir()) == []


def test_a_file_is_taken_in_unless_it_is_broken(shelf: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "theirs.kvm"
    outside.write_text(WITH_PARAMETER)
    assert changes.take_in(outside, shelf.users, "").name == "long"
    outside.write_text("//---\n// name = 5\n1i32")
    with pytest.raises(ConfigError):
        changes.take_in(outside, shelf.users, "")


def test_replacing_keeps_the_header_with_its_parameters(shelf: Shelf) -> None:
    path = put(shelf, "long.kvm", WITH_PARAMETER)
    made = changes.replace(read_snippet(shelf.users, path), "[$n, $n]")
    assert [it.name for it in made.parameters] == ["n"]
    assert made.expression == "[$n, $n]"


# --- finding


def test_search_finds_all_words_names_first(shelf: Shelf) -> None:
    save(shelf, "authors", 'all(tag("person"))', tags=("people",))
    save(shelf, "people of a town", 'filterList(all(tag("person")), (i, p) => true)')
    save(shelf, "persons", "1i32")

    def names(words: str) -> list[str]:
        return [it.name for it in matching(shelf.all(), words)]

    assert names("PERSON") == ["persons", "authors", "people of a town"]
    assert names("filter person") == ["people of a town"]
    assert names("#people") == ["authors"]
    assert names("ppl") == ["people of a town"]
    assert len(names("")) == 3
    assert tags_of(shelf.all()) == [("people", 1)]


def test_what_is_pinned_comes_first(shelf: Shelf, tmp_path: Path) -> None:
    save(shelf, "a")
    b = save(shelf, "b")
    kept = KeptOfSnippets(tmp_path)
    kept.pin(b.path, True)
    assert [it.name for it in matching(shelf.all(), "", kept.pins())] == ["b", "a"]
    moved = changes.rename(b, "c")
    kept.moved(b.path, moved.path)
    assert kept.pins() == {str(moved.path)}
    kept.pin(moved.path, False)
    assert kept.pins() == set()


def test_values_are_remembered_for_a_snippet_and_a_profile(tmp_path: Path) -> None:
    KeptOfSnippets(tmp_path).keep_values("/x.kvm", "production", {"n": "5"})
    kept = KeptOfSnippets(tmp_path)
    assert kept.values("/x.kvm", "production") == {"n": "5"}
    assert kept.values("/x.kvm", "local") == {}
    file = tmp_path / "snippets.json"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("[")
    assert kept.values("/x.kvm", "production") == {}


def test_windows_that_pin_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    def pin(number: int) -> None:
        KeptOfSnippets(tmp_path).pin(Path(f"/{number}.kvm"), True)

    with ThreadPoolExecutor(8) as windows:
        list(windows.map(pin, range(40)))
    assert len(KeptOfSnippets(tmp_path).pins()) == 40
