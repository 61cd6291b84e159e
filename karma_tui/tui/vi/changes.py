"""Changes that commands of vi make, as effects; pure."""

from __future__ import annotations

from karma_tui.tui.vi import text as on
from karma_tui.tui.vi.effects import Edit, Effect, Go

INDENT = "  "


def with_text(effects: list[Effect], typed: str, cursor: int) -> list[Effect]:
    """What a command did, and the text that was typed after it, as one change."""
    for index, effect in enumerate(effects):
        if isinstance(effect, Edit):
            at = effect.cursor - effect.start
            text = effect.text[:at] + typed + effect.text[at:]
            last = effect.cursor + max(0, len(typed) - 1)
            return [*effects[:index], Edit(effect.start, effect.end, text, last), *effects[index + 1 :]]
        if isinstance(effect, Go):
            cursor = effect.cursor
    return [Edit(cursor, cursor, typed, cursor + max(0, len(typed) - 1))]


def joined(text: str, at: int, times: int) -> list[Effect]:
    """Lines made one, with a blank between, none before a closing bracket."""
    start = end = on.line_end(text, at)
    made, cursor = "", start
    for _ in range(times):
        if end >= len(text):
            break
        following = text[end + 1 : on.line_end(text, end + 1)].lstrip(" \t")
        blank = "" if not following or following[0] in ")]}" else " "
        cursor = start + len(made)
        made += blank + following
        end = on.line_end(text, end + 1)
    return [] if end == start else [Edit(start, end, made, cursor)]


def shifted(lines: list[str], start: int, end: int, *, right: bool) -> list[Effect]:
    """Lines moved by one step of indentation."""
    if right:
        moved = [INDENT + line if line else line for line in lines]
    else:
        moved = [line[min(len(INDENT), len(line) - len(line.lstrip(" "))) :] for line in lines]
    new = "\n".join(moved)
    cursor = start + len(moved[0]) - len(moved[0].lstrip(" \t"))
    return [] if moved == lines else [Edit(start, end, new, cursor)]
