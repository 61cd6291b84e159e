"""The keys of forms of records and of their dialogues."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

RECORD = Scope(
    "record",
    "Form of a record",
    "in a form",
    (
        Action("send", "ctrl+s", "Send …", "Show what would be sent, then send it.", goes_first=True,
               in_footer=True),
        Action("switch", "f2", "Form/text", "Go from the form to the text, or back.", goes_first=True,
               in_footer=True),
        Action("next_problem", "f4", "Next problem", "Go to the next problem.", goes_first=True,
               in_footer=True),
        Action("leave", "escape", "Leave", "Leave the form.", in_footer=True),
    ),
)  # fmt: skip

FORM_ROWS = Scope(
    "form_rows",
    "Moving in a form",
    "in a form",
    (
        Action("up", "up", "Up", "Go to the row above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the row below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first_row", "home", "First row", "Go to the first row.", does="move(-1000000)"),
        Action("last_row", "end", "Last row", "Go to the last row.", does="move(1000000)"),
    ),
    within="form",
)  # fmt: skip

FORM = Scope(
    "form",
    "Fields of a form",
    "in a form",
    (
        Action("edit", "enter", "Edit", "Change the field.", in_footer=True),
        Action("toggle", "space", "On/off", "Turn the field on or off, or take the next choice.",
               in_footer=True, does="switch"),
        Action("add", "a,insert", "Add", "Add an item.", in_footer=True),
        Action("remove", "d,delete", "Remove", "Remove the item.", in_footer=True),
        Action("item_up", "K,alt+up", "Item up", "Move the item up.", does="move_item(-1)"),
        Action("item_down", "J,alt+down", "Item down", "Move the item down.", does="move_item(1)"),
        Action("rename", "k", "Key", "Give the entry another key."),
        Action("now", "n", "Now", "Put the present time in."),
        Action("as_text", "t", "Part as text", "Write this part as text."),
        Action("long_text", "l", "Several lines", "Write a text of several lines."),
        Action("close", "left", "Close", "Close the part.", does="fold(False)"),
        Action("open", "right", "Open", "Open the part.", does="fold(True)"),
        Action("undo", "u,ctrl+z", "Undo", "Take the last change back.", in_footer=True),
        Action("keys", "question_mark", "Keys", "Tell the keys of the form.", in_footer=True),
    ),
    within="record",
    menu=("edit", "toggle", "add", "remove", "", "item_up", "item_down", "rename", "now", "as_text",
          "long_text", "", "undo"),
)  # fmt: skip

FIELD = Scope(
    "field",
    "Typing into a field",
    "in a field",
    (
        Action("leave", "escape", "Leave as it was", "Leave the field as it was.", does="finish(False, 0)",
               in_footer=True),
        Action("take", "enter", "Take", "Take what was typed.", does="finish(True, 0)", in_footer=True),
        Action("next", "tab,down", "Next field", "Take it and go to the next field.",
               does="finish(True, 1)"),
        Action("previous", "shift+tab,up", "Field before", "Take it and go to the field before.",
               does="finish(True, -1)"),
    ),
    within="form",
)  # fmt: skip

PICKER = Scope(
    "record_picker",
    "Choosing a record",
    "where a record is chosen",
    (
        Action("leave", "escape", "Close", "Choose none.", in_footer=True),
        Action("next", "down", "Next", "Go to the next record.", does="move(1)", goes_first=True,
               in_footer=True),
        Action("previous", "up", "Previous", "Go to the record before.", does="move(-1)", goes_first=True,
               in_footer=True),
        Action("choose", "enter", "Choose", "Take the record.", goes_first=True, in_footer=True),
    ),
)  # fmt: skip

CHOICE = Scope(
    "choice",
    "Choosing one of several",
    "where one of several is chosen",
    (
        Action("leave", "escape", "Close", "Choose none.", in_footer=True),
        Action("next", "down", "Next", "Go to the next one.", does="move(1)", goes_first=True,
               in_footer=True),
        Action("previous", "up", "Previous", "Go to the one before.", does="move(-1)", goes_first=True,
               in_footer=True),
        Action("choose", "enter", "Choose", "Take it.", goes_first=True, in_footer=True),
    ),
)  # fmt: skip

TEXT = Scope(
    "long_text",
    "A text of several lines",
    "in a text of several lines",
    (
        Action("leave", "escape", "Leave", "Leave the text as it was.", goes_first=True, in_footer=True),
        Action("take", "ctrl+s", "Take", "Take the text.", goes_first=True, in_footer=True),
    ),
)  # fmt: skip

ASK = Scope(
    "question",
    "Questions",
    "in a question",
    (
        Action("leave", "escape", "Back", "Go back.", in_footer=True),
        Action("left", "left", "", "Go to the button before.", does="app.focus_previous"),
        Action("right", "right", "", "Go to the next button.", does="app.focus_next"),
        Action("up", "up,pageup", "", "Scroll up.", does="scroll(-1)"),
        Action("down", "down,pagedown", "", "Scroll down.", does="scroll(1)"),
    ),
)

NAME = Scope(
    "typed_name",
    "Typing a protected profile's name",
    "where a profile's name is asked for",
    (Action("leave", "escape", "Back", "Send nothing.", in_footer=True),),
)
