"""Enter in a form: on a list of choices it chooses, elsewhere it is done."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import OptionList, Select


def choosing(focused: Widget | None) -> bool:
    """Open the list that has the focus, or take what is marked in it; False if there is none."""
    if isinstance(focused, OptionList):
        focused.action_select()
    elif isinstance(focused, Select):
        focused.action_show_overlay()
    else:
        return False
    return True
