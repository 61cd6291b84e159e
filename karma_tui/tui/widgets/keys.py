"""The keys of the panes of the main screen: editor, results, tree, and the lines to ask in."""

from __future__ import annotations

from karma_tui.tui.action import MAIN, Action, Scope

RESULTS = Scope(
    "results",
    "Results",
    "in the result",
    (
        Action("view_tree", "1", "Tree", "Look at the result as a tree.", does="screen.view_tree"),
        Action("view_table", "2", "Table", "Look at the result as a table.", does="screen.view_table"),
        Action("view_json", "3", "JSON", "Look at the result as pretty JSON.", does="screen.view_json"),
        Action("view_chart", "4", "Chart", "See a field of the result as a chart.", does="screen.view_chart"),
        Action(
            "messages", "5", "Messages", "See what there is to be told of the run and the text.",
            does="screen.show_view('messages')",
        ),
        Action("find_in_result", "slash", "Find", "Find in all of the result.", in_footer=True, does="find"),
        Action("next_match", "n", "Next match", "Go to the next match.", does="found(True)"),
        Action("previous_match", "N", "Match before", "Go to the match before.", does="found(False)"),
        Action("only_matches", "ampersand", "Only matches", "Show only records that match."),
        Action(
            "filter_result", "f", "Filter", "Keep records by the field under the cursor.",
            in_footer=True, does="filter",
        ),
        Action(
            "sort_result", "s", "Sort", "Sort by the field under the cursor.", in_footer=True, does="sort"
        ),
        Action("show_all_records", "escape", "Show all", "Take filters and sort off.", does="show_all"),
        Action(
            "copy", "y", "Copy", "Copy a value, its path, its record, its expression.",
            in_footer=True, does="screen.copy",
        ),
        Action("export", "E", "Export", "Write the result to a file.", does="screen.export"),
        Action("go_back", "backspace,comma", "Back", "Go to the result before.", does="screen.go_back"),
        Action(
            "go_forward", "full_stop", "Forward", "Go to the result that one came back from.",
            does="screen.go_forward",
        ),
        Action(
            "referrers", "w", "Who refers", "Show the records that refer to this one.",
            in_footer=True, does="screen.referrers",
        ),
        Action(
            "metadata", "i", "Metadata", "Show id and times of the record under the cursor.",
            in_footer=True, does="screen.metadata",
        ),
        Action("read_again", "r", "Read again", "Read the records on show again.", does="screen.read_again"),
    ),
    within=MAIN,
    menu=(
        *("error", "messages", "run", "", "copy", "export", "hold_result", "compare_previous", ""),
        *("go_back", "go_forward", "read_again"),
    ),
)  # fmt: skip

TREE = Scope(
    "tree",
    "Result as a tree",
    "in the tree",
    (
        Action("up", "up", "Up", "Go to the row above.", does="move(-1)"),
        Action("down", "down", "Down", "Go to the row below.", does="move(1)"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="move_page(-1)"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="move_page(1)"),
        Action("first_row", "home", "First row", "Go to the first row.", does="go_first"),
        Action("last_row", "end", "Last row", "Go to the last row.", does="go_last"),
        Action("close", "left", "Close", "Close the row, or go to what it is in.", does="close_or_leave"),
        Action("open", "right", "Open", "Open the row, or go into it.", does="open_or_enter"),
        Action("choose", "enter", "Choose", "Follow the reference, or open and close the row."),
        Action("open_or_close", "space", "Open or close", "Open or close the row."),
        Action("expand_all", "e", "Expand all", "Open all below the row, up to a bound.", in_footer=True),
        Action("expand_level", "plus", "Expand one level", "Open the row and its members."),
        Action("collapse", "c", "Collapse", "Close the row.", in_footer=True),
        Action("collapse_members", "minus", "Collapse members", "Close the members of the row."),
        Action("open_ref", "x", "Open ref", "Show the record of a reference below it.", in_footer=True),
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
        *("expand_all", "expand_level", "collapse_members", ""),
        *("filter_result", "sort_result", "show_all_records", ""),
        *("follow", "open_ref", "referrers", "metadata", "edit_record", "duplicate_record", "delete_record"),
    ),
)  # fmt: skip

EDITOR = Scope(
    "editor",
    "Editor",
    "in the editor",
    (
        Action("up", "up", "Up", "Go to the line above.", does="cursor_up"),
        Action("down", "down", "Down", "Go to the line below.", does="cursor_down"),
        Action("left", "left", "Left", "Go back by a character.", does="cursor_left"),
        Action("right", "right", "Right", "Go on by a character.", does="cursor_right"),
        Action("word_left", "ctrl+left", "Word left", "Go back by a word.", does="cursor_word_left"),
        Action("word_right", "ctrl+right", "Word right", "Go on by a word.", does="cursor_word_right"),
        Action(
            "line_start", "home,ctrl+a", "Line start", "Go to the line's beginning.",
            does="cursor_line_start",
        ),
        Action("line_end", "end,ctrl+e", "Line end", "Go to the line's end.", does="cursor_line_end"),
        Action("page_up", "pageup", "Page up", "Go up by a page.", does="cursor_page_up"),
        Action("page_down", "pagedown", "Page down", "Go down by a page.", does="cursor_page_down"),
        Action(
            "text_start", "ctrl+home", "Text start", "Go to the beginning of the text.",
            does="cursor_text_start",
        ),
        Action("text_end", "ctrl+end", "Text end", "Go to the end of the text.", does="cursor_text_end"),
        Action(
            "select_word_left", "ctrl+shift+left", "Select word left", "Select back by a word.",
            does="cursor_word_left(True)",
        ),
        Action(
            "select_word_right", "ctrl+shift+right", "Select word right", "Select on by a word.",
            does="cursor_word_right(True)",
        ),
        Action(
            "select_line_start", "shift+home", "Select to line start", "Select to the line's beginning.",
            does="cursor_line_start(True)",
        ),
        Action(
            "select_line_end", "shift+end", "Select to line end", "Select to the line's end.",
            does="cursor_line_end(True)",
        ),
        Action(
            "select_text_start", "ctrl+shift+home", "Select to text start",
            "Select to the beginning of the text.", does="cursor_text_start(True)",
        ),
        Action(
            "select_text_end", "ctrl+shift+end", "Select to text end", "Select to the end of the text.",
            does="cursor_text_end(True)",
        ),
        Action("select_up", "shift+up", "Select up", "Select a line up.", does="cursor_up(True)"),
        Action("select_down", "shift+down", "Select down", "Select a line down.", does="cursor_down(True)"),
        Action(
            "select_left", "shift+left", "Select left", "Select back by a character.",
            does="cursor_left(True)",
        ),
        Action(
            "select_right", "shift+right", "Select right", "Select on by a character.",
            does="cursor_right(True)",
        ),
        Action("select_line", "", "Select line", "Select the line."),
        Action("select_all", "alt+a", "Select all", "Select the whole text."),
        Action("delete_left", "backspace", "Delete left", "Delete the character before the cursor."),
        Action("delete_right", "delete,ctrl+d", "Delete right", "Delete the character at the cursor."),
        Action(
            "delete_word_left", "ctrl+w,ctrl+backspace,alt+backspace", "Delete word left",
            "Delete back to the beginning of the word.",
        ),
        Action("delete_word_right", "alt+delete", "Delete word right", "Delete to the end of the word."),
        Action(
            "delete_to_line_start", "ctrl+u,super+backspace", "Delete to line start",
            "Delete back to the line's beginning.", does="delete_to_start_of_line",
        ),
        Action(
            "delete_to_line_end", "ctrl+k", "Delete to line end", "Delete to the line's end, then the line.",
            does="delete_to_end_of_line_or_delete_line",
        ),
        Action("delete_line", "ctrl+shift+k", "Delete line", "Delete the line."),
        Action("cut", "ctrl+x,super+x", "Cut", "Cut what is selected, or the line."),
        Action("copy_text", "ctrl+c,super+c", "Copy", "Copy what is selected.", does="copy"),
        Action("paste", "ctrl+v", "Paste", "Paste what was copied here; a terminal's own paste works too."),
        Action("undo", "ctrl+z,super+z", "Undo", "Take the last change back."),
        Action("redo", "ctrl+y,super+y", "Redo", "Make it again."),
    ),
    within=MAIN,
    menu=(
        *("cut", "copy_text", "paste", "select_all", ""),
        *("run", "run_expression", "format", "toggle_comment", "complete", ""),
        *("find", "replace", "error", "save_snippet", "save_file"),
    ),
)  # fmt: skip

# terminals send a letter with these keys, which the line would take if they did not go first
FIND = Scope(
    "find_bar",
    "Finding in the editor",
    "in the line to find",
    (
        Action("leave", "escape", "Close", "Close the line.", in_footer=True),
        Action(
            "case", "alt+c", "Case", "Tell capital letters from small ones, or not.",
            does="choose('case')", goes_first=True, in_footer=True,
        ),
        Action(
            "regex", "alt+e", "Regex", "Take it as a regular expression, or as plain text.",
            does="choose('regex')", goes_first=True, in_footer=True,
        ),
        Action(
            "selection", "alt+o", "Selection", "Look in the selected lines only.",
            does="choose('selection')", goes_first=True, in_footer=True,
        ),
        Action(
            "replace_all", "alt+a", "Replace all", "Replace every match at once.",
            goes_first=True, in_footer=True,
        ),
    ),
    within=MAIN,
)  # fmt: skip

PROMPT = Scope(
    "prompt",
    "Questions below the editor",
    "in a question below the editor",
    (Action("leave", "escape", "Leave", "Leave the question without an answer.", in_footer=True),),
    within=MAIN,
)

BUFFERS = Scope(
    "buffers",
    "Tabs of the buffers",
    "on a tab",
    (),
    within=MAIN,
    menu=(
        *("new_buffer", "rename_buffer", "close_buffer", "reopen_buffer", ""),
        *("move_buffer_left", "move_buffer_right", "", "open_file", "save_file", "save_file_as"),
    ),
)
