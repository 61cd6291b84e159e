"""What stands before the cursor: where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk


_LONGEST = 24


def prompt_name(desk: Desk) -> str:
    """What stands at the beginning of every prompt: the profile, and what is special about it."""
    target = desk.link.target
    name = target.profile
    if "/" in name or not name.isprintable():
        from karma_tui.results.strings import visible
        from karma_tui.workbench.session_text import place_name

        name = visible(place_name(name))
    name = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    marks = "".join(
        mark for mark, is_so in (("!", target.protected), (" read-only", target.read_only)) if is_so
    )
    return name + marks
