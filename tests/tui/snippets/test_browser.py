"""The list of snippets: found, opened, run, and changed without losing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from karma_tui.library.snippets import Place, Shelf, changes
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.tui.snippets.browser import SnippetBrowser
from karma_tui.tui.snippets.save_screen import SaveSnippetScreen
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, shows, toasts, type_text


@pytest.fixture
def shelf(files: UserFiles) -> Shelf:
    return Shelf((Place("yours", files.snippets, True),))


def save(shelf: Shelf, name: str, text: str, folder: str = "", tags: tuple[str, ...] = ()) -> Snippet:
    return changes.save_new(shelf.users, folder, name, text, tags=tags)


async def test_a_buffer_is_saved_under_a_name_and_is_its_file_from_then_on(
    open_app: OpenApp, shelf: Shelf
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "ctrl+s")
        fill(pilot, "my books")
        await press(pilot, "enter")
        saved = shelf.get("my books")
        assert saved.expression == 'all(tag("book"))'
        assert buffer_texts(pilot) == [("my-books.kvm", saved.text)]
        assert "Saved my books" in toasts(pilot)
        await type_text(pilot, " |> first()")
        await press(pilot, "ctrl+s")
        assert shelf.get("my books").expression == 'all(tag("book")) |> first()'


async def test_saving_asks_before_it_undoes_what_another_program_wrote(
    open_app: OpenApp, shelf: Shelf
) -> None:
    snippet = save(shelf, "shared", "1i32")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "enter")
        snippet.path.write_text("2i32 // theirs, and longer than it was")
        await type_text(pilot, " // mine")
        await press(pilot, "ctrl+s")
        assert "changed by another program" in screen_text(pilot)
        await press(pilot, "escape")
        assert "theirs" in snippet.path.read_text()


async def test_an_old_header_is_brought_up_to_date_when_it_is_saved(
    open_app: OpenApp, files: UserFiles, shelf: Shelf
) -> None:
    files.snippets.mkdir()
    path = files.snippets / "old.kvm"
    path.write_text("// name: old one\n// created: 2026-02-03T04:05:06+00:00\n\n1i32\n")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "enter")
        assert path.read_text().startswith("// name:")
        await press(pilot, "ctrl+s")
    assert path.read_text().startswith('//---\n// name = "old one"\n')
    assert shelf.get("old one").expression == "1i32"


async def test_a_taken_name_is_replaced_only_when_confirmed(open_app: OpenApp, shelf: Shelf) -> None:
    save(shelf, "books", "old()")
    async with open_app() as (app, pilot):
        await type_text(pilot, "new()")
        await press(pilot, "ctrl+s")
        fill(pilot, "books")
        await press(pilot, "enter")
        assert shows(app, SaveSnippetScreen)
        assert "exists already" in screen_text(pilot)
        assert shelf.get("books").expression == "old()"
        await press(pilot, "enter")
        assert shelf.get("books").expression == "new()"


async def test_an_impossible_name_is_told_and_can_be_corrected(open_app: OpenApp, shelf: Shelf) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "new()")
        await press(pilot, "ctrl+s")
        await press(pilot, "enter")
        assert "cannot be used" in screen_text(pilot)
        fill(pilot, "fine")
        await press(pilot, "enter")
        assert shelf.get("fine").expression == "new()"


async def test_an_empty_buffer_is_not_saved(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "ctrl+s")
        assert not shows(app, SaveSnippetScreen)
        assert "nothing to save" in toasts(pilot)


async def test_a_snippet_is_found_and_opened_in_a_buffer_of_its_own(open_app: OpenApp, shelf: Shelf) -> None:
    save(shelf, "books", 'all(tag("book"))')
    people = save(shelf, "people", 'all(tag("person"))')
    async with open_app() as (_, pilot):
        await type_text(pilot, "mine()")
        await press(pilot, "f3")
        await press(pilot, *"person")
        assert "people" in screen_text(pilot)
        assert "books" not in screen_text(pilot)
        await press(pilot, "enter")
        assert buffer_texts(pilot) == [("query 1", "mine()"), ("people.kvm", people.text)]


async def test_a_snippet_is_run_from_the_list(open_app: OpenApp, shelf: Shelf, opener: FakeOpener) -> None:
    save(shelf, "a", "first()")
    b = save(shelf, "b", "second()")
    async with open_app() as (_, pilot):
        await press(pilot, "f3")
        await press(pilot, "down", "f5")
    assert opener.bench.ran == [(b.text, 0)]


async def test_deleting_asks_first_and_can_be_undone(open_app: OpenApp, shelf: Shelf) -> None:
    save(shelf, "precious", "first()")
    async with open_app() as (app, pilot):
        await press(pilot, "f3")
        await press(pilot, "delete")
        assert "Delete the snippet precious?" in screen_text(pilot)
        await press(pilot, "escape")
        assert shows(app, SnippetBrowser)
        assert len(shelf.all()) == 1
        await press(pilot, "delete", "tab", "enter")
        assert shelf.all() == []
        assert "No snippets yet" in screen_text(pilot)
        await press(pilot, "alt+z")
        assert [it.name for it in shelf.all()] == ["precious"]
        assert "first()" in screen_text(pilot)


async def test_a_broken_file_is_shown_with_its_error_and_kept(open_app: OpenApp, files: UserFiles) -> None:
    files.snippets.mkdir()
    broken = files.snippets / "bad.kvm"
    broken.write_bytes(b"\xff\xfe")
    async with open_app() as (app, pilot):
        await press(pilot, "f3")
        assert "bad.kvm" in screen_text(pilot)
        assert "not UTF-8" in screen_text(pilot)
        await press(pilot, "enter", "delete", "alt+n", "alt+d", "alt+m")
        assert shows(app, SnippetBrowser)
    assert broken.read_bytes() == b"\xff\xfe"


async def test_a_broken_header_can_be_mended_in_the_editor(open_app: OpenApp, files: UserFiles) -> None:
    files.snippets.mkdir()
    (files.snippets / "bad.kvm").write_text('//---\n// name = "\n//---\n1i32\n')
    async with open_app() as (_, pilot):
        await press(pilot, "f3")
        assert "not valid TOML" in screen_text(pilot)
        await press(pilot, "f5")
        assert "line 2" in screen_text(pilot)
        await press(pilot, "enter")
        assert buffer_texts(pilot) == [("query 1", ""), ("bad.kvm", '//---\n// name = "\n//---\n1i32\n')]


async def test_a_snippets_text_is_never_markup(open_app: OpenApp, shelf: Shelf) -> None:
    save(shelf, "[b]name[-b]", "[/x] text", tags=("[i]",))
    async with open_app() as (_, pilot):
        await press(pilot, "f3")
        assert "[b]name[-b]" in screen_text(pilot)
        assert "#[i]" in screen_text(pilot)
        assert "[/x] text" in screen_text(pilot)


async def test_renaming_moving_and_pinning(open_app: OpenApp, shelf: Shelf) -> None:
    save(shelf, "a", "1i32")
    save(shelf, "b", "2i32")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "down", "alt+n")
        fill(pilot, "a")
        await press(pilot, "enter")
        assert "exists already" in screen_text(pilot)
        fill(pilot, "better")
        await press(pilot, "enter")
        assert [it.path.name for it in shelf.all()] == ["a.kvm", "better.kvm"]
        await press(pilot, "alt+p")
        lines = screen_text(pilot).splitlines()
        order = [name for line in lines for name in ("pinned", "better", "  a  ") if name in line]
        assert order[:3] == ["pinned", "better", "  a  "]
        await press(pilot, "alt+m")
        fill(pilot, "reports/monthly")
        await press(pilot, "enter")
        assert shelf.get("reports/monthly/better").expression == "2i32"
        assert "★" in screen_text(pilot)
        await press(pilot, "alt+d")
        assert len(shelf.all()) == 3


async def test_sharing_and_taking_in(open_app: OpenApp, shelf: Shelf, tmp_path: Path) -> None:
    save(shelf, "a", "1i32")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "alt+s")
        fill(pilot, str(tmp_path / "out.kvm"))
        await press(pilot, "enter")
        assert (tmp_path / "out.kvm").read_text() == shelf.get("a").text
        (tmp_path / "theirs.kvm").write_text("3i32\n")
        await press(pilot, "alt+i")
        fill(pilot, str(tmp_path / "theirs.kvm"))
        await press(pilot, "enter")
        assert shelf.get("theirs").expression == "3i32"


async def test_snippets_of_the_project_stand_before_ones_own(
    open_app: OpenApp, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "shop"
    (project / ".git").mkdir(parents=True)
    monkeypatch.chdir(project)
    changes.save_new(Place("shop", project / ".karma", False), "deep", "theirs", "1i32", tags=("x",))
    save(shelf, "mine", "2i32")
    async with open_app(size=(120, 30)) as (_, pilot):
        await press(pilot, "f3")
        shown = screen_text(pilot)
        assert shown.index("project shop / deep") < shown.index("theirs") < shown.index("mine")
        await press(pilot, "alt+t", "enter")
        assert "#x" in screen_text(pilot)
        assert "mine" not in screen_text(pilot)


async def test_an_open_buffer_goes_with_its_file(open_app: OpenApp, shelf: Shelf) -> None:
    old = save(shelf, "a", "1i32")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "enter", "f3", "alt+n")
        fill(pilot, "better")
        await press(pilot, "enter", "escape")
        made = shelf.get("better")
        assert buffer_texts(pilot)[-1] == ("better.kvm", made.text)
        await type_text(pilot, "// more\n")
        await press(pilot, "f3", "alt+n")
        fill(pilot, "best")
        await press(pilot, "enter", "escape", "ctrl+s")
    assert [it.path.name for it in shelf.all()] == ["best.kvm"]
    assert "// more" in shelf.get("best").text
    assert not old.path.exists()
