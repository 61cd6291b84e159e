"""The keys of a comparison."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

COMPARISON = Scope(
    "comparison",
    "Comparison",
    "in a comparison",
    (
        Action("leave", "escape,q", "Close", "Close the comparison.", in_footer=True),
        Action("added", "plus,plus_sign", "Added", "Show what was added, or not.",
               does="toggle_change('+')"),
        Action("removed", "minus", "Removed", "Show what was removed, or not.", does="toggle_change('-')"),
        Action("changed", "tilde", "Changed", "Show what was changed, or not.", does="toggle_change('~')"),
        Action("spelled", "equals_sign", "Spelled differently", "Show what is only spelled differently.",
               does="toggle_change('=')"),
        Action("all_changes", "a", "All kinds", "Show all kinds of differences.", in_footer=True),
        Action("match", "m", "Match by", "Choose what makes two records the same.", in_footer=True),
        Action("ids", "i", "Without ids", "Leave ids and times out, or compare them too.", in_footer=True),
        Action("exchange", "x", "Exchange", "Exchange the two sides.", in_footer=True),
        Action("copy_summary", "y", "Copy summary", "Copy what was counted.", in_footer=True, does="copy"),
    ),
    menu=("all_changes", "added", "removed", "changed", "spelled", "", "match", "ids", "exchange", "",
          "copy_summary", "leave"),
)  # fmt: skip

DIFFERENCES = Scope(
    "differences",
    "Differences",
    "in the list of differences",
    (
        Action("up", "up", "Up", "Go to the row above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the row below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first", "home", "First", "Go to the first row.", does="go(0)"),
        Action("last", "end", "Last", "Go to the last row.", does="go(-1)"),
        Action("open", "right", "Open", "Open the row."),
        Action("close", "left", "Close", "Close the row."),
        Action("open_or_close", "enter,space", "Open or close", "Open or close the row."),
        Action("next", "n", "Next difference", "Go to the next difference.", in_footer=True, does="step(1)"),
        Action("previous", "p,N", "Difference before", "Go to the difference before.", in_footer=True,
               does="step(-1)"),
        Action("close_all", "c", "Close all", "Close all rows."),
        Action("scroll_left", "shift+left,less_than_sign", "Scroll left", "Scroll to the left.",
               does="sideways(-1)"),
        Action("scroll_right", "shift+right,greater_than_sign", "Scroll right", "Scroll to the right.",
               does="sideways(1)"),
    ),
    within="comparison",
)  # fmt: skip

ASKING = Scope(
    "asking_profile",
    "Comparing with another profile",
    "while another profile is asked",
    (Action("leave", "escape", "Cancel", "Stop asking.", in_footer=True),),
)
