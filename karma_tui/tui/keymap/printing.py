"""The whole key map as a file that can be loaded again, or as plain values; nothing of Textual is needed.

Every action stands in it with its keys of now and a comment that says what it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from karma_tui.tui.action import EVERYWHERE, MAIN, NO_KEY
from karma_tui.tui.keymap.judge import Entry, around, entries
from karma_tui.tui.keymap.names import as_on_keyboards, lost, read, split

_HEAD = """\
# Keys of karma-tui: every action with its keys.
#
# Change what you like, leave out what may stay as it is. To use this file, save it beside your settings and
# put its name there: keys = "keys.toml"; or copy the tables into the settings themselves.
# Several keys are separated by commas; "" takes an action's keys away, the palette still has it.
# Keys are written f5, ctrl+s, alt+left, shift+f4, enter, pageup, ?, question_mark, comma.
# `karma-tui keys --check FILE` tells what cannot be used: unknown actions and keys, and clashes.
"""


def as_toml(changed: Mapping[str, str]) -> str:
    """The file; `changed` is what `judge` returned."""
    return "\n".join([_HEAD, "[keys]", *_lines(changed)]) + "\n"


def _lines(changed: Mapping[str, str]) -> Iterator[str]:
    heading = scope = ""
    for entry in entries().values():
        if entry.scope not in (MAIN, EVERYWHERE, scope):
            scope = entry.scope
            yield from ("", f"# {entry.heading}: {entry.where}. {_within(entry)}".rstrip(), f"[keys.{scope}]")
        elif entry.heading != heading and entry.scope in (MAIN, EVERYWHERE):
            yield from ("", f"# {entry.heading}")
        heading = entry.heading
        keys = f"{entry.action.name} = {json.dumps(_keys(entry, changed), ensure_ascii=False)}"
        yield f"{keys:<34} # {_what(entry, changed)}"


def _within(entry: Entry) -> str:
    outer = [name for name in around(entry.scope)[1:] if name not in (MAIN, EVERYWHERE)]
    return f"The keys of {' and '.join(outer)} work here too." if outer else ""


def _keys(entry: Entry, changed: Mapping[str, str]) -> str:
    keys = changed.get(entry.id, entry.action.keys)
    return "" if keys == NO_KEY else as_on_keyboards(keys)


def _what(entry: Entry, changed: Mapping[str, str]) -> str:
    text = entry.action.help or entry.action.label
    default = as_on_keyboards(entry.action.keys) or "none"
    return f"{text} Default: {default}." if entry.id in changed else text


def as_plain(changed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every action as a flat value, for programs."""
    return [
        {
            "action": entry.id,
            "scope": entry.scope,
            "keys": [key for key in split(changed.get(entry.id, entry.action.keys)) if key != NO_KEY],
            "default": list(read(entry.action.keys)[0]),
            "changed": entry.id in changed,
            "lost": [key for key in split(changed.get(entry.id, entry.action.keys)) if lost(key)],
            "label": entry.action.label,
            "help": entry.action.help,
        }
        for entry in entries().values()
    ]
