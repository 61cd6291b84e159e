"""The keys of dialogues that belong to no part of their own."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

SIGN_IN = Scope(
    "sign_in_form",
    "Signing in",
    "where one signs in",
    (
        Action("cancel", "escape", "Cancel", "Do not sign in.", in_footer=True),
        Action("submit", "enter", "Sign in", "Sign in.", goes_first=True, in_footer=True),
    ),
)

CONFIRM = Scope(
    "confirm",
    "Yes or no",
    "in a question",
    (Action("refuse", "escape", "Keep", "Do nothing.", in_footer=True),),
)

THEMES = Scope(
    "theme_list",
    "Themes",
    "in the list of themes",
    (Action("leave", "escape", "Cancel", "Keep the former theme.", in_footer=True),),
)

METADATA = Scope(
    "metadata_list",
    "Metadata of a record",
    "in the metadata",
    (Action("leave", "escape,i,q,enter", "Close", "Close them.", in_footer=True),),
)

MENU = Scope(
    "menu",
    "Context menu",
    "in a menu",
    (Action("leave", "escape,left", "Close", "Do nothing."),),
)

HELP = Scope(
    "help_screen",
    "Help",
    "in the help",
    (
        Action("leave", "escape", "Close", "Close the help.", goes_first=True, in_footer=True),
        Action("functions", "f2", "Functions", "Go on to the reference of functions.", goes_first=True,
               in_footer=True),
        Action("up", "up", "Up", "Scroll up.", does="scroll(-1)", goes_first=True),
        Action("down", "down", "Down", "Scroll down.", does="scroll(1)", goes_first=True),
        Action("page_up", "pageup", "Page up", "Scroll up by a page.", does="scroll_page(-1)",
               goes_first=True),
        Action("page_down", "pagedown", "Page down", "Scroll down by a page.", does="scroll_page(1)",
               goes_first=True),
    ),
)  # fmt: skip

KEY_EDITOR = Scope(
    "key_editor",
    "Changing keys",
    "where keys are changed",
    (
        Action("leave", "escape", "Close", "Close it.", goes_first=True, in_footer=True),
        Action("previous", "up", "Previous", "Go to the action before.", does="move(-1)", goes_first=True),
        Action("next", "down", "Next", "Go to the next action.", does="move(1)", goes_first=True),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)", goes_first=True),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)",
               goes_first=True),
        Action("bind", "enter", "New key", "Press the new key next.", goes_first=True, in_footer=True),
        Action("add", "f2", "One more key", "Press a key to have beside the others.", goes_first=True,
               in_footer=True),
        Action("unbind", "f3", "No key", "Take its keys away.", goes_first=True, in_footer=True),
        Action("reset", "f4", "Default", "Give it its default again.", goes_first=True, in_footer=True),
        Action("reset_all", "f8", "All defaults", "Give every action its default again, after a question.",
               goes_first=True, in_footer=True),
    ),
)  # fmt: skip
