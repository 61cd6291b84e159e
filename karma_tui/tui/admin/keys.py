"""The keys of administration."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

ADMINISTRATION = Scope(
    "administration_list",
    "Administration",
    "in the administration",
    (
        Action("leave", "escape", "Close", "Close the administration.", goes_first=True, in_footer=True),
        Action("next", "down", "Next", "Go to the next entry.", does="move(1)", goes_first=True),
        Action("previous", "up", "Previous", "Go to the entry before.", does="move(-1)", goes_first=True),
        Action("scroll_down", "pagedown", "Scroll", "Scroll the text.", does="scroll(1)", goes_first=True),
        Action("scroll_up", "pageup", "Scroll back", "Scroll back.", does="scroll(-1)", goes_first=True),
        Action("new_user", "f2", "New user", "Create a user.", goes_first=True, in_footer=True),
        Action("password", "f3", "Password", "Change the user's password.", goes_first=True, in_footer=True),
        Action("roles", "f4", "Roles", "Give the user other roles.", goes_first=True, in_footer=True),
        Action("remove", "f8", "Delete", "Delete the user.", goes_first=True, in_footer=True),
        Action("ask_again", "f5", "Read again", "Ask the instance again.", goes_first=True),
        Action("export_dump", "f6", "Export", "Write a dump of all data.", goes_first=True, in_footer=True),
        Action("import_dump", "f7", "Import", "Replace all data by a dump.", goes_first=True, in_footer=True),
        Action("reset_instance", "", "Reset", "Delete all data."),
        Action("rotate_secret", "", "Secret", "Have the instance make itself a new secret."),
    ),
    menu=("new_user", "password", "roles", "remove", "", "export_dump", "import_dump", "reset_instance",
          "rotate_secret", "", "ask_again", "leave"),
)  # fmt: skip

WORK = Scope(
    "administration_form",
    "Forms of administration",
    "in a form of the administration",
    (
        Action("leave", "escape", "Cancel", "Stop what is going on, or close the form.", goes_first=True,
               in_footer=True),
    ),
)  # fmt: skip

ROLE_LIST = Scope(
    "role_choice",
    "Choosing roles",
    "in the list of roles",
    (
        Action(
            "toggle", "space,enter", "Give/take", "Give the role, or take it.", does="give", in_footer=True
        ),
    ),
    within="administration_form",
)
