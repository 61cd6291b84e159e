"""What the keys of a form do, in more words than the help has, with the keys as they are now."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from karma_tui.tui.keymap.judge import entries
from karma_tui.tui.keymap.telling import keys_now

_TOLD = {
    "form.edit": "Edit the field; choose a symbol, case or record; open.",
    "field.take": "While typing: take it.",
    "field.next": "While typing: take it and go to the next field.",
    "field.previous": "While typing: take it and go to the field before.",
    "field.leave": "While typing: leave it as it was.",
    "form.toggle": "An optional on or off; true or false.",
    "form.add": "Add an item.",
    "form.remove": "Remove it.",
    "form.item_up": "Move an item of a list up.",
    "form.item_down": "Move an item of a list down.",
    "form.rename": "Another key for a map entry.",
    "form.now": "The present time, in UTC.",
    "form.long_text": "Edit a string on several lines.",
    "form.as_text": "Edit this part as text.",
    "form.close": "Close what has parts.",
    "form.open": "Open what has parts.",
    "form.undo": "Undo.",
    "record.switch": "The whole record as text, and back.",
    "record.next_problem": "The next field that is wrong.",
    "record.send": "Look at the expression, then send it.",
    "record.leave": "Leave the form.",
}
"""Actions by their ids, in the order of use."""
_WIDTH = 16
"""Cells for the keys; longer ones push their text to the right."""


def keys_of_form(changed: Mapping[str, str]) -> Content:
    """A line for every action that has a key; `changed` holds the user's own keys."""
    rows = [(keys_now(entries()[name], changed), text) for name, text in _TOLD.items()]
    lines = [Content.assemble((f"{keys:<{_WIDTH}}", "bold"), " ", text) for keys, text in rows if keys]
    return Content("\n").join(lines)
