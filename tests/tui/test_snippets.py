from __future__ import annotations

from karma_tui.library.snippets.old import SnippetFolder
from karma_tui.tui.screens.save_snippet import SaveSnippetScreen
from karma_tui.tui.screens.snippets import SnippetsScreen
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, shows, toasts, type_text


async def test_a_buffer_is_saved_under_a_name(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "ctrl+s")
        fill(pilot, "books")
        await press(pilot, "enter")
        assert SnippetFolder(files.snippets).get("books").text == 'all(tag("book"))'
        assert buffer_texts(pilot) == [("books", 'all(tag("book"))')]
        assert "Saved books" in toasts(pilot)


async def test_a_taken_name_is_replaced_only_when_confirmed(open_app: OpenApp, files: UserFiles) -> None:
    folder = SnippetFolder(files.snippets)
    folder.save("books", "old()")
    async with open_app() as (app, pilot):
        await type_text(pilot, "new()")
        await press(pilot, "ctrl+s")
        fill(pilot, "books")
        await press(pilot, "enter")
        assert shows(app, SaveSnippetScreen)
        assert "exists already" in screen_text(pilot)
        assert folder.get("books").text == "old()"
        await press(pilot, "enter")
        assert folder.get("books").text == "new()"


async def test_an_impossible_name_is_told_and_can_be_corrected(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "new()")
        await press(pilot, "ctrl+s")
        await press(pilot, "enter")
        assert "cannot be used" in screen_text(pilot)
        fill(pilot, "fine")
        await press(pilot, "enter")
        assert SnippetFolder(files.snippets).get("fine").text == "new()"


async def test_an_empty_buffer_is_not_saved(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "ctrl+s")
        assert not shows(app, SaveSnippetScreen)
        assert "nothing to save" in toasts(pilot)


async def test_a_snippet_is_found_and_opened_in_a_buffer_of_its_own(
    open_app: OpenApp, files: UserFiles
) -> None:
    folder = SnippetFolder(files.snippets)
    folder.save("books", 'all(tag("book"))')
    folder.save("people", 'all(tag("person"))')
    async with open_app() as (_, pilot):
        await type_text(pilot, "mine()")
        await press(pilot, "f3")
        await press(pilot, *"person")
        assert "people" in screen_text(pilot)
        assert "books" not in screen_text(pilot)
        await press(pilot, "enter")
        assert buffer_texts(pilot) == [("query 1", "mine()"), ("people", 'all(tag("person"))')]


async def test_a_snippet_is_run_from_the_list(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    folder = SnippetFolder(files.snippets)
    folder.save("a", "first()")
    folder.save("b", "second()")
    async with open_app() as (_, pilot):
        await press(pilot, "f3")
        await press(pilot, "down", "f5")
    assert opener.bench.ran == [("second()", 0)]


async def test_deleting_asks_first(open_app: OpenApp, files: UserFiles) -> None:
    folder = SnippetFolder(files.snippets)
    folder.save("precious", "first()")
    async with open_app() as (app, pilot):
        await press(pilot, "f3")
        await press(pilot, "delete")
        assert "Delete the snippet precious?" in screen_text(pilot)
        await press(pilot, "escape")
        assert shows(app, SnippetsScreen)
        assert len(folder.all()) == 1
        await press(pilot, "delete", "tab", "enter")
        assert folder.all() == []
        assert "No snippets yet" in screen_text(pilot)


async def test_a_broken_file_is_shown_with_its_error_and_kept(open_app: OpenApp, files: UserFiles) -> None:
    files.snippets.mkdir()
    broken = files.snippets / "bad.kvm"
    broken.write_bytes(b"\xff\xfe")
    async with open_app() as (app, pilot):
        await press(pilot, "f3")
        assert "bad.kvm" in screen_text(pilot)
        assert "not UTF-8" in screen_text(pilot)
        await press(pilot, "enter", "delete")
        assert shows(app, SnippetsScreen)
    assert broken.read_bytes() == b"\xff\xfe"


async def test_a_snippets_text_is_never_markup(open_app: OpenApp, files: UserFiles) -> None:
    SnippetFolder(files.snippets).save("[b]name[/b]", "[/x] text")
    async with open_app() as (_, pilot):
        await press(pilot, "f3")
        assert "[b]name[/b]" in screen_text(pilot)
        assert "[/x] text" in screen_text(pilot)
