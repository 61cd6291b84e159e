"""The keys of the snippets' dialogues."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

SNIPPETS = Scope(
    "snippet_list",
    "Snippets",
    "in the list of snippets",
    (
        Action("open", "enter", "Open", "Open the file in a buffer.", does="choose(False)", goes_first=True,
               in_footer=True),
        Action("run", "f5,ctrl+j", "Run", "Run it at once.", does="choose(True)", goes_first=True,
               in_footer=True),
        Action("next", "down", "Next", "Go to the next snippet.", does="move(1)", goes_first=True),
        Action("previous", "up", "Previous", "Go to the snippet before.", does="move(-1)", goes_first=True),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="page(1)", goes_first=True),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="page(-1)", goes_first=True),
        Action("tags", "alt+t", "Tags", "Show only those with a tag.", goes_first=True, in_footer=True),
        Action("pin", "alt+p", "Pin", "Keep it on top, or not any more.", goes_first=True, in_footer=True),
        Action("rename", "alt+n", "Rename", "Call it something else; its file too.", goes_first=True),
        Action("duplicate", "alt+d", "Duplicate", "Make a second one of it.", goes_first=True),
        Action("move", "alt+m", "Move", "Take it to another folder, or to the project.", does="relocate",
               goes_first=True),
        Action("share", "alt+s", "Copy to file", "Copy its file to another place.", goes_first=True),
        Action("take_in", "alt+i", "Import", "Take a file in as a snippet.", goes_first=True),
        Action("delete", "delete", "Delete", "Delete it, after a question.", goes_first=True,
               in_footer=True),
        Action("undelete", "alt+z", "Undelete", "Bring back what was deleted last.", goes_first=True),
        Action("leave", "escape", "Close", "Close the list.", in_footer=True),
    ),
    menu=("open", "run", "", "pin", "rename", "duplicate", "move", "share", "take_in", "", "delete",
          "undelete"),
)  # fmt: skip

SAVING = Scope(
    "save_snippet_form",
    "Saving a snippet",
    "where a snippet is saved",
    (
        Action("cancel", "escape", "Cancel", "Do not save.", in_footer=True),
        Action("next", "down", "Next line", "Go to the next line.", does="screen.focus_next"),
        Action("previous", "up", "Line before", "Go to the line before.", does="screen.focus_previous"),
        Action("save", "enter,f5,ctrl+s", "Save", "Save it.", goes_first=True, in_footer=True),
    ),
)  # fmt: skip

WORD = Scope(
    "word",
    "Typing a word",
    "where a word is asked for",
    (Action("leave", "escape", "Back", "Do nothing.", in_footer=True),),
)  # fmt: skip

PARAMETERS = Scope(
    "parameters",
    "Parameters of a snippet",
    "in the form of parameters",
    (
        Action("run", "enter,f5,ctrl+j", "Run", "Run with these values; on a choice, choose.",
               goes_first=True, in_footer=True),
        Action("find", "f4", "Find record", "Look for the record of a reference.", goes_first=True,
               in_footer=True),
        Action("defaults", "f8", "Defaults", "Put the defaults back.", goes_first=True, in_footer=True),
        Action("next", "down", "Next field", "Go to the next field.", does="screen.focus_next"),
        Action("previous", "up", "Field before", "Go to the field before.", does="screen.focus_previous"),
        Action("leave", "escape", "Cancel", "Do not run.", goes_first=False, in_footer=True),
    ),
)  # fmt: skip
