"""What stands before the cursor: where one is."""

from __future__ import annotations

from karma_tui.repl.desk import Desk

_LONGEST = 24


def prompt_name(desk: Desk) -> str:
    """What stands at the beginning of every prompt: the profile, and what is special about it."""
    from karma_tui.results.strings import visible
    from karma_tui.workbench.session_text import place_name

    target = desk.link.target
    name = visible(place_name(target.profile))
    name = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    marks = "".join(
        mark for mark, is_so in (("!", target.protected), (" read-only", target.read_only)) if is_so
    )
    return name + marks
