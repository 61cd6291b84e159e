"""The keys of the reference of functions and of the messages."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

FUNCTIONS = Scope(
    "function_list",
    "Reference of functions",
    "in the reference of functions",
    (
        Action("leave", "escape", "Close", "Close the reference.", goes_first=True, in_footer=True),
        Action("next", "down", "Next", "Go to the next function.", goes_first=True, does="move(1)",
               in_footer=True),
        Action("previous", "up", "Previous", "Go to the function before.", goes_first=True, does="move(-1)",
               in_footer=True),
        Action("scroll_down", "pagedown", "Scroll", "Scroll what is told.", goes_first=True,
               does="scroll(1)", in_footer=True),
        Action("scroll_up", "pageup", "Scroll back", "Scroll back.", goes_first=True, does="scroll(-1)",
               in_footer=True),
        Action("insert", "enter", "Insert", "Put the example into the editor.", goes_first=True,
               does="take(False)", in_footer=True),
        Action("run", "f5,ctrl+j", "Run", "Put the example into a buffer and run it.", goes_first=True,
               does="take(True)", in_footer=True),
    ),
)  # fmt: skip

MESSAGES = Scope(
    "message_list",
    "List of messages",
    "in the list of messages",
    (
        Action("leave", "escape,q", "Leave", "Go back to what was shown before.",
               does="screen.leave_messages", in_footer=True),
    ),
    within="results",
)  # fmt: skip
