"""The keys of the views of a result, and of what asks something about them."""

from __future__ import annotations

from karma_tui.tui.action import Action, Scope

TABLE = Scope(
    "table",
    "Result as a table",
    "in the table",
    (
        Action("up", "up", "Up", "Go to the row above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the row below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first_row", "home", "First row", "Go to the first row.", does="go_first"),
        Action("last_row", "end", "Last row", "Go to the last row.", does="go_last"),
        Action("left", "left", "Left", "Go to the column before.", does="move_column(-1)"),
        Action("right", "right", "Right", "Go to the next column.", does="move_column(1)"),
        Action(
            "first_column", "circumflex_accent", "First column", "Go to the first column.",
            does="move_column(-100000)",
        ),
        Action(
            "last_column", "dollar_sign", "Last column", "Go to the last column.",
            does="move_column(100000)",
        ),
        Action("choose", "enter", "Choose", "Open the value: follow a reference, or show it in the tree."),
        Action("sort_result", "s", "Sort", "Sort by the column.", in_footer=True, does="sort"),
        Action(
            "scroll_left", "shift+left,less_than_sign", "Scroll left", "Scroll to the left.",
            does="sideways(-1)",
        ),
        Action(
            "scroll_right", "shift+right,greater_than_sign", "Scroll right", "Scroll to the right.",
            does="sideways(1)",
        ),
        Action(
            "flatten_column", "space", "Fields", "Make columns of its fields, or fold.",
            does="flatten_or_fold",
        ),
        Action("flatten", "e", "Flatten", "Make columns of its fields.", in_footer=True),
        Action("fold", "c", "Fold", "Make one column of the fields again.", in_footer=True),
        Action(
            "choose_columns", "o", "Columns", "Show, hide and order the columns.", in_footer=True
        ),
        Action("hide_column", "h", "Hide", "Take the column out of sight.", does="hide"),
        Action("freeze_columns", "z", "Freeze", "Let the columns up to this one stay.", does="freeze"),
        Action("wider_column", "plus", "Wider", "Make the column wider.", does="resize(1)"),
        Action("narrower_column", "minus", "Narrower", "Make the column narrower.", does="resize(-1)"),
        Action("fit_column", "equals_sign", "Fit", "As wide as what is in sight."),
        Action(
            "move_column_left", "left_square_bracket", "Move left", "Move the column to the left.",
            does="shift_column(-1)",
        ),
        Action(
            "move_column_right", "right_square_bracket", "Move right", "Move the column to the right.",
            does="shift_column(1)",
        ),
    ),
    within="results",
    menu=(
        *("copy", "copy_value", "copy_path", "copy_record", "copy_expression", ""),
        *("sort_result", "filter_result", "show_all_records", ""),
        *("flatten_column", "hide_column", "freeze_columns", "fit_column", "choose_columns", ""),
        *("follow", "referrers", "metadata", "edit_record", "duplicate_record", "delete_record"),
    ),
)  # fmt: skip

JSON = Scope(
    "json",
    "Result as JSON",
    "in the JSON",
    (
        Action("up", "up", "Up", "Go to the line above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the line below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first_line", "home", "First line", "Go to the first line.", does="go_first"),
        Action("last_line", "end", "Last line", "Go to the last line.", does="go_last"),
        Action("close", "left", "Fold", "Fold the value, or go to what it is in.", does="close_or_leave"),
        Action("open", "right", "Unfold", "Unfold the value, or go into it.", does="open_or_enter"),
        Action("choose", "enter", "Choose", "Follow the reference, or fold and unfold."),
        Action("open_or_close", "space", "Fold or unfold", "Fold or unfold the value."),
        Action("expand_all", "e,plus", "Unfold all", "Unfold all below the line.", in_footer=True),
        Action("collapse", "c", "Fold", "Fold the value.", in_footer=True),
        Action("fold_members", "m,minus", "Fold members", "Fold each member.", in_footer=True),
        Action(
            "scroll_left", "shift+left,less_than_sign", "Scroll left", "Scroll to the left.",
            does="sideways(-1)",
        ),
        Action(
            "scroll_right", "shift+right,greater_than_sign", "Scroll right", "Scroll to the right.",
            does="sideways(1)",
        ),
    ),
    within="results",
    menu=(
        *("copy", "copy_value", "copy_path", "copy_record", "copy_expression", ""),
        *("expand_all", "collapse", "fold_members", ""),
        *("filter_result", "sort_result", "show_all_records", ""),
        *("follow", "referrers", "metadata", "edit_record", "duplicate_record", "delete_record"),
    ),
)  # fmt: skip

CHART = Scope(
    "chart",
    "Result as a chart",
    "in the chart",
    (
        Action("up", "up", "Up", "Go to the bar above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the bar below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first_bar", "home", "First bar", "Go to the first bar.", does="move(-100000)"),
        Action("last_bar", "end", "Last bar", "Go to the last bar.", does="move(100000)"),
        Action("field", "a", "Field", "Group by the next field.", in_footer=True, does="field(1)"),
        Action("field_before", "A", "Field before", "Group by the field before.", does="field(-1)"),
        Action("value", "v", "Value", "Measure the next field.", in_footer=True, does="value(1)"),
        Action("value_before", "V", "Value before", "Measure the field before.", does="value(-1)"),
        Action("kind", "t", "Type", "Draw another type of chart.", in_footer=True),
        Action("order", "o", "Order", "Order the bars by size or by name."),
        Action("choose", "enter", "Only these", "Keep only the records of the bar."),
    ),
    within="results",
    menu=("choose", "", "field", "field_before", "value", "value_before", "kind", "order", "",
          "show_all_records"),
)  # fmt: skip

RESULT_FIND = Scope(
    "result_find",
    "Finding in a result",
    "in the line to find in the result",
    (
        Action("leave", "escape", "Close", "Close the line.", in_footer=True),
        Action(
            "where", "alt+k", "Keys or values", "Look in keys, in values, or in both.",
            in_footer=True, does="choose('where')",
        ),
        Action(
            "regex", "alt+e", "Regex", "Take it as a regular expression, or as plain text.",
            in_footer=True, does="choose('regex')",
        ),
        Action(
            "only", "alt+a", "Only matches", "Show only records that match.",
            in_footer=True, does="choose('only')",
        ),
    ),
    within="results",
)  # fmt: skip

COLUMNS = Scope(
    "columns",
    "Choosing columns",
    "in the list of columns",
    (
        Action("leave", "escape", "Close", "Close the list.", in_footer=True),
        Action("next", "down", "Next", "Go to the next column.", goes_first=True, does="mark(1)",
               in_footer=True),
        Action("previous", "up", "Previous", "Go to the column before.", goes_first=True, does="mark(-1)",
               in_footer=True),
        Action("toggle_column", "enter", "Show or hide", "Show or hide the column.", goes_first=True,
               in_footer=True),
        Action("move_up", "alt+up", "Move up", "Move the column up.", goes_first=True, does="shift(-1)",
               in_footer=True),
        Action("move_down", "alt+down", "Move down", "Move the column down.", goes_first=True,
               does="shift(1)", in_footer=True),
        Action("show_all", "alt+a", "Show all, or as found", "Show all columns, or as the result has them.",
               goes_first=True, in_footer=True),
    ),
)  # fmt: skip
