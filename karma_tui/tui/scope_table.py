"""Every scope of the app: the other half of the registry, read when keys are changed, told or looked up.

Each part of the app keeps its scopes in a module `keys` of its own; those import nothing of Textual.
"""

from __future__ import annotations

from karma_tui.tui.action import Scope
from karma_tui.tui.admin.keys import ADMINISTRATION, ROLE_LIST, WORK
from karma_tui.tui.assist.keys import FUNCTIONS, MESSAGES
from karma_tui.tui.catalogue.keys import CATALOGUE, DRAWING, GRAPH, MODELS
from karma_tui.tui.comparing.keys import ASKING, COMPARISON, DIFFERENCES
from karma_tui.tui.history.keys import ANSWERING, HISTORY
from karma_tui.tui.http_log.keys import EXCHANGE, HTTP_FILTER, HTTP_LOG
from karma_tui.tui.profiles.keys import PROFILE_FORM, PROFILE_TRIAL, PROFILES
from karma_tui.tui.records.keys import ASK, CHOICE, FIELD, FORM, FORM_ROWS, NAME, PICKER, RECORD, TEXT
from karma_tui.tui.screens.keys import CONFIRM, HELP, KEY_EDITOR, MENU, METADATA, SIGN_IN, THEMES
from karma_tui.tui.snippets.keys import PARAMETERS, SAVING, SNIPPETS, WORD
from karma_tui.tui.taking.keys import COPYING, EXPORTING
from karma_tui.tui.views.keys import CHART, COLUMNS, JSON, RESULT_FIND, TABLE
from karma_tui.tui.widgets.keys import BUFFERS, EDITOR, FIND, PROMPT, RESULTS, TREE

SCOPES: tuple[Scope, ...] = (
    *(EDITOR, FIND, PROMPT, BUFFERS),
    *(RESULTS, TREE, TABLE, JSON, CHART, RESULT_FIND, COLUMNS, COPYING, EXPORTING, METADATA),
    *(CATALOGUE, MODELS, GRAPH, DRAWING),
    *(RECORD, FORM, FORM_ROWS, FIELD, PICKER, CHOICE, TEXT, ASK, NAME, CONFIRM),
    *(FUNCTIONS, MESSAGES),
    *(SNIPPETS, SAVING, WORD, PARAMETERS),
    *(COMPARISON, DIFFERENCES, ASKING),
    *(HISTORY, ANSWERING),
    *(HTTP_LOG, HTTP_FILTER, EXCHANGE),
    *(PROFILES, PROFILE_FORM, PROFILE_TRIAL),
    *(ADMINISTRATION, WORK, ROLE_LIST),
    *(SIGN_IN, THEMES, HELP, KEY_EDITOR, MENU),
)
"""In the order of the help screen; a scope comes after the one it is within."""
