"""The form of a record as a person uses it: by keys and by mouse, at the smallest size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from karma_tui.errors import ConnectionFailed
from karma_tui.tui.action import NO_KEY
from karma_tui.tui.app_base import BaseApp
from karma_tui.tui.records.ask_screens import AskScreen, NameScreen
from karma_tui.tui.records.choice_screen import ChoiceScreen
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.records.record_screen import RecordScreen, Task
from karma_tui.tui.records.ref_picker import RefPicker
from karma_tui.tui.records.text_screen import TextScreen
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.record_expressions import RecordRef
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, settled
from tests.tui.records.instance import AUTHOR, BOOK, LATER, VALUE, Instance

NOW = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)


class Form:
    """The open screen, and what it gave."""

    def __init__(self, pilot: Pilot[Any], screen: RecordScreen, instance: Instance) -> None:
        self.pilot = pilot
        self.screen = screen
        self.instance = instance
        self.given: list[RecordRef | None] = []

    @property
    def text(self) -> str:
        return screen_text(self.pilot)

    @property
    def view(self) -> FormView:
        return self.screen.query_one(FormView)

    def value(self) -> Any:
        return self.screen._pane.read().value

    async def go(self, path: str) -> None:
        """Put the cursor on the row of a path, as with the arrow keys."""
        rows = [row.path for row in self.view._rows]
        self.view._go(rows.index(path))
        await settled(self.pilot)

    async def edit(self, path: str, text: str) -> None:
        """Type into a field in place of what is there."""
        await self.go(path)
        await press(self.pilot, "enter")
        field = self.screen.query_one("#field", Input)
        field.value = text
        await press(self.pilot, "enter")

    async def send(self) -> str:
        """Ask for the expression; give it."""
        await press(self.pilot, "ctrl+s")
        assert isinstance(self.pilot.app.screen, AskScreen), self.text
        await settled(self.pilot)
        return self.text


@pytest.fixture
def instance() -> Instance:
    return Instance()


class Opens:
    """Opens forms in an app."""

    def __init__(self, open_app: OpenApp, instance: Instance) -> None:
        self._open_app = open_app
        self._instance = instance

    @asynccontextmanager
    async def __call__(self, task: Task, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Form]:
        async with self._open_app(size=size) as (app, pilot):
            names = {AUTHOR.model_id: "author", BOOK.model_id: "book"}
            screen = RecordScreen(task, self._instance.records, names, clock=lambda: NOW)
            form = Form(pilot, screen, self._instance)
            app.push_screen(screen, form.given.append)
            await settled(pilot)
            yield form


@pytest.fixture
def opens(open_app: OpenApp, instance: Instance) -> Opens:
    return Opens(open_app, instance)


def _edit(instance: Instance) -> Task:
    return Task(BOOK, instance.record)


async def test_a_record_is_shown_with_names_values_and_types(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        for words in ("[b]Momo[/b]", "1973", "absent", "18446744073709551615", "→author", "2 items", "ebook"):
            assert words in form.text


async def test_a_record_that_is_referred_to_is_called_by_its_name(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        assert "→author Named CCCC" in form.text


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_an_untouched_form_has_nothing_to_send_and_leaves_at_once(
    opens: Opens, instance: Instance, size: tuple[int, int]
) -> None:
    async with opens(_edit(instance), size) as form:
        assert form.value() == VALUE
        await press(form.pilot, "ctrl+s")
        assert "nothing to send" in form.text
        await press(form.pilot, "escape")
        assert form.given == [None]


async def test_a_change_is_shown_as_an_expression_before_it_is_sent(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        shown = await form.send()
        assert 'setField("year", int16(1974), record)' in shown
        assert instance.sent == []
        await press(form.pilot, "enter")
        assert len(instance.sent) == 1
        assert form.given == [RecordRef(BOOK.model_id, "R" * 16)]


async def test_back_from_the_expression_sends_nothing_and_keeps_the_form(
    opens: Opens, instance: Instance
) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await form.send()
        await press(form.pilot, "escape")
        assert form.value()["year"] == 1974
        assert instance.sent == []


async def test_what_is_wrong_stands_beside_its_field_and_is_gone_to(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "40000")
        await form.go("author")
        await press(form.pilot, "ctrl+s")
        assert "! A whole number from -32768 to 32767" in form.text
        assert form.view.row is not None
        assert form.view.row.path == "year"
        assert instance.sent == []


async def test_a_blank_form_tells_all_that_is_missing_and_f4_goes_from_one_to_the_next(opens: Opens) -> None:
    async with opens(Task(BOOK)) as form:
        await press(form.pilot, "ctrl+s")
        seen = []
        for _ in range(5):
            assert form.view.row is not None
            seen.append(form.view.row.path)
            await press(form.pilot, "f4")
        assert seen == ["year", "read", "genre", "format", "author"]


async def test_a_record_is_made_by_keys_alone(opens: Opens, instance: Instance) -> None:
    async with opens(Task(BOOK)) as form:
        await press(form.pilot, "enter", *"Emil", "tab", *"1929", "enter")
        await form.go("read")
        await press(form.pilot, "space")
        await form.go("genre")
        await press(form.pilot, "enter", *"cri", "enter")
        await form.go("format")
        await press(form.pilot, "enter", *"pap", "enter")
        await form.go("author")
        await press(form.pilot, "enter", "down", "enter")
        assert await form.send()
        await press(form.pilot, "enter")
        (sent,) = instance.sent
        assert sent.startswith("create(")
        for words in ('"Emil"', "int16(1929)", "true", 'symbol("crime")', 'union("paper", null)', "K" * 16):
            assert words in sent


async def test_optionals_come_and_go_and_a_date_can_be_now(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("at")
        await press(form.pilot, "space", "escape", "n")
        assert form.value()["at"] == "2026-05-06T07:08:09Z"
        await press(form.pilot, "space")
        assert "at" not in form.value()


async def test_items_are_added_moved_and_removed(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("tags")
        await press(form.pilot, "a", *"new", "enter")
        assert form.value()["tags"] == ["time", "grey", "new"]
        await press(form.pilot, "K")
        assert form.value()["tags"] == ["time", "new", "grey"]
        await press(form.pilot, "d")
        assert form.value()["tags"] == ["time", "grey"]
        await press(form.pilot, "u", "u", "u", "u")
        assert form.value()["tags"] == ["time", "grey"]


async def test_a_map_entry_asks_for_its_key_then_for_its_value(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("words")
        await press(form.pilot, "a", *"b", "enter", *"-5", "enter")
        assert form.value()["words"] == {"a": 1, "b": -5}


async def test_escape_leaves_a_field_as_it_was_and_undo_brings_a_change_back(
    opens: Opens, instance: Instance
) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("year")
        await press(form.pilot, "enter", "5", "escape")
        assert form.value()["year"] == 1973
        await press(form.pilot, "enter", "backspace", "enter")
        assert form.value()["year"] == 197
        await press(form.pilot, "u")
        assert form.value()["year"] == 1973


async def test_leaving_with_something_typed_is_asked_about(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await press(form.pilot, "escape")
        assert isinstance(form.pilot.app.screen, AskScreen)
        await press(form.pilot, "enter")
        assert form.given == []
        await press(form.pilot, "escape", "tab", "enter")
        assert form.given == [None]


async def test_leaving_while_it_is_being_sent_is_asked_about(opens: Opens, instance: Instance) -> None:
    instance.holds = True
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await form.send()
        await form.pilot.press("enter")
        await form.pilot.pause()
        await form.pilot.press("escape")
        await form.pilot.pause()
        assert isinstance(form.pilot.app.screen, AskScreen)
        assert "being sent" in form.text
        await form.pilot.press("escape")
        instance.go_on.set()
        await settled(form.pilot)
        assert len(form.given) == 1


async def test_quitting_with_something_typed_is_asked_about(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await press(form.pilot, "ctrl+q")
        assert isinstance(form.pilot.app.screen, AskScreen)
        assert form.pilot.app.is_running


async def test_an_error_keeps_what_was_typed(opens: Opens, instance: Instance) -> None:
    instance.errors.append(ConnectionFailed("The server is gone"))
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await form.send()
        await press(form.pilot, "enter")
        assert "The server is gone" in form.text
        assert form.value()["year"] == 1974
        await form.send()
        await press(form.pilot, "enter")
        assert len(instance.sent) == 1


async def _in_conflict(form: Form) -> None:
    await form.edit("year", "1974")
    await form.send()
    form.instance.value = {**VALUE, "title": "Theirs"}
    form.instance.updated = LATER
    await press(form.pilot, "enter")


async def test_a_conflict_shows_both_versions_and_leads_back_to_the_form(
    opens: Opens, instance: Instance
) -> None:
    async with opens(_edit(instance)) as form:
        await _in_conflict(form)
        for words in ("changed meanwhile", "1974", "Theirs", "[b]Momo[/b]"):
            assert words in form.text
        await press(form.pilot, "enter")
        assert form.value()["year"] == 1974
        assert instance.sent == []


async def test_a_conflict_can_be_settled_with_ones_own_version(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await _in_conflict(form)
        await press(form.pilot, "tab", "tab", "enter")
        assert "if(" not in form.text
        await press(form.pilot, "enter")
        (sent,) = instance.sent
        assert "1974" in sent
        assert len(form.given) == 1


async def test_a_conflict_can_be_settled_with_their_version(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await _in_conflict(form)
        await press(form.pilot, "tab", "enter")
        assert form.value() == {**VALUE, "title": "Theirs"}
        await press(form.pilot, "u")
        assert form.value()["year"] == 1974
        await press(form.pilot, "u")
        assert instance.sent == []


async def test_a_protected_profile_is_named_before_it_is_changed(opens: Opens, instance: Instance) -> None:
    instance.name = "prod"
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await form.send()
        await press(form.pilot, "enter")
        assert isinstance(form.pilot.app.screen, NameScreen)
        assert "prod" in form.text
        await press(form.pilot, *"dev", "enter")
        assert isinstance(form.pilot.app.screen, NameScreen)
        await press(form.pilot, *"prod", "enter")
        assert len(instance.sent) == 1


async def test_form_and_text_are_two_sides_of_one_value(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.edit("year", "1974")
        await press(form.pilot, "f2")
        editor = form.screen.query_one(Editor)
        assert "int16(1974)" in editor.text
        editor.load_text(editor.text.replace("1974", "1975").replace("Momo", "Jim"))
        await press(form.pilot, "f2")
        assert (form.value()["year"], form.value()["title"]) == (1975, "[b]Jim[/b]")


async def test_a_text_that_is_no_value_stays_and_is_told(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "f2")
        editor = form.screen.query_one(Editor)
        editor.load_text("{title: ")
        await press(form.pilot, "f2")
        assert editor.display
        assert "expected" in form.text.lower()
        editor.load_text('{title: "x", year: int16(1)}')
        await press(form.pilot, "ctrl+s")
        assert "author: A record of the model is wanted" in form.text
        assert instance.sent == []


async def test_escape_leaves_the_text_too_and_asks_about_what_was_typed(
    opens: Opens, instance: Instance
) -> None:
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "f2", "x", "escape")
        assert isinstance(form.pilot.app.screen, AskScreen)
        await press(form.pilot, "enter", "backspace", "escape")
        assert form.given == [None]


async def test_a_text_can_be_sent_as_it_is(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "f2")
        editor = form.screen.query_one(Editor)
        editor.load_text(editor.text.replace("1973", "1980"))
        assert "1980" in await form.send()


@pytest.mark.parametrize("text", ["a\nb", "tab\there", "bell\x07", "\u2028", "\u202eevil"])
async def test_odd_strings_are_edited_without_loss(opens: Opens, instance: Instance, text: str) -> None:
    instance.value = {**VALUE, "title": text}
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "enter")
        assert isinstance(form.pilot.app.screen, TextScreen)
        await press(form.pilot, "ctrl+s")
        assert form.value()["title"] == text
        await press(form.pilot, "enter")
        area = form.pilot.app.screen.query_one(TextArea)
        area.move_cursor((0, 1 if area.text.startswith('"') else 0))
        area.insert("Z")
        await press(form.pilot, "ctrl+s")
        assert form.value()["title"] == f"Z{text}"


async def test_a_part_is_edited_as_text_and_must_be_a_value(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("format")
        await press(form.pilot, "t")
        area = form.pilot.app.screen.query_one(TextArea)
        area.load_text("all(")
        await press(form.pilot, "ctrl+s")
        assert isinstance(form.pilot.app.screen, TextScreen)
        area.load_text('union("paper", null)')
        await press(form.pilot, "ctrl+s")
        assert form.value()["format"] == {"paper": None}


async def test_a_ref_is_searched_on_the_server(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await form.go("author")
        await press(form.pilot, "enter")
        picker = form.pilot.app.screen
        assert isinstance(picker, RefPicker)
        assert "Kästner" in form.text
        picker.query_one(Input).value = "Lin"
        picker._search(0)
        await settled(form.pilot)
        assert picker.query_one(OptionList).option_count == 1
        await press(form.pilot, "enter")
        assert form.value()["author"] == [AUTHOR.model_id, "L" * 16]
        assert "Lindgren" in form.text


async def test_choosing_what_was_there_before_changes_nothing(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        screen = form.pilot.app.screen
        assert isinstance(screen, RecordScreen)
        await form.go("author")
        await press(form.pilot, "enter")
        picker = form.pilot.app.screen
        assert isinstance(picker, RefPicker)
        picker.query_one(Input).value = VALUE["author"][1]
        picker._search(0)
        await settled(form.pilot)
        assert picker.query_one(OptionList).option_count == 1
        await press(form.pilot, "enter")
        assert not isinstance(form.pilot.app.screen, RefPicker)
        assert form.value() == VALUE
        assert not screen.is_edited


async def test_a_question_mark_lists_the_keys(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "question_mark")
        assert "Another key for a map entry" in form.text
        await press(form.pilot, "enter", "escape")
        assert form.given == [None]


async def test_the_list_of_keys_tells_those_of_now(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance), (100, 45)) as form:
        app = form.pilot.app
        assert isinstance(app, BaseApp)
        app.change_keys({"form.rename": "r", "record.send": "f6", "form.now": NO_KEY})
        await press(form.pilot, "question_mark")
        lines = [line.strip(" │") for line in form.text.splitlines()]
        assert any(line.startswith("r ") and "Another key for a map entry" in line for line in lines)
        assert any(line.startswith("f6 ") and "then send it" in line for line in lines)
        assert any(line.startswith("a, insert ") for line in lines)
        assert not any(line.startswith(("k ", "ctrl+s ", "n ")) for line in lines)


async def test_the_mouse_does_it_too(opens: Opens, instance: Instance) -> None:
    async with opens(_edit(instance)) as form:
        rows = [row.path for row in form.view._rows]
        await form.pilot.click(FormView, offset=(30, rows.index("genre")))
        await settled(form.pilot)
        assert form.view.row is not None
        assert form.view.row.path == "genre"
        await form.pilot.click(FormView, offset=(30, rows.index("genre")))
        await settled(form.pilot)
        assert isinstance(form.pilot.app.screen, ChoiceScreen)


async def test_a_copy_begins_with_the_values_and_is_a_new_record(opens: Opens, instance: Instance) -> None:
    async with opens(Task(BOOK, value=VALUE, is_copy=True)) as form:
        assert form.value() == VALUE
        assert (await form.send()).count("create(") == 1


async def test_a_form_of_thousands_of_rows_scrolls(opens: Opens, instance: Instance) -> None:
    instance.value = {**VALUE, "tags": [f"tag {number}" for number in range(3_000)]}
    async with opens(_edit(instance)) as form:
        await press(form.pilot, "end")
        assert "author" in form.text
        await press(form.pilot, "home", "pagedown")
        assert "tag 9" in form.text
