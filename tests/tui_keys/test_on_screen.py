"""Menus, the help, the palette and the key editor, as a person meets them."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from karma_tui.library.settings import load_settings
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.keymap.offers import is_worth_naming, offers
from karma_tui.tui.keymap.press_screen import PressScreen
from karma_tui.tui.keymap.screen import KeyScreen
from karma_tui.tui.menu.menu_screen import MenuScreen
from karma_tui.tui.screens.help import HelpScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.views.table_view import TableView
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from karma_tui.tui.widgets.editor import Editor
from karma_tui.tui.widgets.result_tree import ResultTree
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, press, screen_text, settled, shows, toasts, type_text

WIDE = (110, 36)


async def right_click(pilot: Pilot[Any], x: int, y: int) -> None:
    """As the terminal reports it; the pilot's own clicks go round the app."""
    for kind in (events.MouseDown, events.MouseUp):
        pilot.app.post_message(kind(None, x, y, 0, 0, 3, False, False, False, screen_x=x, screen_y=y))
        await settled(pilot)


def menu(pilot: Pilot[Any]) -> list[str]:
    """The entries of the menu that is open."""
    assert isinstance(pilot.app.screen, MenuScreen)
    return [item.entry.id for item in pilot.app.screen._items if item is not None]


async def with_result(pilot: Pilot[Any]) -> None:
    await type_text(pilot, 'all(tag("book"))')
    await press(pilot, "f5")


async def shown(pilot: Pilot[Any], text: str) -> None:
    """The palette fills its list in its own time."""
    for _ in range(100):
        if text in screen_text(pilot):
            return
        await pilot.pause(0.02)
    raise AssertionError(screen_text(pilot))


# --- menus


async def test_a_right_click_on_a_row_offers_what_can_be_done_with_it(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await with_result(pilot)
        tree = app.screen.query_one(ResultTree)
        await right_click(pilot, tree.region.x + 5, tree.region.y + 2)
        assert tree.cursor_path == (1,)
        assert {"copy", "copy_value", "expand_all", "filter_result", "edit_record"} <= set(menu(pilot))
        assert "follow" not in menu(pilot), "it is no reference"
        await press(pilot, "escape")
        assert app.focused is tree


async def test_a_right_click_opens_nothing_and_follows_nothing(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        catalogue = app.screen.query_one(CatalogueTree)
        await right_click(pilot, catalogue.region.x + 4, catalogue.region.y + 1)
        assert catalogue.cursor_line == 1
        assert not catalogue.cursor_node or not catalogue.cursor_node.is_expanded
        assert {"models.insert", "models.count", "models.graph", "create_record"} <= set(menu(pilot))
        assert opener.bench.ran == []


async def test_what_is_chosen_is_done_where_the_cursor_is(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        catalogue = app.screen.query_one(CatalogueTree)
        await right_click(pilot, catalogue.region.x + 4, catalogue.region.y + 1)
        await press(pilot, "enter")
        assert "book" in buffer_texts(pilot)[0][1]


async def test_a_menu_opens_by_key_and_closes_by_click_outside(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6", "shift+f10")
        assert shows(app, MenuScreen)
        await pilot.click(offset=(1, 1))
        await settled(pilot)
        assert not shows(app, MenuScreen)
        await press(pilot, "shift+f10", "shift+f10")
        assert not shows(app, MenuScreen)


async def test_a_menu_stays_on_the_screen(open_app: OpenApp) -> None:
    async with open_app(size=(80, 24)) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6")
        tree = app.screen.query_one(ResultTree)
        await right_click(pilot, 78, tree.region.bottom - 1)
        region = app.screen.query_one(OptionList).region
        assert app.screen.region.contains_region(region)


async def test_the_table_offers_what_is_for_columns(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b'[{"a":1,"b":2},{"a":3,"b":4}]')]
    async with open_app(size=WIDE) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6", "2")
        table = app.screen.query_one(TableView)
        await right_click(pilot, table.region.x + 12, table.region.y + 2)
        assert {"table.hide_column", "table.freeze_columns"} & set(menu(pilot)) or {
            "hide_column", "freeze_columns",
        } <= set(menu(pilot))  # fmt: skip
        assert table.cursor_path is not None and table.cursor_path[0] == 1


async def test_the_editor_keeps_what_is_selected(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await type_text(pilot, "one two")
        await press(pilot, "ctrl+shift+left")
        editor = app.focused
        assert isinstance(editor, Editor)
        at = editor.cursor_screen_offset
        await right_click(pilot, at.x + 1, at.y)
        assert editor.selected_text == "two"
        assert "editor.cut" in menu(pilot)
        await press(pilot, "enter")
        assert buffer_texts(pilot)[0][1] == "one "


async def test_a_tab_offers_what_is_for_buffers(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+n")
        tab = app.screen.query("Tab").first()
        await right_click(pilot, tab.region.x + 1, tab.region.y)
        assert {"rename_buffer", "close_buffer", "move_buffer_right"} <= set(menu(pilot))


async def test_a_place_without_actions_has_no_menu(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await right_click(pilot, 4, WIDE[1] - 2)
        assert not shows(app, MenuScreen)


async def test_a_dialogue_offers_its_own_actions(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        app.action_change_keys()
        await settled(pilot)
        await press(pilot, "shift+f10")
        assert "key_editor.unbind" in menu(pilot)


# --- palette


def possible(app: KarmaApp) -> set[str]:
    return {
        it.entry.id for it in offers(app, app.screen, app.focused, app.keys) if is_worth_naming(it)
    }  # fmt: skip


async def test_without_a_result_nothing_is_offered_for_one(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        before = possible(app)
        assert not {"copy", "export", "view_table", "follow", "go_back", "edit_record", "run"} & before
        await with_result(pilot)
        after = possible(app)
        assert {"copy", "export", "view_table", "run", "compare_file"} <= after
        assert not {"go_back", "next_buffer", "follow", "compare_previous", "show_all_records"} & after
        await press(pilot, "f5")
        assert {"compare_previous", "go_back"} <= possible(app)


async def test_a_key_for_the_impossible_still_tells_what_is_missing(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "alt+m")
        assert "no result" in toasts(pilot)


async def test_the_palette_shows_live_keys_of_panes_too(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys]\nrun = "alt+z"\n[keys.results]\ncopy = "u"\n')
    async with open_app(size=WIDE) as (app, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "alt+z", "ctrl+p")
        assert shows(app, CommandPalette)
        app.screen.query_one(Input).value = "copy"
        await shown(pilot, "(u in the result")


async def test_the_palette_has_the_actions_of_the_pane(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        assert "editor.delete_line" in possible(app)
        assert "editor.up" not in possible(app), "everybody tries the arrows"
        app.screen.query_one(CatalogueTree).focus()
        await settled(pilot)
        assert "models.insert" in possible(app) and "editor.delete_line" not in possible(app)


# --- keys of panes


async def test_a_key_of_a_view_can_be_changed(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text(
        '[keys.tree]\ndown = "j"\nup = "k"\n[keys.editor]\ndelete_line = "ctrl+d"\ndelete_right = "delete"\n'
    )
    async with open_app(size=WIDE) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6", "j", "j")
        tree = app.screen.query_one(ResultTree)
        assert tree.cursor_path == (1,)
        await press(pilot, "down")
        assert tree.cursor_path == (1,), "the default was replaced"
        await press(pilot, "k")
        assert tree.cursor_path == (0,)
        app.screen.set_focus(None)
        await press(pilot, "f6")


async def test_a_key_of_the_editor_can_be_changed(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys.editor]\ndelete_line = "ctrl+d"\ndelete_right = "delete"\n')
    async with open_app(size=WIDE) as (_, pilot):
        await type_text(pilot, "one\ntwo")
        await press(pilot, "ctrl+d")
        assert buffer_texts(pilot)[0][1] == "one\n"


async def test_a_key_map_file_may_hold_the_keys(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('keys = "mine.toml"\n')
    files.settings.with_name("mine.toml").write_text('[keys]\nrun = "alt+z"\n[keys.tree]\nexpand_al = "z"\n')
    async with open_app() as (app, pilot):
        assert app.keys == {"run": "alt+z"}
        assert "alt+z Run" in screen_text(pilot)
        assert "Did you mean tree.expand_all?" in toasts(pilot)


# --- help


async def test_the_help_is_searched_by_action_by_key_and_by_scope(open_app: OpenApp) -> None:
    async with open_app(size=(110, 40)) as (_, pilot):
        await press(pilot, "f1", *"freeze")
        assert "Let the columns up to this one stay." in screen_text(pilot)
        assert "A short tour" not in screen_text(pilot)
        app_input = pilot.app.screen.query_one(Input)
        app_input.value = "ctrl+t"
        await settled(pilot)
        assert "Lay the selection or the buffer out anew" in screen_text(pilot)
        app_input.value = "xyzzy"
        await settled(pilot)
        assert "Nothing in the help" in screen_text(pilot)


async def test_the_help_opens_at_the_pane_with_the_focus(open_app: OpenApp) -> None:
    async with open_app(size=(110, 40)) as (app, pilot):
        await press(pilot, "f1")
        assert "A short tour" in screen_text(pilot)
        await press(pilot, "escape")
        app.screen.query_one(CatalogueTree).focus()
        await press(pilot, "f1")
        assert shows(app, HelpScreen)
        assert "Models in the catalogue  [keys.models]" in screen_text(pilot)
        assert "A short tour" not in screen_text(pilot)


async def test_the_help_tells_the_keys_of_now(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys.tree]\nexpand_all = "z"\n')
    async with open_app(size=(110, 40)) as (_, pilot):
        await press(pilot, "f1", *"expand_all")
        assert "z in the tree" in screen_text(pilot)


# --- the key editor


async def edit_keys(pilot: Pilot[Any], words: str) -> None:
    assert isinstance(pilot.app, KarmaApp)
    pilot.app.action_change_keys()
    await settled(pilot)
    await press(pilot, *words)


async def test_a_key_is_changed_by_pressing_it_and_kept(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('# mine\n[keys] # of me\nhelp = "f1,f11" # two\n')
    async with open_app(size=WIDE) as (app, pilot):
        await edit_keys(pilot, "run_each")
        await press(pilot, "enter")
        assert shows(app, PressScreen)
        await press(pilot, "alt+z")
        assert shows(app, KeyScreen)
        assert app.keys["run_each"] == "alt+z"
        await press(pilot, "escape")
    text = files.settings.read_text()
    assert "# mine" in text and "# of me" in text and "# two" in text
    assert dict(load_settings(files.settings).settings.keys) == {"help": "f1,f11", "run_each": "alt+z"}


async def test_a_changed_key_works_at_once_and_the_old_one_no_more(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await type_text(pilot, "one()")
        await edit_keys(pilot, "run buffer whole selection")
        await press(pilot, "enter", "alt+z", "escape", "f5")
        assert opener.bench.ran == []
        assert "alt+z Run" in screen_text(pilot)
        await press(pilot, "alt+z")
        assert opener.bench.ran == [("one()", 0)]


async def test_a_clash_is_told_and_may_be_solved(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await edit_keys(pilot, "tree.expand_all")
        await press(pilot, "enter", "n")
        assert "n belongs to Next match in the result" in screen_text(pilot)
        await press(pilot, "escape")
        assert app.keys == {}
        await press(pilot, "enter", "n", "enter")
        assert app.keys == {"tree.expand_all": "n", "results.next_match": "no_key"}
    assert load_settings(files.settings).settings.keys == {
        "tree.expand_all": "n", "results.next_match": ""
    }  # fmt: skip


async def test_what_is_for_typing_is_refused(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await edit_keys(pilot, "run_each")
        await press(pilot, "enter", "x")
        assert "for typing" in toasts(pilot)
        assert app.keys == {}


async def test_one_more_key_none_and_the_default_again(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await edit_keys(pilot, "run_each")
        await press(pilot, "f2", "alt+z")
        assert app.keys == {"run_each": "alt+j,alt+z"}
        await press(pilot, "f3")
        assert app.keys == {"run_each": "no_key"}
        await press(pilot, "f4")
        assert app.keys == {}
    assert load_settings(files.settings).settings.keys == {}


async def test_all_defaults_come_back_after_a_question(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys]\nrun = "alt+z"\n[keys.tree]\nexpand_all = "z"\n')
    async with open_app(size=WIDE) as (app, pilot):
        await edit_keys(pilot, "")
        await press(pilot, "f8", "escape")
        assert len(app.keys) == 2
        await press(pilot, "f8", "enter")
        assert app.keys == {}
    assert load_settings(files.settings).settings.keys == {}


async def test_a_file_that_cannot_be_changed_is_told_and_the_change_holds(
    open_app: OpenApp, files: UserFiles
) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        files.settings.write_text("theme = ")
        await edit_keys(pilot, "run_each")
        await press(pilot, "enter", "alt+z")
        assert app.keys == {"run_each": "alt+z"}
        assert "nothing was saved" in toasts(pilot)
    assert files.settings.read_text() == "theme = "


async def test_the_key_editor_finds_by_key(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await edit_keys(pilot, "ctrl+t")
        assert "Format" in screen_text(pilot)
        assert "Reconnect" not in screen_text(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_menu_help_and_key_editor_fit(open_app: OpenApp, size: tuple[int, int]) -> None:
    async with open_app(size=size) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6", "shift+f10")
        assert "Copy expression" in screen_text(pilot)
        await press(pilot, "escape", "f1")
        assert "[keys.tree]" in screen_text(pilot)
        await press(pilot, "escape")
        app.action_change_keys()
        await settled(pilot)
        assert "Run each" in screen_text(pilot)
        assert "default: f5, ctrl+j" in screen_text(pilot)


async def test_hints_in_dialogues_tell_the_keys_of_now(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys.function_list]\nrun = "f7"\nscroll_up = ""\n[keys.chart]\nkind = "K"\n')
    async with open_app(size=WIDE) as (app, pilot):
        await with_result(pilot)
        await press(pilot, "f6", "4")
        assert "K type" in screen_text(pilot)
        await app.run_action("functions", app.screen)
        await settled(pilot)
        assert "F7 runs it  Pagedown scroll  Escape closes" in screen_text(pilot)
