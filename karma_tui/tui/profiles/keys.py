"""The keys of the screens about profiles."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

PROFILES = Scope(
    "profile_list",
    "Profiles",
    "in the list of profiles",
    (
        Action("leave", "escape,q", "Close", "Close the list.", in_footer=True),
        Action("switch", "enter", "Switch", "Go on with this instance; the buffers stay.", in_footer=True),
        Action("add", "a,insert", "Add", "Add a profile.", in_footer=True),
        Action("edit", "e", "Edit", "Change the profile.", in_footer=True),
        Action("duplicate", "d", "Duplicate", "Add a profile that begins with what this one says.",
               in_footer=True),
        Action("rename", "r,f2", "Rename", "Call it something else; its history and drafts follow.",
               in_footer=True),
        Action("test", "t", "Test", "Connect and sign in, step by step.", in_footer=True),
        Action("open_at_start", "s", "At start", "Have it opened at start.", in_footer=True),
        Action("remove", "delete,x", "Remove", "Remove the profile, after a question.", in_footer=True),
    ),
    menu=("switch", "test", "", "add", "edit", "rename", "duplicate", "open_at_start", "", "remove"),
)  # fmt: skip

PROFILE_FORM = Scope(
    "profile_form",
    "Form of a profile",
    "in the form of a profile",
    (
        Action("save", "ctrl+s", "Save", "Write the profile into the settings.", goes_first=True,
               in_footer=True),
        Action("test", "f5", "Test", "Connect and sign in with what the form says.", goes_first=True,
               in_footer=True),
        Action("next_field", "down", "Next field", "Go to the next field.", goes_first=True,
               does="app.focus_next"),
        Action("previous_field", "up", "Field before", "Go to the field before.", goes_first=True,
               does="app.focus_previous"),
        Action("leave", "escape", "Leave", "Leave the form.", in_footer=True),
    ),
)  # fmt: skip

PROFILE_TRIAL = Scope(
    "profile_trial",
    "Trying a profile",
    "where a profile is tried",
    (
        Action("leave", "escape,q", "Close", "Give up, or close.", in_footer=True),
        Action("again", "r", "Again", "Try it once more.", in_footer=True),
    ),
)
