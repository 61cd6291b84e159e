"""What a user can do, group by group: the one list that keys, footer, palette and help are made from."""

from __future__ import annotations

from karma_tui.tui.action import Action as Action
from karma_tui.tui.action import Group as Group

_RUN_AND_KEEP = (
    Action("run", "f5,ctrl+j", "Run", "Run the selection, or the whole buffer.", in_footer=True),
    Action("cancel", "escape,ctrl+c", "Cancel", "Stop the run that is going on.", in_footer=True),
    Action("run_expression", "alt+x", "Run expression", "Run the expression at the cursor."),
    Action("run_each", "alt+j", "Run each", "Run each expression in turn, until one fails."),
    Action("run_all", "", "Run all", "Run the whole buffer, whatever is selected."),
    Action(
        "save_snippet",
        "ctrl+s",
        "Save",
        "Save the buffer to its file, or as a snippet under a name.",
        in_footer=True,
    ),
    Action("save_snippet_as", "", "Save as snippet", "Save the buffer as a new snippet."),
    Action(
        "declare_parameters",
        "",
        "Declare parameters",
        "Write the $names that the expression uses into a header, with their types.",
    ),
    Action("snippets", "f3", "Snippets", "Search the snippets; open, run or change one.", in_footer=True),
    Action("history", "f10,alt+h", "History", "Search what ran before; open, run or compare it."),
    Action("history_back", "alt+up", "Back in history", "Put the text before into the buffer."),
    Action("history_forward", "alt+down", "Forward in history", "Put the text after into the buffer."),
)

_MOVE_ABOUT = (
    Action("catalogue", "f2", "Catalogue", "Show or hide the tags and models.", in_footer=True),
    Action("next_pane", "f6", "Next pane", "Move between catalogue, editor and results."),
    Action(
        "command_palette",
        "ctrl+p",
        "Palette",
        "Find any action by its name.",
        everywhere=True,
        in_footer=True,
    ),
    Action("help", "f1", "Help", "Show the keys and a short tour.", everywhere=True, in_footer=True),
    Action(
        "context_menu",
        "shift+f10,f22",
        "Menu",
        "Show what can be done here, as a right click does.",
        everywhere=True,
    ),
    Action(
        "change_keys",
        "",
        "Change keys",
        "Look up any key and change it; changes are kept in the settings.",
        everywhere=True,
    ),
    Action("themes", "f9", "Theme", "Choose the colours; the choice is kept in the settings."),
    Action("http_log", "f11,alt+l", "HTTP log", "Show every exchange with servers, live; or put it away."),
    Action("reconnect", "ctrl+r", "Reconnect", "Connect anew and read the models again."),
    Action("sign_in", "", "Sign in", "Sign in as another user, or again."),
    Action("profiles", "alt+p", "Profiles", "Go on with another instance; try, add and change profiles."),
    Action(
        "quit",
        "ctrl+q",
        "Quit",
        "Leave; the buffers come back next time.",
        everywhere=True,
        in_footer=True,
    ),
)

_LANGUAGE = (
    Action(
        "error",
        "f4",
        "Next problem",
        "Go to the place an error is about, then to each problem in turn.",
    ),
    Action("previous_problem", "shift+f4,f16", "Previous problem", "Go to the problem before the cursor."),
    Action("messages", "f12", "Messages", "See the problems of the text and all that a run has to say."),
    Action("complete", "ctrl+space,ctrl+@", "Complete", "Show what may be typed here."),
    Action("functions", "", "Functions", "Search all functions; read about one, take its example."),
    Action(
        "check_on_server",
        "",
        "Check on the server",
        "Have a 1.0 server type the expression; it is not run.",
    ),
    Action("format", "ctrl+t", "Format", "Lay the selection or the buffer out anew; comments stay."),
    Action("convert_to_text", "", "Convert to KVM text", "Write the selection or the buffer as KVM text."),
    Action("convert_to_json", "", "Convert to JSON 1.0", "Write it as JSON of dialect 1.0."),
    Action(
        "convert_to_json_0_1",
        "",
        "Convert to JSON 0.1",
        "Write it as JSON of dialect 0.1, if it can.",
    ),
)

_EDIT = (
    Action("find", "ctrl+f", "Find", "Find in the buffer, or in the selected lines."),
    Action("replace", "alt+r", "Replace", "Find and replace, one by one or all at once."),
    Action("find_next", "ctrl+g", "Find next", "Go to the next place of what was looked for."),
    Action("find_previous", "alt+g", "Find previous", "Go to the place before."),
    Action("goto_line", "ctrl+l", "Go to line", "Go to a line, or to a line and column."),
    Action(
        "toggle_comment",
        "ctrl+underscore,ctrl+slash",
        "Comment",
        "Make lines comments, or code again.",
    ),
    Action("external_editor", "alt+v", "Edit outside", "Edit the buffer with $VISUAL or $EDITOR."),
)

_BUFFERS_AND_FILES = (
    Action("new_buffer", "ctrl+n", "New buffer", "Open an empty buffer."),
    Action("next_buffer", "f7,alt+right", "Next buffer", "Go to the next buffer."),
    Action("previous_buffer", "alt+left", "Previous buffer", "Go to the buffer before."),
    Action("close_buffer", "f8", "Close buffer", "Close this buffer; it can be brought back."),
    Action("reopen_buffer", "alt+t", "Reopen buffer", "Bring back the buffer that was closed last."),
    Action("rename_buffer", "alt+n", "Rename buffer", "Give this buffer another name."),
    Action("move_buffer_left", "alt+shift+left", "Move buffer left", "Move the buffer's tab to the left."),
    Action("move_buffer_right", "alt+shift+right", "Move buffer right", "Move the tab to the right."),
    Action("open_file", "ctrl+o", "Open file", "Open a file in a buffer; Tab completes its path."),
    Action("save_file", "alt+s", "Save file", "Save the buffer to its file."),
    Action("save_file_as", "", "Save file as", "Save the buffer to another file."),
)

_RESULT = (
    Action("view_tree", "", "Show as tree", "Look at the result as a tree."),
    Action("view_table", "", "Show as table", "Look at the result as a table."),
    Action("view_json", "", "Show as JSON", "Look at the result as pretty JSON."),
    Action("view_chart", "", "Show as chart", "See a field of the result as a chart."),
    Action("choose_columns", "", "Columns", "Show, hide and order the columns."),
    Action(
        "flatten_column",
        "",
        "Flatten column",
        "Make columns of its fields, or fold.",
    ),
    Action("hide_column", "", "Hide column", "Take the column out of sight."),
    Action(
        "freeze_columns",
        "",
        "Freeze columns",
        "Let the columns up to this one stay.",
    ),
    Action("wider_column", "", "Wider column", "Make the column wider."),
    Action("narrower_column", "", "Narrower column", "Make the column narrower."),
    Action("fit_column", "", "Fit column", "As wide as what is in sight."),
    Action("move_column_left", "", "Move column left", "Move the column to the left."),
    Action("move_column_right", "", "Move column right", "Move the column to the right."),
    Action("fold_members", "", "Fold members", "Fold each member of a container."),
    Action("find_in_result", "", "Find in result", "Find in all of the result."),
    Action(
        "only_matches",
        "",
        "Only matches",
        "Show only records with what is looked for.",
    ),
    Action(
        "filter_result",
        "",
        "Filter result",
        "Keep records by the field under the cursor.",
    ),
    Action("sort_result", "", "Sort result", "Sort by the field under the cursor."),
    Action(
        "show_all_records",
        "",
        "Show all records",
        "Take filters and sort off.",
    ),
    Action("expand_all", "", "Expand all", "Open all below the row in the tree, up to a bound."),
    Action("expand_level", "", "Expand one level", "Open the row in the tree and its members."),
    Action("collapse_members", "", "Collapse members", "Close the members of the row in the tree."),
)

_RECORDS = (
    Action("create_record", "alt+c", "Create record", "Fill in a form for a new record of a model."),
    Action("edit_record", "alt+e", "Edit record", "Change the record under the cursor in a form."),
    Action(
        "duplicate_record",
        "alt+d",
        "Duplicate record",
        "Make a record from the one under the cursor.",
    ),
    Action(
        "delete_record",
        "alt+k",
        "Delete record",
        "Delete the record under the cursor, after a question.",
    ),
)

_TAKE_ALONG_AND_COMPARE = (
    Action("copy", "", "Copy", "Copy a value, its path, its record, its expression."),
    Action("copy_value", "", "Copy value", "Copy the value under the cursor."),
    Action("copy_path", "", "Copy path", "Copy the path of the value under the cursor, as jq takes it."),
    Action("copy_record", "", "Copy record", "Copy the record under the cursor as JSON."),
    Action("copy_expression", "", "Copy expression", "Copy the expression that reads just this value."),
    Action("export", "", "Export", "Write the result to a file in one of six formats."),
    Action("compare_previous", "alt+m", "Compare with previous", "Compare the buffer's last two results."),
    Action("hold_result", "", "Hold result", "Keep the result on show to compare another one with it."),
    Action("compare_held", "", "Compare with held", "Compare the held result with the one on show."),
    Action("compare_file", "", "Compare with file", "Compare a saved result with the one on show."),
    Action(
        "compare_snippet",
        "",
        "Compare with snippet",
        "Compare the snippet's last result with the one on show.",
    ),
    Action(
        "compare_profile",
        "",
        "Compare with profile",
        "Ask another profile's instance the same, and compare.",
    ),
)

_REFERENCES_AND_MODELS = (
    Action("go_back", "", "Back", "Go to the result before."),
    Action("go_forward", "", "Forward", "Go to the result that one came back from."),
    Action(
        "follow",
        "",
        "Follow reference",
        "Show the record a reference leads to.",
    ),
    Action("referrers", "", "Who refers", "Show the records that refer to this one."),
    Action(
        "metadata",
        "",
        "Metadata",
        "Show id and times of the record under the cursor.",
    ),
    Action("read_again", "", "Read again", "Read the records on show again."),
    Action("search_models", "", "Find a model", "Look for tags, fields and types."),
    Action("count_models", "", "Count records", "Count the records of every model."),
    Action("model_graph", "", "Model graph", "Draw the models and their references."),
)

_ADMINISTRATION = (
    Action(
        "administration",
        "alt+u",
        "Administration",
        "Look through users, roles, permissions, stored expressions and migrations; change users.",
    ),
    Action("export_dump", "", "Export all data", "Write a dump of the instance to a new file."),
    Action("import_dump", "", "Import a dump", "Replace all data of the instance by a dump."),
    Action("reset_instance", "", "Reset the instance", "Delete all data of the instance."),
    Action("rotate_secret", "", "Change the secret", "Have the instance make itself a new secret."),
)

GROUPS = (
    Group("Run and keep", _RUN_AND_KEEP),
    Group("Move about", _MOVE_ABOUT),
    Group("Language", _LANGUAGE),
    Group("Edit", _EDIT),
    Group("Buffers and files", _BUFFERS_AND_FILES),
    Group("Result", _RESULT),
    Group("Records", _RECORDS),
    Group("Take along and compare", _TAKE_ALONG_AND_COMPARE),
    Group("References and models", _REFERENCES_AND_MODELS),
    Group("Administration", _ADMINISTRATION),
)
