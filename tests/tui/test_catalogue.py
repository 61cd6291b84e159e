from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from karma_tui.errors import QueryRefused
from karma_tui.library.known_tags import known_tags
from karma_tui.redact import register
from karma_tui.schema import TaggedModel
from karma_tui.tui.catalogue.pane import CataloguePane
from karma_tui.tui.expressions import model_text
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, press, screen_text, toasts

WIDE = (120, 30)


def shown(pilot: Pilot[Any]) -> bool:
    """Whether the catalogue can be seen."""
    return pilot.app.screen.query_one(CataloguePane).display


async def test_models_and_their_fields_are_shown(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        app.screen.query_one(CatalogueTree).focus()
        assert "author" in screen_text(pilot)
        await press(pilot, "down", "space")
        shown = screen_text(pilot)
        assert "title  string" in shown
        assert "author  ->author" in shown
        assert "[b]x[/b]" in shown


async def test_names_are_kept_for_shells_that_complete_them(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app():
        assert "author" in known_tags(files.state, "local")


async def test_a_name_that_is_also_a_password_is_shown(open_app: OpenApp) -> None:
    register("title")
    async with open_app(size=WIDE) as (app, pilot):
        app.screen.query_one(CatalogueTree).focus()
        await press(pilot, "down", "space")
        assert "title  string" in screen_text(pilot)


async def test_names_are_put_into_the_editor(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        tree = app.screen.query_one(CatalogueTree)
        tree.focus()
        await press(pilot, "down", "i")
        assert buffer_texts(pilot)[0][1] == 'tag("book")'
        tree.focus()
        await press(pilot, "space", "down", "enter")
        assert buffer_texts(pilot)[0][1] == 'tag("book")title'


async def test_a_narrow_terminal_hides_it_until_asked(open_app: OpenApp) -> None:
    async with open_app(size=(99, 24)) as (app, pilot):
        assert not shown(pilot)
        await press(pilot, "f2")
        assert shown(pilot)
        assert app.focused is app.screen.query_one(CatalogueTree)
        await pilot.resize_terminal(80, 24)
        assert shown(pilot)


async def test_a_wide_terminal_shows_it_until_hidden(open_app: OpenApp) -> None:
    async with open_app(size=(100, 24)) as (_, pilot):
        assert shown(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not shown(pilot)
        await pilot.resize_terminal(100, 24)
        await pilot.pause()
        assert shown(pilot)
        await press(pilot, "f2")
        assert not shown(pilot)


async def test_hiding_it_leaves_no_key_to_the_line_that_models_are_looked_for_in(open_app: OpenApp) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        app.screen.query_one(CatalogueTree).focus()
        await press(pilot, "slash", *"book", "down")
        assert app.focused is app.screen.query_one(CatalogueTree)
        await press(pilot, "f2", *"one")
        assert buffer_texts(pilot)[0][1] == "one"
        await press(pilot, "f2", "slash", *"x", "f2", *"two")
        assert buffer_texts(pilot)[0][1] == "onetwo"


async def test_narrowing_the_terminal_takes_the_focus_out_of_it(open_app: OpenApp) -> None:
    async with open_app(size=(100, 24)) as (app, pilot):
        app.screen.query_one(CatalogueTree).focus()
        await press(pilot, "slash", *"book", "down")
        await pilot.resize_terminal(80, 24)
        await press(pilot, *"one")
        assert not shown(pilot)
        assert buffer_texts(pilot)[0][1] == "one"


async def test_models_that_cannot_be_read_are_a_remark_not_an_end(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.models = QueryRefused("No permission to read _model")
    async with open_app() as (_, pilot):
        assert "No permission to read _model" in toasts(pilot)
        assert "ready" in screen_text(pilot)


async def test_reading_the_models_again_keeps_what_is_open(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        app.screen.query_one(CatalogueTree).focus()
        await press(pilot, "down", "space", "ctrl+r")
        assert opener.bench.catalogue_reads == 2
        assert "title  string" in screen_text(pilot)


def test_model_names_are_quoted_as_the_language_wants() -> None:
    assert model_text(TaggedModel('od"d', "X", {})) == 'tag("od\\"d")'
    assert model_text(TaggedModel("", "someId", {})) == 'model("someId")'
