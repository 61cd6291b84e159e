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
