"""The keys of the list of past runs."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

HISTORY = Scope(
    "history_list",
    "History",
    "in the history",
    (
        Action("open", "enter", "Open", "Open it in a new buffer.", goes_first=True, in_footer=True),
        Action("run", "f5,ctrl+j", "Run", "Run it again, here and now.", goes_first=True, in_footer=True),
        Action("compare", "alt+d", "Diff", "Run it again, and compare with what it brought then.",
               goes_first=True, in_footer=True),
        Action("pin", "alt+p", "Pin", "Keep it for ever, or not any more.", goes_first=True, in_footer=True),
        Action("forget", "delete", "Forget", "Forget it, after a question.", goes_first=True, in_footer=True),
        Action("outcome", "alt+o", "Outcome",
               "Show only what ended well, failed, was cancelled or never ended.",
               goes_first=True, in_footer=True),
        Action("profile", "alt+i", "This profile", "Show only what ran on this profile, or all.",
               goes_first=True),
        Action("age", "alt+a", "Since", "Show only what ran today, in 7 days, in 30 days, or all.",
               goes_first=True),
        Action("face", "alt+f", "Face", "Show only what the app, the REPL or the command line ran.",
               goes_first=True),
        Action("only_writing", "alt+w", "Writing", "Show only what writes, or all.", goes_first=True),
        Action("only_pinned", "alt+k", "Pinned", "Show only what is pinned, or all.", goes_first=True),
        Action("all", "alt+x", "All", "Take all filters off.", goes_first=True),
        Action("copy_run", "alt+y", "Copy", "Copy its text.", goes_first=True),
        Action("save", "alt+s", "Save", "Save it as a snippet.", goes_first=True),
        Action("forget_shown", "alt+delete", "Forget all shown",
               "Forget everything that is shown, after a question.", goes_first=True),
        Action("next", "down", "Next", "Go to the run before.", does="move(1)", goes_first=True),
        Action("previous", "up", "Previous", "Go to the run after.", does="move(-1)", goes_first=True),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="page(1)", goes_first=True),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="page(-1)", goes_first=True),
        Action("newest", "ctrl+home", "Newest", "Go to the newest.", does="go(0)", goes_first=True),
        Action("oldest", "ctrl+end", "Oldest", "Go to the oldest.", does="go(-1)", goes_first=True),
        Action("text_down", "ctrl+down", "Text down", "Scroll its text down.", does="scroll_text(1)",
               goes_first=True),
        Action("text_up", "ctrl+up", "Text up", "Scroll its text up.", does="scroll_text(-1)",
               goes_first=True),
        Action("leave", "escape", "Close", "Close the history.", in_footer=True),
    ),
    menu=("open", "run", "compare", "", "copy_run", "save", "pin", "", "forget", "forget_shown"),
)  # fmt: skip

ANSWERING = Scope(
    "history_answer",
    "Running a past run again",
    "while a past run runs again",
    (Action("leave", "escape", "Cancel", "Stop it.", in_footer=True),),
)
