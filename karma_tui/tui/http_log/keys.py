"""The keys of the HTTP log."""

from __future__ import annotations

from karma_tui.tui.action import MAIN, Action, Scope

HTTP_LOG = Scope(
    "http_log_pane",
    "HTTP log",
    "in the HTTP log",
    (
        Action("details", "enter", "Details", "See all there is to know of the exchange.", in_footer=True,
               does="details"),
        Action("filter", "slash", "Filter", "Show only what has these words in it.", in_footer=True),
        Action("only_failed", "e", "Failed", "Show only what failed or was refused, or all.", in_footer=True),
        Action("pause", "p", "Pause", "Let the list stand still, or go on.", in_footer=True),
        Action("clear", "c", "Clear", "Forget all exchanges so far.", in_footer=True),
        Action("copy", "y", "Copy", "Copy the request as a curl command, without its secrets.",
               in_footer=True, does="copy_request"),
        Action("leave", "escape", "Editor", "Go back to the editor; the log stays."),
        Action("close", "q", "Close", "Put the log away.", in_footer=True),
    ),
    within=MAIN,
    menu=("details", "copy", "", "filter", "only_failed", "pause", "clear", "", "close"),
)  # fmt: skip

HTTP_FILTER = Scope(
    "http_filter",
    "Filter of the HTTP log",
    "in the filter of the HTTP log",
    (
        Action("done", "enter,down", "Done", "Go to the list.", goes_first=True),
        Action("drop", "escape", "Drop", "Show all again.", goes_first=True),
    ),
    within="http_log_pane",
)

EXCHANGE = Scope(
    "http_exchange",
    "One HTTP exchange",
    "where all of an HTTP exchange is shown",
    (
        Action("leave", "escape,q,enter", "Close", "Close it.", in_footer=True),
        Action("copy_exchange", "y", "Copy", "Copy the request as a curl command.", in_footer=True),
        Action("older", "n", "Older", "Go to the exchange before.", in_footer=True),
        Action("newer", "N", "Newer", "Go to the exchange after.", in_footer=True),
    ),
)
